"""Charts: Vega-Lite drawn to SVG under one theme; on a page its colours follow light and dark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.safestring import SafeString, mark_safe

from yichuang.kit import charts

WIDTH, HEIGHT = 340, 180
POINTS_DRAWN, DAY_WIDTH = 60, 0.4  # of a chart of issues; what the name of a day needs of its width

# The theme's colours and the stylesheet's names for them: print takes the first, a page the second.
_PAGE_COLOURS = {
    "#1b1f24": "var(--ink)",
    "#57606a": "var(--quiet)",
    "#8c959f": "var(--line-strong)",
    "#d9dee3": "var(--line)",
    "#1455a4": "var(--series-1)",
    "#a35200": "var(--series-2)",
    "#3d6b2e": "var(--series-3)",
    "#6b4c9a": "var(--series-4)",
    "#57606b": "var(--series-5)",
}
_DASHES = ([1, 0], [5, 3], [2, 3], [8, 3, 2, 3], [1, 4])  # told apart without colour, in print and by the colour-blind

_AXIS: dict[str, dict[str, Any]] = {
    "week": {"format": "%-m月", "tickCount": "month"},
    "day": {"format": "%-m-%-d", "tickCount": "week", "labelOverlap": True},
    "issue": {"format": "%Y-%m-%d", "labelOverlap": True},
}
_LABEL_PIXELS = 18  # what one label needs in height
_PLAIN, _IN_WAN = "format(datum.value, ',')", "datum.value ? format(datum.value / 10000, ',~r') + '万' : '0'"


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a line chart: its name and a value for each day of the chart (None where there is none)."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days, at most five; the unit stands in the title, the source under the chart.

    by:     what a point stands for: the week that begins with its day, the day alone, or an issue that ends with it.
    breaks: days from which on something else is counted: the lines are broken before them, and a rule is drawn.
    """

    title: str
    days: tuple[date, ...]
    lines: tuple[Line, ...]
    by: Literal["week", "day", "issue"] = "week"
    breaks: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if len(self.lines) > len(_DASHES):
            raise ValueError("a chart has at most five series")

    @property
    def heading(self) -> str:
        """What stands over the days in the table."""
        return {"week": "周（起始日）", "day": "日", "issue": "期末"}[self.by]

    def rows(self) -> list[tuple[date, tuple[float | None, ...]]]:
        """Return the chart's numbers as rows of a table: the day, then one value per line."""
        return [(day, tuple(line.values[place] for line in self.lines)) for place, day in enumerate(self.days)]

    def specification(self) -> dict[str, Any]:
        """Return the chart in Vega-Lite 5: zero baseline, direct labels at the lines' ends instead of a legend."""
        records = [
            {"day": day.isoformat(), "series": line.name, "n": value, "stretch": sum(one <= day for one in self.breaks)}
            for line in self.lines
            for day, value in zip(self.days, line.values, strict=True)
            if value is not None
        ]
        names = [line.name for line in self.lines]
        words = _IN_WAN if self._top() >= 10_000 else _PLAIN
        colour = {"field": "series", "type": "nominal", "scale": {"domain": names}, "legend": None}
        dash = colour | {"scale": {"domain": names, "range": list(_DASHES)}}
        x = {"field": "day", "type": "temporal", "title": None, "axis": {**_AXIS[self.by], **self._ticks()}}
        y = {
            "field": "n",
            "type": "quantitative",
            "title": None,
            "scale": {"zero": True},
            "axis": {"labelExpr": words},
        }
        label = {
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"y": y | {"field": "at"}, "text": {"field": "series"}},
        }
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "width": WIDTH,
            "height": HEIGHT,
            "padding": {"left": 2, "right": 4, "top": 8, "bottom": 0},
            "autosize": {"type": "fit", "contains": "padding"},
            "encoding": {"x": x, "color": colour},
            "layer": [
                *self._rules(),
                {
                    "data": {"values": records},
                    "mark": {"type": "line", "point": {"size": 16}} if self._has_points() else "line",
                    "encoding": {"y": y, "strokeDash": dash, "detail": {"field": "stretch"}},
                },
                {"data": {"values": self._ends()}, "layer": [{"mark": "point", "encoding": {"y": y}}, label]},
            ],
        }  # fmt: skip

    def _ticks(self) -> dict[str, Any]:
        """Return the days that the axis names: of issues some of their own, as far apart as a name is wide."""
        if self.by != "issue":
            return {}
        apart = (self.days[-1] - self.days[0]) * DAY_WIDTH
        named = [self.days[-1]]
        for day in reversed(self.days[:-1]):
            if named[-1] - day >= apart and day < named[-1]:
                named.append(day)
        return {"values": [day.isoformat() for day in reversed(named)]}

    def _has_points(self) -> bool:
        """Tell whether each point is drawn: an issue alone between two breaks is no line."""
        return self.by == "issue" and len(self.days) <= POINTS_DRAWN

    def _rules(self) -> list[dict[str, Any]]:
        """Return a dashed rule at each break."""
        days = [{"day": day.isoformat()} for day in self.breaks]
        mark = {"type": "rule", "strokeDash": [3, 3], "color": "#57606a"}
        return [{"data": {"values": days}, "mark": mark, "encoding": {"color": None}}] if days else []

    def _top(self) -> float:
        return max((value or 0 for line in self.lines for value in line.values), default=0)

    def _ends(self) -> list[dict[str, Any]]:
        """Return the last point of each line and where its label stands, moved so that none overlap."""
        ends: list[dict[str, Any]] = []
        for line in self.lines:
            last = max((place for place, value in enumerate(line.values) if value is not None), default=None)
            if last is not None:
                ends.append({"day": self.days[last].isoformat(), "series": line.name, "n": line.values[last]})
        ends.sort(key=lambda end: end["n"])
        gap = _LABEL_PIXELS / HEIGHT * max(self._top(), 1)
        at: float = -gap
        for end in ends:
            at = end["at"] = max(end["n"], at + gap)
        return ends


def drawn(chart: LineChart) -> SafeString:
    """Return the chart as SVG for a page: decorative to screen readers, which get the table of the same numbers."""
    svg = charts.svg(chart.specification())
    for fixed, named in _PAGE_COLOURS.items():
        svg = svg.replace(f'"{fixed}"', f'"{named}"')
    svg = re.sub(r' font-family="[^"]*"', "", svg)  # the page's own face
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return mark_safe(svg)  # noqa: S308  # drawn by Vega, which escapes the texts it is given


SPARK_WIDTH, SPARK_HEIGHT = 96, 32


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline: the path of an SVG of 96 × 32 and where its last point is."""

    path: str
    x: float
    y: float


def spark(values: Sequence[int]) -> Spark | None:
    """Return the sparkline of `values` on a zero baseline, or None where a line would say nothing (under two points).

    >>> spark([0, 10, 5])
    Spark(path='M0,32 L48,0 L96,16', x=96, y=16)
    """
    if len(values) < 2:
        return None
    top = max(max(values), 1)
    points = [
        (_tidy(SPARK_WIDTH * place / (len(values) - 1)), _tidy(SPARK_HEIGHT * (1 - value / top)))
        for place, value in enumerate(values)
    ]
    path = " L".join(f"{x},{y}" for x, y in points)
    return Spark(path=f"M{path}", x=points[-1][0], y=points[-1][1])


def _tidy(number: float) -> float:
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
