"""What the words of one block mean: the pairs of figures, a story's date and department, a check's finding."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from yichuang.reports.rules import dates
from yichuang.reports.rules.departments import Departments
from yichuang.reports.rules.folding import Folded, fold
from yichuang.reports.rules.series import FigureGroup, ReadingWords, SectionPlan
from yichuang.reports.rules.tree import Figure, FigureSentence, Finding, Story

_NUMBER = r"(\d[\d,]{0,18})件?"
_CHECK = re.compile("[。:]")
_DENIED = re.compile("(?:未发现|未出现|没有|不存在|杜绝|无(?!人))[^,;。]*")  # a fault named to say that there was none


def figure_sentence(block: FigureSentence, plan: SectionPlan, words: ReadingWords) -> FigureSentence | None:
    """Return the block with its period, scope and pairs of figures, or None if it is no such sentence.

    A pair is a name of one of the plan's groups, then 受理 and a number, then 办结 and a number; thousands
    separators and blanks within numbers are allowed.
    """
    folded = fold(block.text)
    span = dates.span(folded)
    pattern = re.compile(rf"([^,;。:]{{0,60}}?){words.accepted}{_NUMBER}[,;、]?{words.concluded}{_NUMBER}")
    figures: list[Figure] = []
    scope = ""
    for found in pattern.finditer(folded):
        group = next((g for g in plan.groups if any(fold(word) in found[1] for word in g.match)), None)
        if group is None or any(figure.item_type == group.item_type for figure in figures):
            return None
        name, before = _name_and_scope(found[1], group)
        scope = scope or before
        figures.append(Figure(group.item_type, name, _count(found[2]), _count(found[3])))
    if not figures or span is None:
        return None
    return replace(block, start=span[0], end=span[1], scope=scope, figures=tuple(figures))


def _name_and_scope(words: str, group: FigureGroup) -> tuple[str, str]:
    """Part 省本级行政许可事项 into its name and what stands before it."""
    place = words.find(fold(group.name))
    if place < 0:
        place = min(words.find(fold(word)) for word in group.match if fold(word) in words)
    return words[place:], words[:place]


def _count(written: str) -> int:
    return int(written.replace(",", ""))


def story(block: Story, words: ReadingWords, departments: Departments, anchor: date | None) -> Story:
    """Return the story with its date and department; either may stay empty. Without `anchor` no year is known."""
    folded = Folded(block.text)
    length, first, last = dates.opening_date(folded.text, words.vague_dates, anchor or date(2000, 7, 1))
    if anchor is None:
        first = last = None
    rest = folded.text[length:].lstrip(",、")
    return replace(
        block,
        date_from=first,
        date_to=last,
        date_text=folded.as_written(0, length),
        department=departments.acting_in(rest),
    )


def finding(block: Finding, words: ReadingWords) -> Finding:
    """Return the check with its name, its finding, and whether all was well as far as the words say."""
    folded = Folded(block.text)
    parted = _CHECK.search(folded.text)
    if not parted or parted.end() == len(folded.text):
        return replace(block, check=block.text.strip(" 。"), finding="", ok=None)
    finding_text = folded.after(parted.end())
    return replace(
        block, check=folded.as_written(0, parted.start()), finding=finding_text, ok=judged(finding_text, words)
    )


def judged(finding_text: str, words: ReadingWords) -> bool | None:
    """Return True if a finding says that all was well, False if it names a fault, None if it says neither."""
    folded = _DENIED.sub("正常", fold(finding_text))
    if any(fold(word) in folded for word in words.bad):
        return False
    return True if any(fold(word) in folded for word in words.good) else None
