"""Sentences written by hand: put in place of the computed ones after composing, and never without saying so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.tree import Block, EditorsNote, FigureSentence, Listing, Part, Report, Section, Text

# What is computed or stands in the series, and so has no desk of its own; stories and findings are changed at theirs.
KINDS: dict[str, type[Block]] = {"figures": FigureSentence, "text": Text, "listing": Listing, "note": EditorsNote}
_NAMES = {block: name for name, block in KINDS.items()}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A block that may be written by hand: its key, the section it stands in, its kind (KINDS), its computed words."""

    place: str
    section: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """Words by hand for a place, and what was computed there when they were written."""

    place: str
    kind: str
    computed: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of words by hand in an issue.

    computed: the words computed now, empty where no such sentence is left (then nothing was replaced).
    stale:    these are not the words that the hand replaced when it wrote.
    """

    place: str
    section: str
    words: str
    reason: str
    computed: str
    computed_then: str
    stale: bool

    def as_record(self) -> dict[str, Any]:
        """Return it as an issue keeps it."""
        return asdict(self)


def sentences(report: Report) -> list[Sentence]:
    """Return the sentences of an issue that may be written by hand, in order.

    A key is the part's and the section's title with the block's place in the section: it stays while sections move.
    """
    return [
        Sentence(_key(title, place), title, _NAMES[type(block)], block.text)
        for title, section in _titled(report)
        for place, block in enumerate(section.blocks, 1)
        if type(block) in _NAMES
    ]


def overridden(report: Report, written: Iterable[Written]) -> tuple[Report, list[Applied]]:
    """Return the report with the words by hand in their places, and what became of each. What blocks mean is kept.

    Where a sentence has moved within its section it is found by the words that the hand replaced.
    """
    found = sentences(report)
    by_place = {one.place: one for one in found}
    words: dict[str, str] = {}
    applied = []
    for one in written:
        target = _target(one, by_place.get(one.place), found)
        if target is None:
            section = one.place.rpartition("#")[0]
            applied.append(Applied(one.place, section, one.words, one.reason, "", one.computed, True))
            continue
        words[target.place] = one.words
        stale = target.words != one.computed
        applied.append(Applied(target.place, target.section, one.words, one.reason, target.words, one.computed, stale))
    return (_rewritten(report, words) if words else report), applied


def remarks(applied: Sequence[Applied]) -> list[dict[str, str]]:
    """Return the comments on words by hand: their sentence is gone, was computed anew, or has other numbers."""
    found = []
    for one in applied:
        where = one.section
        if not one.computed:
            text = f"“{where}”一节的手工改写没有用上：原来的句子已不在这一期。"
            found.append(_remark("override_homeless", text, where))
            continue
        if one.stale:
            text = f"“{where}”一节的手工改写之后，系统算出的句子有变化，请核对。"
            found.append(_remark("override_stale", text, where))
        by_hand, computed = numbers_in(one.words), numbers_in(one.computed)
        if by_hand != computed:
            only = "、".join((by_hand - computed).elements()) or "无"
            missing = "、".join((computed - by_hand).elements()) or "无"
            text = f"“{where}”一节的手工改写与算出的数字不同：手工独有 {only}，缺少 {missing}。"
            found.append(_remark("override_numbers", text, where))
    return found


def numbers_in(text: str) -> Counter[str]:
    """Return the numbers that a text prints, full-width ones and grouped ones as plain.

    >>> sorted(numbers_in("受理 １,２０４ 件，办结率 99.5%").elements())
    ['1204', '99.5']
    """
    return Counter(_NUMBER.findall(_GROUPED.sub("", fold(text))))


def _target(one: Written, at_place: Sentence | None, found: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence that words by hand are for: that with the words replaced, else of the same kind in place."""
    if at_place and at_place.words == one.computed:
        return at_place
    section = one.place.rpartition("#")[0]
    moved = [other for other in found if other.section == section and other.words == one.computed]
    if moved:
        return moved[0]
    return at_place if at_place and at_place.kind == one.kind else None


def _titled(report: Report) -> Iterator[tuple[str, Section]]:
    for part in report.parts:
        for section in part.sections:
            yield _title(part, section), section


def _title(part: Part, section: Section) -> str:
    titles = (heading.text for heading in (part.heading, section.heading) if heading is not None and heading.text)
    return "／".join(titles)


def _key(title: str, place: int) -> str:
    return f"{title[:190]}#{place}"


def _rewritten(report: Report, words: dict[str, str]) -> Report:
    parts = tuple(
        replace(part, sections=tuple(_section(_title(part, section), section, words) for section in part.sections))
        for part in report.parts
    )
    report = replace(report, parts=parts)
    return replace(report, source_lines=lines_of(report.words()))


def _section(title: str, section: Section, words: dict[str, str]) -> Section:
    blocks = tuple(
        replace(block, text=words[_key(title, place)]) if _key(title, place) in words else block
        for place, block in enumerate(section.blocks, 1)
    )
    return replace(section, blocks=blocks)


def _remark(code: str, message: str, where: str) -> dict[str, str]:
    return {"code": code, "kind": "doubt", "message": message, "where": where}
