"""Composing an issue: series, figures, stories and findings become the same tree that reading gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from yichuang.reports.rules.composing.material import Material
from yichuang.reports.rules.composing.sections import Sections
from yichuang.reports.rules.composing.writing import Writer
from yichuang.reports.rules.dates import written
from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.series import PartPlan, SectionPlan, Series
from yichuang.reports.rules.tree import (
    Block,
    Copies,
    Figure,
    Heading,
    HeadLine,
    Listing,
    Note,
    Part,
    Recipients,
    Report,
    Section,
    Signature,
)
from yichuang.statistics.rules.checks import Remark


@dataclass(frozen=True, slots=True)
class Composed:
    """An issue's tree, and the remarks on what its templates lack."""

    report: Report
    remarks: tuple[Remark, ...]


def compose(series: Series, material: Material) -> Report:
    """Return the issue's tree. Sections without anything to say are left out; so are categories without stories."""
    return composed(series, material).report


def composed(series: Series, material: Material) -> Composed:
    """Return the issue's tree with the remarks; what cannot be said stands in it as 【缺：…】, all else is said."""
    writer = Writer(series, material)
    numbers = material.numbers
    head = _head(writer)
    report = Report(
        series=series.code,
        title=next(line.text for line in head if line.role == "title"),
        year=numbers.year,
        number=numbers.number,
        total_number=numbers.total_number,
        issuer=next(line.text for line in head if line.role == "issuer"),
        issued_on=material.issued_on,
        period_from=material.period[0],
        period_to=material.period[1],
        head=head,
        parts=_parts(writer),
        tail=_tail(writer),
    )
    return Composed(replace(report, source_lines=lines_of(report.words())), tuple(writer.remarks))


def _head(writer: Writer) -> tuple[HeadLine, ...]:
    """Return the lines over the first rule, the marks of GB/T 9704-2012 (7.2) before the title."""
    series = writer.series
    number = series.number if series.numbering != "none" else ""
    lines = (
        *((role, writer.text(getattr(series, role), role)) for role in ("secrecy", "urgency", "title")),
        ("document_number", writer.text(series.document_number, "document_number")),
        ("number", writer.text(number, "number")),
        ("issuer", writer.text(series.issuer, "issuer")),
        ("date", written(writer.material.issued_on)),
    )
    return tuple(HeadLine(text, role=role) for role, text in lines if text or role in ("title", "issuer"))


def _parts(writer: Writer) -> tuple[Part, ...]:
    series = writer.series
    sections = Sections(writer)
    parts = [_part(writer, sections, plan, f"parts[{at}]") for at, plan in enumerate(series.parts)]
    appendices = [
        _part(writer, sections, plan, f"appendices[{at}]") for at, plan in enumerate(series.appendices)
    ]  # fmt: skip
    appendices = [_numbered(part, at, appendices) for at, part in enumerate(appendices, 1) if part.sections]
    closing = (*_appendix_list(series, appendices), *_signature(writer))
    if closing:
        parts[-1] = replace(parts[-1], sections=(*parts[-1].sections, *closing))
    return (*parts, *appendices)


def _part(writer: Writer, sections: Sections, plan: PartPlan, place: str) -> Part:
    start, end = writer.material.period
    crosses = start.year != end.year
    dates = {"from": written(start, with_year=crosses), "to": written(end, with_year=crosses)}
    note = Note(writer.text(plan.note, f"{place}.note", values=dates)) if plan.note else None
    heading = Heading(writer.text(plan.title, f"{place}.title"), level=0) if plan.title else None
    return Part(heading, note, sections.compose(plan.sections, place))


def _numbered(part: Part, at: int, appendices: list[Part]) -> Part:
    """Return an appendix with its sign: 附件, or 附件1 where there are several (GB/T 9704-2012, 7.3.4)."""
    assert part.heading is not None, "an appendix has a title"
    several = sum(bool(one.sections) for one in appendices) > 1
    place = sum(bool(one.sections) for one in appendices[:at])
    return replace(part, heading=replace(part.heading, marker=f"附件{place if several else ''}　"), appendix=True)


def _appendix_list(series: Series, appendices: list[Part]) -> tuple[Section, ...]:
    if not (series.appendix_list and appendices):
        return ()
    titles = [part.heading.text for part in appendices if part.heading]
    several = len(titles) > 1
    lines = "\n".join(f"{at}. {title}" if several else title for at, title in enumerate(titles, 1))
    return (Section("appendix_list", None, (Listing(lines, "附件："),)),)


def _signature(writer: Writer) -> tuple[Section, ...]:
    plan = writer.series.signature
    text = writer.text(plan.text, "signature.text")
    if not text:
        return ()
    date = (Signature(written(writer.material.issued_on)),) if plan.date else ()
    return (Section("signature", None, (Signature(text), *date)),)


def _tail(writer: Writer) -> tuple[Block, ...]:
    series = writer.series
    lists = tuple(
        Recipients(writer.text(plan.text, f"tail[{at}].text"), f"{plan.label}：" if plan.label else "", key=plan.key)
        for at, plan in enumerate(series.tail)
    )
    if not series.copies:
        return lists
    words = writer.text(series.copies_text, "copies_text", values={"copies": series.copies})
    return (*lists, Copies(words, count=series.copies))


def group_figures(plan: SectionPlan, rows: Mapping[str, tuple[int, int]]) -> list[Figure]:
    """Return the plan's pairs from accepted and concluded by item type; several types together are summed."""
    figures = []
    for group in plan.groups:
        pairs = [rows.get(code, (0, 0)) for code in group.types]
        figures.append(Figure(group.item_type, group.name, sum(a for a, _ in pairs), sum(c for _, c in pairs)))
    return figures
