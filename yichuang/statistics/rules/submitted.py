"""Submitted figures (填报): what an indicator's definition says, what an amount looks like, when it is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.statistics.rules.faults import Fault, Fields
from yichuang.statistics.rules.periods import RULES, Span, is_rule
from yichuang.workdays.rules import Calendar

DIGITS_MAX = 15  # before the point: what a sheet's number holds
AMOUNT_TEXT_MAX = 40
OVER_UNITS = ("sum", "none")
OVER_PERIODS = ("sum", "last", "none")
DEADLINE_IN = ("working_day", "calendar_day")
_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_FIELDS = ("code", "name", "unit", "decimals", "meaning", "period", "over_units", "over_periods", "deadline_days",
           "deadline_in", "departments")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubmittedIndicator:
    """A figure that windows send in because no ledger has it. Amounts are never negative.

    period:        the rule of its periods (`month`, `week`, `month_from_17` …), fixed for good.
    over_units:    `sum`, or `none` where departments may not be added up.
    over_periods:  `sum`, `last` (a state at the end of the period), or `none`.
    deadline_days: working or calendar days (`deadline_in`) after the period's last day.
    departments:   codes of those that must submit; empty: all that stand then.
    """

    code: str
    name: str
    unit: str
    decimals: int
    period: str
    over_units: str = "sum"
    over_periods: str = "sum"
    deadline_days: int = 3
    deadline_in: str = "working_day"
    departments: tuple[str, ...] = ()
    meaning: str = ""

    def as_record(self) -> dict[str, Any]:
        """Return the definition as the plain record that `submitted_indicators` reads."""
        return asdict(self) | {"departments": list(self.departments)}


@dataclass(frozen=True, slots=True)
class NewFigure:
    """A figure to submit.

    day:          any day of its period; the indicator's rule says which period that is.
    amount:       a number or text as `read_amount` takes it; None takes a submitted figure back.
    reason:       of a correction, or of taking back.
    seen_version: the version the sender looked at (0: none was there); None does not ask.
    place:        where it was found (a cell), for messages.
    """

    indicator: str
    department: str
    day: date
    amount: object
    reason: str = ""
    seen_version: int | None = None
    place: str = ""


def submitted_indicators(
    records: Iterable[Mapping[str, Any]], *, taken: Iterable[str] = ()
) -> tuple[list[SubmittedIndicator], list[Fault]]:
    """Return the definitions that are right, and the faults of all that are not.

    taken: codes that name another figure (counted or derived).
    """
    found: list[SubmittedIndicator] = []
    faults: list[Fault] = []
    known = set(taken)
    for place, record in enumerate(records, 1):
        fields = Fields.of(record, f"submitted[{place}]")
        one = _one(fields)
        if one.code in known:
            fields.fault("code", "code_taken", f"代码“{one.code}”已用于另一指标")
        elif one.code:
            known.add(one.code)
        faults += fields.faults
        if not fields.faults:
            found.append(one)
    return found, faults


def _one(fields: Fields) -> SubmittedIndicator:
    fields.only(_FIELDS)
    period = fields.text("period")
    if period and not is_rule(period):
        fields.fault("period", "period_unknown", f"须为 {'、'.join(RULES)} 或 month_from_2 至 month_from_28")
    units = fields.record.get("departments", [])
    if not isinstance(units, list | tuple) or not all(isinstance(unit, str) and unit for unit in units):
        fields.fault("departments", "departments_wrong", "须为部门代码的列表")
        units = []
    return SubmittedIndicator(
        code=fields.code(), name=fields.text("name", most=60), unit=fields.unit(), decimals=fields.decimals(),
        period=period, over_units=fields.one_of("over_units", OVER_UNITS, "over_units_unknown", "sum"),
        over_periods=fields.one_of("over_periods", OVER_PERIODS, "over_periods_unknown", "sum"),
        deadline_days=fields.whole("deadline_days", 0, 366, "deadline_wrong", 3),
        deadline_in=fields.one_of("deadline_in", DEADLINE_IN, "deadline_wrong", "working_day"),
        departments=tuple(units), meaning=fields.text("meaning", default="", most=1000),
    )  # fmt: skip


def read_amount(content: object, indicator: SubmittedIndicator) -> Decimal:
    """Return the amount that a cell, a field or a program says, with the indicator's decimals.

    Full-width digits and thousands' commas are understood. A sheet's float is taken by its shortest digits.
    Raises Refusal `amount_missing`, `amount_unreadable`, `amount_negative`, `amount_decimals`, `amount_too_large`.
    """
    if content is None or content == "":
        raise _wrong("amount_missing", "没有填数", indicator)
    if isinstance(content, bool) or not isinstance(content, int | float | Decimal | str):
        raise _wrong("amount_unreadable", "不是数", indicator)
    if isinstance(content, int) and abs(content) >= 10**AMOUNT_TEXT_MAX:
        raise _wrong("amount_too_large", f"整数部分至多 {DIGITS_MAX} 位", indicator)
    text = _plain(content)
    if text.startswith(("-", "−")):
        raise _wrong("amount_negative", f"“{text[:AMOUNT_TEXT_MAX]}”是负数", indicator)
    if len(text) > AMOUNT_TEXT_MAX or not _AMOUNT.fullmatch(text):
        raise _wrong("amount_unreadable", f"“{text[:AMOUNT_TEXT_MAX]}”不是数", indicator)
    amount = Decimal(text.replace(",", ""))
    if amount >= 10**DIGITS_MAX:
        raise _wrong("amount_too_large", f"整数部分至多 {DIGITS_MAX} 位", indicator)
    shown = amount.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)
    if shown != amount:
        raise _wrong("amount_decimals", f"“{text}”多于 {indicator.decimals} 位小数", indicator)
    return shown


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def _plain(content: object) -> str:
    if isinstance(content, float | Decimal):
        number = Decimal(repr(content)) if isinstance(content, float) else content
        if not number.is_finite():
            return str(number)
        return f"{number:f}" if number.adjusted() < AMOUNT_TEXT_MAX else str(number)
    return "".join(str(content).translate(_FULL_WIDTH).split())


def _wrong(code: str, message: str, indicator: SubmittedIndicator) -> Refusal:
    return Refusal(code, f"{indicator.name}：{message}", field=indicator.code)


def shown(amount: Decimal, indicator: SubmittedIndicator) -> Decimal:
    """Return an amount with the indicator's decimals; one that had more (of an earlier version) keeps them."""
    cut = amount.quantize(Decimal(1).scaleb(-indicator.decimals))
    return cut if cut == amount else amount.normalize()


def due_on(indicator: SubmittedIndicator, period: Span, calendar: Calendar) -> date:
    """Return the last day on which the figure of a period is in time. The period's last day is not counted."""
    if indicator.deadline_in == "working_day":
        return calendar.add(period[1], indicator.deadline_days)
    return period[1] + timedelta(days=indicator.deadline_days)
