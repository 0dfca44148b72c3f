"""One paragraph, number by number: its figures with names, wholes, changes and periods."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal

from yichuang.reports.rules.sentences import listing, parts
from yichuang.reports.rules.sentences.changing import Move, basis_in, compared, level_in, move_in, reaches
from yichuang.reports.rules.sentences.figure import Figure, Period
from yichuang.reports.rules.sentences.naming import (
    NOTHING,
    Name,
    averaged,
    cleaned,
    measure_in,
    name_of,
    noun_at,
    rate_in,
)
from yichuang.reports.rules.sentences.periods import days_of, is_earlier, may_measure, year_of
from yichuang.reports.rules.sentences.plain import Plain
from yichuang.reports.rules.sentences.quantities import Quantity, masked, quantities
from yichuang.reports.rules.sentences.words import Words

_REACH = 120  # characters before a number in which its clause and its sentence are looked for
_RECALL = 64  # figures of a sentence that later words may still speak of
NONE = Quantity(0, 0, 0, "", Decimal(1))
_MARK = re.compile("[，；：。！？（）、\t]")
_AMONG_THESE = re.compile("(?:主要|大多|多)(?:集中在|集中于|分布在|来自|为|是|有|包括)([^主集]{2,20})$")
_SOME = re.compile("(?:[^，。；]{0,10}中)?，?(?:其中)?有")
_STOP = re.compile("[，；：（]")
_LINKS = re.compile("[，；：。]")
_TO_RATE = re.compile("[^，；：。]{1,20}[率度]")
_OWNER = re.compile(
    r"(?:^|[；。\t])(?:（?[\d一二三四五六七八九十]{1,3}[）.、])?([^，；：。！？（）、\t\d率度量的]{1,16}"
    r"(?:局|委|厅|中心|处|馆|站|所|院|公司|窗口|专窗|镇|乡|街道))$"
)
_LIST_HEAD = 40  # characters before a colon
_SENTENCE_END = re.compile("[。！？]")
_ROUGH = re.compile("突破|接近|超过|不足|不到|至少|[超逾近约]$")
_FROM = re.compile("[由从将]")
_ITS_OWN = re.compile("[底末初]?(?:同期)?的?")


def _some(gap: str, last: Figure, quantity: Quantity) -> bool:
    """Tell whether a number says how many of those before it (代办点 16 个，有 4 个 …)."""
    return bool(_SOME.fullmatch(gap)) and last.unit == quantity.unit and not last.is_change


class Paragraph:
    """Reads the numbers of a paragraph one after the other; `figures` grows, and holds those of the text before it."""

    def __init__(self, plain: Plain, figures: list[Figure], words: Words, *, sentence: int) -> None:
        self.text, self.plain, self.words = plain.text, plain, words
        self.figures, self.begin = figures, len(figures)
        self.sentence = sentence
        self.sentence_begin = len(figures)
        closed, self.dates = masked(self.text, words)
        self.found = quantities(self.text, words, closed)
        self.part = parts.Part()
        self.lead = NOTHING  # what a list of 依次为 counts
        self.rate = NOTHING  # the rate by which a list after a colon is made (办结率后三位：…)
        self.owner = ""  # the body whose figures these are (甲局：受理 50 件，办结 48 件)
        self.from_here = False  # the last figure stood after 由 or 从
        self.bracket = 0  # how many figures stood before the last bracket
        self.parallel: list[Figure] = []  # the last parallel list
        self.changed: Figure | None = None  # the figure whose change was read last
        self.changed_kind = self.lead_kind = ""
        self._period = 0
        self.period_span: tuple[int, int] | None = None
        self._held: list[tuple[int, int] | None] = []  # the period to go on with after a number that has its own

    def read(self) -> int:
        """Read all numbers; return the number of the last sentence."""
        at = end = 0
        while at < len(self.found):
            count = self._one(at, end)
            at += count
            end = self.found[at - 1].end
        self._level(self.text[end : end + _REACH])
        self.part.leave(self)
        return self.sentence

    def _one(self, at: int, end: int) -> int:
        """Read the number `at`, and those after it that a parallel list gives; `end` is where the last one ended."""
        quantity = self.found[at]
        gap = self.text[max(end, quantity.start - _REACH) : quantity.start]
        gap = self._new_sentence(gap, first=end == 0)
        self._level(gap)
        self._colon(gap, quantity)
        left = gap
        mark = ""
        for found in _MARK.finditer(gap):
            left, mark = gap[found.end() :], found[0]
        if gap.rfind("（") > gap.rfind("）"):
            self.bracket = len(self.figures)
        self._take_period(quantity.start)
        move = move_in(left, self.words)
        if "：" in gap:
            self.lead_kind = basis_in(gap.rpartition("：")[0], self.words)[0]
        for clause in _MARK.split(gap[: len(gap) - len(left)]):
            if self.words.basis.fullmatch(clause):  # 与去年同期相比，受理量增加 …
                self.lead_kind = basis_in(clause, self.words)[0]
        if move and not move.kind and self.lead_kind:  # 环比：受理量下降 2.4%，办结量 …
            move = replace(move, kind=self.lead_kind)
        if move or "分别" in gap or "依次" in gap:
            count = listing.length(self.text, self.found, at, self.words, said="分别" in gap or "依次" in gap)
            alone = count == 1 and not (move and listing.levels_beside(self, gap, quantity))
            if not alone and listing.read(self, at, count, gap, left, move):
                return count
        self.part.enter(self, gap, quantity)
        if move is not None and self._changes(move, quantity, quantity.start - len(left)):
            return 1
        self._counted(quantity, gap, left, mark)
        return 1

    def _new_sentence(self, gap: str, *, first: bool) -> str:
        """Return what of the gap belongs to the number's sentence; forget the last sentence if it is a new one."""
        *_, last = [None, *_SENTENCE_END.finditer(gap)]
        if last is None and not first:
            return gap
        if last is not None:
            self._level(gap[: last.start()])
            gap = gap[last.end() :]
        self.sentence += 1
        self.sentence_begin = len(self.figures)
        self.changed, self.from_here, self.lead = None, False, NOTHING
        self.lead_kind, self.rate, self.owner = "", NOTHING, ""
        self.part.leave(self)
        return gap

    def _colon(self, gap: str, quantity: Quantity) -> None:
        """Take from the words before a colon whose figures follow it, or by which rate a list is made."""
        if "；" in gap:
            self.rate, self.owner = NOTHING, ""
        place = gap.rfind("：")
        if place < 0:
            return
        self.rate = NOTHING
        owner = _OWNER.search(gap[:place])
        self.owner = owner[1] if owner else self.owner
        colon = quantity.start - len(gap) + place
        said = _LINKS.split(self.text[max(0, colon - _LIST_HEAD) : colon])[-1]
        rate = _TO_RATE.match(said) if quantity.kind == "rate" else None
        if rate and rate.end() < len(said):  # 办结率：98% is no list
            self.rate = rate_in(rate[0], self.words)

    def _counted(self, quantity: Quantity, gap: str, left: str, mark: str) -> None:
        """Add a number that is no change."""
        last = self.figures[-1] if len(self.figures) > self.sentence_begin else None
        own = left if quantity.kind == "rate" and "占" in left else self._without_dates(left, quantity.start)
        own = own.removeprefix(last.name) if last and not mark else own  # 53个部门的1486项
        named = self.words.reach.sub("", own)  # 审批时间压缩至
        among = _AMONG_THESE.search(named)
        named = among[1] if among and cleaned(among[1], self.words) else named  # 来电主要集中在社保 12 件
        right, beyond = self.right(quantity), self.right(quantity, beyond=True)
        if "均" in left and mark == "、" and listing.read_alike(self, quantity, gap):
            return
        name = name_of(named, right, quantity, self.words, beyond=beyond)
        if mark == "、" and name.known and self._counts_list(quantity, gap):  # 咨询、求助、投诉三类诉求
            name = Name(noun_at(right, self.words)[0] or name.name)
        rest = cleaned(named, self.words)
        changes = []
        basis = compared(left, self.words) if last else ""
        if last and last.is_change and not rest and reaches(own):
            name, changes = Name(last.name, last.subject, last.known), last.changes
            self.figures.pop()
        elif last and (basis or (not mark and (rest == "中" or self.from_here)) or _some(gap, last, quantity)):
            name = Name(last.name, last.subject, last.known)
        elif (listed := listing.name_in_list(self, gap, rest, name, mark, quantity)) is not None:
            name = listed
        elif not name.name:
            name = self._from_before(gap, left, quantity)
        if last and name.known and not name.subject and gap.startswith("，"):
            name = replace(name, subject=self._shared_subject(last, name, quantity))
        self.from_here = bool(_FROM.search(left))
        in_list = quantity.kind == "rate" and self.rate.known and bool(name.name) and not name.known
        name = Name(self.rate.name, self.rate.subject + name.name, known=True) if in_list else name
        figure = self.add(quantity, name)
        figure.listed = in_list
        rough = _ROUGH.search(left)
        figure.about = figure.about or (rough[0] if rough else "")
        if changes:
            figure.changes = changes
        self.changed, self.changed_kind = (last, basis) if basis else (None, "")
        self.part.take(self, figure, mark, gap)
        self._level_pending(gap, figure)

    def _shared_subject(self, last: Figure, name: Name, quantity: Quantity) -> str:
        """Return whose a stage is that follows another one (许可事项受理 12 件，办结 8 件); "" if that is not sure."""
        stages = self.words.stages
        if last.name not in stages or name.name not in stages or last.name == name.name or last.unit != quantity.unit:
            return ""
        before = self.figures[-2] if len(self.figures) > self.sentence_begin + 1 else None
        listed = before is not None and before.name == last.name and before.unit == last.unit
        return "" if listed or last.whole is not None or last.is_change else last.subject

    def _counts_list(self, quantity: Quantity, gap: str) -> bool:
        """Tell whether a numeral only says how many things the list before it has."""
        numeral = not self.text[quantity.start].isdigit()
        return numeral and _STOP.split(gap)[-1].count("、") + 1 == quantity.value

    def _from_before(self, gap: str, left: str, quantity: Quantity) -> Name:
        """Name a number whose clause says nothing by the clause before it, or by the figure before it."""
        before = gap[: len(gap) - len(left)].rstrip("，：；（）、\t")
        clause = _MARK.split(before)[-1] if before else ""
        level = level_in(clause, self.words)
        name = name_of(level.subject if level else clause, "", quantity, self.words) if clause else NOTHING
        if (
            self.lead.known and name.name and not name.known and quantity.kind == "count"
        ):  # 办件量排名：甲区第一（12 件）
            return Name(self.lead.name, name.name, known=True)
        if len(name.name) > 1:
            return name
        here = self.recent(self.sentence_begin)
        alike = [figure for figure in here if figure.unit == quantity.unit] or [
            figure for figure in here if figure.kind == quantity.kind == "time"
        ]
        alike = alike if left or gap.endswith("，") else []  # 超过 99% 的 31 个，低于 95% 的 2 个
        for figure in reversed([*self.recent(self.begin), *alike]):
            if figure.unit == quantity.unit or figure.sentence == self.sentence:
                return Name(figure.name, averaged(left, figure.subject), figure.known)
        return NOTHING

    def _changes(self, move: Move, quantity: Quantity, start: int) -> bool:
        """Take a number as a change: of a figure before it, or of what its clause, from `start` on, names."""
        subject = cleaned(self._without_dates(move.subject, start + len(move.subject)), self.words)
        dated = not subject and bool(cleaned(move.subject, self.words))
        text = self.text[quantity.start : quantity.end]
        right = self.right(quantity)
        object_follows = not move.kind and quantity.kind == "count" and noun_at(right, self.words)[1]  # 压减两个环节
        own = subject or object_follows or right.startswith("的是")
        target = None if own else self._target(move, quantity)
        if target is not None and dated and target.is_change:  # 一季度增长 3.6%，二季度增长 5.1%
            target = self.add(quantity, Name(target.name, target.subject, target.known), is_change=True)
        if target is None:
            name = name_of(move.subject, right, quantity, self.words)
            if not name.name and not move.kind:
                return False
            target = self._named_last(name) or self.add(quantity, name, is_change=True)
        change = move.change(quantity, text, self.changed_kind if target is self.changed else "")
        target.changes.append(change)
        self.changed, self.changed_kind = target, change.kind
        return True

    def _named_last(self, name: Name) -> Figure | None:
        """Return the last figure of this sentence if a change names it again (占 78.6%，占比同比提高 …)."""
        last = self.figures[-1] if len(self.figures) > self.sentence_begin else None
        return last if last and name.known and last.name == name.name and not last.is_change else None

    def _target(self, move: Move, quantity: Quantity) -> Figure | None:
        """Return the figure of this sentence that a change without a subject of its own belongs to."""
        here = self.recent(self.sentence_begin)
        if self.changed is not None and not move.kind:
            return self.changed
        later = self._of_later_period(here, move)
        if later is not None and (quantity.unit == later.unit or quantity.kind == "rate" or quantity.unit == "倍"):
            return later
        if quantity.kind != "rate" and quantity.unit != "倍":
            alike = [figure for figure in here if figure.unit == quantity.unit]
            last = here[-1] if here and here[-1].kind == quantity.kind == "time" else None  # 8分30秒，缩短1分钟
            return alike[-1] if alike else last
        if quantity.unit == "个百分点":
            return next((figure for figure in reversed(here) if figure.unit == "%"), here[-1] if here else None)
        return here[-1] if here else None

    def _of_later_period(self, here: list[Figure], move: Move) -> Figure | None:
        """Return the figure before the last one if a change is measured on the last (6月 100 件，5月 80 件，环比 …)."""
        if len(here) < 2 or any(one.is_change for one in here[-2:]):
            return None
        now, old = here[-2:]
        alike = (now.name, now.subject, now.unit) == (old.name, old.subject, old.unit)
        a_year = move.kind == "同比" and old.period is not None and not year_of(old.period.text)
        dated = old.period is not None and days_of(old.period.text, year=2000) is not None
        if not alike or not is_earlier(old, now) or not may_measure(old, move.kind) or (a_year and dated):
            return None
        return now

    def _level(self, gap: str) -> None:
        """Take 与上月持平 after a figure as its change."""
        if self.words.level not in gap or len(self.figures) <= self.sentence_begin:
            return
        clause = next((part for part in _MARK.split(gap) if self.words.level in part), "")
        if "分别" in clause:  # a member of a list: 同比分别持平、下降 5%
            return
        move = level_in(clause, self.words)
        if move and not cleaned(move.subject, self.words):
            self._add_level(self.figures[-1], move)

    def _level_pending(self, gap: str, figure: Figure) -> None:
        """Take 办件量与上月持平，为 812 件 as the change of the figure that follows."""
        clause = next((part for part in _MARK.split(gap) if self.words.level in part), "")
        move = level_in(clause, self.words) if clause else None
        if move and cleaned(move.subject, self.words):
            named = name_of(move.subject, "", NONE, self.words)
            if named.name == figure.name:
                self._add_level(figure, move)

    def _add_level(self, figure: Figure, move: Move) -> None:
        figure.changes.append(move.change(NONE, self.words.level))

    def add(self, quantity: Quantity, name: Name, *, is_change: bool = False) -> Figure:
        """Append a figure with this name and return it."""
        offset, length = self.plain.span(quantity.start, quantity.end)
        owner = "" if name.subject.startswith(self.owner) or name.name == self.owner else self.owner
        figure = Figure(
            name=name.name or quantity.unit, value=quantity.value, unit=quantity.unit, kind=quantity.kind,
            subject=owner + name.subject, high=quantity.high, step=quantity.step, about=quantity.about,
            known=name.known, period=Period(self.text[slice(*self.period_span)]) if self.period_span else None,
            offset=offset, length=length, sentence=self.sentence, is_change=is_change,
        )  # fmt: skip
        self.figures.append(figure)
        return figure

    def recent(self, begin: int) -> list[Figure]:
        """Return the last figures from place `begin` on."""
        return self.figures[max(begin, len(self.figures) - _RECALL) :]

    def before_bracket(self) -> Figure | None:
        """Return the last figure of this sentence that stands before the last bracket."""
        return self.figures[self.bracket - 1] if self.bracket > self.sentence_begin else None

    def right(self, quantity: Quantity, *, beyond: bool = False) -> str:
        """Return the words after a number, up to the next mark or number; `beyond`, up to the mark."""
        after = self.text[quantity.end : quantity.end + 24]
        mark = _MARK.search(after)
        after = (
            after[: mark.start()]
            if mark and not (mark[0] == "（" and mark.start() > 0 and after[mark.start() :].find("）") > 0)
            else after
        )
        place = len(self.found) if beyond else bisect_right(self.found, quantity.start, key=lambda one: one.start)
        if place < len(self.found):
            after = after[: max(0, self.found[place].start - quantity.end)]
        return after

    def measure_before(self, gap: str) -> Name:
        """Return the last measure that a stretch of text names."""
        return measure_in(gap, self.words)

    def _without_dates(self, left: str, end: int) -> str:
        """Return what of the words before the place `end` follows the last date in them."""
        start = end - len(left)
        place = bisect_right(self.dates, (end, 0)) - 1
        if (
            place >= 0
            and start < self.dates[place][1] <= end
            and self.text[self.dates[place][0] - 1 : self.dates[place][0]] not in ("较", "比")
        ):
            after = self.text[self.dates[place][1] : end]
            return after if cleaned(after, self.words) else self.text[start : max(start, self.dates[place][0])] + after
        return left

    def _take_period(self, before: int) -> None:
        """Take the last date before a place as the period, unless a change is measured on it.

        That of a number from which another one comes (由去年底的 85.6% 提高到 …) is that number's alone.
        """
        if self._held:
            self.period_span = self._held.pop()
        while self._period < len(self.dates) and self.dates[self._period][1] <= before:
            start, end = self.dates[self._period]
            self._period += 1
            if self.text[max(0, start - 1) : start] in ("较", "比", "与"):
                continue
            if _FROM.fullmatch(self.text[max(0, start - 1) : start]) and _ITS_OWN.fullmatch(self.text, end, before):
                self._held = [self.period_span]
            if self.period_span and self.period_span[1] == start:
                start = self.period_span[0]
            self.period_span = (start, end)
