"""Two published or archived issues side by side; public."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.reports.models import FINAL, Issue
from yichuang.reports.queries.issues import IssueLine, find_issue, issue_lines
from yichuang.reports.rules.comparing import Pair, compare
from yichuang.reports.rules.record import from_record


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two issues and their sections in pairs."""

    left: IssueLine
    right: IssueLine
    pairs: list[Pair]


def compared(left: tuple[str, str], right: tuple[str, str]) -> Comparison:
    """Return two issues compared, each given by its series and key. Raises Unknown as `find_issue` does."""
    ids = [find_issue(*left), find_issue(*right)]
    lines = issue_lines(ids)
    records = dict(Issue.objects.filter(pk__in=ids, state__in=FINAL).values_list("pk", "record"))
    one, other = (from_record(records[issue]) for issue in ids)
    return Comparison(lines[ids[0]], lines[ids[1]], compare(one, other))
