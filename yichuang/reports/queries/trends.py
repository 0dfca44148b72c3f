"""Figures over the issues: which recur, and one of them issue by issue, read and compiled ones together; public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from yichuang.kit.errors import Unknown
from yichuang.reports.named import sql
from yichuang.reports.queries.issues import IssueLine, issue_lines
from yichuang.reports.rules.trends import Point, with_breaks
from yichuang.reports.search_models import PrintedFigure

RECURS_MIN = 2  # issues
LIST_MAX = 200  # figures
POINTS_MAX = 520  # issues, the newest: ten years of a weekly


@dataclass(frozen=True, slots=True)
class Recurring:
    """A figure that several issues of a series printed, by the name that the newest gives it."""

    series: str
    key: str
    unit: str
    length: str
    name: str
    issues: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over the issues, the oldest first. `left_out`: so many older issues are not among the points."""

    figure: Recurring
    points: list[tuple[Point, IssueLine]]
    left_out: int


def recurring(series: str) -> list[Recurring]:
    """Return the figures that recur in the issues of a series, those of most issues first, at most LIST_MAX."""
    with connection.cursor() as cursor:
        cursor.execute(sql("recurring", "searching.sql"), {"series": series, "least": RECURS_MIN, "limit": LIST_MAX})
        rows = cursor.fetchall()
    return [
        Recurring(series=series, key=key, unit=unit, length=length, name=name, issues=issues, first=first, last=last)
        for key, unit, length, issues, first, last, name in rows
    ]


def trend(series: str, key: str, unit: str, length: str) -> Trend:
    """Return a figure over the issues that printed it. Raises Unknown `unknown_figure`."""
    wanted = PrintedFigure.objects.filter(series=series, key=key, unit=unit, length=length)
    rows = list(wanted.order_by("-end", "-issue_id")[: POINTS_MAX + 1])
    if not rows:
        raise Unknown("unknown_figure", "各期刊物中没有这个数字。", field="key")
    left_out = wanted.count() - POINTS_MAX if len(rows) > POINTS_MAX else 0
    rows = rows[POINTS_MAX - 1 :: -1]
    issues = issue_lines([row.issue_id for row in rows])
    points = with_breaks([_point(row, compiled=issues[row.issue_id].state == "published") for row in rows])
    newest = rows[-1]
    figure = Recurring(series, key, unit, length, newest.name, len(rows) + left_out, rows[0].end, newest.end)
    return Trend(figure, [(point, issues[point.issue]) for point in points], left_out)


def _point(row: PrintedFigure, *, compiled: bool) -> Point:
    return Point(
        issue=row.issue_id,
        name=row.name,
        start=row.start,
        end=row.end,
        value=row.value,
        written=row.written,
        sentence=row.sentence,
        definition=row.definition,
        compiled=compiled,
    )
