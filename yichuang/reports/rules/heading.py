"""Reading the head of an issue: title, numbers, issuing body and date, in whatever lines they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from yichuang.reports.rules import dates
from yichuang.reports.rules.folding import Folded, fold
from yichuang.reports.rules.pieces import Piece, finished, joined, lines_of, pieces_of
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import HeadLine, Unread

NUMBER_LINE = re.compile(
    r"(?:[(〔\[]?(\d{4})(?:[)〕\]]年?|年)(?:(?:1[0-2]|0?[1-9])月)?)?第(\d{1,5})[期号辑]"
    r"(?:[(〔\[]?总(?:第)?(\d{1,6})[期号辑][)〕\]]?)?"
)
_WITH_DATE = re.compile(r"(?P<issuer>(?!\d+[年月日]).{2,60}?)(?<!\d)(?P<date>\d{4}年\d{1,2}月\d{1,2}日)(?:印发)?")
_NUMBERED = re.compile(r"[(〔\[]?(?:\d{4}年|\d{4}[)〕\]]|第\d|总第?\d|\d{1,2}月)")  # what follows a title on its line
_DATED = re.compile(r"\d年\d")
_USUAL_MARK = re.compile(
    r"(?P<secrecy>(?:内部(?:资料|参阅|参考|文件|刊物|使用)?|秘密|机密|绝密|注意保[管存密])(?:[,;.、★☆]?(?:内部|注意|不得|请勿|妥善|\d).{0,8})?)"
    r"|(?P<urgency>特急|加急|急件|特提|平急)"
)
_LINE_PARTS_MAX = 3  # a line of the head is broken into no more pieces than these
_TITLE_MAX, _ISSUER_MAX = 40, 60


@dataclass
class Head:
    """The head as far as it is read."""

    blocks: list[HeadLine | Unread] = field(default_factory=list)
    year: int | None = None
    number: int | None = None
    total_number: int | None = None
    issued_on: date | None = None

    def text_of(self, role: str) -> str:
        """Return the words of the line with that role, or ""."""
        return next((b.text for b in self.blocks if isinstance(b, HeadLine) and b.role == role), "")


def run(pieces: list[Piece], start: int, length: int) -> tuple[str, tuple[int, ...]]:
    """Return `length` pieces from `start` on as one text, and their line numbers."""
    text = ""
    for piece in pieces[start : start + length]:
        text = joined(text, piece.raw)
    return text, tuple(piece.line for piece in pieces[start : start + length])


def matching_run(pieces: list[Piece], start: int, pattern: re.Pattern[str]) -> int:
    """Return how many pieces from `start` on are together a line of that pattern, or 0."""
    folded = ""
    for length, piece in enumerate(pieces[start : start + _LINE_PARTS_MAX], 1):
        folded += piece.folded.text
        if len(folded) > 200:
            return 0
        if pattern.fullmatch(folded):
            following = pieces[start + length] if start + length < len(pieces) else None
            longer = following is not None and pattern.fullmatch(folded + following.folded.text)
            return length + 1 if longer and length < _LINE_PARTS_MAX else length
    return 0


def is_titled(beginning: str, series: Series) -> bool:
    """Tell whether a line, or one broken into several, is the series' title; the issue's number may follow on it."""
    pieces, title = pieces_of(lines_of(beginning)), series.known_by(series.title)
    for place, piece in enumerate(pieces):
        if matching_run(pieces, place, title):
            return True
        begun = title.match(piece.folded.text)
        if begun and _NUMBERED.match(piece.folded.text, begun.end()):
            return True
    return False


def read_head(pieces: list[Piece], end: int, series: Series) -> Head:
    """Return the head that stands in the pieces before `end`; what is not understood becomes Unread in place."""
    head = Head()
    place = 0
    while place < end:
        within = pieces[:end]
        place += (
            _mark(head, within, place, series)
            or _number(head, within, place)
            or _title(head, within, place, series)
            or _issuer_and_date(head, within, place, series)
            or _unread(head, within, place)
        )
    if head.year is None and head.issued_on is not None and head.number is not None:
        head.year = head.issued_on.year
    return head


def _number(head: Head, pieces: list[Piece], place: int) -> int:
    length = matching_run(pieces, place, NUMBER_LINE)
    if not length or head.number is not None:
        return 0
    text, lines = run(pieces, place, length)
    found = NUMBER_LINE.fullmatch(fold(text))
    assert found is not None, "the run matched as folded pieces"
    head.year = int(found[1]) if found[1] else None
    head.number = int(found[2])
    head.total_number = int(found[3]) if found[3] else None
    head.blocks.append(HeadLine(text, "", lines, "number"))
    return length


def _mark(head: Head, pieces: list[Piece], place: int, series: Series) -> int:
    """Take a mark: secrecy, urgency or document number as the series prints them, or before the title a usual one."""
    for role in ("secrecy", "urgency", "document_number"):
        template = getattr(series, role)
        if template and not head.text_of(role) and series.known_by(template).fullmatch(pieces[place].folded.text):
            head.blocks.append(HeadLine(pieces[place].raw, "", (pieces[place].line,), role))
            return 1
    usual = _USUAL_MARK.fullmatch(pieces[place].folded.text)
    if usual is None or head.text_of("title"):
        return 0
    head.blocks.append(HeadLine(pieces[place].raw, "", (pieces[place].line,), usual.lastgroup or ""))
    return 1


def _title(head: Head, pieces: list[Piece], place: int, series: Series) -> int:
    """Take the series' title, or before the number line any short line that is no sentence."""
    if head.text_of("title"):
        return 0
    known = series.known_by(series.title)
    length = matching_run(pieces, place, known)
    if not length and any(matching_run(pieces, later, known) for later in range(place + 1, len(pieces))):
        return 0
    if not length and head.number is None:
        ahead = [n for n in range(place + 1, min(place + 6, len(pieces))) if matching_run(pieces, n, NUMBER_LINE)]
        length = ahead[0] - place if ahead and ahead[0] - place <= _LINE_PARTS_MAX else 0
    text, lines = run(pieces, place, length)
    if not length or finished(text) or len(fold(text)) > _TITLE_MAX:
        return 0
    head.blocks.append(HeadLine(text, "", lines, "title"))
    return length


