"""Periods by rule: the one a day lies in, those that fill a span, the one before, the year before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from yichuang.kit.errors import Refusal

Span = tuple[date, date]  # first and last day, both included

YEAR_MIN, YEAR_MAX = 1949, 2999
_DAY = timedelta(days=1)
_FROM_DAY = re.compile(r"month_from_(\d{1,2})")
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
RULES = ("day", "week", *_MONTHS)  # and `month_from_<n>`: from day n to day n−1 of the next month, n from 2 to 28


def reach(day: date, field: str) -> date:
    """Return the day. Raises Refusal `day_out_of_reach` where periods before or after it might be no dates."""
    if not is_reached(day):
        raise Refusal("day_out_of_reach", f"日期 {day} 不在 {YEAR_MIN} 至 {YEAR_MAX} 年之间", field=field)
    return day


def is_reached(day: date) -> bool:
    """Tell whether a day lies in the years for which figures can be asked."""
    return YEAR_MIN <= day.year <= YEAR_MAX


def is_rule(text: object) -> bool:
    """Tell whether a text is a rule of periods.

    >>> is_rule("month"), is_rule("month_from_17"), is_rule("month_from_31"), is_rule("fortnight")
    (True, True, False, False)
    """
    return text in RULES or _first_day(str(text)) is not None


def period_of(rule: str, day: date) -> Span:
    """Return the period of the rule in which a day lies. ValueError for what is no rule.

    >>> [str(end) for end in period_of("month_from_17", date(2022, 1, 5))]
    ['2021-12-17', '2022-01-16']
    """
    if rule == "day":
        return day, day
    if rule == "week":
        first = day - day.weekday() * _DAY
        return first, first + 6 * _DAY
    if rule in _MONTHS:
        months = _MONTHS[rule]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return first, add_months(first, months) - _DAY
    begins = _first_day(rule)
    if begins is None:
        raise ValueError(f"no such rule of periods: {rule}")
    month = day.replace(day=1) if day.day >= begins else add_months(day.replace(day=1), -1)
    first = month.replace(day=begins)
    return first, add_months(first, 1) - _DAY


def filling(rule: str, span: Span) -> list[Span] | None:
    """Return the periods of the rule that fill a span exactly, or None if none do.

    >>> len(filling("month", (date(2022, 1, 1), date(2022, 6, 30))) or [])
    6
    >>> filling("month", (date(2022, 1, 1), date(2022, 6, 5)))
    """
    first, last = span
    found = []
    while first <= last:
        period = period_of(rule, first)
        if period[0] != first or period[1] > last:
            return None
        found.append(period)
        first = period[1] + _DAY
    return found


def filled_by(rule: str, start: date, end: date) -> list[Span]:
    """Return the periods of the rule from the one in which `start` lies to the last one that ends by `end`.

    >>> [str(first) for first, _ in filled_by("month", date(2022, 1, 15), date(2022, 3, 30))]
    ['2022-01-01', '2022-02-01']
    """
    found = []
    period = period_of(rule, start)
    while period[1] <= end:
        found.append(period)
        period = period_of(rule, period[1] + _DAY)
    return found


def previous(span: Span) -> Span:
    """Return the period just before: as many whole months for whole months, else as many days.

    >>> [str(end) for end in previous((date(2022, 3, 1), date(2022, 3, 31)))]
    ['2022-02-01', '2022-02-28']
    >>> [str(end) for end in previous((date(2022, 6, 17), date(2022, 7, 16)))]
    ['2022-05-17', '2022-06-16']
    """
    months = _whole_months(span)
    if months:
        return add_months(span[0], -months), span[0] - _DAY
    return span[0] - (span[1] - span[0] + _DAY), span[0] - _DAY


def year_before(span: Span) -> Span:
    """Return the same period of the year before; whole months stay whole, and 29 February becomes the 28th.

    >>> [str(end) for end in year_before((date(2024, 2, 1), date(2024, 2, 29)))]
    ['2023-02-01', '2023-02-28']
    """
    months = _whole_months(span)
    first = add_months(span[0], -12)
    return first, add_months(first, months) - _DAY if months else add_months(span[1], -12)


def since(word: str, last: date) -> date:
    """Return the day from which a cumulative figure counts: `year`, `half_year`, `quarter`, `month`, or a date."""
    return period_of(word, last)[0] if word in _MONTHS else date.fromisoformat(word)


def is_since(text: object) -> bool:
    """Tell whether a text says from when a cumulative figure counts."""
    if str(text) in _MONTHS:
        return True
    try:
        date.fromisoformat(str(text))
    except ValueError:
        return False
    return True


SHIFTS: dict[str, Callable[[Span], Span]] = {"previous": previous, "year_before": year_before}


def in_words(span: Span) -> str:
    """Return a span as messages print it."""
    return f"{span[0]} 至 {span[1]}" if span[0] != span[1] else f"{span[0]}"


def add_months(day: date, months: int) -> date:
    """Return the day so many months later (earlier), or the last of that month where it has no such day.

    >>> str(add_months(date(2024, 2, 29), -12))
    '2023-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - _DAY).day))


def _whole_months(span: Span) -> int:
    """Return how many whole months a span is, counted from its first day; 0 if it is not such a span."""
    first, after = span[0], span[1] + _DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if months > 0 and first.day == after.day and first.day <= 28 else 0


def _first_day(rule: str) -> int | None:
    found = _FROM_DAY.fullmatch(rule)
    return int(found[1]) if found and 2 <= int(found[1]) <= 28 else None
