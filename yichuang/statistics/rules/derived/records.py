"""Derived figures as data: what kinds there are, and the records that definitions are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

from yichuang.statistics.rules.periods import SHIFTS, Span, since

ROUNDINGS: Mapping[str, str] = {
    "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP,
}  # fmt: skip
"""How a number is cut to its decimals. `half_up` rounds a half away from zero, also below zero."""

POINTS = "个百分点"
RATIO_UNITS: Mapping[str, int] = {"%": 100, "‰": 1000}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of derived figure.

    operands: fields that each name a figure; `many` names a list of them.
    options:  further fields, and the words each may have (empty: the validator knows its form).
    is_list:  it gives units in order instead of a number.
    """

    operands: tuple[str, ...] = ()
    many: str = ""
    options: Mapping[str, tuple[str, ...]] | None = None
    is_list: bool = False


OVER = ("centre", "department", "item_type", "item", "region", "channel")
KINDS: Mapping[str, Kind] = {
    "figure": Kind(("figure",)),
    "rate": Kind(("numerator", "denominator")),
    "average": Kind(("numerator", "denominator")),
    "share": Kind(("part", "whole")),
    "speed_up": Kind(("legal", "used")),
    "change": Kind(("figure",), options={"against": tuple(SHIFTS), "in": ("number", "percent", "points")}),
    "sum": Kind(many="parts"),
    "total": Kind(("whole",), many="parts"),
    "ranking": Kind(("figure",), options={"over": OVER, "order": ("top", "bottom"), "first": ()}, is_list=True),
    "list": Kind(
        ("figure",), is_list=True,
        options={"over": OVER, "condition": ("below", "at_most", "above", "at_least", "equal"), "limit": ()},
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that stands in another: which, for which groups, of which period, cumulative from when.

    where:  dimension → codes, of which all are counted together; they take the place of the row's own group.
    period: `previous` or `year_before`; empty: the same.
    since:  `year`, `half_year`, `quarter`, `month` or a date: from then to the end of the period.
    name:   what the arithmetic calls it; empty: the figure's own name, with the codes of `where`.
    """

    figure: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    period: str = ""
    since: str = ""
    name: str = ""

    def called(self, name: str) -> str:
        """Return what the arithmetic calls the operand, given its figure's name."""
        codes = "；".join("、".join(codes) for _, codes in self.where)
        return self.name or (f"{name}（{codes}）" if codes else name)


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived figure's definition, found right. `limit` is that of a list's condition, `first` of a ranking."""

    code: str
    name: str
    kind: str
    unit: str
    decimals: int
    rounding: str
    operands: tuple[Operand, ...]
    options: Mapping[str, str]
    first: int = 0
    limit: Decimal = Decimal(0)

    @property
    def is_list(self) -> bool:
        """Whether it gives units in order instead of a number."""
        return KINDS[self.kind].is_list


@dataclass(frozen=True, slots=True)
class Known:
    """What a definition must know of a figure that it names. decimals: None where it gives units instead."""

    name: str
    unit: str
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when a figure is asked for: the span, and the groups, by dimension in order."""

    span: Span
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def at(self, operand: Operand, shifts: Mapping[tuple[str, Span], Span]) -> Context:
        """Return the context of an operand. shifts: (word, span) → span, where not the calendar's rule."""
        span = self.span
        if operand.period:
            span = shifts.get((operand.period, span)) or SHIFTS[operand.period](span)
        if operand.since:
            first: date = since(operand.since, span[1])
            span = (min(first, span[1]), span[1])
        return Context(span, self.within(operand.where))

    def within(self, where: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the groups with others put in the place of those of the same dimension."""
        return tuple(sorted((dict(self.where) | dict(where)).items()))
