"""What can be read of the reports; drafts only by those who may see them."""

from yichuang.reports.queries.issues import (
    Difference,
    IssueLine,
    IssuePage,
    archived_issues,
    draft_of,
    drafts,
    find_issue,
    issue_page,
    latest_issue,
)
from yichuang.reports.queries.material import FindingLine, StoryLine, changes_of, findings_of, stories_of
from yichuang.reports.queries.printing import FORMS, Printed, faces_used, piece, print_issue, prints, styles
from yichuang.reports.queries.reading import read_text
from yichuang.reports.queries.series import all_series, period_of, series_in_force, series_of_text

__all__ = [
    "FORMS",
    "Difference",
    "FindingLine",
    "IssueLine",
    "IssuePage",
    "Printed",
    "StoryLine",
    "all_series",
    "archived_issues",
    "changes_of",
    "draft_of",
    "drafts",
    "faces_used",
    "find_issue",
    "findings_of",
    "issue_page",
    "latest_issue",
    "period_of",
    "piece",
    "print_issue",
    "prints",
    "read_text",
    "series_in_force",
    "series_of_text",
    "stories_of",
    "styles",
]
