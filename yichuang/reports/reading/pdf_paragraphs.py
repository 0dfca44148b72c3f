"""Printed lines to paragraphs: what heads and feet repeat is taken out, sentences broken by the page are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from yichuang.reports.reading.pdf_page import Line
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.pieces import finished, joined

_PAGE_NUMBER = re.compile(r"[-\u2010-\u2015]+\d{1,4}[-\u2010-\u2015]+|第\d{1,4}页(?:[,/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}")
_NUMBER = re.compile(r"\d{1,4}")
_SIGN = re.compile(
    r"[-\u2010-\u2015•·*]?(?:[(][一二三四五六七八九十\d]{1,4}[)]|[一二三四五六七八九十]{1,4}[、.]|\d{1,3}(?:[、)]|\.(?!\d))"
    r"|[①-⑳]|第[一二三四五六七八九十]{1,4}[条章节、]|附件\d*:)"
)
_EDGE = 3  # lines at the top and foot of a page among which a head or foot is looked for
_EDGE_SHARE = 0.16  # of the page's height: what stands nearer to the edge
_REPEATED_SHARE = 0.3  # of the pages: heads of odd and of even pages may differ
_SAME_HEIGHT = 3.0  # points
_FULL, _INDENT = 2.2, 0.7  # of the size: how near the right margin a full line ends; what is set in from the left
_PITCH = 1.45  # of the usual distance between lines: more begins something new
_ENOUGH = 5  # such lines on a page, or in a column: with fewer, what holds for the whole document is taken
_LONG = 15  # characters: a line that tells where the margins are


def without_running(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> tuple[list[list[Line]], list[str]]:
    """Return the pages without page numbers and repeated heads and feet, and those, each said once."""
    edges = [_edges_of(lines, height) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(
        key for page in edges for side, lines in page for key in {key for line in lines for key in _keys(line, side)}
    )
    enough = max(2, _REPEATED_SHARE * sum(1 for lines in pages if lines))
    taken: dict[int, str] = {}
    for side, lines in (edge for page in edges for edge in page):
        for line in lines:
            repeated = any(seen[key] >= enough for key in _keys(line, side))
            if not repeated and not _PAGE_NUMBER.fullmatch(fold(line.text)):
                break  # what stands further inside is text
            taken[id(line)] = line.text
    return [[line for line in lines if id(line) not in taken] for lines in pages], list(dict.fromkeys(taken.values()))


def _edges_of(page: Sequence[Line], height: float) -> list[tuple[str, list[Line]]]:
    """Return the lines at the head and at the foot of a page, from the edge inwards."""
    lines = sorted(page, key=lambda line: line.top)
    heads = [line for line in lines[:_EDGE] if line.bottom < _EDGE_SHARE * height and not line.cells]
    feet = [line for line in lines[: -_EDGE - 1 : -1] if line.top > (1 - _EDGE_SHARE) * height and not line.cells]
    return [("head", heads), ("foot", feet)]


def _keys(line: Line, side: str) -> list[tuple[str, str]]:
    """Return by what a line is found again on other pages: its words there, and the same with the page's number."""
    words, place = fold(line.text), f"{side} {round(line.top / _SAME_HEIGHT)}"
    counted = _NUMBER.sub(lambda found: f"<{int(found[0]) - line.page}>", words, count=1)
    return [(place, words)] if counted == words else [(place, words), (place, counted)]


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Return the paragraphs and rows, one a string; a head row that a table repeats on the next page only once."""
    lines = [line for page in pages for line in page]
    margins = _Margins(pages)
    found: list[str] = []
    head: tuple[str, ...] = ()
    for before, line in pairwise([None, *lines]):
        assert line is not None
        if line.cells:
            fresh = before is None or not before.cells
            if before is not None and before.cells and before.page < line.page and line.cells == head:
                continue
            head = line.cells if fresh else head
            found.append(line.text)
        elif before is not None and not before.cells and margins.continues(before, line):
            found[-1] = joined(found[-1], line.text)
        else:
            found.append(line.text)
    return found


class _Margins:
    """Where lines begin and end, and how far they are apart, page by page."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        long = [line for page in pages for line in page if not line.cells and len(line.text) >= _LONG]
        self._all = _edges(long)
        own: dict[tuple[int, int], list[Line]] = {}
        for line in long:
            own.setdefault((line.page, line.column), []).append(line)
        self._of_page = {place: _edges(lines) for place, lines in own.items() if len(lines) >= _ENOUGH}
        steps = [after.top - before.top for page in pages for before, after in pairwise(page) if after.top > before.top]
        self._pitch = median(steps) if steps else 0.0
        indented = sum(self._indent(line) > _INDENT * line.size for line in long)
        self._indents = indented >= max(1, 0.05 * len(long))  # else paragraphs are told apart by space alone

    def continues(self, before: Line, line: Line) -> bool:
        """Tell whether a line goes on with the sentence or paragraph of the one before."""
        right = self._of_page.get((before.page, before.column), self._all)[1]
        if _are_rows(before, line):
            return False
        if before.x1 < right - _FULL * before.size or abs(before.size - line.size) > 0.6:
            return False
        if before.page == line.page and line.top - before.top > _PITCH * self._pitch + abs(line.size - before.size):
            return False
        set_in, sign = self._indent(line) > _INDENT * line.size, bool(_SIGN.match(fold(line.text[:12])))
        if not set_in:
            return not (sign and finished(before.text)) and (self._indents or not finished(before.text))
        return not finished(before.text) and not sign and before.face == line.face

    def _indent(self, line: Line) -> float:
        return line.x0 - self._of_page.get((line.page, line.column), self._all)[0]


def _are_rows(before: Line, line: Line) -> bool:
    """Tell whether two lines are rows of a table without rules: a gap of one stands over a gap of the other."""
    return any(
        start < end_below and start_below < end
        for start, end in before.stops for start_below, end_below in line.stops
    )  # fmt: skip


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Return where long lines begin and end: the outermost that is not an exception."""
    if not lines:
        return 0.0, float("inf")
    lefts, rights = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    few = len(lines) // 20
    return lefts[few], rights[-1 - few]
