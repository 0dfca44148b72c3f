"""From the text of an issue to its tree. No word is lost: what is not understood stays in its place as Unread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from yichuang.reports.rules import dates, meaning
from yichuang.reports.rules.body import NOTE, SIGNS, Body, Draft, PartDraft, SectionDraft
from yichuang.reports.rules.departments import Departments
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.heading import NUMBER_LINE, Head, matching_run, read_head
from yichuang.reports.rules.pieces import Piece, Sign, finished, lines_of, pieces_of, sign_of
from yichuang.reports.rules.series import SectionPlan, Series
from yichuang.reports.rules.tree import (
    Block,
    Copies,
    FigureSentence,
    Finding,
    Heading,
    Note,
    Part,
    Recipients,
    Report,
    Section,
    Story,
    Text,
    Unread,
)

_HEAD_MAX = 40  # lines; what comes later is no head
_IMPRINT = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$")  # how the last line of a head ends
_COPIES = re.compile(r"[(〔\[]?共?印(?:发|制)?(\d{1,6})份[)〕\]]?")


def read(text: str, series: Series, *, departments: Sequence[str] = ()) -> Report:
    """Return the tree of the issue whose text is given.

    series:      tells the titles, the words and the parts to expect; nothing is refused for differing from it.
    departments: full names of departments, if known; short names in the text are looked up among them.

    Lines broken in mid-sentence are joined; the lines as they came stand in `source_lines`.
    """
    lines = lines_of(text)
    pieces = pieces_of(lines)
    body_start = _body_start(pieces, series)
    tail_start = _tail_start(pieces, body_start, series)
    head = read_head(pieces, body_start, series)
    body = Body(pieces, series)
    body.read(body_start, tail_start)
    tail = _read_tail(pieces[tail_start:], series)
    return _understood(head, body.parts, tail, series, departments, lines)


def _body_start(pieces: list[Piece], series: Series) -> int:
    """Return the place of the first piece that cannot belong to the head."""
    titles = [series.known_by(part.title) for part in series.parts]
    begins_untitled = any(not plan.title for part in series.parts for plan in part.sections)
    numbered = series.numbering == "none"
    imprinted = False
    for place, piece in enumerate(pieces):
        folded = piece.folded.text
        broken = any(matching_run(pieces, place, title) for title in titles)
        signed = any(sign_of(piece, kind) for kind in SIGNS)
        if len(folded) > 80 or broken or signed or NOTE.fullmatch(folded) or _label(piece, series):
            return place
        if imprinted and begins_untitled:
            return place
        numbered = numbered or matching_run(pieces, place, NUMBER_LINE) > 0
        imprinted = numbered and _IMPRINT.search(folded) is not None
        if place == _HEAD_MAX:
            return place
    return len(pieces)


def _tail_start(pieces: list[Piece], body_start: int, series: Series) -> int:
    """Return the place of the tail's first line: after the last section heading, so that a stray one is no tail."""
    last = max((n for n in range(body_start, len(pieces)) if sign_of(pieces[n], "section")), default=body_start - 1)
    for place in range(last + 1, len(pieces)):
        if _label(pieces[place], series) or _COPIES.fullmatch(pieces[place].folded.text):
            return place
    return len(pieces)


def _label(piece: Piece, series: Series) -> tuple[str, int] | None:
    """Return the key of the list of recipients that the line begins, and the label's folded length (0: it has none)."""
    for plan in series.tail:
        if not plan.label and series.known_by(plan.text).fullmatch(piece.folded.text):
            return plan.key, 0
        if plan.label and piece.folded.text.startswith(fold(plan.label) + ":"):
            return plan.key, len(fold(plan.label)) + 1
    return None


def _read_tail(pieces: list[Piece], series: Series) -> list[Draft]:
    drafts: list[Draft] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        label = _label(piece, series)
        copies = matching_run(pieces, place, _COPIES)
        last = drafts[-1] if drafts else None
        if label and not any(draft.more.get("key") == label[0] for draft in drafts):
            sign = Sign("label", 0, piece.folded.as_written(0, label[1]), piece.folded.after(label[1]))
            drafts.append(Draft(Recipients, piece, sign=sign, key=label[0]))
        elif copies and not any(draft.kind is Copies for draft in drafts):
            found = _COPIES.fullmatch("".join(one.folded.text for one in pieces[place : place + copies]))
            assert found is not None, "the run matched as folded pieces"
            drafts.append(Draft(Copies, *pieces[place : place + copies], count=int(found[1])))
            place += copies - 1
        elif last is not None and last.kind is Recipients and not label and not finished(last.end):
            last.grow(piece)
        else:
            drafts.append(Draft(Unread, piece, reason="刊尾中没有认出的一行"))
        place += 1
    return drafts


def _understood(
    head: Head,
    parts: list[PartDraft],
    tail: list[Draft],
    series: Series,
    known: Sequence[str],
    lines: tuple[str, ...],
) -> Report:
    """Return the finished tree: drafts become blocks, and blocks get their meaning."""
    note = next((part.note for part in parts if part.note), None)
    anchor = head.issued_on or (date(head.year, 7, 1) if head.year and 1 <= head.year <= 9999 else None)
    days = dates.period(fold(note.text), anchor) if note and anchor else None
    departments = Departments(fold("".join(lines)), issuer=head.text_of("issuer"), known=known)
    meanings = _Meanings(series, departments, days[1] if days else anchor)
    return Report(
        series=series.code,
        title=head.text_of("title"),
        year=head.year,
        number=head.number,
        total_number=head.total_number,
        issuer=head.text_of("issuer"),
        issued_on=head.issued_on,
        period_from=days[0] if days else None,
        period_to=days[1] if days else None,
        head=tuple(head.blocks),
        parts=tuple(_part(part, meanings) for part in parts),
        tail=tuple(draft.block() for draft in tail),
        source_lines=lines,
    )


def _part(part: PartDraft, meanings: _Meanings) -> Part:
    heading, note = (draft.block() if draft else None for draft in (part.heading, part.note))
    assert heading is None or isinstance(heading, Heading)
    assert note is None or isinstance(note, Note)
    return Part(heading, note, tuple(meanings.section(section) for section in part.sections))


@dataclass(frozen=True)
class _Meanings:
    series: Series
    departments: Departments
    anchor: date | None

    def section(self, draft: SectionDraft) -> Section:
        heading = draft.heading.block() if draft.heading else None
        assert heading is None or isinstance(heading, Heading)
        category = ""
        blocks: list[Block] = []
        for block in (one.block() for one in draft.blocks):
            if isinstance(block, Heading):
                category = block.text
            blocks.append(self._meant(block, draft.plan, category))
        return Section(draft.kind, heading, tuple(blocks))

    def _meant(self, block: Block, plan: SectionPlan | None, category: str) -> Block:
        words = self.series.reading
        if isinstance(block, Story):
            return meaning.story(replace(block, category=category), words, self.departments, self.anchor)
        if isinstance(block, Finding):
            return meaning.finding(block, words)
        if isinstance(block, FigureSentence) and plan is not None:
            sentence = meaning.figure_sentence(block, plan, words)
            if sentence is None and words.accepted not in block.text:
                return Text(block.text, block.marker, block.lines)
            return sentence or Unread(block.text, block.marker, block.lines, "没有认出数字与所属期间的句子")
        return block
