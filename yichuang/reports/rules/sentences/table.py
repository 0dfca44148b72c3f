"""The figures of a table, cell by cell: named by what stands over the column and before it in the row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from yichuang.reports.rules.sentences.cells import (
    Amount,
    CellText,
    TableText,
    amount_in,
    heads_of,
    is_date,
    scaled,
    unit_in,
    unit_of_caption,
)
from yichuang.reports.rules.sentences.changing import UNSTATED, basis_in, sign_of
from yichuang.reports.rules.sentences.figure import Change, Figure, InTable, Period
from yichuang.reports.rules.sentences.naming import NOTHING, Name, measure_in, name_of
from yichuang.reports.rules.sentences.plain import Plain
from yichuang.reports.rules.sentences.quantities import DATE, Quantity
from yichuang.reports.rules.sentences.words import Words

_OF = re.compile("^其中[：:]?")
_RATE = re.compile("[率度比]$|占比|比重|比例")
_BRACKET = re.compile(r"（[^（）]{0,12}）$")
EARLIER = re.compile("去年|上年|上月|上周|上季|上期|上半年同期|同期")
SUBTOTAL, GRAND = 1, 2
_NAME_MAX, _ROW_NAME_MAX = 40, 16
_CUMULATIVE = ("累计", "本年累计", "年累计", "累计数")
_MEASURES = ("单位", "计量单位")  # heads of a column that may say each row's unit
_GROUP_MAX = 200  # rows over a 小计 that may be its parts


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over a column: its words, unit, multiple and period; whether it gives changes, or nothing to count.

    basis: of a change (同比), "" if none. part: the head says 其中.
    """

    head: str
    words: str = ""
    unit: str = ""
    multiple: int = 1
    period: str = ""
    basis: str = ""
    skipped: bool = False
    part: bool = False


def columns_of(table: TableText, words: Words) -> list[Column]:
    """Return the columns of a table."""
    given = unit_of_caption(table.caption, words)
    return [_column(parts, given, words) for parts in heads_of(table)]


def _column(parts: tuple[str, ...], given: tuple[str, int], words: Words) -> Column:
    folded = [_folded(part) for part in dict.fromkeys(parts)]
    head = "".join(folded)
    if not folded or folded[-1] in words.skipped:
        return Column(head, skipped=bool(folded))
    unit, multiple, kept, periods, basis = "", 1, [], [], ""
    for part in folded:
        one, times, rest = unit_in(part, words)
        unit, multiple = (one, times) if one else (unit, multiple)
        kind, _ = basis_in(rest, words)
        verb = sign_of(rest, words) or rest in words.moves
        if kind or verb:
            basis = kind or basis or UNSTATED
            continue
        when = DATE.search(rest) or words.periods.search(rest)
        if when:
            periods.append(when[0])
            rest = rest[: when.start()] + rest[when.end() :]
        if rest in _CUMULATIVE:  # another period than the columns beside it, and no other figure
            periods.append(rest)
        elif rest:
            kept.append(rest)
    counted = [rest for rest in kept if rest not in words.generic] or kept[-1:]
    own = "".join(_OF.sub("", rest) for rest in _without_groups(counted, words))
    rate = bool(_RATE.search(own))
    if not unit and not basis and not rate:
        unit, multiple = given
    return Column(
        head, own, unit, multiple, "".join(periods), basis, part=any(rest.startswith("其中") for rest in kept)
    )


def _without_groups(parts: list[str], words: Words) -> list[str]:
    """Return the words over a column without those of a group that the last ones say again (评价 over 评价率)."""
    *groups, last = parts or [""]
    own = measure_in(last, words)
    kept = [one for one in groups if not last.startswith(one) and (not own.known or measure_in(one, words) != own)]
    return [*kept, last]


