"""One page of a PDF: its characters as lines, its tables as rows, in reading order."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yichuang.reports.reading.pdf_columns import gutter_of, in_order, split
from yichuang.reports.rules.pieces import joined

Char = dict[str, Any]  # as pdfplumber gives it: text, size, fontname, x0, x1, top, bottom (points from the top left)
_SAME_LINE = 0.45  # of the size: baselines closer than this are one line (an index is raised by a third)
_WORD_GAP = 0.2  # of the size: between Latin words
_WIDE_GAP, _WIDE_LATIN_GAP = 0.6, 1.2  # of the size: between things that only share a line; in a justified Latin line
_TWICE = 0.15  # of the size: the same character as near as this was printed twice, to look bold
_EDGES_MAX = 3000  # rules on a page: beyond it they are a drawing, and looking for tables takes too long
_ROWS_MIN = _COLUMNS_MIN = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a table's row (`cells`), with its place on the page in points."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float = 0.0
    face: str = ""
    cells: tuple[str, ...] = ()
    column: int = 0  # 1 or 2 where a page has two columns of text, 0 for what spans both
    stops: tuple[tuple[float, float], ...] = ()  # where words end and begin again about a wide gap


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines and rows of a page in reading order; how many characters stand on their side; where a gutter is."""

    lines: list[Line]
    turned: int
    gutter: float | None


def lines_on(page: Any, number: int, gutter: float | None = None) -> PageLines:
    """Return what stands on a page; `gutter` is that of the page before, if it had columns."""
    chars = [char for char in page.chars if char["text"].strip()]
    upright = _once([char for char in chars if _stands(char)])
    rows: list[Line] = []
    for table in _tables(page):
        found, upright = _rows(table, upright, number)
        rows += found
    runs = _runs(upright)
    gutter = gutter_of(runs, gutter)
    lines = [
        _line(piece, number, column) for run in runs for column, piece in (split(run, gutter) if gutter else [(0, run)])
    ]
    return PageLines(in_order([*lines, *rows]), sum(not _stands(char) for char in chars), gutter)


def _stands(char: Char) -> bool:
    """Tell whether a character stands upright, as far as the eye can see."""
    across, up, *_ = char["matrix"]
    return bool(across > 0 and abs(up) < 0.05 * across and char["size"] > 0)


def _once(chars: list[Char]) -> list[Char]:
    """Return the characters without those printed again in the same place."""
    seen: dict[tuple[str, int, int], Char] = {}
    for char in chars:
        step = max(char["size"] * _TWICE * 2, 0.1)
        seen.setdefault((char["text"], round(char["x0"] / step), round(char["top"] / step)), char)
    return list(seen.values())


def _runs(chars: Sequence[Char]) -> list[list[Char]]:
    """Return the characters line by line, each from left to right."""
    runs: list[list[Char]] = []
    lowest = 0.0
    for char in sorted(chars, key=_baseline):
        if runs and _baseline(char) - lowest <= _SAME_LINE * max(char["size"], runs[-1][0]["size"]):
            runs[-1].append(char)
        else:
            runs.append([char])
            lowest = _baseline(char)
    return [sorted(run, key=lambda char: float(char["x0"])) for run in runs]


def _baseline(char: Char) -> float:
    """Return how far down the page the character stands: faces differ in height, not in where they stand."""
    return float(char["top"] + char["y1"] - char["matrix"][5])


def _line(run: Sequence[Char], number: int, column: int) -> Line:
    sizes = Counter(round(char["size"], 1) for char in run)
    faces = Counter(str(char["fontname"]) for char in run)
    text, stops = _words(run)
    if unicodedata.category(text[0]) == "Co":  # what fonts of symbols have for the mark of a list
        text = f"• {text[1:].lstrip()}"
    return Line(
        text, number, run[0]["x0"], max(char["x1"] for char in run), min(char["top"] for char in run),
        max(char["bottom"] for char in run), sizes.most_common(1)[0][0], faces.most_common(1)[0][0],
        column=column, stops=stops,
    )  # fmt: skip


def _words(run: Sequence[Char]) -> tuple[str, tuple[tuple[float, float], ...]]:
    """Return a line's text and its wide gaps: a tab for those, blanks between Latin words, nothing in Chinese."""
    text, stops = run[0]["text"], []
    gaps = [after["x0"] - before["x1"] for before, after in pairwise(run)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    for gap, (before, char) in zip(gaps, pairwise(run), strict=True):
        size = char["size"]
        latin = before["text"].isascii() and char["text"].isascii()
        letters = latin and before["text"].isalpha() and char["text"].isalpha()
        if gap > max((_WIDE_LATIN_GAP if letters else _WIDE_GAP) * size, 3 * usual):
            text += "\t"
            stops.append((before["x1"], char["x0"]))
        elif gap > _WORD_GAP * size and latin:
            text += " "
        text += char["text"]
    return text, tuple(stops)


def _tables(page: Any) -> list[Any]:
    """Return the ruled tables of a page; a frame around text is none."""
    if len(page.edges) > _EDGES_MAX:
        return []
    return [
        table for table in page.find_tables()
        if len(table.rows) >= _ROWS_MIN and max(len(row.cells) for row in table.rows) >= _COLUMNS_MIN
    ]  # fmt: skip


def _rows(table: Any, chars: list[Char], number: int) -> tuple[list[Line], list[Char]]:
    """Return a table's rows, and the characters outside it. A cell merged with others is empty where it goes on."""
    x0, top, x1, bottom = table.bbox
    inside = [char for char in chars if top <= _middle(char) <= bottom and x0 <= (char["x0"] + char["x1"]) / 2 <= x1]
    inside.sort(key=_middle)
    heights = [_middle(char) for char in inside]
    rows = []
    for row in table.rows:
        cells = tuple(_cell(box, inside, heights) if box else "" for box in row.cells)
        left, above, right, below = row.bbox
        if any(cells):
            rows.append(Line("\t".join(cells), number, left, right, above, below, cells=cells))
    taken = {id(char) for char in inside}
    return rows, [char for char in chars if id(char) not in taken]


def _cell(box: tuple[float, float, float, float], chars: list[Char], heights: list[float]) -> str:
    x0, top, x1, bottom = box
    within = [
        char for char in chars[bisect_left(heights, top) : bisect_right(heights, bottom)]
        if x0 <= (char["x0"] + char["x1"]) / 2 <= x1
    ]  # fmt: skip
    text = ""
    for run in _runs(within):
        more = _words(run)[0].replace("\t", " ")
        text = f"{text} {more}" if text[-1:].isdigit() and more[:1].isdigit() else joined(text, more)
    return text


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2
