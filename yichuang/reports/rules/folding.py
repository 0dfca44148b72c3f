"""Text without what carries no meaning in it: blanks, and full-width or half-width forms."""

from __future__ import annotations

import re
import unicodedata

_BLANK = re.compile(r"(?P<meant>(?<=[!-~])\s+(?=[A-Za-z])|(?<=[A-Za-z,.;:])\s+(?=[!-~]))|\s+")


class Folded:
    """A text in NFKC without blanks, in which every place still knows its place in the text as written."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        chars: list[str] = []
        self._places: list[int] = []
        for place, char in enumerate(raw):
            for part in char if char < "\x7f" or "\u4e00" <= char <= "\u9fff" else unicodedata.normalize("NFKC", char):
                if not part.isspace():
                    chars.append(part)
                    self._places.append(place)
        self.text = "".join(chars)

    def as_written(self, start: int, end: int) -> str:
        """Return what stands in the raw text for places `start` to `end` of the folded one."""
        if start >= end:
            return ""
        return self.raw[self._places[start] : self._places[end - 1] + 1]

    def after(self, end: int) -> str:
        """Return what follows place `end` of the folded text, as written, without blanks around it."""
        return self.raw[self._places[end] :].strip() if end < len(self._places) else ""


def fold(text: str) -> str:
    """Return the text in NFKC without any blank, by which texts are compared.

    >>> fold("（总第 396 期）")
    '(总第396期)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def tidy(text: str) -> str:
    """Return the text as it is typeset: no blanks but those between Latin words or numbers.

    >>> tidy("受理 439896 件， Open Data")
    '受理439896件，Open Data'
    """
    return _BLANK.sub(lambda blank: " " if blank["meant"] else "", text)
