"""Filling templates: values in their places, clauses that disappear, placeholders for what is not there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yichuang.reports.rules.composing.material import Ask, Material
from yichuang.reports.rules.composing.values import (
    counts_for_nothing,
    cuts,
    date_words,
    figure_words,
)
from yichuang.reports.rules.numbering import ALL
from yichuang.reports.rules.periods import wording
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.series.places import FIGURES_SPAN
from yichuang.reports.rules.series.templates import Clause, Node, Slot, template_of
from yichuang.statistics.rules.checks import Remark
from yichuang.statistics.rules.derived import Figure

_HALVES, _QUARTERS = "上下", "一二三四"
_STOP_BEFORE = re.compile(r"[，、；]+(?=[。；])|[，、]+(?=，)")  # 件，。 and 件，； and 件，，
_PAUSE_AFTER = re.compile(r"(?:(?<=[。；：（])|^)[，、；。]+")
_PAUSE_LAST = re.compile(r"[，、；]+$")


@dataclass
class Writer:
    """Fills a series' templates with an issue's material; what is lacking is collected in `remarks`, once each."""

    series: Series
    material: Material
    remarks: list[Remark] = field(default_factory=list)

    def text(
        self, template: str, place: str, *, span: str = "", values: Mapping[str, object] | None = None,
        unit: tuple[str, str] | None = None,
    ) -> str:  # fmt: skip
        """Return a template's words.

        place:  where the template stands in the series, for the remarks.
        span:   that of its section ("" that of the figures).
        values: further fields, which come before all others.
        unit:   (dimension, code) of the unit whose figures it speaks of.
        """
        read = template_of(template)
        for problem in read.problems:
            self.remark("template_wrong", f"模板有误：{problem}", place)
        at = _Place(place, span, values or {}, unit or ("", ""))
        words = self._words(read.nodes, at)
        return _mended(words) if at.left_out else words

    def figure(self, code: str, span: str = "", unit: tuple[str, str] = ("", "")) -> Figure | None:
        """Return a figure of all units together, or of one (dimension, code); None where nobody asked for it."""
        answer = self.material.answers.get(Ask(span or FIGURES_SPAN, unit[0]))
        row = next((row for row in answer.rows if row.code == unit[1]), None) if answer else None
        return row.figures.get(code) if row else None

    def lacking(self, figure: Figure, place: str) -> str:
        """Return the placeholder of a figure that is not there, and remark why."""
        self.remark("figure_missing", figure.message or f"“{figure.name}”没有数", place)
        return f"【缺：{figure.name}】"

    def remark(self, code: str, message: str, place: str) -> None:
        """Add a remark unless it was made."""
        remark = Remark(code, "doubt", message.rstrip("。") + "。", place)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def _words(self, nodes: Sequence[Node], at: _Place) -> str:
        return "".join(self._node(node, at) for node in nodes)

    def _node(self, node: Node, at: _Place) -> str:
        if isinstance(node, Slot):
            return self._slot(node, at)
        return self._clause(node, at) if isinstance(node, Clause) else node

    def _clause(self, clause: Clause, at: _Place) -> str:
        for node in clause.nodes:
            if isinstance(node, Slot) and self._disappears(node, at):
                at.left_out.append(clause)
                return ""
        return self._words(clause.nodes, at)

    def _disappears(self, slot: Slot, at: _Place) -> bool:
        value = self._value(slot, at)
        if isinstance(value, Figure):
            if not value.is_there and value.reason != "division_by_zero":
                self.remark("clause_left_out", f"略去一段：{value.message or value.name}", at.place)
            return counts_for_nothing(value, slot.format)
        return value is None or value == "" or (isinstance(value, int) and not value)

    def _slot(self, slot: Slot, at: _Place) -> str:
        value = self._value(slot, at)
        if isinstance(value, Figure):
            if not value.is_there:
                return self.lacking(value, at.place)
            if cuts(value, slot.format):
                message = f"“{value.name}”按定义已取舍，不再减少小数位；如需更少位数，请改定义的 decimals"
                self.remark("decimals_kept", message, at.place)
            return figure_words(value, slot.format)
        if value is None:
            self.remark("field_unknown", f"字段 {slot.written} 无从取值", at.place)
            return f"【缺：{slot.name}】"
        return date_words(value, slot.format) if isinstance(value, date) else str(value)

    def _value(self, slot: Slot, at: _Place) -> object:
        """Return what a field stands for: a figure, a date, a word; None where nobody knows."""
        if slot.name in at.values:
            return at.values[slot.name]
        if slot.name in self.series.variables and not slot.span:
            return self.series.variables[slot.name]
        days = self.material.days(slot.span or at.span)
        if slot.name in ("from", "to", "span"):
            return days and {"from": days[0], "to": days[1], "span": wording(days)}[slot.name]
        if slot.name in (fields := self.issue_fields()) and not slot.span:
            return fields[slot.name]
        return self.figure(slot.name, slot.span or at.span, at.unit)

    def issue_fields(self) -> dict[str, object]:
        """Return the fields that every template may use."""
        numbers, (start, end) = self.material.numbers, self.material.period
        total = numbers.number if numbers.scope == ALL else numbers.total_number
        return {
            "year": numbers.year, "number": _or_blank(numbers.number), "total": _or_blank(total),
            "month": end.month, "quarter": _QUARTERS[(end.month - 1) // 3], "half": _HALVES[end.month // 7],
            "issued_on": self.material.issued_on, "period": wording((start, end)), "period_from": start,
            "period_to": end,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a template stands: its place in the series, its section's span, and further fields; what was left out."""

    place: str
    span: str
    values: Mapping[str, object]
    unit: tuple[str, str]
    left_out: list[Clause] = field(default_factory=list)


def _mended(words: str) -> str:
    """Return words with the punctuation put right around what was left out.

    >>> _mended("，受理 3 件，；其中：，办结 2 件，。共 5 件，")
    '受理 3 件；其中：办结 2 件。共 5 件。'
    """
    words = _STOP_BEFORE.sub("", words)
    words = _PAUSE_AFTER.sub("", words)
    return _PAUSE_LAST.sub("。", words)


def _or_blank(number: int | None) -> object:
    return "" if number is None else number
