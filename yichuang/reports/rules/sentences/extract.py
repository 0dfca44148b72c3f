"""All figures of a text in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.paragraph import Paragraph
from yichuang.reports.rules.sentences.plain import Plain
from yichuang.reports.rules.sentences.words import Words, words

Segment = tuple[int, str]


def figures_of(text: str) -> list[Figure]:
    """Return the figures of a text that is one paragraph, line ends within it or not."""
    return figures_in(text, [[(0, text)]])


def figures_in(text: str, paragraphs: Iterable[Sequence[Segment]], *, by: Words | None = None) -> list[Figure]:
    """Return the figures of a text in order.

    paragraphs: its paragraphs, each as lines with their place in the text (in characters).
    Work grows with the length of the text only.
    """
    by = by or words()
    starts = [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]
    figures: list[Figure] = []
    sentence = 0
    for segments in paragraphs:
        sentence = Paragraph(Plain(segments), figures, by, sentence=sentence).read() + 1
    for figure in figures:
        figure.text = "".join(text[figure.offset : figure.offset + figure.length].splitlines())
        figure.line = bisect_right(starts, figure.offset)
    return figures
