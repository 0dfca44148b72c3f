"""The ledger in chunks of cases with their events, each read while the one before it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection

from yichuang.cases.named import sql
from yichuang.cases.rules.setwise.proof import CASES, EVENTS

CASES_MOST = 8_000
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
    through: the last number; None where nothing follows.
    """

    cases: pl.DataFrame
    events: pl.DataFrame
    texts: list[tuple[Any, ...]]
    through: str | None


def chunks() -> Iterator[Chunk]:
    """Yield the ledger, a chunk ahead of its reader. Inside a transaction; other statements wait while one is read."""
    assert connection.connection is not None, "a transaction has begun"
    cursor = connection.connection.cursor()  # the driver's own, which any thread may use
    cursor.execute(sql("by_the_key", "verify.sql"))
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(_read, cursor, None)
        while True:
            with connection.wrap_database_errors:
                chunk = coming.result()
            if chunk.through is None:
                cursor.execute(sql("by_any_way", "verify.sql"))
                yield chunk
                return
            coming = ahead.submit(_read, cursor, chunk.through)
            yield chunk


def _read(cursor: Any, after: str | None) -> Chunk:
    cursor.execute(sql("end_of_chunk", "verify.sql"), {"after": after, "most": CASES_MOST})
    through = (cursor.fetchone() or (None,))[0]
    cases = _frame(cursor, "cases_between", CASES, after=after, through=through)
    events = _frame(cursor, "events_between", EVENTS, after=after, through=through, most=EVENTS_MOST)
    if events.height == EVENTS_MOST:  # the last case may be cut in two: it comes with the next chunk
        cut = events["case_number"][-1]
        cases, events = cases.filter(pl.col("number") < cut), events.filter(pl.col("case_number") < cut)
        through = max(cases["number"][-1] if cases.height else "", events["case_number"][-1])
    cursor.execute(sql("texts_between", "verify.sql"), {"after": after, "through": through})
    return Chunk(cases, events, cursor.fetchall(), through)


def _frame(cursor: Any, name: str, columns: Sequence[str], **bounds: Any) -> pl.DataFrame:
    """Read columns as one text each, a line a row; where a text itself has several lines they are made one."""
    for form in (_LINE_BY_LINE, _ON_ONE_LINE):
        written = ", ".join(form.format(_WRITTEN.get(column, column)) for column in columns)
        cursor.execute(sql(name, "verify.sql").format(columns=written), bounds)
        count, *texts = cursor.fetchone()
        if not count:
            break
        frame = [
            pl.Series(column, [text]).str.split("\n").explode() for column, text in zip(columns, texts, strict=True)
        ]
        if all(len(one) == count for one in frame):
            empty_is_null = pl.all().exclude(columns[0])
            return pl.DataFrame(frame).with_columns(pl.when(empty_is_null != "").then(empty_is_null).name.keep())
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
