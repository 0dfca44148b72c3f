"""Composing an issue: series, figures, stories and findings become the same tree that reading gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yichuang.reports.rules.dates import written
from yichuang.reports.rules.pieces import lines_of, to_chinese
from yichuang.reports.rules.series import PartPlan, SectionPlan, Series
from yichuang.reports.rules.tree import (
    Block,
    Copies,
    Figure,
    FigureSentence,
    Finding,
    Heading,
    HeadLine,
    Note,
    Part,
    Recipients,
    Report,
    Section,
    Story,
    Text,
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of an issue: in its year, and in all."""

    year: int
    number: int
    total_number: int


@dataclass(frozen=True, slots=True)
class Material:
    """What an issue is composed of. `counted` are the first and last day of the figures."""

    numbers: Numbers
    issued_on: date
    period: tuple[date, date]
    counted: tuple[date, date]
    figures: Sequence[Figure]
    stories: Sequence[Story]
    findings: Sequence[Finding]


def compose(series: Series, material: Material) -> Report:
    """Return the issue's tree. Sections without anything to say are left out; so are categories without stories."""
    numbers = material.numbers
    title, issuer = series.fill(series.title), series.fill(series.issuer)
    number_line = series.fill(
        series.number, year=numbers.year, number=numbers.number, total=numbers.total_number
    )  # fmt: skip
    report = Report(
        series=series.code,
        title=title,
        year=numbers.year,
        number=numbers.number,
        total_number=numbers.total_number,
        issuer=issuer,
        issued_on=material.issued_on,
        period_from=material.period[0],
        period_to=material.period[1],
        head=(
            HeadLine(title, role="title"),
            HeadLine(number_line, role="number"),
            HeadLine(issuer, role="issuer"),
            HeadLine(written(material.issued_on), role="date"),
        ),
        parts=tuple(_part(series, plan, material) for plan in series.parts),
        tail=_tail(series),
    )
    return replace(report, source_lines=lines_of(report.words()))


def _part(series: Series, plan: PartPlan, material: Material) -> Part:
    start, end = material.period
    crosses = start.year != end.year
    dates = {"from": written(start, with_year=crosses), "to": written(end, with_year=crosses)}
    note = Note(series.fill(plan.note, **dates)) if plan.note else None
    filled = [(section, _blocks(series, section, material)) for section in plan.sections]
    sections = tuple(
        Section(section.kind, Heading(series.fill(section.title), f"{to_chinese(place)}、", level=1), blocks)
        for place, (section, blocks) in enumerate(((s, b) for s, b in filled if b), 1)
    )
    return Part(Heading(series.fill(plan.title), level=0), note, sections)


def _blocks(series: Series, plan: SectionPlan, material: Material) -> tuple[Block, ...]:
    if plan.kind == "figures":
        return (_figure_sentence(series, plan, material),)
    if plan.kind == "stories":
        return tuple(_stories(plan, material.stories))
    if plan.kind == "inspection" and material.findings:
        lead = (Text(series.fill(plan.lead)),) if plan.lead else ()
        return (*lead, *(_finding(place, finding) for place, finding in enumerate(material.findings, 1)))
    return (Text(series.fill(plan.lead)),) if plan.kind == "text" and plan.lead else ()


def _figure_sentence(series: Series, plan: SectionPlan, material: Material) -> FigureSentence:
    start, end = material.counted
    values: dict[str, object] = {"from": written(start), "to": written(end)}
    for figure in material.figures:
        values[f"{figure.item_type}.accepted"] = figure.accepted
        values[f"{figure.item_type}.concluded"] = figure.concluded
    scope = series.variables.get("scope", "")
    return FigureSentence(
        series.fill(plan.sentence, **values), start=start, end=end, scope=scope, figures=tuple(material.figures)
    )


def _stories(plan: SectionPlan, stories: Sequence[Story]) -> list[Block]:
    """Order the stories under their categories: those of the plan first, then others as they come."""
    categories = [*plan.categories, *(s.category for s in stories if s.category not in plan.categories)]
    blocks: list[Block] = []
    numeral = 0
    for category in dict.fromkeys(categories):
        told = [story for story in stories if story.category == category]
        if told:
            numeral += 1
            blocks.append(Heading(category, f"（{to_chinese(numeral)}）", level=2))
            blocks += [replace(story, marker=f"（{place}）") for place, story in enumerate(told, 1)]
    return blocks


def _finding(place: int, finding: Finding) -> Finding:
    text = f"{finding.check}。{finding.finding}"
    return replace(finding, marker=f"（{to_chinese(place)}）", text=text)


def _tail(series: Series) -> tuple[Block, ...]:
    lists = tuple(Recipients(series.fill(plan.text), f"{plan.label}：", key=plan.key) for plan in series.tail)
    if not series.copies:
        return lists
    return (*lists, Copies(series.fill(series.copies_text, copies=series.copies), count=series.copies))


def next_numbers(
    year: int, taken: Sequence[tuple[int, int, int | None]], *, of_period: Mapping[str, int | None] | None = None
) -> tuple[Numbers, bool]:
    """Return the numbers that an issue of `year` would get, and whether they are already taken.

    taken:     year, number and number in all of every archived or published issue of the series.
    of_period: the numbers of the issue of the same period that is already archived or published, if there is one.

    >>> next_numbers(2022, [(2022, 20, 395)])
    (Numbers(year=2022, number=21, total_number=396), False)
    """
    if of_period is not None:
        number, total = of_period["number"], of_period["total_number"]
        return Numbers(int(of_period["year"] or year), int(number or 0), int(total or 0)), True
    number = max((number for of_year, number, _ in taken if of_year == year), default=0) + 1
    total = max([total for *_, total in taken if total] or [len(taken)]) + 1
    return Numbers(year, number, total), False


def group_figures(plan: SectionPlan, rows: Mapping[str, tuple[int, int]]) -> list[Figure]:
    """Return the plan's pairs from accepted and concluded by item type; several types together are summed."""
    figures = []
    for group in plan.groups:
        pairs = [rows.get(code, (0, 0)) for code in group.types]
        figures.append(Figure(group.item_type, group.name, sum(a for a, _ in pairs), sum(c for _, c in pairs)))
    return figures
