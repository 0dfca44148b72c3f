"""The paragraphs and the tables of a text, in order, as figures are looked for in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from yichuang.reports.rules.outline.paragraphs import Paragraph
from yichuang.reports.rules.sentences.cells import TableText, amount_in, cells_of, table_of
from yichuang.reports.rules.sentences.extract import Piece
from yichuang.reports.rules.sentences.words import words

_CAPTION_MAX = 60
_CAPTION_LINES = 2


def pieces_of(paragraphs: Sequence[Paragraph]) -> Iterator[Piece]:
    """Yield paragraphs as their lines, and rows that follow one another as a table where they hold numbers."""
    before: list[str] = []
    for is_row, group in groupby(paragraphs, lambda one: one.row):
        lines = list(group)
        for rows in _tables(lines) if is_row else [lines]:
            table = table_in(rows, before) if is_row else None
            if table is not None:
                yield table
            else:
                yield from (one.segments for one in rows)
            before = [one.text for one in rows[-_CAPTION_LINES:]] if not is_row else []


def _tables(rows: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield the rows of each table; after blank lines, a row without a number begins another one."""
    begin, numbers = 0, False
    for place, row in enumerate(rows):
        apart = place > 0 and row.lines[0] - rows[place - 1].lines[-1] > 1
        if numbers and not apart:
            continue
        counts = any(amount_in(cell.text, words()) for cell in cells_of(*row.segments[0]))
        if apart and numbers and not counts:
            yield list(rows[begin:place])
            begin, numbers = place, False
        numbers = numbers or counts
    yield list(rows[begin:])


def table_in(rows: Sequence[Paragraph], before: Sequence[str]) -> TableText | None:
    """Return the table of some rows; `before` are the lines over it, of which the short ones are its caption."""
    caption = " ".join(line for line in before if len(line) <= _CAPTION_MAX and not line.rstrip().endswith("。"))
    return table_of([segment for row in rows for segment in row.segments], caption, words())
