"""From the words of a period (1—6月, 截至 9 月 30 日, 上半年) to its first and last day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date

from yichuang.reports.rules.sentences.figure import Figure, Period
from yichuang.reports.rules.sentences.numerals import value_of

_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_TO = r"(?:至|到|[-\u2010-\u2015~]+)"
_YEAR = re.compile(r"(\d{4})年|([一二][一二三四五六七八九〇零○]{3})年")
_DAYS = re.compile(
    rf"(?:(?P<y1>\d{{4}})年)?(?P<m1>{_N})月(?P<d1>{_N})[日号]"
    rf"(?:{_TO}(?:(?P<y2>\d{{4}})年)?(?:(?P<m2>{_N})月)?(?P<d2>{_N})[日号])?"
)
_MONTHS = re.compile(rf"(?P<m1>{_N})(?:月?{_TO}(?P<m2>{_N}))?月")
_QUARTER = re.compile(r"(?P<first>前)?(?P<n>[一二三四1234])季度?")
_DIGITS = {"〇": "0", "零": "0", "○": "0"} | {char: str(n) for n, char in enumerate("一二三四五六七八九", 1)}
_OTHER_YEAR = re.compile("去年|上年")
_BEFORE = re.compile("(?P<year>去年|上年)|(?P<last>上月|上周|上季|上期)")
_OWN = ("本月", "当月", "全月", "本周", "本季度", "本季", "本期")


def resolve(figures: Iterable[Figure], *, year: int | None, own: tuple[date, date] | None) -> None:
    """Give each figure's period its days as far as they are sure.

    year: of the report, for dates without one; a year named in the text before holds on.
    own:  the report's period, for 本月.
    """
    seen: dict[str, Period] = {}
    for figure in figures:
        period = figure.period
        if period is None:
            continue
        named = year_of(period.text)
        if named:
            year, seen = named, seen if named == year else {}
        if period.text not in seen:
            days = days_of(period.text, year=year, own=own)
            seen[period.text] = Period(period.text, *days) if days else period
        figure.period = seen[period.text]


def year_of(text: str) -> int | None:
    """Return the year that a text names, in digits or Chinese numerals."""
    found = _YEAR.search(text)
    if not found:
        return None
    return int(found[1] or "".join(_DIGITS[char] for char in found[2])) or None


def days_of(text: str, *, year: int | None, own: tuple[date, date] | None = None) -> tuple[date, date] | None:
    """Return the first and last day of a period in folded words, or None where they are not sure."""
    year = year_of(text) or year
    if text in _OWN:
        return own
    if year is None or not 1 <= year <= 9998 or _OTHER_YEAR.search(text):
        return None
    days = _DAYS.search(text)
    if days:
        first = _day(int(days["y1"] or year), days["m1"], days["d1"])
        last = (
            _day(int(days["y2"] or days["y1"] or year), days["m2"] or days["m1"], days["d2"]) if days["d2"] else first
        )
        return (first, last) if first and last and first <= last else None
    months = _MONTHS.search(text)
    if months:
        return _months(year, _number(months["m1"]), _number(months["m2"] or months["m1"]))
    quarter = _QUARTER.search(text)
    if quarter:
        last_month = 3 * _number(quarter["n"])
        return _months(year, 1 if quarter["first"] else last_month - 2, last_month)
    if "上半年" in text or "下半年" in text:
        return _months(year, 1, 6) if "上半年" in text else _months(year, 7, 12)
    if "全年" in text or "本年度" in text or _YEAR.fullmatch(text.rstrip("度")):
        return _months(year, 1, 12)
    return None


def is_earlier(other: Figure, one: Figure) -> bool:
    """Tell whether the first of two figures is said to be for the earlier period (5月 against 6月; 去年同期)."""
    if other.period is None:
        return False
    if _BEFORE.search(other.period.text):
        return True
    days = [days_of(figure.period.text, year=2000) if figure.period else None for figure in (other, one)]
    return days[0] is not None and days[1] is not None and days[0] < days[1]


def may_measure(old: Figure, kind: str) -> bool:
    """Tell whether a change of a kind may be measured on a figure: 同比 on no 上月, 环比 on no 去年同期."""
    when = _BEFORE.search(old.period.text) if old.period else None
    return when is None or kind not in (("环比", "较年初") if when["year"] else ("同比", "较年初"))


def _number(written: str) -> int:
    return int(value_of(written) or 0)


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, _number(month), _number(day))
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> tuple[date, date] | None:
    if not 1 <= first <= last <= 12:
        return None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
