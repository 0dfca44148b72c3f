"""What changes the reports: each act one transaction that checks the right first."""

from yichuang.reports.acts.archiving import archive
from yichuang.reports.acts.issuing import compile_issue, publish, sign, take_back
from yichuang.reports.acts.material import add_story, change_story, record_finding, withdraw_story
from yichuang.reports.acts.series import set_variables

__all__ = [
    "add_story",
    "archive",
    "change_story",
    "compile_issue",
    "publish",
    "record_finding",
    "set_variables",
    "sign",
    "take_back",
    "withdraw_story",
]
