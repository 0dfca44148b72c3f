"""Rows of tables in a DOCX, as lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yichuang.reports.reading.package import child, local, value

_SPAN_MAX = 63  # columns: no table in Word has more


def row_lines(row: Any, lines_in: Callable[[Any], list[str]]) -> list[str]:
    """Return a row as one line, cells apart by tabs; a row of a single cell as its paragraphs.

    A cell merged over columns is followed by empty ones, a cell merged with the one above is empty, so that columns
    stay columns. A row that a tracked change deletes is none.
    """
    properties = child(row, "trPr")
    if child(properties, "del") is not None:
        return []
    cells: list[list[str]] = [[] for _ in range(_span(child(properties, "gridBefore")))]
    for cell in _cells_of(row):
        about = child(cell, "tcPr")
        if child(about, "cellDel") is not None:
            continue
        merged = child(about, "vMerge")
        lines = lines_in(cell)
        cells.append([] if merged is not None and (value(merged) or "continue") == "continue" else lines)
        cells += [[] for _ in range(_span(child(about, "gridSpan")) - 1)]
    if len(cells) == 1:
        return cells[0]
    return ["\t".join(_flat(cell) for cell in cells)]


def _flat(lines: list[str]) -> str:
    """Return the paragraphs of a cell in one line."""
    return " ".join(" ".join(line.split()) for line in lines if line.strip())


def _cells_of(row: Any) -> list[Any]:
    """Return a row's cells, those in content controls too."""
    found = []
    for one in row:
        kind = local(one.tag)
        if kind == "tc":
            found.append(one)
        elif kind in ("sdt", "sdtContent", "customXml", "ins"):
            found += _cells_of(one)
    return found


def _span(element: Any) -> int:
    text = value(element) if element is not None else None
    return min(int(text), _SPAN_MAX) if text and text.isdecimal() and len(text) < 4 else 0
