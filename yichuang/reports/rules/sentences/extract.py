"""All figures of a text in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from yichuang.reports.rules.sentences.cells import CellText, TableText
from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.paragraph import Paragraph
from yichuang.reports.rules.sentences.plain import Plain
from yichuang.reports.rules.sentences.table import Table
from yichuang.reports.rules.sentences.words import Words, words

Segment = tuple[int, str]
Piece = Sequence[Segment] | TableText  # a paragraph, or a table


def figures_of(text: str) -> list[Figure]:
    """Return the figures of a text that is one paragraph, line ends within it or not."""
    return figures_in(text, [[(0, text)]])


def figures_in(text: str, pieces: Iterable[Piece], *, by: Words | None = None) -> list[Figure]:
    """Return the figures of a text in order.

    pieces: its paragraphs, each as lines with their place in the text (in characters), and its tables.
    Work grows with the length of the text only.
    """
    by = by or words()
    starts = [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]
    figures: list[Figure] = []
    sentence = tables = 0

    def cell(one: CellText, sentence: int) -> int:
        return Paragraph(Plain([(one.place, one.text)]), figures, by, sentence=sentence).read() + 1

    for piece in pieces:
        if isinstance(piece, TableText):
            tables += 1
            sentence = Table(piece, tables, figures, by).read(sentence, cell) + 1
        else:
            begin = len(figures)
            sentence = Paragraph(Plain(piece), figures, by, sentence=sentence).read() + 1
            for figure in figures[begin:]:
                figure.within = piece[0][0], piece[-1][0] + len(piece[-1][1])
    for figure in figures:
        figure.text = "".join(text[figure.offset : figure.offset + figure.length].splitlines())
        figure.line = bisect_right(starts, figure.offset)
    return figures
