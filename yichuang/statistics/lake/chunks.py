"""The ledger as frames, a few thousand whole cases at a time, in order of number: constant memory at any size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from yichuang.statistics.lake.layout import CASE_COLUMNS, EVENT_COLUMNS, GROUPING, HELD, INSTANT, NO_MONTH
from yichuang.statistics.named import sql

CASES_AT_ONCE = 4_000  # whole cases; their events come as one text, which PostgreSQL ends at 1 GB
PARTITION = ("month", "item_type")
_DAYS = ("occurred_on", "accepted_on", "ended_on", "due_on", "legal_due_on")
_INSTANTS = ("occurred_at", "recorded_at")
_CASE_CSV = {"number": pl.String()} | GROUPING
_EVENT_CSV = {
    "case_number": pl.String(), "seq": pl.Int16(), "act": pl.String(), "supersedes": pl.Int16(),
    "occurred_on": pl.Int32(), "occurred_at": pl.Int64(), "recorded_at": pl.Int64(), "state": pl.String(),
    "outcome": pl.String(), "accepted_on": pl.Int32(), "ended_on": pl.Int32(), "due_on": pl.Int32(),
    "legal_due_on": pl.Int32(), "working_days": pl.Int16(), "actor_kind": pl.String(),
} | {f"was_{name}": kind for name, kind in GROUPING.items()}  # fmt: skip
_NULL = "\\N"
_NUMBER = pl.col("case_number")
_LAST_OF_CASE = (_NUMBER.shift(-1) != _NUMBER).fill_null(True)


def chunks(known_at: datetime, item_types: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame, pl.DataFrame]]:
    """Yield (cases read, cases, events) as known at an instant, each with the columns of its partition.

    item_types: item_version_id, item_type. The transaction sees every event recorded up to `known_at`.
    """
    after = ""
    while (cases := _read("cases", _CASE_CSV, after=after, rows=CASES_AT_ONCE)).height:
        upto = cases["number"][-1]
        lines = _read("events", _EVENT_CSV, after=after, upto=upto)
        yield cases.height, *_laid_out(cases, lines, known_at, item_types)
        after = upto


def _read(name: str, columns: dict[str, pl.DataType], **parameters: Any) -> pl.DataFrame:
    cells = ", ".join(f"coalesce({column}::text, '{_NULL}')" for column in columns)
    query = sql(name, "lake_export.sql").format(line=f"concat_ws(E'\\t', {cells})")
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        text = cursor.fetchone()[0]
    if text is None:
        return pl.DataFrame(schema=columns)
    return pl.read_csv(
        text.encode(), has_header=False, schema=columns, separator="\t", quote_char=None, null_values=[_NULL],
        empty_string_is_null=False,
    )  # fmt: skip


def _laid_out(
    cases: pl.DataFrame, lines: pl.DataFrame, known_at: datetime, item_types: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return cases and events as the lake holds them.

    An attribute changed later is undone: what held after an event is the old value in the next event that changed it,
    and the case's own value where none did. What an event says holds until the next one of its case was recorded.
    """
    now = lines.select(number=_NUMBER).join(cases, on="number", how="left", maintain_order="left")
    events = lines.with_columns(
        *(
            pl.when(_LAST_OF_CASE).then(now[name]).otherwise(pl.col(f"was_{name}").shift(-1)).backward_fill().alias(name)
            for name in GROUPING
        ),
        *(pl.col(name).cast(pl.Date) for name in _DAYS),
        *(pl.col(name).cast(INSTANT) for name in _INSTANTS),
        held_until=_until().cast(INSTANT),
    ).filter(pl.col("recorded_at") <= known_at)  # fmt: skip
    events = events.with_columns(held_until=pl.when(pl.col("held_until") <= known_at).then("held_until"))
    last = events.filter(_LAST_OF_CASE).join(item_types, on="item_version_id", how="left", maintain_order="left")
    counts = events.group_by("case_number", maintain_order=True).len("events")
    last = last.with_columns(
        month=pl.col("accepted_on").dt.strftime("%Y-%m").fill_null(NO_MONTH), events=counts["events"], number=_NUMBER
    )
    parted = events.join(last.select("case_number", *PARTITION), on="case_number", how="left", maintain_order="left")
    return _shaped(last, CASE_COLUMNS), _shaped(parted, EVENT_COLUMNS)


def _until() -> pl.Expr:
    """When the first of the later events of the case was recorded; null for the last one."""
    next_one = pl.col("recorded_at").cum_min(reverse=True).over("case_number").shift(-1)
    return pl.when(~_LAST_OF_CASE).then(next_one)


def _shaped(frame: pl.DataFrame, columns: dict[str, pl.DataType]) -> pl.DataFrame:
    return frame.select(*(pl.col(name).cast(kind) for name, kind in columns.items()), *PARTITION)


assert set(HELD) <= set(_EVENT_CSV), "the ledger's events say all that the lake's hold"
