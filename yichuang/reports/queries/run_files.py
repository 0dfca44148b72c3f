"""The files of a folder: lists by fate, and one with its pages and what was understood of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from yichuang.kit.errors import Unknown
from yichuang.people.queries import names_of, require
from yichuang.people.rules import Actor
from yichuang.reports.queries.originals import kept_at, original_content
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.reading import Skipped, from_record, page_picture
from yichuang.reports.rules.archiving import ARCHIVED, CONFLICT, OPEN, differences
from yichuang.reports.rules.numbering import key_of
from yichuang.reports.rules.outline.reading import told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import from_record as issue_report
from yichuang.reports.rules.rights import ARCHIVE
from yichuang.reports.rules.tree import Report
from yichuang.reports.run_models import ArchiveFile

_OF_ISSUE = ("id", "number_scope", "number", "period_from", "period_to")
_LISTED = (  # what a list shows; the texts are long
    "path", "size", "fate", "code", "message", "reasons", "run__series", "same_as__fate",
    *(f"{way}issue__{column}" for way in ("", "same_as__") for column in _OF_ISSUE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in a list. `issue` and `key`: the issue it became, or is the same as, or contradicts."""

    id: int
    run: int
    series: str
    path: str
    size: int
    fate: str
    code: str
    message: str
    reasons: list[dict[str, str]]
    issue: int | None
    key: str
    same_as: int | None

    @property
    def open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.fate in OPEN


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file with what was read of it: `report` is the tree of its text, None where there are no words.

    kept: the file can be had as it came. kind, pages: as `reading.Extracted` has them; "" and None where it was not
    read. skipped: what of the file is not in its text. figures, remarks: as `report read --json` gives them.
    differences: of one whose number an issue has, what the file says and what the issue has there.
    settled_by: who decided, by name; corrections: field → {"read", "now"}, and `text` if its words were corrected.
    """

    line: FileLine
    checksum: str
    kept: bool
    kind: str
    pages: int | None
    text: str
    skipped: Sequence[Skipped]
    report: Report | None
    read_at: datetime
    settled_by: str
    settled_at: datetime | None
    corrections: dict[str, Any]
    differences: Sequence[tuple[str, str]] = ()
    figures: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)


def run_files(
    run_id: int, *, seen_by: Actor, fates: Sequence[str] = (), ids: Sequence[int] = (), after: int = 0,
    rows: int | None = None,
) -> list[FileLine]:  # fmt: skip
    """Return the files of a folder in order of their paths. fates, ids: only these; after: behind the file of this id.

    Raises Forbidden without `reports.archive`.
    """
    require(seen_by, ARCHIVE)
    found = ArchiveFile.objects.filter(run=run_id)
    if ids:
        found = found.filter(pk__in=ids)
    if fates:
        found = found.filter(fate__in=fates)
    if after:
        last = ArchiveFile.objects.filter(run=run_id, pk=after).values_list("path", flat=True).first() or ""
        found = found.filter(Q(path__gt=last) | Q(path=last, pk__gt=after))
    found = found.select_related("run", "issue", "same_as__issue").only(*_LISTED)
    return [_line(row) for row in found.order_by("path", "pk")[:rows]]


def open_files(run_id: int, *, seen_by: Actor) -> list[FileLine]:
    """Return the files of a folder that somebody still has to look at."""
    return run_files(run_id, seen_by=seen_by, fates=OPEN)


def run_file(file_id: int, *, seen_by: Actor) -> FilePage:
    """Return one file. Raises Unknown `unknown_file`; Forbidden without `reports.archive`."""
    row = _row(file_id, seen_by)
    text, report, about = row.text, None, row.extracted or {}
    if row.fate == ARCHIVED:
        assert row.issue is not None, "the table says so"
        text, report = row.issue.text, issue_report(row.issue.record)
        about = row.issue.record.get("file", {})
    elif text.strip():
        report = read(text, series_in_force(row.run.series))
    told = told_by_report(report) if report else {}
    settled_by = Actor.from_record(row.settled_by) if row.settled_by else None
    return FilePage(
        line=_line(row),
        checksum=row.checksum,
        kept=kept_at(row.checksum).exists() if row.checksum else False,
        kind=about.get("kind", ""),
        pages=about.get("pages"),
        text=text,
        skipped=from_record(row.extracted).unread if row.extracted else (),
        report=report,
        read_at=row.read_at,
        settled_by=names_of([settled_by]).get(settled_by, settled_by.id) if settled_by else "",
        settled_at=row.settled_at,
        corrections=row.corrections,
        differences=_differences(row, report),
        figures=told.get("figures", []),
        remarks=told.get("remarks", []),
    )


def _differences(row: ArchiveFile, report: Report | None) -> list[tuple[str, str]]:
    if row.fate != CONFLICT or row.issue is None or report is None:
        return []
    return differences(report, issue_report(row.issue.record))


def file_picture(file_id: int, page: int, *, seen_by: Actor) -> bytes:
    """Return a page of a PDF (from 1) as PNG. Raises Unknown `original_missing`; Refusal as `page_picture`."""
    return page_picture(original_content(_row(file_id, seen_by).checksum), page)


def file_content(file_id: int, *, seen_by: Actor) -> tuple[str, bytes]:
    """Return a file's name and its bytes as it came. Raises Unknown `original_missing`."""
    row = _row(file_id, seen_by)
    return row.path.rpartition("/")[2], original_content(row.checksum)


def _row(file_id: int, seen_by: Actor) -> ArchiveFile:
    require(seen_by, ARCHIVE)
    rows = ArchiveFile.objects.select_related("run", "issue", "same_as__issue")
    row = rows.filter(pk=file_id).first()
    if row is None:
        raise Unknown("unknown_file", "没有这份文件。", field="file")
    return row


def _line(row: ArchiveFile) -> FileLine:
    issue = row.issue or (row.same_as.issue if row.same_as else None)
    period = (issue.period_from, issue.period_to) if issue and issue.period_from and issue.period_to else None
    return FileLine(
        id=row.pk,
        run=row.run_id,
        series=row.run.series,
        path=row.path,
        size=row.size,
        fate=row.fate,
        code=row.code,
        message=row.message,
        reasons=row.reasons,
        issue=issue.pk if issue else None,
        key=key_of(issue.number_scope, issue.number, period) if issue else "",
        same_as=row.same_as_id,
    )
