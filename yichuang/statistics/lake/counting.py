"""Figures from a lake by DuckDB: a second road to every figure, without a line of the ledger's own counting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings

from yichuang.cases.queries import DIMENSIONS, Amount
from yichuang.cases.rules.words import Measure
from yichuang.kit.errors import Refusal
from yichuang.statistics.lake.layout import CASES, EVENTS
from yichuang.statistics.lake.manifest import Lake
from yichuang.statistics.named import sql

if TYPE_CHECKING:
    import duckdb

MEMORY_MAX = "512MB"
_DAY = timedelta(days=1)
_CONCLUDED = "accepted_on IS NOT NULL AND ended_on IS NOT NULL"
_NEVER_ACCEPTED = "accepted_on IS NULL AND ended_on IS NOT NULL"
M = Measure
# measure → its day, its amount, which of the events that held count (Measure says what each means)
_MEASURES: Mapping[Measure, tuple[str, str, str]] = {
    M.ACCEPTED: ("accepted_on", "cases", "accepted_on IS NOT NULL"),
    M.CONCLUDED: ("ended_on", "cases", _CONCLUDED),
    M.REFUSED: ("ended_on", "cases", f"{_CONCLUDED} AND outcome = 'refused'"),
    M.WITHDRAWN: ("ended_on", "cases", f"{_CONCLUDED} AND outcome = 'withdrawn'"),
    M.TERMINATED: ("ended_on", "cases", f"{_CONCLUDED} AND outcome = 'terminated'"),
    M.NOT_REQUIRED: ("ended_on", "cases", f"{_NEVER_ACCEPTED} AND outcome = 'not_required'"),
    M.OUT_OF_SCOPE: ("ended_on", "cases", f"{_NEVER_ACCEPTED} AND outcome = 'out_of_scope'"),
    M.ENDED_BEFORE_ACCEPTANCE: ("ended_on", "cases", f"{_NEVER_ACCEPTED} AND outcome IN ('withdrawn', 'terminated')"),
    M.DUE: ("due_on", "cases", "accepted_on IS NOT NULL AND due_on IS NOT NULL"),
    M.MET: ("due_on", "cases", f"{_CONCLUDED} AND ended_on <= due_on"),
    M.LATE: ("ended_on", "cases", f"{_CONCLUDED} AND ended_on > due_on"),
    M.DAYS: ("ended_on", "days", f"{_CONCLUDED} AND days > 0"),
}
assert set(_MEASURES) == set(Measure), "every measure is counted"


def lake_sums(
    lake: Lake, *, start: date, end: date, by: Sequence[str] = (), daily: bool = False,
    filters: Mapping[str, object] | None = None, counted_at: datetime | None = None,
    measures: Collection[Measure] = tuple(Measure), with_past: bool = True,
) -> list[Amount]:  # fmt: skip
    """Return the amounts that `cases.queries.sums` returns, counted from the lake's events.

    counted_at: an instant up to the lake's own, which holds where none is named. Refusal `lake_too_old`.
    """
    known_at = lake_instant(lake, counted_at)
    if not lake.files(EVENTS):
        return []
    filters = filters or {}
    columns = [DIMENSIONS[name] for name in by]
    needed = ", ".join(columns) or "NULL"
    if daily:
        day = "greatest(day, $before::date)"
    elif with_past:
        day = "CASE WHEN day < $start::date THEN $before::date WHEN day < $end::date THEN $start::date ELSE day END"
    else:
        day = "$start::date"
    query = sql("sums", "lake_counting.sql").format(
        measures=" UNION ALL ".join(_measure(one, needed) for one in measures), day=day,
        dimensions="".join(f"{column}, " for column in columns), columns=needed,
        filters="".join(f" AND {DIMENSIONS[name]} = $filter_{name}" for name in filters),
    )  # fmt: skip
    parameters = {
        "events": lake.files(EVENTS), "versions": lake.files("dimensions/item_versions"),
        "known_at": known_at.isoformat(), "start": start, "end": end, "before": start - _DAY,
        "since": date.min if with_past else start,
    } | {f"filter_{name}": content for name, content in filters.items()}  # fmt: skip
    used = {name: content for name, content in parameters.items() if f"${name}" in query}
    width = len(columns)
    with _engine() as engine:
        rows = engine.execute(query, used).fetchall()
    return [Amount(tuple(row[:width]), Measure(row[width]), row[width + 1], row[width + 2]) for row in rows]


def lake_instant(lake: Lake, known_at: datetime | None) -> datetime:
    """Return the instant to count at: the one asked for, or the lake's. Refusal `lake_too_old`."""
    if known_at is not None and known_at > lake.known_at:
        message = f"数据湖只记到 {lake.known_at.isoformat()}，请重新导出"
        raise Refusal("lake_too_old", message, field="known_at")
    return known_at or lake.known_at


def printed_figures(lake: Lake, start: date, end: date) -> dict[str, tuple[int, int]]:
    """Return (accepted, concluded) by item type in a period, counted from the lake's cases and not from their events.

    What the printed figures are compared with; the recount from events is `lake_sums`.
    """
    if not lake.files(CASES):
        return {}
    with _engine() as engine:
        query = sql("printed", "lake_counting.sql")
        rows = engine.execute(query, {"cases": lake.files(CASES), "start": start, "end": end}).fetchall()
    return {item_type: (accepted, concluded) for item_type, accepted, concluded in rows}


def _measure(measure: Measure, columns: str) -> str:
    day, n, condition = _MEASURES[measure]
    return sql("measure", "lake_counting.sql").format(
        number=int(measure), day=day, n=n, condition=condition, columns=columns
    )


@contextmanager
def _engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a DuckDB that fetches no extension; what does not fit into its memory goes into the data directory."""
    import duckdb  # a third of a second and 33 MB, which no page should pay for

    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.VAR, prefix="lake-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False, "autoload_known_extensions": False,
            "allow_community_extensions": False, "memory_limit": MEMORY_MAX, "temp_directory": spill,
            "preserve_insertion_order": False,
        }  # fmt: skip
        with duckdb.connect(":memory:", config=config) as engine:
            yield engine
