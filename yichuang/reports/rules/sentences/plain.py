"""Text without blanks and in one width, in which every character still knows its place in the source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_FULL = str.maketrans(",;:()!?", "，；：（）！？")
_GAP = "\t"  # a tab, or the wide blank between two columns: no sentence runs over it
_WIDE = 3


class Plain:
    """A paragraph as it is searched: NFKC, no blanks, punctuation full-width, `,` only within numbers (1,204).

    `places[n]` is the place of character n in the source, counted in characters from its beginning.
    """

    def __init__(self, segments: Iterable[tuple[int, str]]) -> None:
        """Take the paragraph's lines, each with its place in the source."""
        chars: list[str] = []
        places: list[int] = []
        for start, line in segments:
            _fold(start, line, chars, places)
        self.text = "".join(chars)
        self.places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return place and length in the source of what stands from `start` to `end` here; start < end."""
        first = self.places[start]
        return first, self.places[end - 1] + 1 - first


def _fold(start: int, line: str, chars: list[str], places: list[int]) -> None:
    blanks = 0
    for place, char in enumerate(line, start):
        if char == "\t" or char.isspace():
            blanks += _WIDE if char == "\t" else 1
            continue
        if blanks >= _WIDE and chars:
            chars.append(_GAP)
            places.append(place - 1)
        blanks = 0
        if "\u4e00" <= char <= "\u9fff" or "a" <= char <= "z" or "0" <= char <= "9":
            chars.append(char)
            places.append(place)
        else:
            _put(char, place, line[place - start + 1 : place - start + 2], chars, places)


def _put(char: str, place: int, following: str, chars: list[str], places: list[int]) -> None:
    """Append one character that is neither Chinese nor a small letter nor a digit."""
    for part in unicodedata.normalize("NFKC", char):
        within = part == "," and chars and chars[-1].isdigit() and following.isdigit()
        chars.append(part if within else part.translate(_FULL))
        places.append(place)
