"""Files that wait: a person corrects what was understood of one and accepts it, or decides not to archive it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.archiving import archive_report
from yichuang.reports.queries.numbers import lock_numbers
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.reading import from_record
from yichuang.reports.rules.archiving import ARCHIVED, DISMISSED, NUMBER_MAX, OPEN
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.rules.tree import Report
from yichuang.reports.run_models import ArchiveFile

_NUMBERS = {"number": NUMBER_MAX, "total_number": NUMBER_MAX, "year": 9999}
_WORDS = {"number": "期号", "total_number": "总期号", "year": "年份"}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person holds to be right of an issue, all of it; `text` with or without corrections of the words."""

    text: str
    year: int | None
    number: int | None
    total_number: int | None
    issued_on: date | None
    period_from: date | None
    period_to: date | None

    def applied_to(self, report: Report) -> Report:
        """Return what was understood of the text, corrected."""
        return replace(
            report, year=self.year, number=self.number, total_number=self.total_number, issued_on=self.issued_on,
            period_from=self.period_from, period_to=self.period_to,
        )  # fmt: skip


@transaction.atomic
def accept_file(*, by: Actor, file_id: int, corrected: Corrected) -> int:
    """Archive a file that waits as a person corrected it; return the issue's id.

    What was read otherwise is kept with the file, the file itself as it came. Raises Unknown `unknown_file`; Conflict
    `file_settled`; Refusal `text_missing`, `number_odd`, `period_reversed`, `number_missing`, `period_missing`,
    `number_used`.
    """
    by = require(by, ARCHIVE)
    series = ArchiveFile.objects.filter(pk=file_id).values_list("run__series", flat=True).first()
    if series is not None:
        lock_numbers(series)  # before the row, as a run does: so neither waits for the other
    row = _open_file(file_id)
    _check(corrected)
    text = row.text if _same_text(corrected.text, row.text) else corrected.text
    plan = series_in_force(row.run.series)
    understood = read(text, plan)
    report = corrected.applied_to(understood)
    extracted = from_record(row.extracted) if row.extracted else None
    issue = archive_report(by=by, plan=plan, report=report, text=text, file=extracted)
    row.fate, row.issue_id, row.code, row.message = ARCHIVED, issue, "accepted", "核对后收下"
    row.corrections = _differences(understood, report) | ({"text": True} if text is not row.text else {})
    _settle(row, by)
    return issue


@transaction.atomic
def dismiss_file(*, by: Actor, file_id: int, remark: str) -> None:
    """Decide that a file that waits is not archived, and why; the file is kept.

    Raises Unknown `unknown_file`; Conflict `file_settled`; Refusal `remark_missing`.
    """
    by = require(by, ARCHIVE)
    row = _open_file(file_id)
    if not remark.strip():
        raise Refusal("remark_missing", "请写明为什么不收。", field="remark")
    row.fate, row.code, row.message = DISMISSED, "dismissed", remark.strip()
    _settle(row, by)


def _open_file(file_id: int) -> ArchiveFile:
    row = ArchiveFile.objects.select_for_update(of=("self",)).select_related("run").filter(pk=file_id).first()
    if row is None:
        raise Unknown("unknown_file", "没有这份文件。", field="file")
    if row.fate not in OPEN:
        raise Conflict("file_settled", "这份文件已经有人处理了。", field="file")
    return row


def _settle(row: ArchiveFile, by: Actor) -> None:
    row.settled_by, row.settled_at = by.record(), true_now()
    row.save()


def _check(corrected: Corrected) -> None:
    if not corrected.text.strip():
        raise Refusal("text_missing", "没有正文，不能归档；请录入正文，或决定不收。", field="text")
    for name, most in _NUMBERS.items():
        number = getattr(corrected, name)
        if number is not None and not 1 <= number <= most:
            raise Refusal("number_odd", f"{_WORDS[name]}须在 1 到 {most} 之间。", field=name)
    start, end = corrected.period_from, corrected.period_to
    if (start is None) != (end is None):
        raise Refusal(
            "period_half", "期间的起止日期须都填写，或都不填。", field="period_to" if start else "period_from"
        )
    if start and end and start > end:
        raise Refusal("period_reversed", f"起始日 {start} 晚于截止日 {end}。", field="period_from")


def _same_text(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for how their lines end: forms send CR LF."""
    return one.splitlines() == other.splitlines()


def _differences(read_so: Report, report: Report) -> dict[str, Any]:
    """Return the fields that a person corrected: what was read, and what holds."""
    found = {}
    for name in ("year", "number", "total_number", "issued_on", "period_from", "period_to"):
        was, now = getattr(read_so, name), getattr(report, name)
        if was != now:
            found[name] = {"read": _plain(was), "now": _plain(now)}
    return found


def _plain(value: int | date | None) -> int | str | None:
    return value.isoformat() if isinstance(value, date) else value
