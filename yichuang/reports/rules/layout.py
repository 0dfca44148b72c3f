"""The lines of an issue as they are printed: what stands in which type, for every form alike.

Printing keeps the words and settles their form: no blanks between characters, brackets of signs full-width
(（1） for (1)), no list dashes. GB/T 9704-2012 gives the types: 一、 in 黑体, （一） in 楷体, the rest in 仿宋.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from yichuang.reports.rules.folding import tidy
from yichuang.reports.rules.grid import drawing_of, grid_of
from yichuang.reports.rules.setting import printable, printed_marker, width
from yichuang.reports.rules.sheet import Item, Line, Photo, Photos, Sheet
from yichuang.reports.rules.tree import (
    Block,
    Chart,
    Copies,
    EditorsNote,
    Finding,
    Heading,
    HeadLine,
    Listing,
    Note,
    Part,
    Picture,
    Recipients,
    Report,
    Signature,
    Table,
)

_HEADING_STYLES = ("part", "heading", "category", "level3", "level4")
_SIGNATURE_SHIFT = 4  # characters from the edge (GB/T 9704-2012, 7.3.5.1)
_PRINTED = re.compile(
    "(?P<by>.+?)(?P<on>[0-9〇一二三四五六七八九]{4}年[0-9一二三四五六七八九十]+月[0-9一二三四五六七八九十]+日印发)"
)  # 7.4.3
_HANG_MOST = 4  # characters; a longer sign of a list does not push its lines in


def layout(report: Report, *, mark: str = "") -> Sheet:
    """Return the issue's printed lines; `mark` (草稿 …) stands outside the text on every page."""
    title = tidy(report.title) or "（无标题）"
    number = f" {report.year} 年第 {report.number} 期" if report.year and report.number else ""
    return Sheet(
        title=title + number,
        head=tuple(_masthead(_lines(report.head))),
        body=tuple(item for part in report.parts for item in _part(part)),
        tail=tuple(_lines(report.tail)),
        mark=mark,
        dated=report.issued_on or report.period_to,
    )


def _masthead(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of the head; issuing body and date, where they follow each other, as one line: its two ends."""
    issuer: Line | None = None
    for line in lines:
        if issuer is not None:
            if line.style == "date":
                yield Line("imprint", line.text, issuer.text)
                issuer = None
                continue
            yield issuer
            issuer = None
        if line.style == "issuer":
            issuer = line
        else:
            yield line
    if issuer is not None:
        yield issuer


def _part(part: Part) -> Iterator[Item]:
    if part.heading and part.appendix:
        marker = printed_marker(part.heading.marker)
        yield Line("appendix", marker or "附件")
        yield Line("appendix_title", printable(part.heading.text))
    elif part.heading:
        yield from _lines_of(part.heading)
    if part.note:
        yield from _lines_of(part.note)
    for section in part.sections:
        yield from _items((*((section.heading,) if section.heading else ()), *section.blocks))


def _items(blocks: Iterable[Block]) -> Iterator[Item]:
    """Yield what is printed of a section's blocks; pictures in a row go two by two, signatures form one block."""
    for kind, run in groupby(blocks, key=type):
        together = list(run)
        if kind is Picture:
            photos = [_photo(block) for block in together if isinstance(block, Picture)]
            yield from (Photos(tuple(photos[start : start + 2])) for start in range(0, len(photos), 2))
        elif kind is Signature:
            yield from _signature(_lines(together))
        else:
            for block in together:
                if isinstance(block, Table):
                    yield grid_of(block)
                elif isinstance(block, Chart):
                    yield drawing_of(block)
                else:
                    yield from _lines_of(block)


def _photo(block: Picture) -> Photo:
    caption = "\u3000".join(part for part in (printed_marker(block.marker), printable(block.text)) if part)
    return Photo(block.digest, caption, printable(block.alt) or caption or "图片")


def _signature(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of a signature, the longest four characters from the edge, the others centred to it."""
    longest = max(width(line.text) for line in lines)
    for line in lines:
        yield replace(line, shift=_SIGNATURE_SHIFT + (longest - width(line.text)) / 2)


def _lines(blocks: Iterable[Block]) -> list[Line]:
    return [line for block in blocks for line in _lines_of(block)]


def _lines_of(block: Block) -> list[Line]:
    marker = printed_marker(block.marker)
    first, *more = [printable(paragraph) for paragraph in block.text.split("\n")]
    style, lead = _style(block), ""
    shift = hang = 0.0
    if isinstance(block, Recipients) and not marker and (printed := _PRINTED.fullmatch(first)):
        return [Line("printed", printed["on"], printed["by"])]
    if isinstance(block, Finding) and first.startswith(check := printable(block.check)) and block.finding:
        stop = len(check) + 1  # the check's name takes its full stop along
        lead, first = marker + first[:stop], first[stop:]
    elif isinstance(block, Recipients | EditorsNote):
        lead = marker
        shift = hang = width(marker) if isinstance(block, Recipients) else 0.0
    elif isinstance(block, Listing):
        first = marker + first
        hang = width(marker) if width(marker) <= _HANG_MOST else 0.0
        shift = 2 * max(1, min(block.level, 4) - 1) + hang
    else:
        first = marker + first
    return [Line(style, first, lead, shift, hang), *(Line(style, paragraph, "", shift) for paragraph in more)]


def _style(block: Block) -> str:
    match block:
        case HeadLine():
            return block.role or "line"
        case Heading():
            return _HEADING_STYLES[min(block.level, len(_HEADING_STYLES) - 1)]
        case Note():
            return "note"
        case Recipients():
            return "recipients"
        case Copies():
            return "copies"
        case Listing():
            return "listing"
        case EditorsNote():
            return "editors_note"
        case Signature():
            return "signature"
    return "body"
