"""Reading what stands between the head and the tail of an issue, line by line, into drafts of blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yichuang.reports.rules import dates
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.heading import matching_run
from yichuang.reports.rules.pieces import Piece, Sign, finished, gap, sign_of
from yichuang.reports.rules.series import SectionPlan, Series
from yichuang.reports.rules.series.records import EDITORS_NOTE
from yichuang.reports.rules.tree import (
    Block,
    EditorsNote,
    FigureSentence,
    Finding,
    Heading,
    Note,
    Story,
    Text,
    Unread,
)

NOTE = re.compile(r"[(〔\[].*日.*[)〕\]]")
_HEADING_MAX = 40  # characters; a longer line is no heading
_IN_A_HEADING = re.compile("[,。;:!?]")
_END_LINES = 12  # a line has one character at least, and the end of a sentence no more than these
SIGNS = ("section", "category", "story")


class Draft:
    """A block that may still grow by the next line."""

    def __init__(self, kind: type[Block], *pieces: Piece, sign: Sign | None = None, **more: Any) -> None:
        self.kind, self.more = kind, more
        self.marker = sign.marker if sign else ""
        self.lines = [pieces[0].line]
        self._texts = [sign.rest if sign else pieces[0].raw]
        for piece in pieces[1:]:
            self.grow(piece)

    @property
    def text(self) -> str:
        """The words so far."""
        return "".join(self._texts)

    @property
    def end(self) -> str:
        """The last words so far: enough to see whether a sentence ends there."""
        return "".join(self._texts[-_END_LINES:])

    def grow(self, piece: Piece, *, paragraph: bool = False) -> None:
        """Add a line: the rest of a broken one, or a new paragraph."""
        between = "\n" if paragraph else gap(self._texts[-1], piece.raw)
        self._texts.append(between + piece.raw)
        self.lines.append(piece.line)

    def block(self) -> Block:
        """Return the finished block."""
        return self.kind(text=self.text, marker=self.marker, lines=tuple(self.lines), **self.more)


@dataclass
class SectionDraft:
    """A section that may still get further blocks."""

    kind: str
    plan: SectionPlan | None = None
    heading: Draft | None = None
    blocks: list[Draft] = field(default_factory=list)


@dataclass
class PartDraft:
    """A part that may still get further sections."""

    heading: Draft | None = None
    note: Draft | None = None
    sections: list[SectionDraft] = field(default_factory=list)


class Body:
    """Reads what stands between head and tail, line by line."""

    def __init__(self, pieces: list[Piece], series: Series) -> None:
        self.pieces, self.series = pieces, series
        self.parts: list[PartDraft] = []
        self._open: Draft | None = None
        self._last_section = 0

    def read(self, start: int, end: int) -> None:
        """Read the pieces from `start` up to `end`."""
        place = start
        while place < end:
            place += self._part(place) or self._note(place) or self._heading(place) or self._within(place)

    def _part(self, place: int) -> int:
        for plan in self.series.parts:
            length = matching_run(self.pieces, place, self.series.known_by(plan.title))
            if length and self._may_begin():
                self._open = Draft(Heading, *self.pieces[place : place + length], level=0)
                self.parts.append(PartDraft(heading=self._open))
                self._last_section = 0
                return length
        return 0

    def _note(self, place: int) -> int:
        if self.parts and (self.parts[-1].note or self.parts[-1].sections):
            return 0
        length = matching_run(self.pieces, place, NOTE)
        folded = "".join(piece.folded.text for piece in self.pieces[place : place + length])
        if not length or dates.period(folded, date(2000, 7, 1)) is None:
            return 0
        if not self.parts:
            self.parts.append(PartDraft())
        self._open = self.parts[-1].note = Draft(Note, *self.pieces[place : place + length])
        return length

    def _heading(self, place: int) -> int:
        """Take a section's heading (一、), and the lines after it that complete a title the series knows."""
        sign = sign_of(self.pieces[place], "section")
        if sign is None or not (self._may_begin() or sign.number == self._last_section + 1):
            return 0
        length, plan = self._title_run(place, sign)
        heading = Draft(Heading, *self.pieces[place : place + length], sign=sign, level=1)
        if plan is None and (finished(heading.end) or len(fold(heading.text)) > _HEADING_MAX):
            return 0
        self._sections().append(SectionDraft(plan.kind if plan else "text", plan, heading))
        self._open, self._last_section = heading, sign.number
        return length

    def _title_run(self, place: int, sign: Sign) -> tuple[int, SectionPlan | None]:
        plans = [plan for part in self.series.parts for plan in part.sections]
        text = fold(sign.rest)
        for length in (1, 2, 3):
            if length > 1:
                following = self.pieces[place + length - 1] if place + length - 1 < len(self.pieces) else None
                if following is None or any(sign_of(following, kind) for kind in SIGNS):
                    break
                text += following.folded.text
            if len(text) > _HEADING_MAX or _IN_A_HEADING.search(text):
                break
            for plan in plans:
                if any(fold(word) in text for word in plan.match) or self.series.known_by(plan.title).search(text):
                    return length, plan
        return 1, None

    def _within(self, place: int) -> int:
        """Take one line inside a section: something new by its sign, or the continuation of what is open."""
        piece = self.pieces[place]
        if not self.parts or not self.parts[-1].sections:
            if not self.parts:
                self.parts.append(PartDraft())
            self._sections().append(SectionDraft("text"))
        section = self._sections()[-1]
        if section.heading is None:
            self._add(section, self._untitled(piece))
        elif not self._begin(section, piece):
            self._continue(section, piece)
        return 1

    def _untitled(self, piece: Piece) -> Draft:
        """Return a line before the first heading: a word of the editor, or text where the series has such a section."""
        plans = [plan for part in self.series.parts for plan in part.sections if not plan.title]
        for plan in plans:
            label = plan.label or EDITORS_NOTE
            length = len(fold(label))
            if plan.kind == "note" and piece.folded.text.startswith(fold(label)):
                sign = Sign("label", 0, piece.folded.as_written(0, length), piece.folded.after(length))
                return Draft(EditorsNote, piece, sign=sign)
        return Draft(Text, piece) if plans else Draft(Unread, piece, reason="不属于任何一节")

    def _begin(self, section: SectionDraft, piece: Piece) -> bool:
        kinds: dict[str, dict[str, type[Block]]] = {
            "stories": {"category": Heading, "story": Story},
            "inspection": {"category": Finding, "story": Finding},
        }
        for sign_kind, block in kinds.get(section.kind, {}).items():
            sign = sign_of(piece, sign_kind)
            if sign and (sign.bracketed or self._may_begin()):
                more = {"level": 2} if block is Heading else {}
                self._add(section, Draft(block, piece, sign=sign, **more))
                return True
        return False

    def _may_begin(self) -> bool:
        """Tell whether a new block may begin here, or a sentence is still open."""
        current = self._open
        if current is None or current.kind in (Heading, Note, Unread):
            return True
        return finished(current.end) or current.end.endswith((":", "："))

    def _continue(self, section: SectionDraft, piece: Piece) -> None:
        current = self._open
        whole = current is None or finished(current.end) or current is section.heading or current.kind is Unread
        plain = section.plan is not None and section.plan.plain  # each paragraph is a story
        if current is not None and not whole and current.kind is not Heading:
            current.grow(piece)
        elif current is not None and current.kind is Story and not plain:
            current.grow(piece, paragraph=True)
        elif current is not None and current.kind is Heading and current is not section.heading:
            self._grow_heading(section, current, piece)
        elif section.kind == "stories" and section.plan is not None and section.plan.lead and not section.blocks:
            self._add(section, Draft(Text, piece))
        elif section.kind == "stories" and plain:
            self._add(section, Draft(Story, piece))
        elif section.kind == "stories":
            self._add(section, Draft(Unread, piece, reason="动态一节中没有编号的一段"))
        else:
            kind: type[Block] = FigureSentence if section.kind == "figures" else Text
            self._add(section, Draft(kind, piece))

    def _grow_heading(self, section: SectionDraft, heading: Draft, piece: Piece) -> None:
        whole = fold(heading.text) + piece.folded.text
        if len(whole) <= _HEADING_MAX and not _IN_A_HEADING.search(whole):
            heading.grow(piece)
        else:
            self._add(section, Draft(Unread, piece, reason="类别之下没有编号的一段"))

    def _add(self, section: SectionDraft, draft: Draft) -> None:
        section.blocks.append(draft)
        self._open = draft

    def _sections(self) -> list[SectionDraft]:
        if not self.parts:
            self.parts.append(PartDraft())
        return self.parts[-1].sections
