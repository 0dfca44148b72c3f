"""Checks of figures as an issue prints them: comments with place and arithmetic; nothing is altered.

The codes are those of the comments at reading: `rate_differs`, `parts_differ`, `period_differs`, `cumulative_fell`,
`change_differs`. A figure that is not there, or says no period, is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from yichuang.statistics.rules.checks import Remark
from yichuang.statistics.rules.derived.records import RATIO_UNITS, Context, Derived, Operand
from yichuang.statistics.rules.derived.values import Figure, amount, rounded
from yichuang.statistics.rules.periods import Span, in_words, since


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it is printed: name, number (with its printed decimals), unit, period, the sentence or place."""

    name: str
    number: Decimal
    unit: str = ""
    start: date | None = None
    end: date | None = None
    where: str = ""

    @property
    def decimals(self) -> int:
        """How many decimals it is printed with."""
        return max(0, -int(self.number.as_tuple().exponent))

    def in_words(self) -> str:
        """Return it as comments print it."""
        return f"{self.name} {amount(self.number, self.unit)}"


def as_printed(figure: Figure, *, where: str = "", number: Decimal | None = None) -> Printed:
    """Return a reckoned figure as an issue prints it. number: what stands there instead, put in by hand.

    Raises ValueError for a figure without number where none was put in.
    """
    shown = figure.number if number is None else number
    if shown is None:
        raise ValueError(f"{figure.code} has no number")
    return Printed(figure.name, shown, figure.unit, *figure.context.span, where)


def _remark(code: str, at: Printed, message: str, arithmetic: str) -> list[Remark]:
    return [Remark(code, "doubt", f"{message}：{arithmetic}。", at.where or at.name, arithmetic)]


def check_rate(rate: Printed, numerator: Printed, denominator: Printed, *, rounding: str = "half_up") -> list[Remark]:
    """Return `rate_differs` where a printed rate is not the quotient of its printed counts, at its printed decimals."""
    if not denominator.number:
        return []
    times = RATIO_UNITS.get(rate.unit, 1)
    quotient = rounded(numerator.number * times / denominator.number, rate.decimals, rounding)
    if quotient == rate.number:
        return []
    shown = f" × {times}" if times > 1 else ""
    arithmetic = f"{numerator.in_words()} ÷ {denominator.in_words()}{shown} = {amount(quotient, rate.unit)}"
    return _remark("rate_differs", rate, f"{rate.in_words()} 与分子、分母不符", arithmetic)


def check_parts(whole: Printed, parts: Sequence[Printed]) -> list[Remark]:
    """Return `parts_differ` where the printed parts (all of them are given) do not add up to the printed whole."""
    added = sum((part.number for part in parts), Decimal(0))
    if not parts or added == whole.number:
        return []
    apart = amount(whole.number - added, whole.unit)
    shown = " + ".join(part.in_words() for part in parts)
    arithmetic = f"{shown} = {amount(added, whole.unit)}，与 {whole.in_words()} 相差 {apart}"
    return _remark("parts_differ", whole, f"{whole.name}的各项之和不等于合计", arithmetic)


def check_period(count: Printed, rate: Printed) -> list[Remark]:
    """Return `period_differs` where a count that a rate is made of is of another period than the rate."""
    if not (count.start and count.end and rate.start and rate.end):
        return []
    if (count.start, count.end) == (rate.start, rate.end):
        return []
    spans = in_words((count.start, count.end)), in_words((rate.start, rate.end))
    arithmetic = f"{count.name}的时段为 {spans[0]}，{rate.name}的时段为 {spans[1]}"
    return _remark("period_differs", count, "数与率的时段不同", arithmetic)


def check_cumulative(now: Printed, before: Printed) -> list[Remark]:
    """Return `cumulative_fell` where a cumulative figure is lower than in an earlier issue, from the same first day."""
    if now.start != before.start or (now.end and before.end and now.end < before.end) or now.number >= before.number:
        return []
    fell = amount(before.number - now.number, now.unit)
    arithmetic = f"本期 {amount(now.number, now.unit)} − 前期 {amount(before.number, before.unit)} = −{fell}"
    return _remark("cumulative_fell", now, f"累计{now.name}低于前期", arithmetic)


def check_change(
    change: Printed, now: Printed, before: Printed, *, way: str, rounding: str = "half_up"
) -> list[Remark]:
    """Return `change_differs` where a printed change is not that from the earlier issue's figure to this one's.

    way: `number`, `points` (both by subtraction) or `percent`. before: as the earlier issue printed it.
    """
    if way == "percent":
        if not before.number:
            return []
        result = rounded((now.number - before.number) * 100 / before.number, change.decimals, rounding)
        shown = f"（{now.in_words()} − {before.in_words()}）÷ {before.in_words()} × 100"
    else:
        result, shown = now.number - before.number, f"{now.in_words()} − {before.in_words()}"
    if result == change.number:
        return []
    arithmetic = f"{shown} = {amount(result, change.unit)}"
    return _remark("change_differs", change, f"{change.in_words()} 与前期刊物不符", arithmetic)


def remarks_on(
    definitions: Iterable[Derived], printed: Mapping[str, Printed], earlier: Iterable[Mapping[str, Printed]] = ()
) -> list[Remark]:
    """Return the comments on an issue's figures as printed (overridden by hand or not), by what their definitions say.

    printed: the issue's figures by code. earlier: those of earlier issues, by code; each is found by its period.
    """
    history = list(earlier)
    found: list[Remark] = []
    for one in definitions:
        figure = printed.get(one.code)
        if figure is None:
            continue
        operands = [printed.get(operand.figure) for operand in one.operands if operand.figure]
        there = [operand for operand in operands if operand is not None]
        complete = len(there) == len(one.operands) and not any(o.where or o.period or o.since for o in one.operands)
        if one.kind in ("rate", "average", "share") and complete:
            apart = [remark for count in there for remark in check_period(count, figure)]
            found += apart or check_rate(figure, *there, rounding=one.rounding)
        elif one.kind in ("sum", "total") and complete:
            found += check_parts(figure, there[1:] if one.kind == "total" else there)
        elif one.kind == "change" and complete:
            found += _against_earlier(one, figure, there[0], history)
        elif one.kind == "figure" and one.operands[0].since:
            found += _fallen(one, figure, history)
    return found


def _against_earlier(
    one: Derived, change: Printed, now: Printed, earlier: Sequence[Mapping[str, Printed]]
) -> list[Remark]:
    """Compare a change with what the issue of that period printed; nothing where none of them prints the figure."""
    if not (now.start and now.end):
        return []
    span: Span = Context((now.start, now.end)).at(_shifted(one), {}).span
    for issue in earlier:
        before = issue.get(one.operands[0].figure)
        if before is not None and (before.start, before.end) == span:
            return check_change(change, now, before, way=one.options["in"], rounding=one.rounding)
    return []


def _shifted(one: Derived) -> Operand:
    return replace(one.operands[0], period=one.options["against"])


def _fallen(one: Derived, figure: Printed, earlier: Sequence[Mapping[str, Printed]]) -> list[Remark]:
    """Compare a cumulative figure with the latest earlier issue that counts from the same day."""
    if not figure.end:
        return []
    start = since(one.operands[0].since, figure.end)
    now = replace(figure, start=start)
    same = [
        replace(before, start=start)
        for issue in earlier
        if (before := issue.get(one.code)) is not None and before.end and before.end < figure.end
        and since(one.operands[0].since, before.end) == start
    ]  # fmt: skip
    return check_cumulative(now, max(same, key=lambda before: before.end or date.min)) if same else []
