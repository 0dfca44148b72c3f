"""Reading a folder of old issues into the archive: each file is one transaction, so that it can break off anywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import DataError, transaction

from yichuang.kit.errors import Refusal
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.archiving import archive_report
from yichuang.reports.acts.fates import FileRead, Verdict, verdict_on
from yichuang.reports.acts.originals import keep_content, note_original
from yichuang.reports.acts.series import version_in_use
from yichuang.reports.models import SeriesVersion
from yichuang.reports.queries.numbers import lock_numbers
from yichuang.reports.queries.runs import alone, done_files, known_paths, orphaned_paths
from yichuang.reports.queries.series import all_series, series_in_force
from yichuang.reports.reading import read_content
from yichuang.reports.reading.folder import Found, LeftOut, content_of, each_ahead, files_in, readable
from yichuang.reports.rules.archiving import ARCHIVED, DUPLICATE, NUMBER_MAX, OPEN, REPLACED, SETTLED
from yichuang.reports.rules.outline.reading import told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.rules.series import Series
from yichuang.reports.run_models import ArchiveFile, ArchiveRun

_log = logging.getLogger("yichuang.reports")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run over a folder: its id, how many files were read in it this time, what of the folder is no file of ours."""

    run: int
    fresh: int
    left_out: list[LeftOut]


@dataclass(frozen=True, slots=True)
class _Task:
    """A run, for whom, and the series: that of its issues, its row, and all others, that they are not taken for it.

    before: the paths of which something was said before this time.
    """

    run: ArchiveRun
    by: Actor
    plan: Series
    version: SeriesVersion
    series: Sequence[Series]
    before: set[str]


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
        others = [one for one in all_series() if one.code != plan.code]
        task = _Task(run, by, plan, version_in_use(plan.code), [plan, *others], known_paths(run.pk))
        fresh = _go_through(found, task, told)
        orphans = orphaned_paths(run.pk)  # duplicates of a file that was replaced just now
        fresh += _go_through([one for one in found if one.name in orphans], task, told)
        ArchiveRun.objects.filter(pk=run.pk).update(finished_at=true_now())
    return Outcome(run.pk, fresh, left_out)


def _go_through(found: list[Found], task: _Task, told: Callable[[int, int], None]) -> int:
    """Read files that are not done, and return how many they were."""
    fresh = 0
    reading = partial(_read, plan=task.plan, done=done_files(task.run.pk))
    for place, one in enumerate(each_ahead(reading, found), 1):
        if not one.known:
            _settle(one, task)
            fresh += 1
        told(place, len(found))
    return fresh


def _read(found: Found, *, plan: Series, done: set[tuple[str, str]]) -> FileRead:
    """Read a file, in a thread without a database, unless it is done; it is kept before anything is said of it."""
    content = content_of(found.path)
    if content.content is None or (found.name, content.checksum) in done:
        return FileRead(found, content, refusal=content.refusal, known=content.content is not None)
    keep_content(content.content, content.checksum)
    try:
        extracted = read_content(content.content)
    except Refusal as refusal:
        return FileRead(found, content, refusal=refusal)
    if not extracted.text.strip():
        return FileRead(found, content, extracted)
    try:
        report = read(extracted.text, plan)
        return FileRead(found, content, extracted, report, told_by_report(report))
    except Exception as error:  # one file over which we stumble must not keep all others waiting
        return FileRead(found, content, refusal=_stumbled(found, error))


def _stumbled(found: Found, error: Exception) -> Refusal:
    """Return what a file says over which the program itself broke down; the log has where."""
    _log.error("archiving broke down over %s", found.name, exc_info=error)
    return Refusal("reading_failed", f"读取时程序出错（{type(error).__name__}），没有读完；下次再试。", field="FILE")


def _settle(one: FileRead, task: _Task) -> None:
    try:
        _take(one, task)
    except DataError as error:  # words that the database cannot hold
        _take(replace(one, refusal=_stumbled(one.found, error)), task)


@transaction.atomic
def _take(one: FileRead, task: _Task) -> None:
    """Decide what becomes of a file, archive it if it may be, and write down both."""
    lock_numbers(task.plan.code)
    name, checksum = one.found.name, one.content.checksum
    if name in task.before and not _make_room(task.run, name, checksum):
        return  # somebody decided about it while it was read again
    verdict = verdict_on(one, task.run, task.plan, task.series)
    issue = verdict.issue
    if verdict.fate == ARCHIVED:
        assert one.extracted is not None
        assert one.report is not None
        issue = archive_report(
            by=task.by, plan=task.plan, report=one.report, text=one.extracted.text, file=one.extracted,
            told=one.told, version=task.version,
        )  # fmt: skip
    if one.content.content is not None:
        note_original(checksum, name, one.content.size)
    row = _row(one, verdict) | {"issue_id": issue}
    ArchiveFile.objects.bulk_create(
        [ArchiveFile(run=task.run, path=name, checksum=checksum, **row)], update_conflicts=True,
        unique_fields=["run", "path", "checksum"], update_fields=[column.removesuffix("_id") for column in row],
    )  # fmt: skip


def _make_room(run: ArchiveRun, name: str, checksum: str) -> bool:
    """Let a file take the place of others that had its name; False if somebody has decided about it already."""
    of_name = ArchiveFile.objects.filter(run=run, path=name)
    if of_name.select_for_update().filter(checksum=checksum).values_list("fate", flat=True).first() in SETTLED:
        return False
    if checksum:
        of_name.filter(fate__in=(*OPEN, DUPLICATE)).exclude(checksum=checksum).update(fate=REPLACED)
    return True


def _row(one: FileRead, verdict: Verdict) -> dict[str, Any]:
    waits = verdict.fate in OPEN
    extracted = one.extracted if waits else None
    numbers = verdict.numbers if waits else None
    return {
        "size": one.content.size,
        "fate": verdict.fate,
        "code": verdict.code,
        "message": verdict.message,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in verdict.reasons],
        "text": extracted.text if extracted else "",
        "extracted": extracted.as_record() | {"text": ""} if extracted else None,
        "number_scope": numbers.scope if numbers and numbers.number else "",
        "number": _small(numbers.number if numbers else None),
        "total_number": _small(numbers.total_number if numbers else None),
        "issued_on": one.report.issued_on if numbers and one.report else None,
        "same_as_id": verdict.same_as,
        "read_at": true_now(),
    }


def _small(number: int | None) -> int | None:
    """Return a number unless it is a misread one that no column holds."""
    return number if number is not None and number <= NUMBER_MAX else None
