"""Where a series speaks of values: every template with its place and what it may name, every figure asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yichuang.reports.rules.series.records import SectionPlan, Series

ISSUE_FIELDS = (
    "year", "month", "quarter", "half", "number", "total", "issued_on", "period", "period_from", "period_to",
)  # fmt: skip
SPAN_FIELDS = ("from", "to", "span")
FIGURES_SPAN = "figures"
USUAL_SPANS = (FIGURES_SPAN, "stories")  # that every series has
ITEM_FIELDS = ("place", "name", "value", "unit")


@dataclass(frozen=True, slots=True)
class PlacedTemplate:
    """A template at its place. `fields` are the names it may use beside variables; `span` that of its section.

    figures: whether it may name figures too; by: of each unit of a dimension.
    """

    place: str
    text: str
    fields: tuple[str, ...] = ISSUE_FIELDS
    span: str = ""
    figures: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure that a key names by its code: of which span, for which units; `with_whole`: for all together as well.

    periods, step: of how many issues back, or periods of which rule, it is asked for too.
    is_list: whether it must give units in order, or a number.
    """

    place: str
    code: str
    span: str = ""
    by: str = ""
    periods: int = 0
    step: str = ""
    with_whole: bool = False
    is_list: bool = False


def placed_sections(series: Series) -> Iterator[tuple[str, SectionPlan]]:
    """Yield every section with its place in the file."""
    for name, parts in (("parts", series.parts), ("appendices", series.appendices)):
        for at, part in enumerate(parts):
            yield from _placed(f"{name}[{at}]", part.sections)


def _placed(place: str, sections: Sequence[SectionPlan]) -> Iterator[tuple[str, SectionPlan]]:
    for at, section in enumerate(sections):
        here = f"{place}.sections[{at}]"
        yield here, section
        yield from _placed(here, section.sections)


def templates_of(series: Series) -> Iterator[PlacedTemplate]:
    """Yield every template of a series that is not empty."""
    return (one for one in (*_around(series), *_inside(series)) if one.text)


def _around(series: Series) -> Iterator[PlacedTemplate]:
    for key in ("title", "issuer", "number", "document_number", "secrecy", "urgency"):
        yield PlacedTemplate(key, getattr(series, key))
    yield PlacedTemplate("copies_text", series.copies_text, (*ISSUE_FIELDS, "copies"))
    yield PlacedTemplate("signature.text", series.signature.text)
    for at, tail in enumerate(series.tail):
        yield PlacedTemplate(f"tail[{at}].text", tail.text)
    for name, parts in (("parts", series.parts), ("appendices", series.appendices)):
        for at, part in enumerate(parts):
            yield PlacedTemplate(f"{name}[{at}].title", part.title, (*ISSUE_FIELDS, *SPAN_FIELDS))
            yield PlacedTemplate(f"{name}[{at}].note", part.note, (*ISSUE_FIELDS, *SPAN_FIELDS))


def _inside(series: Series) -> Iterator[PlacedTemplate]:
    fields = (*ISSUE_FIELDS, *SPAN_FIELDS)
    for place, plan in placed_sections(series):
        yield PlacedTemplate(f"{place}.title", plan.title, fields, plan.span)
        yield PlacedTemplate(f"{place}.item", plan.item, ITEM_FIELDS)
        pairs = tuple(f"{group.item_type}.{word}" for group in plan.groups for word in ("accepted", "concluded"))
        if plan.kind == "figures":
            yield PlacedTemplate(f"{place}.sentence", plan.sentence, (*fields, *pairs), plan.span, figures=True)
        texts = [("lead", plan.lead), ("empty", plan.empty), ("caption", plan.caption), ("unit", plan.unit)]
        each = plan.by if plan.kind == "each" else ""
        named = (*fields, "name", "place") if each else fields
        for at, text in enumerate(plan.sentences):
            yield PlacedTemplate(f"{place}.sentences[{at}]", text, named, plan.span, figures=True, by=each)
        texts += [(f"columns[{at}].title", column.title) for at, column in enumerate(plan.columns)]
        for at, row in enumerate(plan.rows):
            texts += [(f"rows[{at}].title", row.title)]
            texts += [(f"rows[{at}].cells[{n}]", cell) for n, cell in enumerate(row.cells)]
        yield from (PlacedTemplate(f"{place}.{key}", text, fields, plan.span, figures=True) for key, text in texts)


def figures_of(series: Series) -> Iterator[PlacedFigure]:
    """Yield every figure that a section names by its code."""
    for place, plan in placed_sections(series):
        if plan.kind == "ranking" and plan.figure:
            yield PlacedFigure(f"{place}.figure", plan.figure, plan.span, is_list=True)
        if plan.kind not in ("table", "chart", "each") or not plan.by:
            continue
        by, periods = ("", plan.periods) if plan.by == "period" else (plan.by, 0)
        for at, column in enumerate(plan.columns):
            span, whole = column.span or plan.span, bool(plan.total) or "占比" in column.format
            yield PlacedFigure(f"{place}.columns[{at}].figure", column.figure, span, by, periods, plan.step, whole)
        for code, _ in plan.orders():
            yield PlacedFigure(f"{place}.order", code, plan.span, by, periods, plan.step)
