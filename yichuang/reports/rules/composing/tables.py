"""Tables: columns of figures by a dimension, or rows that the series fixes; merged heads, a total."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from unicodedata import east_asian_width

from yichuang.reports.rules.composing.grid import grid_of
from yichuang.reports.rules.composing.material import Ask
from yichuang.reports.rules.composing.values import NOTHING, figure_words, share_of
from yichuang.reports.rules.composing.writing import Writer
from yichuang.reports.rules.series import ColumnPlan, SectionPlan
from yichuang.reports.rules.series.places import FIGURES_SPAN
from yichuang.reports.rules.series.templates import format_of
from yichuang.reports.rules.tree import Cell, Table
from yichuang.statistics.rules.derived import Figure, amount

ADDED_UP = ("counted", "submitted")  # sources of figures whose parts must add up
NUMBER_TITLE, RANK_TITLE = "序号", "名次"
_NARROWEST, _WIDEST = 4, 24  # half-width characters, of a column's share

Row = tuple[Cell, ...]


def table(writer: Writer, plan: SectionPlan, place: str) -> Table | None:
    """Return a section's table, or None where it has no row."""
    rows = _fixed_rows(writer, plan, place) if plan.rows else _unit_rows(writer, plan, place)
    if not rows:
        return None
    before = _titles_before(plan)
    head = _head(writer, plan, place, before)
    total = (_total(writer, plan, place, len(before)),) if plan.total and plan.by not in ("", "period") else ()
    return Table(
        writer.text(plan.caption, f"{place}.caption", span=plan.span),
        head=head, rows=rows, total=total, unit=writer.text(plan.unit, f"{place}.unit"),
        widths=_widths([*before, *(column.title for column in plan.columns)], [*rows, *total]),
    )  # fmt: skip


def _titles_before(plan: SectionPlan) -> list[str]:
    """Return the titles of the columns before the figures: number, place, the group of fixed rows, the row's name."""
    numbered = [NUMBER_TITLE] * plan.numbered + [RANK_TITLE] * (plan.ranked and not plan.rows)
    grouped = [""] if any(row.group for row in plan.rows) else []
    return [*numbered, *grouped, plan.row_title]


def _head(writer: Writer, plan: SectionPlan, place: str, before: list[str]) -> tuple[Row, ...]:
    titles = [
        writer.text(column.title, f"{place}.columns[{at}].title", span=plan.span)
        for at, column in enumerate(plan.columns)
    ]
    if not any(column.group for column in plan.columns):
        return (tuple(Cell(title) for title in (*before, *titles)),)
    first = [Cell(title, down=2) for title in before]
    second: list[Cell] = []
    pairs = zip(plan.columns, titles, strict=True)
    for group, run in groupby(pairs, key=lambda pair: pair[0].group):
        under = [title for _, title in run]
        if group:
            first.append(Cell(group, across=len(under)))
            second += [Cell(title) for title in under]
        else:
            first += [Cell(title, down=2) for title in under]
    return tuple(first), tuple(second)


def _unit_rows(writer: Writer, plan: SectionPlan, place: str) -> tuple[Row, ...]:
    rows = []
    for at, row in enumerate(grid_of(writer, plan), 1):
        cells = [Cell(str(at))] * plan.numbered + [Cell(str(row.place or NOTHING))] * plan.ranked
        cells.append(Cell(row.name, "left"))
        for n, (column, figure) in enumerate(zip(plan.columns, row.figures, strict=True)):
            words = _cell(writer, plan, column, figure, f"{place}.columns[{n}]", row.name)
            cells.append(Cell(words, column.align))
        rows.append(tuple(cells))
    return tuple(rows)


def _fixed_rows(writer: Writer, plan: SectionPlan, place: str) -> tuple[Row, ...]:
    """Return the rows that the series fixes; rows of one group that follow one another share its cell."""
    grouped = any(row.group for row in plan.rows)
    rows: list[Row] = []
    at = 0
    for group, run in groupby(plan.rows, key=lambda row: row.group):
        members = list(run)
        for place_in_group, row in enumerate(members):
            here = f"{place}.rows[{at}]"
            cells = [Cell(str(at + 1))] * plan.numbered
            if grouped and place_in_group == 0:
                cells.append(Cell(group, down=len(members)))
            cells.append(Cell(writer.text(row.title, f"{here}.title", span=plan.span), "left"))
            for n, (column, template) in enumerate(zip(plan.columns, row.cells, strict=True)):
                span = column.span or plan.span
                cells.append(Cell(writer.text(template, f"{here}.cells[{n}]", span=span), column.align))
            rows.append(tuple(cells))
            at += 1
    return tuple(rows)


def _total(writer: Writer, plan: SectionPlan, place: str, before: int) -> Row:
    """Return the row of all together: reckoned for the whole, not added up from the rows."""
    cells = [Cell(plan.total, across=before)]
    for n, column in enumerate(plan.columns):
        figure = writer.figure(column.figure, column.span or plan.span)
        words = _cell(writer, plan, column, figure, f"{place}.columns[{n}]", plan.total) if column.total else ""
        cells.append(Cell(words, column.align))
        if column.total and figure is not None:
            _compare(writer, plan, column, figure, f"{place}.columns[{n}]")
    return tuple(cells)


def _compare(writer: Writer, plan: SectionPlan, column: ColumnPlan, whole: Figure, place: str) -> None:
    """Remark where the counts of all units do not add up to that of the whole (rates never do)."""
    if whole.number is None or whole.source not in ADDED_UP:
        return
    answer = writer.material.answers.get(Ask(column.span or plan.span or FIGURES_SPAN, plan.by))
    figures = [row.figures.get(column.figure) for row in answer.rows] if answer else []
    numbers = [figure.number for figure in figures if figure is not None and figure.number is not None]
    added = sum(numbers, Decimal(0))
    if len(numbers) == len(figures) and added != whole.number:
        apart = amount(whole.number - added, whole.unit)
        sides = f"各行之和 {amount(added, whole.unit)} ≠ {plan.total} {amount(whole.number, whole.unit)}"
        message = f"“{whole.name}”{sides}，相差 {apart}"
        writer.remark("parts_differ", message, place)


def _cell(
    writer: Writer, plan: SectionPlan, column: ColumnPlan, figure: Figure | None, place: str, row: str
) -> str:  # fmt: skip
    if figure is None:
        return NOTHING
    form = format_of(column.format)[0]
    if form.share:
        figure = share_of(figure, writer.figure(column.figure, column.span or plan.span), form)
    if not figure.is_there:
        if figure.reason == "division_by_zero":
            return NOTHING
        writer.remark("figure_missing", f"{row}：{figure.message or figure.name}", place)
        return "【缺】"
    return figure_words(figure, form)


def _widths(titles: list[str], rows: list[Row]) -> tuple[float, ...]:
    """Return each column's share of the width: by the longest of its cells that are not merged, half of a title where
    that is longer (a title may take two lines).
    """
    longest = [max(_NARROWEST, _width(title) / 2 + 1) for title in titles]
    for row in rows:
        if len(row) == len(titles):
            for at, cell in enumerate(row):
                if cell.across == 1:
                    longest[at] = max(longest[at], min(_width(cell.text) + 2, _WIDEST))
    whole = sum(longest)
    return tuple(round(one / whole, 4) for one in longest)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
