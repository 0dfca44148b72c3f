"""What derived figures may count on: the indicators that are whole numbers, and the two ratios as definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yichuang.cases.rules.words import Measure
from yichuang.statistics.rules.derived.records import Derived, Known, Operand
from yichuang.statistics.rules.indicators import INDICATORS
from yichuang.statistics.rules.windows import Amounts

DAYS_USED = "working_days_used"


@dataclass(frozen=True, slots=True)
class Counted:
    """A whole number that the tallies give."""

    name: str
    unit: str
    measures: tuple[Measure, ...]
    with_past: bool

    def of(self, code: str, amounts: Amounts) -> int:
        """Return it for the amounts of one window and group."""
        if code == DAYS_USED:
            return amounts.within(Measure.DAYS)
        number = INDICATORS[code].compute(amounts)
        assert isinstance(number, int), "a counted figure is a whole number"
        return number


COUNTED: Mapping[str, Counted] = {
    code: Counted(one.name, one.unit, one.measures, one.moment != "period")
    for code, one in INDICATORS.items()
    if one.decimals is None
} | {DAYS_USED: Counted("办结办件用时合计", "个工作日", (Measure.DAYS,), False)}

BUILT_IN: Mapping[str, Derived] = {
    one.code: one
    for one in (
        Derived("within_limit_rate", "按时办结率", "rate", "%", 2, "half_up",
                (Operand("concluded_in_time"), Operand("concluded")), {}),
        Derived("average_working_days", "平均用时", "average", "个工作日", 2, "half_up",
                (Operand(DAYS_USED), Operand("concluded")), {}),
    )
}  # fmt: skip
"""The ratios of the registry, reckoned in decimals: as operands they must be what their own operands give, exactly."""

KNOWN: Mapping[str, Known] = {code: Known(one.name, one.unit, 0) for code, one in COUNTED.items()} | {
    code: Known(one.name, one.unit, one.decimals) for code, one in BUILT_IN.items()
}
