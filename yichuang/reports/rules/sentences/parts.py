"""Parts of a whole: 共受理 860 件，其中网上 512 件、窗口 348 件."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.numerals import Number
from yichuang.reports.rules.sentences.quantities import Quantity

if TYPE_CHECKING:
    from yichuang.reports.rules.sentences.paragraph import Paragraph

_OF = "其中"
_AMONG = re.compile("[^，。；]{0,10}中[，]?[有的]?|，有")  # 17 个市（州）中，有 12 个
_NAMED = re.compile("其中，?([^，。；：、]{2,12})：")
_RECALL = 64  # figures back in which the whole is looked for


class Part:
    """Whose parts the numbers are that are being read, if they are any's."""

    def __init__(self) -> None:
        self.whole: int | None = None
        self._bracket = False
        self._sum: Number = 0
        self._wholes: list[int] = []  # what the parts may be of, the nearest first
        self._taken: list[Figure] = []
        self._listed = False  # in a bracket without 其中: 在编 187 人（职工 139 人、聘用 48 人）
        self._outer: tuple[int | None, Number, list[int], list[Figure]] | None = None  # what the bracket interrupts
        self._said = False  # 其中 stood before a length of time that only says which parts are meant

    def leave(self, paragraph: Paragraph) -> None:
        """Read no parts any more. If another figure is exactly their sum and the nearest is not, they are its parts."""
        sums = [index for index in self._wholes if paragraph.figures[index].value == self._sum]
        if sums and self.whole not in sums and len(self._taken) > 1:
            for part in self._taken:
                part.whole, part.of = sums[0], paragraph.figures[sums[0]].name
        self.whole, self._bracket, self._sum, self._wholes, self._taken = None, False, 0, [], []
        self._said, self._listed, self._outer = False, False, None

    def enter(self, paragraph: Paragraph, gap: str, quantity: Quantity) -> None:
        """Look at the words before a number: 其中 begins parts, a semicolon or a closing bracket ends them."""
        if self.whole is not None and ("；" in gap or (self._bracket and "）" in gap)):
            outer = self._outer if "；" not in gap else None
            self.leave(paragraph)
            if outer:
                self.whole, self._sum, self._wholes, self._taken = outer
        if self._opens_list(paragraph, gap, quantity):
            outer = self.whole, self._sum, self._wholes, self._taken
            self.whole, self._sum, self._wholes, self._taken = len(paragraph.figures) - 1, 0, [], []
            self._bracket, self._listed, self._outer = True, True, outer if outer[0] is not None else None
            return
        place = gap.rfind(_OF)
        here = len(paragraph.figures) > paragraph.sentence_begin
        if place < 0 and here and _AMONG.fullmatch(gap):
            self.list_of(paragraph, len(paragraph.figures) - 1)
        if place >= 0 and quantity.kind == "time":  # 其中逾期 3 天以上的 8 件
            self.leave(paragraph)
            self._said = True
            return
        if (place < 0 and not (self._said and gap.endswith("的"))) or quantity.kind == "rate":  # rates have no sum
            return
        place = max(place, 0)
        self.leave(paragraph)
        self._bracket = gap[:place].endswith("（")
        figures = paragraph.figures
        for index in range(len(figures) - 1, max(paragraph.begin, len(figures) - _RECALL) - 1, -1):
            figure = figures[index]
            if figure.unit == quantity.unit and not figure.is_change and figure.whole is None:
                self._wholes.append(index)
        self.whole = self._wholes[0] if self._wholes else None
        named = _NAMED.match(gap, place)
        if named:  # 其中转办事项：咨询 51 件
            alike = (n for n in self._wholes if named[1] in figures[n].subject + figures[n].name)
            self.whole = next(alike, None)
            self._wholes = [] if self.whole is None else [self.whole]

    def _opens_list(self, paragraph: Paragraph, gap: str, quantity: Quantity) -> bool:
        """Tell whether a bracket right after a figure lists what it is made of; 12 件（上月 11 件） does not."""
        if gap[:1] != "（" or _OF in gap or self._bracket or quantity.kind != "count" or quantity.high is not None:
            return False
        last = paragraph.figures[-1] if len(paragraph.figures) > paragraph.sentence_begin else None
        alike = last is not None and last.unit == quantity.unit and not last.is_change and last.high is None
        return alike and last is not None and last.value >= quantity.value and not paragraph.words.periods.search(gap)

    def list_of(self, paragraph: Paragraph, index: int) -> None:
        """Read what follows as parts of that figure (超期 3 件，分别为 …)."""
        self.leave(paragraph)
        self.whole = index

    def take(self, paragraph: Paragraph, figure: Figure, mark: str, gap: str) -> None:
        """Tell of a figure just added whether it is a part, and write down of what."""
        if self.whole is None:
            return
        whole = paragraph.figures[self.whole]
        if figure is whole or figure.unit != whole.unit or figure.high is not None:
            return
        if self._listed and figure.name in paragraph.words.stages and figure.name != whole.name:
            return
        another = mark == "，" and _OF not in gap and self._sum > 0
        stage = figure.name in paragraph.words.stages and figure.name != whole.name
        if another and (stage or self._sum + figure.value > whole.value):
            self.leave(paragraph)
            return
        named = [index for index in self._wholes if figure.known and paragraph.figures[index].name == figure.name]
        if not self._taken and named:
            self.whole = named[0]
            whole = paragraph.figures[self.whole]
        self._sum += figure.value
        figure.apart = bool(self._taken) and mark != "、" and "和" not in gap
        self._taken.append(figure)
        figure.whole, figure.of = self.whole, whole.name
