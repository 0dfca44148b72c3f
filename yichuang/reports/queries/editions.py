"""Series as the pages and the command show them: which there are, their texts, what changed from version to version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from difflib import unified_diff

from yichuang.kit.errors import Unknown
from yichuang.people.queries import names_of, require
from yichuang.people.rules import Actor, ActorKind
from yichuang.reports.models import SeriesEdition
from yichuang.reports.queries.series import series_files, standing, standings
from yichuang.reports.rules.rights import READ_DRAFT
from yichuang.reports.rules.series import read_series

_AROUND = 2  # lines around a change that its difference shows


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series in a list. faults: how many its text has; one with a fatal fault has no title."""

    code: str
    title: str
    source: str
    version: int
    retired: bool
    faults: int


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A version of a series as it was saved. difference: its changed lines, `+ ` or `- ` before each, `  ` around."""

    version: int
    in_force_from: date
    in_force: bool
    retired: bool
    saved_by: str
    saved_at: datetime
    difference: tuple[str, ...]


def series_list(*, seen_by: Actor) -> list[SeriesLine]:
    """Return all series, the retired ones last. Raises Forbidden without `reports.read_draft`."""
    require(seen_by, READ_DRAFT)
    lines = []
    for one in standings().values():
        series, faults = read_series(one.text)
        title = series.title if series else ""
        lines.append(SeriesLine(one.code, title, one.source, one.version, one.retired, len(faults)))
    return sorted(lines, key=lambda line: (line.retired, line.code))


def series_text(code: str, version: int | None = None, *, seen_by: Actor) -> str:
    """Return a series' TOML text, that in force or of a saved version.

    Raises Unknown `unknown_series`, `unknown_version`; Forbidden without `reports.read_draft`.
    """
    require(seen_by, READ_DRAFT)
    if version is None:
        return standing(code).text
    row = SeriesEdition.objects.filter(series=code, version=version).first()
    if row is None:
        raise Unknown("unknown_version", f"刊物“{code}”没有第 {version} 版。", field="version")
    return row.configuration


def latest_version(code: str) -> int:
    """Return the number of the version saved last, also of one that is not in force yet; 0 where none was saved."""
    return SeriesEdition.objects.filter(series=code).order_by("-version").values_list("version", flat=True).first() or 0


def series_history(code: str, *, seen_by: Actor) -> list[EditionLine]:
    """Return the versions of a series that were saved here, newest first, each with what it changed.

    The first is compared with the file that stood before it, if there is one.
    Raises Forbidden without `reports.read_draft`.
    """
    require(seen_by, READ_DRAFT)
    file = series_files().get(code)
    before, lines = file.text if file else "", []
    in_force = standings([code]).get(code)
    rows = list(SeriesEdition.objects.filter(series=code).order_by("version"))
    actors = [Actor.from_record(row.saved_by) for row in rows]
    names = names_of(actors)
    for row, actor in zip(rows, actors, strict=True):
        lines.append(
            EditionLine(
                version=row.version,
                in_force_from=row.in_force_from,
                in_force=in_force is not None and in_force.version == row.version,
                retired=row.retired,
                saved_by=names.get(actor) or ("系统" if actor.kind is ActorKind.JOB else actor.id),
                saved_at=row.saved_at,
                difference=difference(before, row.configuration),
            )
        )
        before = row.configuration
    return lines[::-1]


def difference(before: str, after: str) -> tuple[str, ...]:
    """Return the lines in which two texts differ, with a few lines around them.

    >>> difference("a\\nb\\n", "a\\nc\\n")
    ('  a', '- b', '+ c')
    """
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_AROUND)
    told = [line for line in found if not line.startswith(("---", "+++"))]
    return tuple("…" if line.startswith("@@") else f"{line[0]} {line[1:]}" for line in told[1:])
