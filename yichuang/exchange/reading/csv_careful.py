"""CSV lines with quotes, line breaks in cells, or damage: record by record, none of which may swallow the next ones."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field

from yichuang.exchange.reading.rows import Damaged, damage

RECORD_LINES, RECORD_CHARACTERS = 50, 64 * 1024  # a quoted cell that runs on beyond is one whose quote was never closed


@dataclass(slots=True)
class Found:
    """Records in order: cells with their row numbers, damaged ones, and how many lines they were."""

    cells: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    damaged: list[Damaged] = field(default_factory=list)
    used: int = 0


class _RunsOn(Exception):
    """A record is longer than any of ours."""


class _Source:
    """Hands lines to the csv module and knows at which one the present record began."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.at, self.begun, self.characters, self.ended = lines, 0, 0, 0, False

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            self.ended = True
            raise StopIteration
        if self.at - self.begun >= RECORD_LINES or self.characters > RECORD_CHARACTERS:
            raise _RunsOn
        line = self.lines[self.at]
        self.at += 1
        self.characters += len(line)
        return line

    def begin(self, at: int) -> None:
        """The next record begins at this line."""
        self.at = self.begun = at
        self.characters, self.ended = 0, False

    def record(self, lines: int | None = None) -> str:
        """Return the text of the present record, or of its first lines."""
        return "".join(self.lines[self.begun : self.at if lines is None else self.begun + lines])


def regular(lines: list[str], width: int) -> list[list[str]] | None:
    """Return the cells where every line is a record of `width` cells, else None."""
    try:
        cells = list(csv.reader(lines, strict=True))
    except csv.Error:
        return None
    return cells if len(cells) == len(lines) and set(map(len, cells)) == {width} else None


def records(lines: list[str], *, width: int, row: int, spoiled: Mapping[int, str], encoding: str, final: bool) -> Found:
    """Return the records of these lines, numbered from `row` + 1.

    spoiled: lines with bytes that say nothing, and the code of what is wrong.
    final:   no lines follow; otherwise a record that is open at the end is left for the next time.
    """
    found, source = Found(), _Source(lines)
    while source.begun < len(lines):
        try:
            for cells in csv.reader(source, strict=True):
                if any(cells):
                    row += 1
                    _sort_in(found, source, cells, row, width, spoiled, encoding)
                source.begin(source.at)
        except (csv.Error, _RunsOn) as error:
            if source.ended and not final:
                break
            row += 1
            found.damaged.append(damage(row, source.record(1), _code(error)))
            source.begin(source.begun + 1)
    found.used = source.begun
    return found


def _sort_in(
    found: Found, source: _Source, cells: list[str], row: int, width: int, spoiled: Mapping[int, str], encoding: str
) -> None:
    """Put a record among the good or the damaged ones."""
    several = source.at - source.begun > 1
    if len(cells) != width and several and _swallowed(source, width):
        found.damaged.append(damage(row, source.record(1), "quote_unclosed"))
        source.at = source.begun + 1
        return
    wrong = "" if len(cells) == width else "cells_wrong"
    if spoiled:
        wrong = next((spoiled[line] for line in range(source.begun, source.at) if line in spoiled), wrong)
    if wrong:
        facts = {"found": len(cells), "expected": width, "encoding": encoding}
        found.damaged.append(damage(row, source.record(), wrong, **facts))
    else:
        found.cells.append(cells)
        found.rows.append(row)


def _swallowed(source: _Source, width: int) -> bool:
    """Tell whether a record of several lines that has a wrong number of cells has a whole row among its later lines."""
    return any(regular([line], width) for line in source.lines[source.begun + 1 : source.at])


def _code(error: Exception) -> str:
    words = str(error)
    if "expected after" in words:
        return "quote_misplaced"
    if "field larger" in words:
        return "row_too_long"
    return "line_break_stray" if "new-line" in words else "quote_unclosed"
