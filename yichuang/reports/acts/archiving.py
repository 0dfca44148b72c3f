"""Archiving an old issue: its text as it came, its tree, and its number."""

from __future__ import annotations

from django.db import transaction

from yichuang.kit.errors import Refusal
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.series import version_in_use
from yichuang.reports.models import FINAL, Issue
from yichuang.reports.queries.numbers import lock_numbers
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.reading import Extracted, with_file
from yichuang.reports.rules.outline.reading import told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.rules.tree import Report


@transaction.atomic
def archive(*, by: Actor, series: str, text: str, file: Extracted | None = None) -> int:
    """Read the text of an issue and archive it under its number; return the issue's id.

    file: what the text was extracted from, so that the record also names what of it was not read.

    Raises Unknown `unknown_series`; Refusal `number_missing` (the text names no year or number), `number_used`.
    """
    require(by, ARCHIVE)
    return archive_report(by=by, report=read(text, series_in_force(series)), text=text, file=file)


def archive_report(*, by: Actor, report: Report, text: str, file: Extracted | None = None) -> int:
    """Archive an issue that was read, and perhaps corrected by a person, inside the caller's transaction.

    The caller has asked whether `by` may. Raises as `archive` does.
    """
    series = report.series
    if report.year is None or report.number is None or not 1 <= report.year <= 9999:
        raise Refusal(
            "number_missing", "没有读到年份和期号，不能归档。", field="number", rule="期号写作“2022 年第 21 期”"
        )
    lock_numbers(series)
    check_number_free(series, report.year, report.number, report.total_number)
    sentence = report.figure_sentence()
    record = with_file(to_record(report), file) if file else to_record(report)
    issue = Issue.objects.create(
        series=series,
        series_version=version_in_use(series),
        state="archived",
        year=report.year,
        number=report.number,
        number_scope=str(report.year),
        total_number=report.total_number,
        period_from=report.period_from,
        period_to=report.period_to,
        issued_on=report.issued_on,
        record=record,
        text=text,
        remarks=told_by_report(report)["remarks"],
        figures={**record["statistics"], "groups": record["statistics"]["figures"]} if sentence else {},
        made_by=by.record(),
        made_at=true_now(),
    )
    return int(issue.pk)


def check_number_free(series: str, year: int, number: int, total_number: int | None) -> None:
    """Raise Refusal `number_used` if a published or archived issue of the series has one of these numbers."""
    taken = Issue.objects.filter(series=series, state__in=FINAL)
    if taken.filter(year=year, number=number).exists():
        raise _used(f"{year} 年第 {number} 期已经归档或发布，期号不能再用。", f"{year}-{number}")
    if total_number is not None and taken.filter(total_number=total_number).exists():
        raise _used(f"总第 {total_number} 期已经归档或发布，期号不能再用。", str(total_number))


def _used(message: str, number: str) -> Refusal:
    return Refusal("number_used", message, field="number", rule="一个期号只属于一期", details={"number": number})
