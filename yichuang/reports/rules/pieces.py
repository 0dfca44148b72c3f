"""The lines of a file, and the signs at their start by which a report is divided."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.reports.rules.folding import Folded

_LINE_ENDS = re.compile("\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_PAGE_MARK = re.compile(r"[-\u2010-\u2015]+\d{1,4}[-\u2010-\u2015]+")
_FINISHED = re.compile(r"[。!?…][”’」』)\"']*$")
_CHINESE = "一二三四五六七八九十百"
_SIGNS = {
    "section": re.compile(rf"(?P<n>[{_CHINESE}]{{1,4}})[、.]"),
    "category": re.compile(rf"[-\u2010-\u2015•·*]?\((?P<n>[{_CHINESE}]{{1,4}})\)"),
    "story": re.compile(r"[-\u2010-\u2015•·*]?\((?P<n>\d{1,3})\)"),
}
_BARE_NUMBER = re.compile(r"(\d{1,3})\s*(?:、|[.．](?!\d))")  # as written: 1. 2月 is a sign and a date, 1.2 is a number
_CIRCLED = re.compile("[①-⑳]")
_SIGN_LENGTH = 12  # no sign is longer; only so much of a line is looked at


@dataclass(frozen=True, slots=True)
class Piece:
    """One line that is not blank: its number in the file (from 1), its words, and the same folded."""

    line: int
    raw: str
    folded: Folded


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign at a line's start: its kind, its number, the sign as written, and the rest of the line."""

    kind: str
    number: int
    marker: str
    rest: str

    @property
    def bracketed(self) -> bool:
        """Tell whether the sign cannot be mistaken for part of a sentence: （1） can not, 1、 can."""
        return not self.marker[:1].isdigit()


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text, blank ones too, without their ends."""
    return tuple(_LINE_ENDS.split(text))


def pieces_of(lines: tuple[str, ...]) -> list[Piece]:
    """Return the lines that say something; blank ones and page numbers (— 3 —) do not."""
    pieces = [Piece(number, raw.strip(), Folded(raw.strip())) for number, raw in enumerate(lines, 1) if raw.strip()]
    return [piece for piece in pieces if piece.folded.text and not _PAGE_MARK.fullmatch(piece.folded.text)]


def sign_of(piece: Piece, kind: str) -> Sign | None:
    """Return the sign of that kind (section 一、 category （一） story （1）) at the line's start, or None."""
    head = piece.folded.text[:_SIGN_LENGTH]
    if kind == "story" and _CIRCLED.match(piece.raw):
        return Sign(kind, ord(piece.raw[0]) - ord("①") + 1, piece.raw[0], piece.raw[1:].strip())
    bare = _BARE_NUMBER.match(piece.raw) if kind == "story" else None
    if bare:
        return Sign(kind, int(bare[1]), bare[0], piece.raw[bare.end() :].strip())
    found = _SIGNS[kind].match(head)
    if not found:
        return None
    written = found["n"]
    number = int(written) if written.isdigit() else from_chinese(written)
    return Sign(kind, number, piece.folded.as_written(0, found.end()), piece.folded.after(found.end()))


def finished(text: str) -> bool:
    """Tell whether a paragraph ends with the end of a sentence, so that the next line is not its continuation."""
    return bool(_FINISHED.search(text[-12:].rstrip()))


def gap(text: str, more: str) -> str:
    """Return what belongs between two halves of a broken line: a blank between Latin words, else nothing."""
    latin = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return " " if latin else ""


def joined(text: str, more: str) -> str:
    """Return two halves of a broken line as one."""
    return text + gap(text, more) + more


def from_chinese(numeral: str) -> int:
    """Return the value of a Chinese numeral up to 99, or 0 if it is none.

    >>> from_chinese("二十一"), from_chinese("十"), from_chinese("七")
    (21, 10, 7)
    """
    digits = {char: value for value, char in enumerate("一二三四五六七八九", 1)}
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return digits.get(numeral, 0)
    return 10 * digits.get(tens, 1) + digits.get(ones, 0)


def to_chinese(number: int) -> str:
    """Return a number from 1 to 99 as a Chinese numeral.

    >>> to_chinese(21), to_chinese(10), to_chinese(7)
    ('二十一', '十', '七')
    """
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
