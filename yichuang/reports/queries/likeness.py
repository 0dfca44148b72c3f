"""Whether a file that was read is there already: as the same bytes, as an issue, or as a file that waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from yichuang.reports.models import FINAL, Issue
from yichuang.reports.rules.archiving import DUPLICATE, NUMBER_MAX, OPEN, REFUSED, REPLACED, same_words
from yichuang.reports.rules.numbering import Numbers
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import from_record
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report
from yichuang.reports.run_models import ArchiveFile


@dataclass(frozen=True, slots=True)
class Standing:
    """An archived or published issue with the number of another; `same`: it says the same."""

    id: int
    scope: str
    number: int | None
    total_number: int | None
    period: Span | None
    same: bool


def same_bytes(series: str, checksum: str) -> ArchiveFile | None:
    """Return the first file of a series with these bytes that was read and stands for itself, in whatever folder."""
    rows = ArchiveFile.objects.filter(run__series=series, checksum=checksum)
    return rows.exclude(fate__in=(DUPLICATE, REFUSED, REPLACED)).order_by("pk").first()


def standing_issue(report: Report, numbers: Numbers, period: Span | None, plan: Series) -> Standing | None:
    """Return the archived or published issue that has one of the numbers (or the period of one without), if any."""
    if numbers.number is None:
        assert period is not None, "an issue without number has its period"
        one = Q(number=None, period_from=period[0], period_to=period[1])
    elif numbers.number > NUMBER_MAX or (numbers.total_number or 0) > NUMBER_MAX:
        return None
    else:
        one = Q(number_scope=numbers.scope, number=numbers.number)
        if numbers.total_number is not None:
            one |= Q(total_number=numbers.total_number)
    rows = Issue.objects.filter(one, series=plan.code, state__in=FINAL)
    row = rows.order_by("pk").first()
    if row is None:
        return None
    span = (row.period_from, row.period_to) if row.period_from and row.period_to else None
    same = same_words(from_record(row.record), report)
    return Standing(row.pk, row.number_scope, row.number, row.total_number, span, same)


def waiting_twin(report: Report, numbers: Numbers, plan: Series, *, but: tuple[int, str]) -> ArchiveFile | None:
    """Return a file of the series that waits with the same number and says the same, if any. but: its run and path."""
    if numbers.number is None or numbers.number > NUMBER_MAX:
        return None
    rows = ArchiveFile.objects.filter(
        run__series=plan.code, fate__in=OPEN, number_scope=numbers.scope, number=numbers.number
    )
    waiting = rows.exclude(Q(run=but[0], path=but[1]) | Q(text="")).order_by("pk")
    return next((row for row in waiting if same_words(read(row.text, plan), report)), None)
