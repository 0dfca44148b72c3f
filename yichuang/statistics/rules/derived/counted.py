"""What derived figures may count on: indicators that are whole numbers, sums of limits, and ratios as definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yichuang.cases.rules.words import Measure
from yichuang.catalogue.rules import Terms, Unit
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sum over the concluded cases of items whose limits are in working days (the promise may be at once)."""

    name: str
    measure: Measure
    weight: Callable[[Terms], int]
    unit: str = "个工作日"


WEIGHED: Mapping[str, Weighed] = {
    "legal_working_days": Weighed("法定时限合计", Measure.CONCLUDED, lambda terms: terms.legal.n),
    "promised_working_days": Weighed("承诺时限合计", Measure.CONCLUDED, lambda terms: terms.promised.n),
    "limited_days_used": Weighed("实际用时合计", Measure.DAYS, lambda terms: 1),
}
"""All three go over the same items, so that they can be compared. The tallies do not know an item's version: the limits
are those in force at the end of the period."""


def is_weighed(terms: Terms) -> bool:
    """Tell whether an item's cases are among those of `WEIGHED`."""
    return terms.legal.unit is Unit.WORKING_DAY and terms.promised.unit in (Unit.WORKING_DAY, Unit.AT_ONCE)


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
        Derived("speed_up_rate", "办结提速率", "speed_up", "%", 2, "half_up",
                (Operand("legal_working_days"), Operand("limited_days_used")), {}),
        Derived("promised_speed_up_rate", "承诺提速率", "speed_up", "%", 2, "half_up",
                (Operand("legal_working_days"), Operand("promised_working_days")), {}),
    )
}  # fmt: skip
"""The ratios of the registry, reckoned in decimals: as operands they must be what their own operands give, exactly. And
the speed-up against the legal limit, of what was done and of what is promised."""

KNOWN: Mapping[str, Known] = (
    {code: Known(one.name, one.unit, 0) for code, one in COUNTED.items()}
    | {code: Known(one.name, one.unit, 0) for code, one in WEIGHED.items()}
    | {code: Known(one.name, one.unit, one.decimals) for code, one in BUILT_IN.items()}
)
