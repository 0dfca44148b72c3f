"""Periods in Chinese words, and back from such words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from yichuang.reports.rules.periods.words import Span
from yichuang.statistics.rules import periods as calendar

_QUARTERS, _HALVES = "一二三四", "上下"
_TOLD = re.compile(
    r"(?P<year>\d{4})年(?:度|(?P<half>[上下])半年|(?:第(?P<quarter>[一二三四1-4])|(?P<short>[一二三四1-4]))季度"
    r"|(?P<first>\d{1,2})(?:[-\u2010-\u2015至~](?P<last>\d{1,2}))?月(?!\d{1,2}日))?"
)


def wording(period: Span, *, with_year: bool = True) -> str:
    """Return a period in words: a year, half-year, quarter or months where it is one, else its days.

    with_year: False leaves out a year that is the same at both ends.

    >>> [wording((date(2022, first, 1), date(2022, last, day))) for first, last, day in ((6, 6, 30), (1, 5, 31))]
    ['2022年6月', '2022年1—5月']
    >>> wording((date(2022, 1, 1), date(2022, 6, 30))), wording((date(2022, 4, 1), date(2022, 6, 30)))
    ('2022年上半年', '2022年第二季度')
    >>> wording((date(2022, 6, 27), date(2022, 7, 1)), with_year=False)
    '6月27日—7月1日'
    >>> wording((date(2021, 12, 27), date(2022, 1, 2)), with_year=False)
    '2021年12月27日—2022年1月2日'
    """
    first, last = period
    if first.year != last.year:
        return f"{_day(first, with_year=True)}—{_day(last, with_year=True)}"
    whole = _whole(period)
    if whole is None:
        until = "" if first == last else "—" + _day(last, with_year=False)
        return _day(first, with_year=with_year) + until
    year = f"{first.year}年"
    return (year if with_year or not whole else "") + whole


def _whole(period: Span) -> str | None:
    """Return what whole months of one year are called ("" for all twelve), or None where they are not whole."""
    first, last = period
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return None
    for rule, called in (("year", ""), ("half_year", f"{_HALVES[first.month // 7]}半年"),
                         ("quarter", f"第{_QUARTERS[(first.month - 1) // 3]}季度")):  # fmt: skip
        if calendar.period_of(rule, first) == period:
            return called
    return f"{first.month}月" if first.month == last.month else f"{first.month}—{last.month}月"


def _day(day: date, *, with_year: bool) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if with_year else f"{day.month}月{day.day}日"


def period_told(folded: str) -> Span | None:
    """Return the year, half-year, quarter or months that a folded text names first, or None. Days are not read here.

    >>> period_told("政务服务简报2022年第二季度")
    (datetime.date(2022, 4, 1), datetime.date(2022, 6, 30))
    """
    for found in _TOLD.finditer(folded):
        if found[0] == f"{found['year']}年":
            continue
        year = int(found["year"])
        quarter = found["quarter"] or found["short"]
        if found["half"]:
            first, last = (1, 6) if found["half"] == "上" else (7, 12)
        elif quarter:
            first = 3 * (int(quarter) if quarter.isdecimal() else _QUARTERS.index(quarter) + 1) - 2
            last = first + 2
        elif found["first"]:
            first, last = int(found["first"]), int(found["last"] or found["first"])
        else:
            first, last = 1, 12
        if year and 1 <= first <= last <= 12:
            return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return None
