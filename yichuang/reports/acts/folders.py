"""Reading a folder of old issues into the archive: each file is one transaction, so that it can break off anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from yichuang.kit.errors import Refusal
from yichuang.kit.time import local_date, true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.archiving import archive_report
from yichuang.reports.acts.originals import keep_content, note_original
from yichuang.reports.queries.likeness import same_bytes, standing_issue, waiting_twin
from yichuang.reports.queries.numbers import lock_numbers
from yichuang.reports.queries.runs import alone, done_files, orphaned_paths
from yichuang.reports.queries.series import series_in_force, series_of_text
from yichuang.reports.reading import Extracted, read_content
from yichuang.reports.reading.folder import Content, Found, LeftOut, content_of, each_ahead, files_in, readable
from yichuang.reports.rules import archiving
from yichuang.reports.rules.archiving import NUMBER_MAX, OPEN, Reason, reasons_to_look
from yichuang.reports.rules.numbering import Numbers, number_words, numbers_read
from yichuang.reports.rules.outline.reading import told_by_report
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report
from yichuang.reports.run_models import ArchiveFile, ArchiveRun


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run over a folder: its id, how many files were read in it this time, what of the folder is no file of ours."""

    run: int
    fresh: int
    left_out: list[LeftOut]


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read; `known`: it is settled since an earlier time, and was only looked at."""

    found: Found
    content: Content
    extracted: Extracted | None = None
    refusal: Refusal | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What becomes of a file, and why."""

    fate: str
    code: str = ""
    message: str = ""
    reasons: list[Reason] = field(default_factory=list)
    issue: int | None = None
    same_as: int | None = None
    report: Report | None = None
    numbers: Numbers | None = None


def archive_folder(
    *, by: Actor, folder: Path, series: str, told: Callable[[int, int], None] = lambda done, total: None
) -> Outcome:
    """Read all files of a folder, and archive those that were understood fully as issues of a series.

    Of each file stands then what became of it (`rules/archiving.py`). A folder is one run for ever: begun again, it
    reads only what is new, changed or was refused. told: is told after each file how many of how many are done.

    Raises Unknown `unknown_series`; Refusal `folder_missing`, `folder_unreadable`; Conflict `run_underway`; Unavailable
    `no_room`, `file_not_kept`, after which the same again goes on where it stood.
    """
    by = require(by, ARCHIVE)
    plan = series_in_force(series)
    folder = folder.resolve()
    found, left_out = files_in(folder)
    begun = {"started_by": by.record(), "started_at": true_now()}
    run, _ = ArchiveRun.objects.get_or_create(folder=readable(folder), series=plan.code, defaults=begun)
    with alone(run.pk):
        ArchiveRun.objects.filter(pk=run.pk).update(**begun, total=len(found), finished_at=None)
        fresh = _go_through(found, run, plan, by, told)
        orphans = orphaned_paths(run.pk)  # duplicates of a file that was replaced just now
        fresh += _go_through([one for one in found if one.name in orphans], run, plan, by, told)
        ArchiveRun.objects.filter(pk=run.pk).update(finished_at=true_now())
    return Outcome(run.pk, fresh, left_out)


def _go_through(found: list[Found], run: ArchiveRun, plan: Series, by: Actor, told: Callable[[int, int], None]) -> int:
    """Read files that are not done, and return how many they were."""
    fresh = 0
    for place, one in enumerate(each_ahead(partial(_read, done=done_files(run.pk)), found), 1):
        if not one.known:
            _keep(one)
            _take(one, run, plan, by)
            fresh += 1
        told(place, len(found))
    return fresh


def _read(found: Found, *, done: set[tuple[str, str]]) -> _Read:
    """Read a file, in a thread without a database, unless it is done."""
    content = content_of(found.path)
    if content.content is None or (found.name, content.checksum) in done:
        return _Read(found, content, refusal=content.refusal, known=content.content is not None)
    try:
        return _Read(found, content, read_content(content.content))
    except Refusal as refusal:
        return _Read(found, content, refusal=refusal)


def _keep(one: _Read) -> None:
    if one.content.content is not None:
        keep_content(one.content.content, one.content.checksum)


