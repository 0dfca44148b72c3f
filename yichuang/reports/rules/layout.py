"""The lines of an issue as they are printed: what stands in which type, for every form alike.

Printing keeps the words and settles their form: no blanks between characters, brackets of signs full-width
(（1） for (1)), no list dashes. GB/T 9704-2012 gives the types: 一、 in 黑体, （一） in 楷体, the rest in 仿宋.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.reports.rules.folding import tidy
from yichuang.reports.rules.tree import (
    Block,
    Copies,
    Finding,
    Heading,
    HeadLine,
    Note,
    Recipients,
    Report,
)

LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28  # GB/T 9704-2012, 5.2.2
_HEADING_STYLES = ("part", "heading", "category")
_DASH = re.compile("^[-\u2010-\u2015•·*]+")
_FULL_WIDTH = str.maketrans("():", "（）：")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed paragraph. `lead` is its beginning where that is in another type (a check's name, 报：)."""

    style: str
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole issue ready for printing: masthead, body and tail, and the mark of a draft, if it is one."""

    title: str
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    mark: str = ""

    def lines(self) -> tuple[Line, ...]:
        """Return all lines in order."""
        return self.head + self.body + self.tail


def layout(report: Report, *, mark: str = "") -> Sheet:
    """Return the issue's printed lines; `mark` (草稿 …) stands outside the text on every page."""
    blocks = list(report.blocks())
    inner = blocks[len(report.head) : len(blocks) - len(report.tail)]
    title = tidy(report.title) or "（无标题）"
    number = f" {report.year} 年第 {report.number} 期" if report.year and report.number else ""
    return Sheet(
        title=title + number,
        head=_lines(list(report.head)),
        body=_lines(inner),
        tail=_lines(list(report.tail)),
        mark=mark,
    )


def printed_marker(marker: str) -> str:
    """Return a sign as it is printed.

    >>> printed_marker("- (一)"), printed_marker("(1) "), printed_marker("1.")
    ('（一）', '（1）', '1.')
    """
    return _DASH.sub("", tidy(marker)).translate(_FULL_WIDTH)


def _lines(blocks: list[Block]) -> tuple[Line, ...]:
    return tuple(line for block in blocks for line in _lines_of(block))


def _lines_of(block: Block) -> list[Line]:
    marker = printed_marker(block.marker)
    first, *more = [_printable(tidy(paragraph)) for paragraph in block.text.split("\n")]
    style, lead = _style(block), ""
    if isinstance(block, Finding) and first.startswith(check := _printable(tidy(block.check))) and block.finding:
        stop = len(check) + 1  # the check's name takes its full stop along
        lead, first = marker + first[:stop], first[stop:]
    elif isinstance(block, Recipients):
        lead = marker
    else:
        first = marker + first
    return [Line(style, first, lead), *(Line(style, paragraph) for paragraph in more)]


def _style(block: Block) -> str:
    match block:
        case HeadLine():
            return block.role
        case Heading():
            return _HEADING_STYLES[block.level]
        case Note():
            return "note"
        case Recipients():
            return "recipients"
        case Copies():
            return "copies"
    return "body"


def _printable(text: str) -> str:
    """Return the text with characters that no printed form can hold shown as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)
