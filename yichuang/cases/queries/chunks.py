"""The ledger in chunks of cases with their events, each read while the one before it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection

from yichuang.cases.named import sql
from yichuang.cases.rules.setwise.proof import CASES, EVENTS

CASES_MOST = 6_000
EVENTS_MOST = 40_000  # more than one case can have (`seq` is a small integer), so that every chunk moves on
_WRITTEN = {
    "link": "encode(link, 'hex')", "text_digest": "encode(text_digest, 'hex')", "due_at": "due_at AT TIME ZONE 'UTC'",
    "occurred_at": "occurred_at AT TIME ZONE 'UTC'", "recorded_at": "recorded_at AT TIME ZONE 'UTC'",
}  # fmt: skip


_LINE_BY_LINE = "string_agg(coalesce(({})::text, ''), E'\\n')"
_ON_ONE_LINE = "string_agg(replace(coalesce(({})::text, ''), E'\\n', E'\\\\'), E'\\n')"  # a reverse stroke is doubtful


@dataclass(frozen=True)
class Chunk:
    """Whole cases, and events whose case is not there, in order of number.

    cases, events: columns `CASES` and `EVENTS` as text, null for empty.
    texts: (number, seq, digest, salt, text, erased at) of the events that have free words.
    """

    cases: pl.DataFrame
    events: pl.DataFrame
    texts: list[tuple[Any, ...]]


def chunks() -> Iterator[Chunk]:
    """Yield the ledger, some chunks ahead of its reader: one is gathered, one cut into columns, one looked at.

    Inside a transaction; other statements wait while a chunk is gathered.
    """
    assert connection.connection is not None, "a transaction has begun"
    cursor = connection.connection.cursor()  # the driver's own, which any thread may use
    cursor.execute(sql("by_the_key", "verify.sql"))
    with ThreadPoolExecutor(1) as gathering, ThreadPoolExecutor(1) as cutting:
        coming = gathering.submit(_gathered, cursor, None)
        before: Future[Chunk] | None = None
        while True:
            with connection.wrap_database_errors:
                gathered = coming.result()
            if gathered.through is not None:
                coming = gathering.submit(_gathered, cursor, gathered.through)
            cut = cutting.submit(_cut, cursor, gathered)
            if before is not None:
                yield before.result()
            if gathered.through is None:
                break
            before = cut
        cursor.execute(sql("by_any_way", "verify.sql"))
        yield cut.result()


@dataclass(frozen=True)
class _Gathered:
    """A chunk as it comes: the number of rows, then a text a column."""

    cases: Sequence[Any]
    events: Sequence[Any]
    texts: list[tuple[Any, ...]]
    after: str | None
    through: str | None


def _gathered(cursor: Any, after: str | None, form: str = _LINE_BY_LINE) -> _Gathered:
    def row(name: str, columns: Sequence[str] = (), **bounds: Any) -> Sequence[Any]:
        written = ", ".join(form.format(_WRITTEN.get(column, column)) for column in columns)
        cursor.execute(sql(name, "verify.sql").format(columns=written), bounds | {"after": after})
        return cursor.fetchone() or (None,)

    (through,) = row("end_of_chunk", most=CASES_MOST)
    events = row("events_between", EVENTS, through=through, most=EVENTS_MOST)
    if events[0] == EVENTS_MOST:
        (through,) = row("end_of_events", through=through, most=EVENTS_MOST)
        events = row("events_between", EVENTS, through=through, most=EVENTS_MOST)
    cases = row("cases_between", CASES, through=through)
    cursor.execute(sql("texts_between", "verify.sql"), {"after": after, "through": through})
    return _Gathered(cases, events, cursor.fetchall(), after, through)


def _cut(cursor: Any, gathered: _Gathered) -> Chunk:
    """Cut texts into rows; where one of them has lines of its own, ask for the chunk again with each on one line."""
    cases, events = _frame(CASES, gathered.cases), _frame(EVENTS, gathered.events)
    if cases is None or events is None:
        return _cut(cursor, _gathered(cursor, gathered.after, _ON_ONE_LINE))
    return Chunk(cases, events, gathered.texts)


def _frame(columns: Sequence[str], row: Sequence[Any]) -> pl.DataFrame | None:
    count, *texts = row
    if not count:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    cut = [pl.Series(column, [text]).str.split("\n").explode() for column, text in zip(columns, texts, strict=True)]
    if any(len(one) != count for one in cut):
        return None
    empty_is_null = pl.all().exclude(columns[0])
    return pl.DataFrame(cut).with_columns(pl.when(empty_is_null != "").then(empty_is_null).name.keep())
