"""The words of a story's days, as stories begin with them."""

from __future__ import annotations

from datetime import date


def days_told(first: date, last: date) -> str:
    """Return a day or a span of days as a story begins with it; years only where the span crosses one.

    >>> days_told(date(2022, 6, 28), date(2022, 6, 28)), days_told(date(2022, 6, 28), date(2022, 7, 1))
    ('6月28日', '6月28日至7月1日')
    >>> days_told(date(2021, 12, 30), date(2022, 1, 2)), days_told(date(2022, 6, 28), date(2022, 6, 30))
    ('2021年12月30日至2022年1月2日', '6月28日至30日')
    """
    if first == last:
        return f"{first.month}月{first.day}日"
    if first.year != last.year:
        return f"{_with_year(first)}至{_with_year(last)}"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{first.month}月{first.day}日至{month}{last.day}日"


def _with_year(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
