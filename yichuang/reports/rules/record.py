"""The tree as JSON and back. The shape is a promise to programs: keys may be added, none changes its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from yichuang.reports.rules.dates import iso
from yichuang.reports.rules.folding import tidy
from yichuang.reports.rules.tree import (
    Block,
    Cell,
    Chart,
    Copies,
    EditorsNote,
    Figure,
    FigureSentence,
    Finding,
    Heading,
    HeadLine,
    Listing,
    Note,
    Part,
    Picture,
    Recipients,
    Report,
    Section,
    Signature,
    Story,
    Table,
    Text,
    Unread,
)

_KINDS: dict[str, type[Block]] = {
    "head": HeadLine,
    "heading": Heading,
    "note": Note,
    "text": Text,
    "figures": FigureSentence,
    "story": Story,
    "finding": Finding,
    "editors_note": EditorsNote,
    "listing": Listing,
    "table": Table,
    "chart": Chart,
    "picture": Picture,
    "signature": Signature,
    "recipients": Recipients,
    "copies": Copies,
    "unread": Unread,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_DATES = {"start", "end", "date_from", "date_to"}
_ROWS = {"head", "rows", "total"}  # of a table: rows of cells


def to_record(report: Report) -> dict[str, Any]:
    """Return the issue as one JSON object: what it says by name, then `tree` with every block in order, then `lines`.

    Dates are ISO texts, a missing value is null; `tree` alone gives the report back (`from_record`).
    """
    sentence = report.figure_sentence()
    recipients = {block.key: block.text for block in report.tail if isinstance(block, Recipients)}
    copies = next((block.count for block in report.tail if isinstance(block, Copies)), None)
    return {
        "series": report.series,
        "title": tidy(report.title),
        "year": report.year,
        "number": report.number,
        "total_number": report.total_number,
        "issuer": tidy(report.issuer),
        "issued_on": iso(report.issued_on),
        "period": {"from": iso(report.period_from), "to": iso(report.period_to)},
        "statistics": _statistics(sentence),
        "sections": [_section_summary(section) for section in report.sections()],
        "inspection": [{"check": f.check, "finding": f.finding, "ok": f.ok} for f in report.findings()],
        "distribution": {key: recipients.get(key) for key in ("report", "send", "issue")} | recipients,
        "copies": copies,
        "unread": [
            {"line": b.lines[0] if b.lines else None, "text": b.text, "reason": b.reason} for b in report.unread()
        ],
        "tree": {
            "head": [_block(block) for block in report.head],
            "parts": [_part(part) for part in report.parts],
            "tail": [_block(block) for block in report.tail],
        },
        "lines": list(report.source_lines),
    }


def from_record(record: Mapping[str, Any]) -> Report:
    """Return the report whose `to_record` this is."""
    tree = record["tree"]
    head = tuple(_block_of(block) for block in tree["head"])
    written = {block.role: block.text for block in reversed(head) if isinstance(block, HeadLine)}
    return Report(
        **{key: record[key] for key in ("series", "year", "number", "total_number")},
        title=written.get("title", ""),
        issuer=written.get("issuer", ""),
        issued_on=_date(record["issued_on"]),
        period_from=_date(record["period"]["from"]),
        period_to=_date(record["period"]["to"]),
        head=head,  # type: ignore[arg-type]  # only such blocks were written there
        parts=tuple(_part_of(part) for part in tree["parts"]),
        tail=tuple(_block_of(block) for block in tree["tail"]),
        source_lines=tuple(record["lines"]),
    )


def _statistics(sentence: FigureSentence | None) -> dict[str, Any]:
    if sentence is None:
        return {"from": None, "to": None, "scope": "", "figures": []}
    return {
        "from": iso(sentence.start),
        "to": iso(sentence.end),
        "scope": sentence.scope,
        "figures": [_plain(figure) for figure in sentence.figures],
    }


def _section_summary(section: Section) -> dict[str, Any]:
    """Return a section's title and its stories; the other kinds have their own place in the object."""
    items = [block for block in section.blocks if isinstance(block, Story)]
    return {
        "title": tidy(section.heading.text) if section.heading else "",
        "kind": section.kind,
        "items": [
            {key: value for key, value in _plain(item).items() if key not in ("marker", "lines")} for item in items
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "heading": _block(part.heading) if part.heading else None,
        "note": _block(part.note) if part.note else None,
        "appendix": part.appendix,
        "sections": [
            {
                "kind": section.kind,
                "heading": _block(section.heading) if section.heading else None,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in part.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    return {"kind": _NAMES[type(block)], **_plain(block)}


def _plain(thing: Block | Figure | Cell) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif one.name == "figures":
            value = [_plain(figure) for figure in value]
        elif isinstance(thing, Table) and one.name in _ROWS:
            value = [[_plain(cell) for cell in row] for row in value]
        elif isinstance(value, tuple):
            value = list(value)
        record[one.name] = value
    return record


def _part_of(record: Mapping[str, Any]) -> Part:
    heading, note = (_block_of(record[key]) if record[key] else None for key in ("heading", "note"))
    assert heading is None or isinstance(heading, Heading)
    assert note is None or isinstance(note, Note)
    sections = tuple(_section_of(section) for section in record["sections"])
    return Part(heading, note, sections, record.get("appendix", False))


def _section_of(record: Mapping[str, Any]) -> Section:
    heading = _block_of(record["heading"]) if record["heading"] else None
    assert heading is None or isinstance(heading, Heading)
    return Section(record["kind"], heading, tuple(_block_of(block) for block in record["blocks"]))


def _block_of(record: Mapping[str, Any]) -> Block:
    values = {key: value for key, value in record.items() if key != "kind"}
    values["lines"] = tuple(values["lines"])
    for key in _DATES & values.keys():
        values[key] = _date(values[key])
    if "figures" in values:
        values["figures"] = tuple(Figure(**figure) for figure in values["figures"])
    for key in _ROWS & values.keys():
        values[key] = tuple(tuple(Cell(**cell) for cell in row) for row in values[key])
    if "widths" in values:
        values["widths"] = tuple(values["widths"])
    return _KINDS[record["kind"]](**values)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
