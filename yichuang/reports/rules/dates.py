"""Dates as reports write them. Everything here works on folded text (no blanks, half-width)."""

from __future__ import annotations

import re
from datetime import date

_DASH = r"(?:至|到|[-\u2010-\u2015~]+)"
_DAY = r"(?:(?P<y{0}>\d{{4}})年)?(?:(?P<m{0}>\d{{1,2}})月)?(?P<d{0}>\d{{1,2}})日"
_ONE_OR_TWO = re.compile(rf"{_DAY.format(1)}(?:(?:{_DASH}|、){_DAY.format(2)})?")
_FULL_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:印发)?")
_SPAN = re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{_DASH}(?:(\d{{4}})年)?(\d{{1,2}})月(\d{{1,2}})日")
_THIRD = re.compile(r"(?P<month>\d{1,2})月(?P<third>上旬|中旬|下旬|初|中|底|末)")
_BEFORE = re.compile(r"(?:截至|截止|自|从|于|在|经)?")


def written(day: date, *, with_year: bool = True) -> str:
    """Return a date as reports print it.

    >>> written(date(2022, 7, 1))
    '2022 年 7 月 1 日'
    """
    year = f"{day.year} 年 " if with_year else ""
    return f"{year}{day.month} 月 {day.day} 日"


def iso(day: date | None) -> str | None:
    """Return a date as programs read it (2022-07-01), None for none."""
    return day.isoformat() if day else None


def full_day(folded: str) -> date | None:
    """Return the date if the text is one with its year and nothing else, otherwise None."""
    found = _FULL_DAY.fullmatch(folded)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def span(folded: str) -> tuple[date, date] | None:
    """Return the first span of days in the text that names the year (2022年1月1日至2022年7月1日), or None."""
    found = _SPAN.search(folded)
    if not found:
        return None
    start = _day(int(found[1]), int(found[2]), int(found[3]))
    end = _day(int(found[4] or found[1]), int(found[5]), int(found[6]))
    return (start, end) if start and end else None


def period(folded: str, anchor: date) -> tuple[date, date] | None:
    """Return the span of days that is the whole text but for brackets; a year left out is the one nearest `anchor`."""
    inner = folded.strip("()〔〕[]")
    found = _ONE_OR_TWO.fullmatch(inner)
    days = _days(found, anchor) if found else None
    return days if days and found and found["d2"] else None


def opening_date(folded: str, vague: tuple[str, ...], anchor: date) -> tuple[int, date | None, date | None]:
    """Return how many characters at the start are a date, and its first and last day (None, None for a vague one).

    A year that is left out is the one that brings the date nearest to `anchor`.

    >>> opening_date("6月20日至28日,某厅", ("近日",), date(2022, 7, 1))
    (9, datetime.date(2022, 6, 20), datetime.date(2022, 6, 28))
    """
    start = _BEFORE.match(folded).end()  # type: ignore[union-attr]  # it matches nothing at least
    found = _ONE_OR_TWO.match(folded, start)
    if found and found["m1"]:
        days = _days(found, anchor)
        if days:
            return found.end(), *days
    rough = _THIRD.match(folded, start)
    if rough:
        return rough.end(), None, None
    for word in vague:
        if folded.startswith(word, start):
            return start + len(word), None, None
    return 0, None, None


def nearest(month: int, day: int, anchor: date) -> date | None:
    """Return the day of that month and day nearest to `anchor`, or None if the calendar has no such day."""
    candidates = [_day(anchor.year + step, month, day) for step in (-1, 0, 1)]
    return min((c for c in candidates if c), key=lambda candidate: abs((candidate - anchor).days), default=None)


def _days(found: re.Match[str], anchor: date) -> tuple[date, date] | None:
    month = found["m1"]
    if not month:
        return None
    first = _resolve(found["y1"], month, found["d1"], anchor)
    last = first if not found["d2"] else _resolve(found["y2"] or found["y1"], found["m2"] or month, found["d2"], anchor)
    return (first, last) if first and last and first <= last else None


def _resolve(year: str | None, month: str, day: str, anchor: date) -> date | None:
    return _day(int(year), int(month), int(day)) if year else nearest(int(month), int(day), anchor)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
