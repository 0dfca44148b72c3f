"""Archiving an old issue: its text as it came, its tree, and its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from yichuang.kit.errors import Refusal
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.filing import file_issue
from yichuang.reports.acts.series import version_in_use
from yichuang.reports.models import Issue, SeriesVersion
from yichuang.reports.queries.numbers import check_numbers_free, lock_numbers
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.reading import Extracted, with_file
from yichuang.reports.rules.archiving import draft_mark
from yichuang.reports.rules.numbering import numbers_read
from yichuang.reports.rules.outline.reading import told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report


@transaction.atomic
def archive(*, by: Actor, series: str, text: str, file: Extracted | None = None) -> int:
    """Read the text of an issue and archive it under its number; return the issue's id.

    file: what the text was extracted from, so that the record also names what of it was not read.

    Raises Unknown `unknown_series`; Refusal `marked_draft` (it says that it is not published), `number_missing`
    (the text names no year or number), `number_used`, `period_missing` (of an issue that its series does not number).
    """
    require(by, ARCHIVE)
    mark = draft_mark([*text.splitlines(), *(file.headers if file else ())])
    if mark:
        message = f"文件标有“{mark}”，不是正式印发的一期，没有归档。"
        raise Refusal("marked_draft", message, field="FILE", rule="只有正式印发的一期才归档")
    plan = series_in_force(series)
    return archive_report(by=by, plan=plan, report=read(text, plan), text=text, file=file)


def archive_report(
    *, by: Actor, plan: Series, report: Report, text: str, file: Extracted | None = None,
    told: Mapping[str, Any] | None = None, version: SeriesVersion | None = None,
) -> int:  # fmt: skip
    """Archive an issue that was read, and perhaps corrected by a person, inside the caller's transaction.

    plan: the series by which it was read. version, told: the series' row and what `told_by_report` says of the report,
    where the caller has them. The caller has asked whether `by` may. Raises as `archive` does.
    """
    series = plan.code
    numbers, period = numbers_read(report, plan.numbering)
    lock_numbers(series)
    check_numbers_free(series, numbers, period)
    sentence = report.figure_sentence()
    record = with_file(to_record(report), file) if file else to_record(report)
    told = told_by_report(report) if told is None else told
    issue = Issue.objects.create(
        series=series,
        series_version=version or version_in_use(series),
        state="archived",
        year=numbers.year,
        number=numbers.number,
        number_scope=numbers.scope,
        total_number=numbers.total_number,
        period_from=period[0] if period else None,
        period_to=period[1] if period else None,
        issued_on=report.issued_on,
        record=record,
        text=text,
        remarks=told["remarks"],
        figures={**record["statistics"], "groups": record["statistics"]["figures"]} if sentence else {},
        made_by=by.record(),
        made_at=true_now(),
    )
    file_issue(issue, report, told["figures"])
    return int(issue.pk)
