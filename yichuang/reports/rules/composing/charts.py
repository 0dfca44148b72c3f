"""Charts: a Vega-Lite specification with its data inside, and the same in words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yichuang.reports.rules.composing.grid import GridRow, grid_of
from yichuang.reports.rules.composing.values import figure_words, share_of
from yichuang.reports.rules.composing.writing import Writer
from yichuang.reports.rules.periods import wording
from yichuang.reports.rules.series import SectionPlan
from yichuang.reports.rules.series.templates import format_of
from yichuang.reports.rules.tree import Chart

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH, BAR_STEP, HEIGHT, CHARACTER = 420, 22, 200, 10  # pixels; that of a character of an axis
SHORT_NAMES_MAX = 12
KIND_WORDS = {"bar": "条形图", "column": "柱形图", "line": "折线图", "share": "占比图"}
_NUMBER = {"type": "text", "dy": -10}
_HALO = {"stroke": "#ffffff", "strokeWidth": 4, "strokeJoin": "round"}  # no line runs through a number
_DASHES = ([1, 0], [5, 3], [2, 3], [8, 3, 2, 3], [1, 4])  # told apart without colour


def chart(writer: Writer, plan: SectionPlan, place: str) -> Chart | None:
    """Return a section's chart, or None where it has nothing to show. What has no number is left out and remarked."""
    rows = grid_of(writer, plan)
    records = [record for row in _named(rows) for record in _records(writer, plan, row, place)]
    if not records:
        return None
    names = list(dict.fromkeys(record["row"] for record in records))
    columns = list(dict.fromkeys(record["column"] for record in records))
    words = "；".join(
        f"{name}：" + "、".join(_told(record, columns) for record in records if record["row"] == name) for name in names
    )
    caption = writer.text(plan.caption, f"{place}.caption", span=plan.span)
    spec = _SPECS[plan.chart](records, names, columns)
    return Chart(caption, spec=spec, alt=f"{KIND_WORDS[plan.chart]}：{words}。")


def _named(rows: list[GridRow]) -> list[GridRow]:
    """Return the rows as an axis names them: of periods, the year only where it begins (up to twelve, so that no name
    stands twice).
    """
    if len(rows) > SHORT_NAMES_MAX:
        return rows
    named: list[GridRow] = []
    year = 0
    for row in rows:
        if row.days is None:
            named.append(row)
            continue
        named.append(replace(row, name=wording(row.days, with_year=row.days[0].year != year)))
        year = row.days[1].year
    return named


def _across(names: list[str]) -> dict[str, Any]:
    """Return the axis of names side by side: a span of days in two lines, slanted where they have no room otherwise."""
    lines = [line for name in names for line in name.split("—")[:1]]
    slanted = sum(len(line) + 1 for line in lines) * CHARACTER > WIDTH
    axis = (
        {"labelAngle": -40, "labelLimit": 120} if slanted else {"labelAngle": 0, "labelExpr": "split(datum.label, '—')"}
    )
    return {"field": "row", "type": "nominal", "title": None, "sort": names, "axis": axis}


def _records(writer: Writer, plan: SectionPlan, row: GridRow, place: str) -> list[dict[str, Any]]:
    found = []
    for at, (column, figure) in enumerate(zip(plan.columns, row.figures, strict=True)):
        if figure is None:
            continue
        form = format_of(column.format)[0]
        if form.share:
            figure = share_of(figure, writer.figure(column.figure, column.span or plan.span), form)
        if figure.number is None:
            if figure.reason != "division_by_zero":
                message = f"{row.name}：{figure.message or figure.name}"
                writer.remark("figure_missing", message, f"{place}.columns[{at}]")
            continue
        title = writer.text(column.title, f"{place}.columns[{at}].title", span=plan.span)
        label = figure_words(figure, form)
        found.append({"row": row.name, "column": title, "n": float(figure.number), "label": label})
    return found


def _told(record: Mapping[str, Any], columns: list[str]) -> str:
    return f"{record['column']} {record['label']}" if len(columns) > 1 else str(record["label"])


def _colour(columns: list[str]) -> dict[str, Any]:
    """Return the colour by column, with a legend where there is more than one."""
    legend = {"orient": "top", "title": None} if len(columns) > 1 else None
    return {"field": "column", "type": "nominal", "scale": {"domain": columns}, "legend": legend}


def _spec(records: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "width": WIDTH, "data": {"values": records}, **more}


def _measure(title: None = None) -> dict[str, Any]:
    return {"field": "n", "type": "quantitative", "title": title, "scale": {"zero": True}}


def _bars(records: list[dict[str, Any]], names: list[str], columns: list[str]) -> dict[str, Any]:
    """Return horizontal bars with their numbers at the end, the rows in their order."""
    rows = {"field": "row", "type": "nominal", "title": None, "sort": names}
    inside = {"yOffset": {"field": "column", "sort": columns}} if len(columns) > 1 else {}
    return _spec(
        records, height={"step": BAR_STEP if len(columns) == 1 else 12},
        encoding={"y": rows, "x": _measure(), **inside},
        layer=[
            {"mark": "bar", "encoding": {"color": _colour(columns)}},
            {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "label"}}},
        ],
    )  # fmt: skip


def _columns(records: list[dict[str, Any]], names: list[str], columns: list[str]) -> dict[str, Any]:
    """Return upright bars with their numbers above."""
    rows = _across(names)
    inside = {"xOffset": {"field": "column", "sort": columns}} if len(columns) > 1 else {}
    return _spec(
        records, height=HEIGHT, encoding={"x": rows, "y": _measure(), **inside},
        layer=[
            {"mark": "bar", "encoding": {"color": _colour(columns)}},
            {"mark": {"type": "text", "dy": -6}, "encoding": {"text": {"field": "label"}}},
        ],
    )  # fmt: skip


def _lines(records: list[dict[str, Any]], names: list[str], columns: list[str]) -> dict[str, Any]:
    """Return a line for each column over the rows, with points and their numbers."""
    rows = _across(names) | {"type": "ordinal"}
    number = {"text": {"field": "label"}}
    dash = _colour(columns) | {"scale": {"domain": columns, "range": list(_DASHES)}, "legend": None}
    return _spec(
        records, height=HEIGHT, encoding={"x": rows, "y": _measure(), "color": _colour(columns)},
        layer=[
            {"mark": "line", "encoding": {"strokeDash": dash}},
            {"mark": "point"},
            {"mark": _NUMBER | _HALO, "encoding": number},
            {"mark": _NUMBER, "encoding": number},
        ],
    )  # fmt: skip


def _shares(records: list[dict[str, Any]], names: list[str], columns: list[str]) -> dict[str, Any]:
    """Return bars of the first column with each row's share of their sum behind its number."""
    first = [dict(record) for record in records if record["column"] == columns[0]]
    whole = sum(record["n"] for record in first)
    for record in first:
        share = f"{100 * record['n'] / whole:.1f}%" if whole else "—"
        record["label"] = f"{record['label']}（{share}）"
    return _bars(first, names, columns[:1])


_SPECS = {"bar": _bars, "column": _columns, "line": _lines, "share": _shares}