class Table:
    """Reads a table row by row; `figures` grows. Rows are sentences of their own."""

    def __init__(self, table: TableText, number: int, figures: list[Figure], words: Words) -> None:
        self.table, self.number, self.figures, self.words = table, number, figures, words
        self.columns = columns_of(table, words)
        when = DATE.search(table.caption) or words.periods.search(table.caption)
        self.period = when[0] if when else ""
        self._groups: dict[int, str] = {}  # what a leading column said last, for cells merged downwards
        self._last: dict[int, int] = {}  # the last figure of each column that is no part, for rows that say 其中

    def read(self, sentence: int, otherwise: Callable[[CellText, int], int]) -> int:
        """Read all rows; return the number of the last sentence.

        otherwise: reads a cell of words as a paragraph, given the sentence's number; returns the last one's.
        """
        begin = len(self.figures)
        for place, row in enumerate(self.table.rows[self.table.head :], self.table.head):
            sentence = self._row(place, row, sentence + 1, otherwise)
        self._wholes(begin)
        return sentence

    def _row(
        self, place: int, row: tuple[CellText, ...], sentence: int, otherwise: Callable[[CellText, int], int]
    ) -> int:
        label, begin, leading = "", len(self.figures), True
        unit, times = "", 1  # of the row, where a column says 单位
        said: dict[int, str] = {}
        for at, cell in enumerate(row):
            column = self.columns[at] if at < len(self.columns) else Column("")
            amount = amount_in(cell.text, self.words)
            if column.head in _MEASURES and amount is None:
                found, multiple, rest = unit_in(f"（{_folded(cell.text)}）", self.words)
                if found and not rest:
                    unit, times = found, multiple
                    continue
            if amount is not None and not column.skipped:
                leading = False
                own = column if column.unit or column.basis else replace(column, unit=unit, multiple=times)
                figure = self._figure(cell, scaled(amount, own.multiple), own, label)
                figure.sentence = sentence
                figure.cell = InTable(self.number, place + 1, at + 1, self._level(label))
                self._add(figure, column, cell.text, at, begin, part=column.part or label.startswith("其中"))
                continue
            if not column.skipped and _may_tell(cell.text, label):
                before = len(self.figures)
                sentence = otherwise(cell, sentence)
                if len(self.figures) > before:
                    begin = len(self.figures)
                    continue
            label = self._label(at, cell, label, said, leading=leading)
        if not leading:
            self._groups |= said
        return sentence

    def _label(self, at: int, cell: CellText, label: str, said: dict[int, str], *, leading: bool) -> str:
        """Return what the row is called after a cell without a number.

        The columns before the first number add to one another (社会事务, 市民政局); an empty one among them goes on
        with that of the row above (`said` is what this row hands on).
        """
        text = "".join(cell.text.split())
        skipped = at < len(self.columns) and self.columns[at].skipped
        if (skipped and not self._level(text)) or not (text or leading):  # 合计 may stand under 序号
            return label
        if len(text) > _NAME_MAX or text.endswith("。"):  # a sentence
            return label
        if not text and not self._level(label):
            text = self._groups.get(at, "")
        if not any(char.isalnum() for char in text):
            return label
        if leading and not self._level(text):
            said[at] = text
            return label + text
        return text

    def _figure(self, cell: CellText, amount: Amount, column: Column, label: str) -> Figure:
        unit = amount.unit or column.unit or unit_in(_folded(label), self.words)[0]
        kind = self.words.unit_kinds.get(unit, "count")
        if _RATE.search(column.words) and unit in ("%", "‰", ""):
            kind = "rate"
        dated = self._is_period(_folded(label))
        row = "" if dated or self._level(label) else _OF.sub("", _folded(label))
        name = self._name(
            column, _BRACKET.sub("", row), label, Quantity(0, 1, amount.value, unit, amount.step, kind=kind)
        )
        when = column.period or (_folded(label) if dated else "") or self.period
        return Figure(
            name=name.name or unit or "数值", value=amount.value, unit=unit, kind=kind, subject=name.subject,
            step=amount.step, known=name.known, period=Period(when) if when else None,
            offset=cell.place, length=len(cell.text),
        )  # fmt: skip

    def _name(self, column: Column, row: str, label: str, quantity: Quantity) -> Name:
        """Name a cell: by a measure over its column, else by one before it in its row, else by the words over it."""
        over = name_of(column.words, "", quantity, self.words) if column.words else NOTHING
        generic = column.words in self.words.generic or not over.name
        if over.known or (not generic and quantity.kind == "rate"):
            return Name(over.name, row + over.subject, over.known)
        before = name_of(row, "", quantity, self.words) if row else NOTHING
        if generic:
            return before if before.name else Name(label or column.words)
        if before.known:
            return Name(before.name, before.subject + column.words, known=True)
        return Name(over.name, row, over.known)

    def _is_period(self, label: str) -> bool:
        return bool(label) and bool(is_date(label) or DATE.fullmatch(label) or self.words.periods.fullmatch(label))

    def _level(self, label: str) -> int:
        return self.words.total_rows.get(label, 0)

    def _add(self, figure: Figure, column: Column, text: str, at: int, begin: int, *, part: bool) -> None:
        """Append a figure; give a change to the figure of its row that it speaks of, a part its whole."""
        if column.basis:
            here = [one for one in reversed(self.figures[begin:]) if not one.is_change and not _is_earlier(one)]
            counts = [one for one in here if one.kind != "rate"]
            target = next(iter(counts if figure.unit == "%" and counts else here), None)
            change = Change(column.basis, figure.value, figure.unit, figure.step, text)
            if target is not None:
                target.changes.append(change)
                return
            figure.changes, figure.is_change = [change], True
        elif part and figure.unit != "%":
            index = self._before(begin) if column.part else self._last.get(at)
            if index is not None and self.figures[index].unit == figure.unit:
                figure.whole, figure.of, figure.apart = index, self.figures[index].name, True
        else:
            self._last[at] = len(self.figures)
        self.figures.append(figure)

    def _before(self, begin: int) -> int | None:
        """Return the last figure of this row that is no part."""
        return next((n for n in range(len(self.figures) - 1, begin - 1, -1) if self.figures[n].whole is None), None)

    def _wholes(self, begin: int) -> None:
        """Make the rows of a column the parts of its total, where it has one; those over a 小计 the parts of that."""
        columns: dict[int, list[int]] = {}
        for index in range(begin, len(self.figures)):
            figure = self.figures[index]
            if figure.cell and not figure.is_change and figure.kind in ("count", "money"):
                columns.setdefault(figure.cell.column, []).append(index)
        for indices in columns.values():
            grand = [index for index in indices if self._at(index) == GRAND]
            waiting: list[int] = []
            for index in indices:
                if self._at(index) == SUBTOTAL:
                    under = self._under(index, waiting)
                    for part in under:
                        self._belongs(part, index)
                    del waiting[len(waiting) - len(under) :]
                waiting += [index] if self._at(index) != GRAND else []
            for part in waiting if len(grand) == 1 else ():
                self._belongs(part, grand[0])

    def _at(self, index: int) -> int:
        cell = self.figures[index].cell
        return cell.total if cell else 0

    def _under(self, subtotal: int, waiting: list[int]) -> list[int]:
        """Return the rows that a 小计 is the sum of: the last ones that add up to it, else all since the one before."""
        since: list[int] = []
        sums = Decimal(0)
        for index in reversed(waiting[-_GROUP_MAX:]):
            if self._at(index):
                break
            since.append(index)
            sums += self.figures[index].value
            if sums == self.figures[subtotal].value:
                break
        return since

    def _belongs(self, index: int, whole: int | None) -> None:
        part = self.figures[index]
        if whole is not None and part.whole is None and part.unit == self.figures[whole].unit:
            part.whole, part.of = whole, self.figures[whole].name


def _may_tell(text: str, label: str) -> bool:
    """Tell whether a cell of words may hold figures (物业 390 件、房产 12 件); a short one at first names its row."""
    return any(char.isdigit() for char in text) and (bool(label) or len(text) > _ROW_NAME_MAX)


def _folded(text: str) -> str:
    return Plain([(0, text)]).text


def _is_earlier(figure: Figure) -> bool:
    return figure.period is not None and bool(EARLIER.search(figure.period.text))