def _issuer_and_date(head: Head, pieces: list[Piece], place: int, series: Series) -> int:
    """Take the issuing body and the date, each on lines of its own or both on one; both only after the numbers, or
    after the title where issues have none."""
    begun = head.text_of("title") if series.numbering == "none" else head.number is not None
    if head.issued_on is not None or not begun:
        return 0
    for length in range(1, min(_LINE_PARTS_MAX + 1, len(pieces) - place) + 1):
        text, lines = run(pieces, place, length)
        folded = Folded(text)
        issued_on = dates.full_day(folded.text)
        if issued_on:
            head.issued_on = issued_on
            head.blocks.append(HeadLine(text, "", lines, "date"))
            return length
        both = _WITH_DATE.fullmatch(folded.text)
        issued_on = dates.full_day(both["date"]) if both else None
        if both and issued_on and not (head.text_of("issuer") or _DATED.search(both["issuer"])):
            head.issued_on = issued_on
            _split(head, folded, both.end("issuer"), pieces[place : place + length])
            return length
    if not head.text_of("issuer") and _could_be_issuer(pieces[place]):
        head.blocks.append(HeadLine(pieces[place].raw, "", (pieces[place].line,), "issuer"))
        return 1
    return 0


def _could_be_issuer(piece: Piece) -> bool:
    """Tell whether a line may name a body: it is short, no sentence, and no date that the calendar does not have."""
    folded = piece.folded.text
    return len(folded) <= _ISSUER_MAX and not finished(piece.raw) and not _DATED.search(folded)


def _split(head: Head, folded: Folded, place: int, pieces: list[Piece]) -> None:
    """Write issuing body and date as two lines, the lines of the file shared between them."""
    lines = tuple(piece.line for piece in pieces)
    head.blocks.append(HeadLine(folded.as_written(0, place).strip(), "", lines, "issuer"))
    head.blocks.append(HeadLine(folded.after(place), "", lines, "date"))


def _unread(head: Head, pieces: list[Piece], place: int) -> int:
    piece = pieces[place]
    head.blocks.append(Unread(piece.raw, "", (piece.line,), "刊头中没有认出的一行"))
    return 1
