"""Figures that recur in the issues: the list of a series, and one of them issue by issue."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Unknown
from yichuang.reports import queries
from yichuang.reports.labels import LENGTHS
from yichuang.reports.queries import Recurring, Trend
from yichuang.reports.rules.trends import Point
from yichuang.web.charts import Line, LineChart, drawn
from yichuang.web.doors import public
from yichuang.web.lookout.views.issues import HOME, address_of_issue
from yichuang.web.parts import Crumb


@public
@require_safe
def recurring(request: HttpRequest) -> HttpResponse:
    """List the figures that recur in a series' issues."""
    titles = _titles()
    series = request.GET.get("series", "") or next(iter(titles), "")
    if series not in titles:
        raise Unknown("unknown_series", f"没有代码为“{series[:24]}”的刊物。", field="series")
    context = {
        "section": "issues", "crumbs": [HOME, Crumb("刊物", reverse("issues"))], "tab": "trends", "series": series,
        "all_series": list(titles.items()), "title": titles[series],
        "rows": [(one, LENGTHS[one.length], _address(one)) for one in queries.recurring(series)],
    }  # fmt: skip
    return render(request, "lookout/issues/trends.html", context)


@public
@require_safe
def figure(request: HttpRequest) -> HttpResponse:
    """Draw one figure over the issues that printed it: a chart, and the same numbers with a link to each issue."""
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("series", "key", "unit", "length")}
    trend = queries.trend(**asked)
    one, listed = trend.figure, f"{reverse('trends')}?{urlencode({'series': trend.figure.series})}"
    context = {
        "section": "issues", "tab": "trends", "trend": trend, "length": LENGTHS[one.length],
        "title": _titles().get(one.series, one.series),
        "crumbs": [HOME, Crumb("刊物", reverse("issues")), Crumb("数字趋势", listed)],
        "rows": _rows(trend), "breaks": sum(bool(point.breaks) for point, _ in trend.points),
        "svg": drawn(_chart(trend)) if len(trend.points) > 1 else "",
    }  # fmt: skip
    return render(request, "lookout/issues/trend.html", context)


def _titles() -> dict[str, str]:
    return {series.code: series.title for series in queries.all_series()}


def _address(one: Recurring) -> str:
    words = {"series": one.series, "key": one.key, "unit": one.unit, "length": one.length}
    return f"{reverse('trend')}?{urlencode(words)}"


def _rows(trend: Trend) -> list[dict[str, Any]]:
    """Return the points as rows, the newest first, each with its change on the one before it."""
    rows = []
    for place, (point, line) in enumerate(trend.points):
        before = trend.points[place - 1][0] if place else None
        change = None if before is None or not _comparable(before, point) else point.value - before.value
        rows.append(
            {
                "point": point, "number": line.number_words, "href": address_of_issue(line), "value": tidy(point.value),
                "change": "" if change is None else signed(change),
                "source": "系统编制" if point.compiled else "读入旧刊",
            }
        )  # fmt: skip
    return rows[::-1]


def _comparable(before: Point, after: Point) -> bool:
    """Tell whether a change says something: the same is counted, and what is cumulative since the same day."""
    return not after.breaks and (before.start == after.start or after.start > before.end)


def signed(change: Decimal) -> str:
    """Return a change with its sign.

    >>> [signed(Decimal(change)) for change in ("-3", "0", "1200.50")]
    ['−3', '0', '+1,200.5']
    """
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{tidy(abs(change))}"


def tidy(value: Decimal) -> str:
    """Return a number as pages write it: grouped, without zeros at the end."""
    words = f"{value:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _chart(trend: Trend) -> LineChart:
    """Return the chart: one point an issue; where the definition breaks, the line is broken and a rule drawn."""
    days = tuple(point.end for point, _ in trend.points)
    values = tuple(float(point.value) for point, _ in trend.points)
    return LineChart(
        title=f"{trend.figure.name}（{trend.figure.unit}）",
        days=days,
        lines=(Line("", values),),
        by="issue",
        breaks=tuple(point.end for point, _ in trend.points if point.breaks),
    )
