"""The home page's figures: six in three pairs, how they ran over the weeks, and what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from yichuang.statistics import queries
from yichuang.statistics.rules import INDICATORS
from yichuang.web.charts import Line, LineChart, drawn, spark
from yichuang.web.lookout.counting import rows_of
from yichuang.web.lookout.forms import ITEM_TYPE_GROUPS, Scope
from yichuang.web.lookout.tables import written
from yichuang.web.parts import Tile

PAIR = ("accepted", "concluded")
STANDING = ("open", "overdue", "within_limit_rate", "average_working_days")
WEEKS_MIN = 12  # in January the trend reaches back into the year before
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """One group of item types: its two figures and their weeks."""

    name: str
    tiles: tuple[Tile, ...]
    chart: LineChart
    svg: SafeString | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One figure of how the whole hall stands."""

    name: str
    words: str
    unit: str
    href: str
    alarming: bool


def pairs(scope: Scope) -> list[Pair]:
    """Return the three pairs for a year to date."""
    rows = rows_of(replace(scope, by=("item_type",)), only=PAIR)
    mondays = full_weeks(scope.end)
    weekly = weekly_amounts(mondays)
    return [_pair(group, scope, rows, weekly, mondays) for group in ITEM_TYPE_GROUPS]


def full_weeks(today: date) -> list[date]:
    """Return the Mondays of the year's weeks that are over, at least `WEEKS_MIN` of them; the one running is left out.

    >>> weeks = full_weeks(date(2022, 7, 1))
    >>> weeks[0].isoformat(), weeks[-1].isoformat(), len(weeks)
    ('2022-01-03', '2022-06-20', 25)
    """
    last = today - timedelta(days=today.weekday()) - (_WEEK if today.weekday() < 6 else timedelta())
    new_year = date(today.year, 1, 1)
    first = min(new_year + timedelta(days=-new_year.weekday() % 7), last - (WEEKS_MIN - 1) * _WEEK)
    return [first + number * _WEEK for number in range((last - first).days // 7 + 1)]


def weekly_amounts(mondays: Sequence[date]) -> dict[tuple[str, date, str], int]:
    """Return (item type, Monday, indicator) → number for each week of `mondays`; weeks without any are missing."""
    rows = queries.figures(start=mondays[0], end=mondays[-1] + timedelta(days=6), by=("item_type", "week"), only=PAIR)
    return {(row["item_type"], _monday(row["week"]), code): row[code] for row in rows for code in PAIR}


def _monday(week: str) -> date:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def _pair(
    group: str, scope: Scope, rows: Sequence[Mapping[str, Any]], weekly: Mapping[tuple[str, date, str], int],
    mondays: Sequence[date],
) -> Pair:  # fmt: skip
    name, types = ITEM_TYPE_GROUPS[group]
    runs = {
        code: tuple(sum(weekly.get((kind, monday, code), 0) for kind in types) for monday in mondays) for code in PAIR
    }
    tiles = tuple(
        Tile(
            name=INDICATORS[code].name,
            value=sum(row[code] for row in rows if row["item_type"] in types),
            unit=INDICATORS[code].unit,
            href=f"{reverse('figure', args=[code])}?{scope.address(item_type=group)}",
            group=name,
            change=_change(runs[code]),
            spark=spark(runs[code]),
        )
        for code in PAIR
    )
    lines = tuple(Line(INDICATORS[code].name, runs[code]) for code in PAIR)
    chart = LineChart(f"{name}（件/周）", tuple(mondays), lines)
    empty = not any(value for run in runs.values() for value in run)
    return Pair(name, tiles, chart, None if empty else drawn(chart))


def _change(run: Sequence[int]) -> str:
    """Return how the last full week compares with the one before.

    >>> _change([16090, 16402])
    '上一整周 16,402，较前一周 +312'
    """
    last, before = run[-1], run[-2]
    words = "持平" if last == before else f"{last - before:+,}".replace("-", "−")
    return f"上一整周 {last:,}，较前一周 {words}"


def standing(scope: Scope) -> list[Standing]:
    """Return how the hall stands at the end of the scope: open, overdue, in time, how long."""
    (row,) = rows_of(replace(scope, by=()), only=STANDING)
    return [
        Standing(
            name=INDICATORS[code].name,
            words=written(code, row[code]),
            unit="" if row[code] is None or INDICATORS[code].unit == "%" else INDICATORS[code].unit,
            href=f"{reverse('figure', args=[code])}?{scope.address()}",
            alarming=code == "overdue" and bool(row[code]),
        )
        for code in STANDING
    ]
