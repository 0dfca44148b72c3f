"""Folders that are read into the archive: how far they are, their files, and what the archive of a series lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q

from yichuang.kit.errors import Conflict, Unknown
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.models import FINAL, Issue
from yichuang.reports.rules.archiving import DUPLICATE, FATES, OPEN, REFUSED, REPLACED
from yichuang.reports.rules.holes import Hole, Place, holes
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.run_models import ArchiveFile, ArchiveRun

_LOCK_SPACE = 0x72756E73  # "runs"
_ORPHANED = Q(fate=DUPLICATE, issue=None, same_as__fate=REPLACED)


@dataclass(frozen=True, slots=True)
class RunLine:
    """A folder and how far its reading is. `underway`: a process is at it now; else, unfinished, it broke off."""

    id: int
    folder: str
    series: str
    total: int
    counts: dict[str, int]  # fate → files, all fates
    started_at: datetime
    finished_at: datetime | None
    underway: bool

    @property
    def done(self) -> int:
        """How many files of the folder, as it is now, have a fate."""
        return min(sum(self.counts.values()) - self.counts[REPLACED], self.total)

    @property
    def open(self) -> int:
        """How many files somebody still has to look at."""
        return sum(self.counts[fate] for fate in OPEN)

    @property
    def broken_off(self) -> bool:
        """Whether it was begun, is not done, and nobody is at it."""
        return self.finished_at is None and not self.underway


@contextmanager
def alone(run_id: int) -> Iterator[None]:
    """Be the only one who reads the run's folder; the lock goes with the connection, so a killed process has none.

    Raises Conflict `run_underway`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, run_id])
        if cursor.fetchone() != (True,):
            raise Conflict("run_underway", "这个文件夹正在归档，等它做完再来。", field="FOLDER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, run_id])


def done_files(run_id: int) -> set[tuple[str, str]]:
    """Return path and checksum of the files of a run that need not be read again.

    What was refused is tried again: LibreOffice may be there now. So is what was the same as a file that is replaced.
    """
    rows = ArchiveFile.objects.filter(run=run_id).exclude(fate__in=(REFUSED, REPLACED)).exclude(_ORPHANED)
    return set(rows.values_list("path", "checksum"))


def known_paths(run_id: int) -> set[str]:
    """Return the paths of all files of a run."""
    return set(ArchiveFile.objects.filter(run=run_id).values_list("path", flat=True))


def orphaned_paths(run_id: int) -> set[str]:
    """Return the files of a run that were the same as one that is replaced."""
    return set(ArchiveFile.objects.filter(_ORPHANED, run=run_id).values_list("path", flat=True))


def archive_runs(*, seen_by: Actor) -> list[RunLine]:
    """Return all folders, the one read last first. Raises Forbidden without `reports.archive`."""
    require(seen_by, ARCHIVE)
    return _lines(ArchiveRun.objects.order_by("-started_at"))


def archive_run(run_id: int, *, seen_by: Actor) -> RunLine:
    """Return one folder. Raises Unknown `unknown_run`; Forbidden."""
    require(seen_by, ARCHIVE)
    lines = _lines(ArchiveRun.objects.filter(pk=run_id))
    if not lines:
        raise Unknown("unknown_run", "没有这一次归档。", field="run")
    return lines[0]


def holes_of(series: str) -> list[Hole]:
    """Return what is odd about numbers and dates of a series: its issues, and its files that wait with a number."""
    columns = ("number_scope", "number", "total_number", "issued_on")
    issues = Issue.objects.filter(series=series, state__in=FINAL, number__isnull=False)
    waiting = ArchiveFile.objects.filter(run__series=series, fate__in=OPEN, number__isnull=False).order_by("path")
    return holes(
        Place(scope, number or 0, total, issued_on, path)
        for scope, number, total, issued_on, path in (
            *((*row, "") for row in issues.values_list(*columns)),
            *waiting.values_list(*columns, "path"),
        )
    )


def _lines(rows: Iterable[ArchiveRun]) -> list[RunLine]:
    rows = list(rows)
    counts: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    files = ArchiveFile.objects.filter(Q(run__in=counts)).values_list("run", "fate")
    for run, fate, number in files.annotate(number=Count("pk")):
        counts[run][fate] = number
    underway = _underway()
    return [
        RunLine(
            id=row.pk,
            folder=row.folder,
            series=row.series,
            total=row.total,
            counts={fate: counts[row.pk][fate] for fate in FATES},
            started_at=row.started_at,
            finished_at=row.finished_at,
            underway=row.pk in underway,
        )
        for row in rows
    ]


def _underway() -> set[int]:
    """Return the runs that a process is at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [_LOCK_SPACE],
        )
        return {int(row[0]) for row in cursor.fetchall()}
