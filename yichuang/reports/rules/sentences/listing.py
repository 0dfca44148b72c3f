"""Parallel lists: 受理件、办结件分别为 412 件、398 件; A、B 分别受理 …; 依次为：A 3 件、B 2 件."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from yichuang.reports.rules.sentences.changing import UNSTATED, Move, basis_in, sign_of
from yichuang.reports.rules.sentences.figure import Change, Figure, Period
from yichuang.reports.rules.sentences.naming import Name, cleaned, measure_in, name_of
from yichuang.reports.rules.sentences.quantities import Quantity
from yichuang.reports.rules.sentences.words import Words

if TYPE_CHECKING:
    from yichuang.reports.rules.sentences.paragraph import Paragraph

_ALIKE = ({"张", "本", "份", "套", "册"}, {"人", "人次"}, {"件", "件次"}, {"户", "户次"}, {"项", "项次"})
_TIGHT = ("、", "和", "与", "及", "以及")
_BETWEEN = ("、", "和", "与", "及", "，", "以及", "、和", "，和")
_SAID = re.compile("分别|依次")
_LISTED = re.compile("(?:分别|依次)(?:为|是|有)[：]?")
_THESE = re.compile("(?:后|前|上述|这|以上)[一二两三四五六七八九十]{1,2}[项类者种个家][^，]{0,3}")
_STOP = re.compile("[，；：。！？\t]")
_RANKED = re.compile(r"(?:前[一二三四五六七八九十\d]|[居靠]前|排名|最多|较多|较大)[^，；：]{0,12}[为是有]")
_ABOUT = ("情况", "如下", "统计", "分析")  # 办理情况：办结 12 件、延期 3 件
_BASES = re.compile("(同比|环比)[、和与](同比|环比)分别[^，；、]{0,6}$")
_BREAK = re.compile("[、和与及，%]")
_AND = re.compile("和|与|及|以及")
_CONCERNING = re.compile("，(?:主要|分别)?涉及[^，；：。、]{2,20}")
_LIST_MAX = 64


def length(text: str, found: list[Quantity], at: int, words: Words, *, said: bool) -> int:
    """Return how many numbers from `at` on stand side by side with nothing but a mark between them.

    said: the sentence says 分别; then a comma may part them, and a word of change stand there (和下降 3.4%).
    """
    count = 1
    while at + count < len(found) and count < _LIST_MAX:
        between = text[found[at + count - 1].end : found[at + count].start]
        between = between.replace(f"、{words.level}", "") if said else between
        verb = between.lstrip("、和与及，") if said and len(between) < 8 else between
        if "，" in between and found[at + count].unit != found[at + count - 1].unit:
            break
        if between not in (_BETWEEN if said else _TIGHT) and (verb == between or not sign_of(verb, words)):
            break
        count += 1
    return count


def read(paragraph: Paragraph, at: int, count: int, gap: str, left: str, move: Move | None) -> bool:
    """Add the figures of a parallel list, or its changes to as many figures before it; False if it is none."""
    found = paragraph.found[at : at + count]
    *_, said = [None, *_SAID.finditer(gap)]
    bases = _BASES.search(gap) if move and count == 2 else None
    if move and bases:
        _on_both(paragraph, _STOP.split(gap[: bases.start()])[-1], bases, move, found)
        return True
    if move and (_THESE.fullmatch(move.subject) or not cleaned(move.subject, paragraph.words)):
        moved = _with_level(paragraph, found, gap)
        here = [figure for figure in paragraph.recent(paragraph.sentence_begin) if not figure.is_change]
        targets = here[-len(moved) :]
        whole_list = paragraph.parallel if paragraph.parallel[-1:] == here[-1:] else []
        if whole_list and said and not move.subject and len(whole_list) != len(moved):
            return True  # whose changes these are is not sure
        if len(targets) != len(moved):
            return False
        move = replace(move, kind=move.kind or basis_in(gap[: said.start()] if said else gap, paragraph.words)[0])
        for target, turn in zip(targets, moved, strict=True):
            target.changes.append(_turned(paragraph, move, found[0], turn) if turn else _unmoved(paragraph, move))
        return True
    counted = _counted_in(paragraph, gap[: len(gap) - len(left)] + move.subject, count) if move else []
    if move and counted:
        for target, one in zip(counted, found, strict=True):
            target.changes.append(_turned(paragraph, move, found[0], one))
        return True
    if said is None:
        return False
    before = gap[: said.start()]
    items = _items(gap[: len(gap) - len(left)] + move.subject if move else before, count)
    if items is None:
        return False
    verb = "" if move else gap[said.end() :]
    shared = name_of(items[-1], "", found[-1], paragraph.words)
    first = name_of(items[0], "", found[0], paragraph.words)
    if not shared.known or first.known or first.name.endswith(("率", "度")):
        shared = measure_in(verb, paragraph.words)
    paragraph.parallel = []
    for item, one in zip(items, found, strict=True):
        figure = paragraph.add(one, _name(paragraph, item, shared, before, one))
        when = paragraph.words.periods.search(item)  # 一季度、二季度分别受理 …
        figure.period = Period(when[0]) if when else figure.period
        paragraph.parallel.append(figure)
        if move:
            figure.is_change = True
            figure.changes.append(_turned(paragraph, move, found[0], one))
    return True


def read_alike(paragraph: Paragraph, quantity: Quantity, gap: str) -> bool:
    """Add 受理率、办结率均为 100% as a figure for each; False if these are not all measures or rates."""
    listed = _STOP.split(gap)[-1].rpartition("均")[0].split("、")
    names = [name_of(item, "", quantity, paragraph.words) for item in listed]
    if len(names) < 2 or not all(name.known or name.name.endswith(("率", "度")) for name in names):
        return False
    for name in names:
        paragraph.add(quantity, name)
    return True


def _on_both(paragraph: Paragraph, clause: str, bases: re.Match[str], move: Move, found: list[Quantity]) -> None:
    """Take 受理量同比、环比分别增长 8.4% 和 2.7% as two changes of one figure."""
    here = paragraph.recent(paragraph.sentence_begin)
    if cleaned(clause, paragraph.words) or not here:
        target = paragraph.add(found[0], name_of(clause, "", found[0], paragraph.words), is_change=True)
    else:
        target = here[-1]
    for kind, one in zip(bases.groups(), found, strict=True):
        target.changes.append(_turned(paragraph, replace(move, kind=kind), found[0], one))


def _counted_in(paragraph: Paragraph, subject: str, count: int) -> list[Figure]:
    """Return the figures that a list of changes names by their units (21 批 64 人次，批次、人次分别下降 …)."""
    units = _items(subject, count) or []
    here = paragraph.recent(paragraph.sentence_begin)
    found = [next((one for one in reversed(here) if unit in (one.unit, f"{one.unit}次")), None) for unit in units]
    return [one for one in found if one is not None] if None not in found else []


def _with_level(paragraph: Paragraph, found: list[Quantity], gap: str) -> list[Quantity | None]:
    """Return the numbers of a list of changes, None for each 持平 among them (持平、增长 5%、持平、下降 2%)."""
    level = paragraph.words.level
    first, last = _levels_around(paragraph, gap, found[-1])
    moved: list[Quantity | None] = [None] * first + [found[0]]
    for before, one in pairwise(found):
        moved += [None] * paragraph.text[before.end : one.start].count(level) + [one]
    return moved + [None] * last


def levels_beside(paragraph: Paragraph, gap: str, quantity: Quantity) -> bool:
    """Tell whether one number is a list of changes with a 持平 before or after it (分别增长 5%、持平)."""
    return "分别" in gap and any(_levels_around(paragraph, gap, quantity))


def _levels_around(paragraph: Paragraph, gap: str, last: Quantity) -> tuple[int, int]:
    """Return how many 持平 stand in a list of changes before its first number and after its last one."""
    level = paragraph.words.level
    before = gap.rpartition("分别")[2].count(level) if "分别" in gap else 0
    after = re.compile(f"(?:(?:[、，]|以?及|和|与){{1,2}}{level}){{1,64}}").match(paragraph.text, last.end)
    return before, after[0].count(level) if after else 0


def _unmoved(paragraph: Paragraph, move: Move) -> Change:
    return Change(move.kind or UNSTATED, 0, "", text=paragraph.words.level)


def _turned(paragraph: Paragraph, move: Move, first: Quantity, one: Quantity) -> Change:
    """Return the change that one number of a list is; a word of change right before it gives its own direction."""
    text = paragraph.text
    before = _BREAK.split(text[max(first.end, one.start - 8) : one.start])[-1] if one is not first else ""
    sign = sign_of(before, paragraph.words) if before else 0
    return replace(move, sign=sign or move.sign).change(one, text[one.start : one.end])


def _items(text: str, count: int) -> list[str] | None:
    """Return the `count` things that a text lists at its end, or None."""
    text = _STOP.split(text.rstrip("，："))[-1]
    items = text.split("、")
    if len(items) < count:
        head, *tail = _AND.split(items[-1]) if len(items) == count - 1 else [items[-1]]
        items = [*items[:-1], head, *tail]
    return items if len(items) == count else None


def _name(paragraph: Paragraph, item: str, common: Name, before: str, one: Quantity) -> Name:
    """Name one thing of a list: by the measure common to all, by its own, or by what was said before the list."""
    words = paragraph.words
    own = name_of(item, "", one, words)
    if common.known:
        return Name(common.name, own.subject if own.known else cleaned(item, words), known=True)
    if own.known or own.name.endswith(("率", "度")):
        return own
    earlier = measure_in(before, words)
    return Name(earlier.name, cleaned(item, words), known=True) if earlier.known else own


def name_in_list(paragraph: Paragraph, gap: str, rest: str, name: Name, mark: str, quantity: Quantity) -> Name | None:
    """Return the name of a number in a list whose measure was said before it; None if it is in no such list."""
    figures = paragraph.figures
    last = figures[-1] if len(figures) > paragraph.sentence_begin else None
    *_, listed = [None, *_LISTED.finditer(gap)]
    said, colon, items = gap.rpartition("：")
    ranked = _RANKED.search(gap) if mark == "（" and last is None else None
    if ranked:  # 办件量前三的窗口为甲（3 件）、乙（2 件）
        paragraph.lead = paragraph.measure_before(gap[: ranked.end()])
    if (
        listed is None
        and last is None
        and not said.endswith(_ABOUT)
        and (mark == "：" or (colon and mark == "（" and "，" not in items))
    ):
        paragraph.lead = paragraph.measure_before(said)  # 办件量前五位是：甲局 3 件、乙局 2 件
    if listed and mark == "（" and last is None:  # 依次是甲局（3 件）、乙局（2 件）
        paragraph.lead = paragraph.measure_before(gap[: listed.start()])
    if listed and rest:
        if last and last.unit == quantity.unit and not name.known:
            paragraph.part.list_of(paragraph, len(figures) - 1)
            return Name(cleaned(gap[listed.end() :], paragraph.words))
        paragraph.lead = paragraph.measure_before(gap[: listed.start()])
        item = cleaned(gap[listed.end() :], paragraph.words)
        if paragraph.lead.known and item and not measure_in(item, paragraph.words).known:  # 受理量前三的分别是甲局 3 件
            return Name(paragraph.lead.name, item, known=True)
    concerned = _CONCERNING.fullmatch(gap)
    if concerned and last and last.known and last.unit == quantity.unit and not last.is_change and not name.known:
        paragraph.lead = Name(last.name, known=True)  # 超期 5 件，涉及甲局 3 件、乙局 2 件
    counted = quantity.kind in ("count", "money") and not name.known
    if not counted or not rest or paragraph.part.whole is not None:
        return None
    rest = _LISTED.sub("", rest)
    if paragraph.lead.known:
        return Name(paragraph.lead.name, rest, known=True)
    last = paragraph.before_bracket() if gap.startswith("）") else last  # 甲局 1 件（超期 2 天）、乙局 2 件
    alike = last is not None and any({last.unit, quantity.unit} <= {last.unit} | units for units in _ALIKE)
    same = last is not None and last.name in paragraph.words.shared and alike and not last.is_change
    if last and same and mark == "、" and last.whole is None and gap.count("，") == 0:
        return Name(last.name, rest, known=True)
    return None
