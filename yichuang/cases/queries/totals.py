"""Sums of the tallies, and the same counted anew from events: what every figure is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from yichuang.cases.named import sql
from yichuang.cases.queries.recount import recounted
from yichuang.cases.rules.months import Cut, cut
from yichuang.cases.rules.words import Measure

DIMENSIONS: Mapping[str, str] = {
    "centre": "centre_id", "department": "department_id", "item_type": "item_type", "item": "item_id",
    "region": "region_id", "channel": "channel", "source": "source",
}  # fmt: skip
_COARSE = frozenset({"centre", "department", "item_type"})
_DAY = timedelta(days=1)
_MEASURES = {int(measure): measure for measure in Measure}  # thousands are looked up for a page


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a measure: its dimensions in the order asked for, and its day.

    A day before the window stands for all days before it; without `daily`, the window's first day stands for all but
    its last, which has its own; where the past is left out, for all of them.
    """

    dimensions: tuple[object, ...]
    measure: Measure
    day: date
    n: int


def sums(
    *, start: date, end: date, by: Sequence[str] = (), daily: bool = False, filters: Mapping[str, object] | None = None,
    counted_at: datetime | None = None, measures: Collection[Measure] = tuple(Measure), with_past: bool = True,
) -> list[Amount]:  # fmt: skip
    """Return the amounts of `measures` (all) up to `end`, by dimensions (keys of `DIMENSIONS`).

    daily:      each day of the window by itself.
    filters:    dimension → value.
    with_past:  also the sum of all days before the window; without it less is read.
    counted_at: count from the events as known at this instant (see `stable_instant`) instead of from the tallies.
    """
    filters = filters or {}
    asked = set(by) | set(filters)
    cuts: dict[str, date | None] = {}
    if counted_at is not None:
        relation = recounted({DIMENSIONS[name] for name in asked})
    else:
        relation, cuts = _tallies(asked, cut(start, end, daily=daily, last_apart=with_past))
    columns = [DIMENSIONS[name] for name in by]
    undivided = _THREE_CLASSES if with_past else "%(start)s::date"
    day = "greatest(day, %(before)s)" if daily else undivided
    query = sql("sums", "reading.sql").format(
        dimensions="".join(f"{column}, " for column in columns), day=day, relation=relation,
        filters="".join(f" AND {DIMENSIONS[name]} = %(filter_{name})s" for name in filters),
        places=", ".join(str(place + 1) for place in range(len(columns) + 2)),
    )  # fmt: skip
    parameters: dict[str, Any] = {
        "start": start, "end": end, "before": start - _DAY, "known_at": counted_at,
        "measures": [int(measure) for measure in measures], "since": date.min if with_past else start,
    } | cuts | {f"filter_{name}": content for name, content in filters.items()}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows = cursor.fetchall()
    width = len(columns)
    return [Amount(tuple(row[:width]), _MEASURES[row[width]], row[width + 1], int(row[width + 2])) for row in rows]


_THREE_CLASSES = "CASE WHEN day < %(start)s THEN %(before)s::date WHEN day < %(end)s THEN %(start)s::date ELSE day END"
_FINE = """(SELECT t.*, i.item_type FROM cases_tallyfine t JOIN catalogue_item i ON i.id = t.item_id)"""


def _tallies(asked: set[str], at: Cut) -> tuple[str, dict[str, date | None]]:
    """Return the tallies that know the dimensions asked for, with the parameters of their own."""
    if not asked <= _COARSE:
        return (_FINE if "item_type" in asked else "cases_tallyfine"), {}
    return sql("by_months", "reading.sql"), {
        "whole_until": at.whole_until, "broken": at.broken, "apart": at.apart, "head_first": at.head[0],
        "head_last": at.head[1], "tail_first": at.tail[0], "tail_last": at.tail[1],
    }  # fmt: skip