@transaction.atomic
def _take(one: _Read, run: ArchiveRun, plan: Series, by: Actor) -> None:
    """Decide what becomes of a file, archive it if it may be, and write down both."""
    lock_numbers(plan.code)
    verdict = _verdict(one, run, plan)
    issue = verdict.issue
    if verdict.fate == archiving.ARCHIVED:
        assert one.extracted is not None
        assert verdict.report is not None
        issue = archive_report(by=by, report=verdict.report, text=one.extracted.text, file=one.extracted)
    if one.content.content is not None:
        note_original(one.content.checksum, one.found.name, one.content.size)
        earlier = ArchiveFile.objects.filter(run=run, path=one.found.name, fate__in=(*OPEN, archiving.DUPLICATE))
        earlier.exclude(checksum=one.content.checksum).update(fate=archiving.REPLACED)
    ArchiveFile.objects.update_or_create(
        run=run, path=one.found.name, checksum=one.content.checksum, defaults=_row(one, verdict) | {"issue_id": issue}
    )


def _row(one: _Read, verdict: _Verdict) -> dict[str, Any]:
    waits = verdict.fate in OPEN and one.extracted is not None
    numbers = verdict.numbers if verdict.fate in OPEN else None
    return {
        "size": one.content.size,
        "fate": verdict.fate,
        "code": verdict.code,
        "message": verdict.message,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in verdict.reasons],
        "text": one.extracted.text if waits and one.extracted else "",
        "extracted": one.extracted.as_record() | {"text": ""} if waits and one.extracted else None,
        "number_scope": numbers.scope if numbers and numbers.number else "",
        "number": _small(numbers.number if numbers else None),
        "total_number": _small(numbers.total_number if numbers else None),
        "issued_on": verdict.report.issued_on if numbers and verdict.report else None,
        "same_as_id": verdict.same_as,
        "read_at": true_now(),
    }


def _small(number: int | None) -> int | None:
    """Return a number unless it is a misread one that no column holds."""
    return number if number is not None and number <= NUMBER_MAX else None


def _verdict(one: _Read, run: ArchiveRun, plan: Series) -> _Verdict:
    if one.refusal is not None or one.extracted is None:
        assert one.refusal is not None, "what was not read was refused"
        return _Verdict(archiving.REFUSED, one.refusal.code, one.refusal.message)
    twin = same_bytes(plan.code, one.content.checksum)
    if twin is not None:
        message = f"与 {twin.path} 是同一份文件"
        return _Verdict(archiving.DUPLICATE, "same_file", message, issue=twin.issue_id, same_as=twin.pk)
    if not one.extracted.text.strip():
        pages = one.extracted.pages
        message = f"扫描件，{pages} 页都没有文字" if pages else "文件中没有文字"
        return _Verdict(archiving.UNREAD, "scanned" if pages else "no_text", message)
    known = series_of_text(one.extracted.text)
    if known is not None and known.code != plan.code:
        return _Verdict(archiving.REFUSED, "other_series", f"是《{known.title}》，不是《{plan.title}》")
    return _understood(one.extracted, one.found.name, run, plan, titled=known is not None)


def _understood(extracted: Extracted, name: str, run: ArchiveRun, plan: Series, *, titled: bool) -> _Verdict:
    """Return what becomes of a file that has words: an issue that is there already, one to look at, or a new one."""
    report = read(extracted.text, plan)
    numbers, period, fault = _numbers(report, plan)
    if numbers is not None:
        there = _there(report, numbers, period, plan)
        twin = None if there else waiting_twin(report, numbers, plan, but=(run.pk, name))
        if there is not None:
            return there
        if twin is not None:
            message = f"与待核的 {twin.path} 内容相同"
            return _Verdict(archiving.DUPLICATE, "same_issue", message, same_as=twin.pk)
    reasons = reasons_to_look(
        report, fault=fault, titled=titled, skipped=len(extracted.unread),
        remarks=len(told_by_report(report)["remarks"]), today=local_date(true_now()),
    )  # fmt: skip
    if not reasons:
        return _Verdict(archiving.ARCHIVED, report=report, numbers=numbers)
    message = "；".join(reason.message for reason in reasons)
    return _Verdict(archiving.REVIEW, reasons[0].code, message, reasons, report=report, numbers=numbers)


def _numbers(report: Report, plan: Series) -> tuple[Numbers | None, Span | None, Refusal | None]:
    try:
        return *numbers_read(report, plan.numbering), None
    except Refusal as refusal:
        return None, None, refusal


def _there(report: Report, numbers: Numbers, period: Span | None, plan: Series) -> _Verdict | None:
    """Return what follows from an issue that has one of the numbers already, if any has."""
    found = standing_issue(report, numbers, period, plan)
    if found is None:
        return None
    name = number_words(found.scope, found.number, found.total_number, found.period)
    if found.same:
        return _Verdict(archiving.DUPLICATE, "same_issue", f"与已归档的 {name}内容相同", issue=found.id)
    return _Verdict(
        archiving.CONFLICT, "number_used", f"已有内容不同的 {name}", issue=found.id, report=report, numbers=numbers
    )
