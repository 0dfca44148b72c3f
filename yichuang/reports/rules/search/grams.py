"""The keys of a text: pairs of neighbouring characters, and Latin words and numbers whole."""

from __future__ import annotations

import re
import unicodedata

KEY_MAX = 64  # characters of a Latin word or a number that are its key: a key of the database has a largest size
_SEPARATOR = re.compile(r"(?:(?<=\d),|(?<=[０-９])，)(?=\d{3}(?!\d))")  # 439,896; ４３９，８９６
_ALIKE = re.compile("[\u4e00-\u9fff]+|[0-9a-z]+|.", re.DOTALL)  # stretches that stay as they are, else one character
_STRETCH = re.compile(r"(?P<latin>[0-9a-z]+(?:\.[0-9]+)*)|(?P<run>[^\W\x00-\x7f]+)")


class Keyed:
    """A text as it is looked up: NFKC, small letters, no thousands separators, blanks between Latin words alone.

    Every place still knows its place in the text as written.
    """

    def __init__(self, raw: str) -> None:
        separators = {found.start() for found in _SEPARATOR.finditer(raw)}
        chars: list[str] = []
        self.places: list[int] = []
        blank: int | None = None
        for found in _ALIKE.finditer(raw):
            place, written = found.start(), found[0]
            if place in separators:
                continue
            if len(written) == 1:
                written = unicodedata.normalize("NFKC", written).lower()
                if written.isspace():
                    blank = place
                    continue
            if blank is not None and chars and _meant(chars[-1], written[0]):
                chars.append(" ")
                self.places.append(blank)
            blank = None
            parts = [part for part in written if not part.isspace()]
            chars += parts
            self.places += range(place, found.end()) if len(found[0]) > 1 else [place] * len(parts)
        self.raw = raw
        self.text = "".join(chars)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where places `start` to `end` of the keyed text stand in the text as written."""
        return self.places[start], self.places[end - 1] + 1


def _meant(before: str, after: str) -> bool:
    """Tell whether a blank means something: beside a Latin letter, not between digits or beside Chinese."""
    if not ("!" <= before <= "~" and "!" <= after <= "~"):
        return False
    return after.isalpha() or before.isalpha() or before in ",.;:"


def grams(text: str) -> list[str]:
    """Return the keys of a text, each once, in order: `text` as `Keyed` has it.

    Of Chinese every pair of neighbours, and the last character of a stretch alone: so every character begins a key.

    >>> grams("受理412件, open data")
    ['受理', '理', '412', '件', 'open', 'data']
    """
    found: dict[str, None] = {}
    for stretch in _STRETCH.finditer(text):
        run = stretch["run"]
        if run is None:
            found[stretch["latin"][:KEY_MAX]] = None
            continue
        for place in range(len(run)):
            found[run[place : place + 2]] = None
    return list(found)


def stretches(text: str) -> list[tuple[str, bool]]:
    """Return the stretches of a keyed text in order, each with whether it is Chinese (no Latin word, no number)."""
    return [(found[0], found["run"] is not None) for found in _STRETCH.finditer(text)]
