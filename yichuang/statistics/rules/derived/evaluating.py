"""Evaluating derived figures: what they need, their arithmetic, and what is said where there is no number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Context as Precision
from decimal import Decimal, localcontext

from yichuang.statistics.rules.derived.ordering import chosen, ranked
from yichuang.statistics.rules.derived.records import RATIO_UNITS, Context, Derived, Operand
from yichuang.statistics.rules.derived.values import Figure, Place, amount, rounded, without
from yichuang.statistics.rules.faults import Fault
from yichuang.statistics.rules.periods import Span, in_words

_PRECISION = Precision(prec=60)  # far more than any figure has: what is cut is cut by the definition's rounding only
Shifts = Mapping[tuple[str, Span], Span]
Need = tuple[str, Span, frozenset[str]]  # a counted or submitted figure, when, by which dimensions


@dataclass
class Evaluation:
    """Definitions with what they stand on. Each figure of a context is reckoned once.

    found:  (figure's code, context) → counted or submitted figure.
    units:  (dimension, span) → its units by code, in order: what a ranking or list goes over.
    broken: codes of definitions that are wrong → (name, unit, the fault).
    shifts: (`previous` or `year_before`, span) → span, where the calendar's rule is not the one wanted.
    """

    definitions: Mapping[str, Derived]
    found: Callable[[str, Context], Figure]
    units: Callable[[str, Span], Mapping[str, str]]
    broken: Mapping[str, tuple[str, str, Fault]] = field(default_factory=dict)
    shifts: Shifts = field(default_factory=dict)
    _known: dict[tuple[str, Context], Figure] = field(default_factory=dict)

    def figure(self, code: str, context: Context) -> Figure:
        """Return the figure of a code in a context; never raises for what a figure lacks."""
        key = (code, context)
        if key not in self._known:
            self._known[key] = self._figure(code, context)
        return self._known[key]

    def _figure(self, code: str, context: Context) -> Figure:
        if code in self.broken:
            name, unit, fault = self.broken[code]
            return without(code, name, unit, context, "derived", fault)
        one = self.definitions.get(code)
        if one is None:
            return self.found(code, context)
        if one.is_list:
            return self._units_in_order(one, context)
        operands = tuple(self._operand(operand, context) for operand in _all(one))
        blank = Figure(one.code, one.name, one.unit, context, "derived", operands=operands)
        lacking = next((operand for operand in operands if operand.number is None), None)
        if lacking is not None:
            return replace(blank, reason=lacking.reason, message=lacking.message)
        with localcontext(_PRECISION):
            return _reckoned(one, blank, [operand.number for operand in operands if operand.number is not None])

    def _operand(self, operand: Operand, context: Context) -> Figure:
        figure = self.figure(operand.figure, context.at(operand, self.shifts))
        return replace(figure, name=operand.called(figure.name))

    def _units_in_order(self, one: Derived, context: Context) -> Figure:
        over, (operand,) = one.options["over"], one.operands
        at = context.at(operand, self.shifts)
        places, lacking = [], []
        for code, name in self.units(over, at.span).items():
            figure = self.figure(operand.figure, Context(at.span, at.within(((over, (code,)),))))
            if figure.number is None:
                lacking.append((name, figure))
            else:
                places.append(Place(0, code, name, figure))
        blank = Figure(one.code, one.name, "", context, "derived")
        if lacking and not places:
            return replace(blank, reason=lacking[0][1].reason, message=lacking[0][1].message)
        ordered = ranked(places, one) if one.kind == "ranking" else chosen(places, one)
        return replace(blank, places=tuple(ordered), left_out=tuple((name, figure.message) for name, figure in lacking))


def needs(codes: Iterable[str], definitions: Mapping[str, Derived], context: Context, shifts: Shifts) -> set[Need]:
    """Return which counted or submitted figures the codes stand on, of which spans, by which dimensions."""
    found: set[Need] = set()
    seen: set[tuple[str, Span, frozenset[str]]] = set()

    def walk(code: str, at: Context, dimensions: frozenset[str]) -> None:
        if (code, at.span, dimensions) in seen:
            return
        seen.add((code, at.span, dimensions))
        one = definitions.get(code)
        if one is None:
            found.add((code, at.span, dimensions))
            return
        over = {one.options["over"]} if one.is_list else set()
        for operand in _all(one):
            walk(operand.figure, Context(at.at(operand, shifts).span),
                 dimensions | over | {name for name, _ in operand.where})  # fmt: skip

    for code in codes:
        walk(code, Context(context.span), frozenset(name for name, _ in context.where))
    return found


def _all(one: Derived) -> Iterator[Operand]:
    """Yield a definition's operands; a change has its figure once more, of the period it is compared with."""
    yield from one.operands
    if one.kind == "change":
        yield replace(one.operands[0], period=one.options["against"])


def _reckoned(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    """Return the figure of a definition whose operands all have a number."""
    return _ARITHMETIC[one.kind](one, blank, numbers)


def _done(one: Derived, blank: Figure, number: Decimal, left: str) -> Figure:
    cut = rounded(number, one.decimals, one.rounding)
    return replace(blank, number=cut, arithmetic=f"{left} = {amount(cut, one.unit)}")


def _by_nothing(one: Derived, blank: Figure, divisor: Figure) -> Figure:
    message = f"“{one.name}”无法计算：{divisor.name}（{in_words(divisor.context.span)}）为 0"
    return replace(blank, reason="division_by_zero", message=message)


def _ratio(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    above, below = blank.operands
    if not numbers[1]:
        return _by_nothing(one, blank, below)
    times = RATIO_UNITS.get(one.unit, 1) if one.kind != "average" else 1
    shown = f" × {times}" if times > 1 else ""
    return _done(one, blank, numbers[0] * times / numbers[1], f"{above.in_words()} ÷ {below.in_words()}{shown}")


def _speed_up(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    legal, used = blank.operands
    if not numbers[0]:
        return _by_nothing(one, blank, legal)
    left = f"（{legal.in_words()} − {used.in_words()}）÷ {legal.in_words()} × 100"
    return _done(one, blank, (numbers[0] - numbers[1]) * 100 / numbers[0], left)


def _change(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    now, before = blank.operands
    shown = (
        f"{now.in_words()}（{in_words(now.context.span)}）",
        f"{before.in_words()}（{in_words(before.context.span)}）",
    )
    if one.options["in"] != "percent":
        return _done(one, blank, numbers[0] - numbers[1], f"{shown[0]} − {shown[1]}")
    if not numbers[1]:
        return _by_nothing(one, blank, before)
    change = (numbers[0] - numbers[1]) * 100 / numbers[1]
    return _done(one, blank, change, f"（{shown[0]} − {shown[1]}）÷ {before.in_words()} × 100")


def _sum(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    return _done(one, blank, sum(numbers, Decimal(0)), " + ".join(part.in_words() for part in blank.operands))


def _total(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    """Return the whole; that its parts do not add up is told beside it, and changes nothing."""
    whole, *parts = blank.operands
    added = sum(numbers[1:], Decimal(0))
    shown = " + ".join(part.in_words() for part in parts)
    found = _done(one, blank, numbers[0], whole.in_words())
    if added == numbers[0]:
        return replace(found, arithmetic=f"{shown} = {amount(added, one.unit)}")
    message = f"{whole.in_words()} ≠ {shown} = {amount(added, one.unit)}，相差 {amount(numbers[0] - added, one.unit)}"
    return replace(found, arithmetic=message, reason="parts_differ", message=message)


def _same(one: Derived, blank: Figure, numbers: list[Decimal]) -> Figure:
    return _done(
        one, blank, numbers[0], f"{blank.operands[0].in_words()}（{in_words(blank.operands[0].context.span)}）"
    )


_ARITHMETIC: Mapping[str, Callable[[Derived, Figure, list[Decimal]], Figure]] = {
    "figure": _same, "rate": _ratio, "average": _ratio, "share": _ratio, "speed_up": _speed_up, "change": _change,
    "sum": _sum, "total": _total,
}  # fmt: skip
