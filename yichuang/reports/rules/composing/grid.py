"""What a table or chart shows: a row for each unit of a dimension, or for each of the last issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from yichuang.reports.rules.composing.material import Ask
from yichuang.reports.rules.composing.writing import Writer
from yichuang.reports.rules.periods import Span, wording
from yichuang.reports.rules.series import SectionPlan
from yichuang.reports.rules.series.places import FIGURES_SPAN
from yichuang.statistics.rules.derived import Figure


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the unit's code and name, and its figure for each column (None where nobody asked for it).

    place: its place by the plan's order, which equal ones share; 0 where there is none.
    days:  of an issue or period, its days.
    """

    code: str
    name: str
    figures: tuple[Figure | None, ...]
    place: int = 0
    days: Span | None = None


def grid_of(writer: Writer, plan: SectionPlan) -> list[GridRow]:
    """Return the rows in the plan's order: chosen, sorted, cut; earlier issues from the oldest to this one."""
    if plan.by == "period":
        return [_issue_row(writer, plan, back) for back in reversed(range(plan.periods))]
    if plan.kind == "each":
        return _chosen(writer, plan, _units(writer, plan))
    units: dict[str, str] = {}
    by_column: list[Mapping[str, Figure]] = []
    for column in plan.columns:
        code = column.figure
        answer = writer.material.answers.get(Ask(column.span or plan.span or FIGURES_SPAN, plan.by))
        rows = answer.rows if answer else ()
        units |= {row.code: row.name for row in rows if row.code not in units}
        by_column.append({row.code: row.figures[code] for row in rows if code in row.figures})
    rows_of_units = (
        GridRow(code, name, tuple(column.get(code) for column in by_column)) for code, name in units.items()
    )
    return _chosen(writer, plan, list(rows_of_units))


def _units(writer: Writer, plan: SectionPlan) -> list[GridRow]:
    """Return the units of a section that is written for each: with all figures of theirs that it speaks of."""
    answer = writer.material.answers.get(Ask(plan.span or FIGURES_SPAN, plan.by))
    return [GridRow(row.code, row.name, tuple(row.figures.values())) for row in answer.rows] if answer else []


def _chosen(writer: Writer, plan: SectionPlan, grid: list[GridRow]) -> list[GridRow]:
    """Return the rows that the plan lists, in its order."""
    if plan.units:
        chosen = {row.code: row for row in grid}
        for code in plan.units:
            if grid and code not in chosen:
                writer.remark("unit_unknown", f"“{plan.title or plan.caption}”要列的“{code}”没有这个单位", plan.title)
        grid = [chosen[code] for code in plan.units if code in chosen]
    if plan.skip_empty:
        grid = [row for row in grid if any(figure is not None and figure.number for figure in row.figures)]
    return _cut(grid, plan, _keys(writer, plan)) if plan.order else grid


def _keys(writer: Writer, plan: SectionPlan) -> dict[str, tuple[Decimal, ...]]:
    """Return by unit what it is sorted by, the greatest first; without those that lack one of the figures."""
    answer = writer.material.answers.get(Ask(plan.span or FIGURES_SPAN, plan.by))
    found = {}
    for row in answer.rows if answer else ():
        figures = [(row.figures.get(code), upwards) for code, upwards in plan.orders()]
        numbers = [(figure.number, upwards) for figure, upwards in figures if figure is not None]
        if len(numbers) == len(figures) and all(number is not None for number, _ in numbers):
            found[row.code] = tuple(-number if upwards else number for number, upwards in numbers if number is not None)
    return found


def _issue_row(writer: Writer, plan: SectionPlan, back: int) -> GridRow:
    figures = []
    days: Span | None = None
    for column in plan.columns:
        answer = writer.material.answers.get(Ask(column.span or plan.span or FIGURES_SPAN, "", back, plan.step))
        figures.append(answer.rows[0].figures.get(column.figure) if answer else None)
        days = days or (answer.days if answer else None)
    return GridRow(str(back), wording(days) if days else "", tuple(figures), days=days)


def _cut(grid: list[GridRow], plan: SectionPlan, keys: Mapping[str, tuple[Decimal, ...]]) -> list[GridRow]:
    """Return the rows sorted by their keys; the first n places, and all that share the last of them."""
    there = sorted((row for row in grid if row.code in keys), key=lambda row: keys[row.code], reverse=True)
    places: dict[tuple[Decimal, ...], int] = {}
    for at, row in enumerate(there, 1):
        places.setdefault(keys[row.code], at)
    there = [replace(row, place=places[keys[row.code]]) for row in there]
    if plan.first:
        return [row for row in there if row.place <= plan.first]
    return there + [row for row in grid if row.code not in keys]
