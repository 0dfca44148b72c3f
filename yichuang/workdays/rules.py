"""Working days of the authorities (行政许可法 Art. 82): pure arithmetic on local dates, no clock and no database.

The published calendars (国务院办公厅关于部分节假日安排的通知, one a year) come from the package `chinesecalendar`;
make-up working days (调休上班) count. What is published later reaches us as overrides of a new calendar version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

import chinese_calendar

from yichuang.kit.errors import Refusal

FIRST_YEAR = 2004  # the first year of the package, and of the licensing law
FIRST_OFFICIAL_THROUGH = 2026  # version 1 never changes: later years of the package come as a new version
PROVISIONAL_YEARS = 9  # how far a calendar reaches past its last published year
_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}  # 全国年节及纪念日放假办法, by the solar calendar
_DAY = timedelta(days=1)
_SATURDAY = 5

Span = tuple[date, date]  # first and last day, both inclusive


class DayKind(StrEnum):
    """What a day is in the calendar."""

    WORKDAY = "workday"
    MAKE_UP = "make_up"  # a weekend day worked in place of a holiday
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # a weekday off


@dataclass(frozen=True, slots=True)
class Override:
    """One day that a publication sets: working or not, and the document that says so."""

    day: date
    working: bool
    source: str


@dataclass(frozen=True)
class Calendar:
    """The numbered working days of one calendar version.

    version:          number of the version; 0 for a calendar that is not in the database.
    first_day:        its first day; the working days are numbered from here: 1, 2, 3 …
    working:          one byte a day from `first_day` on, 1 for a working day.
    official_through: the last year with a published calendar; later ones are provisional.

    >>> spring = Calendar(version=0, first_day=date(2022, 4, 29), working=bytes([1, 0, 0, 0, 0, 0, 1, 1, 1]))
    >>> spring.add(date(2022, 4, 29), 2), spring.count(date(2022, 4, 29), date(2022, 5, 7))
    (datetime.date(2022, 5, 6), 3)
    """

    version: int
    first_day: date
    working: bytes
    official_through: int = FIRST_OFFICIAL_THROUGH
    _epoch: int = field(init=False, repr=False, compare=False)
    _numbers: Sequence[int] = field(init=False, repr=False, compare=False)
    _days: Sequence[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        epoch = self.first_day.toordinal()
        days = [date.fromordinal(epoch + place) for place, working in enumerate(self.working) if working]
        for name, content in (("_epoch", epoch), ("_numbers", list(accumulate(self.working))), ("_days", days)):
            object.__setattr__(self, name, content)

    @property
    def last_day(self) -> date:
        """The last day the calendar knows."""
        return date.fromordinal(self._epoch + len(self.working) - 1)

    def number(self, day: date) -> int:
        """Return how many working days there are from the calendar's first day up to and including `day`.

        Raises Refusal `day_outside_calendar`.
        """
        place = day.toordinal() - self._epoch
        if not 0 <= place < len(self._numbers):
            raise self._outside(day.isoformat())
        return self._numbers[place]

    def is_working(self, day: date) -> bool:
        """Say whether the authorities work on `day`. Raises Refusal `day_outside_calendar`."""
        self.number(day)
        return bool(self.working[day.toordinal() - self._epoch])

    def kind(self, day: date) -> DayKind:
        """Return what `day` is; `make_up` and `holiday` are where the calendar differs from the plain week."""
        if self.is_working(day):
            return DayKind.MAKE_UP if day.weekday() >= _SATURDAY else DayKind.WORKDAY
        return DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.HOLIDAY

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`, which is itself not counted; n = 0 gives `day`.

        Raises ValueError if n is negative, Refusal `day_outside_calendar` past either end.
        """
        if n < 0:
            raise ValueError("working days are added, never taken away")
        if n == 0:
            return day
        number = self.number(day) + n
        if number > len(self._days):
            raise self._outside(f"{day.isoformat()} + {n} 个工作日")
        return self._days[number - 1]

    def count(self, after: date, through: date) -> int:
        """Return the working days after `after` up to and including `through`; negative if `through` is earlier."""
        return self.number(through) - self.number(after)

    def is_provisional(self, year: int) -> bool:
        """Say whether the year's calendar was not yet published and is computed instead."""
        return year > self.official_through

    def _outside(self, what: str) -> Refusal:
        return Refusal(
            "day_outside_calendar",
            f"{what} 超出工作日日历的范围（{self.first_day.isoformat()} 至 {self.last_day.isoformat()}）",
            field="day",
            rule="工作日日历",
        )


def provisional_working(day: date) -> bool:
    """Say whether a day of a year without a published calendar is taken for a working day.

    Only weekends and the fixed-date holidays are off, so a provisional date is hardly ever later than the true one.
    """
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED_HOLIDAYS


def first_calendar() -> Calendar:
    """Return version 1, which every installation starts with: 2004–2026 as published, then nine provisional years."""
    first_day = date(FIRST_YEAR, 1, 1)
    official = bytes(
        chinese_calendar.is_workday(day) for day in days_from(first_day, date(FIRST_OFFICIAL_THROUGH, 12, 31))
    )
    return extended(Calendar(1, first_day, official), FIRST_OFFICIAL_THROUGH)


def extended(calendar: Calendar, official_through: int) -> Calendar:
    """Return `calendar` with the year `official_through` taken as published, and provisional years up to nine later."""
    through = date(official_through + PROVISIONAL_YEARS, 12, 31)
    more = bytes(provisional_working(day) for day in days_from(calendar.last_day + _DAY, through))
    return Calendar(calendar.version, calendar.first_day, calendar.working + more, official_through)


def overridden(calendar: Calendar, overrides: Iterable[Override], version: int) -> Calendar:
    """Return `calendar` as the new `version`, with the days of `overrides` set.

    Raises Refusal: `day_outside_calendar`, `day_twice`, `source_missing`.
    """
    working, seen = bytearray(calendar.working), set()
    for override in overrides:
        calendar.number(override.day)
        if override.day in seen:
            raise Refusal("day_twice", f"{override.day.isoformat()} 在同一次发布中出现了两次", field="day")
        if not override.source.strip():
            raise Refusal("source_missing", f"{override.day.isoformat()} 未注明依据文件", field="source")
        seen.add(override.day)
        working[(override.day - calendar.first_day).days] = override.working
    return Calendar(version, calendar.first_day, bytes(working), calendar.official_through)


def days_from(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]


def due_date(accepted_on: date, limit_days: int, calendar: Calendar) -> date:
    """Return the last day on which the decision is still in time.

    accepted_on: local date of acceptance; that day itself is not counted.
    limit_days:  working days, 1 or more.

    Paused time is not included; see `moved_by_pauses`.
    Raises ValueError if limit_days < 1, Refusal `day_outside_calendar`.
    Source: 行政许可法 Art. 42 (20 days from acceptance, 10 more if approved), Art. 82 (working days).

    >>> due_date(date(2022, 9, 29), 5, first_calendar())  # the seven days of October, then two make-up days
    datetime.date(2022, 10, 11)
    """
    return calendar.add(accepted_on, _at_least_one(limit_days))


def moved_by_pauses(accepted_on: date, limit_days: int, pauses: Iterable[Span], calendar: Calendar) -> date:
    """Return the due date when the clock stood still on the days of `pauses`: the limit-th working day not paused.

    pauses: first and last day of each, both inclusive; overlapping ones count once. Only their working days after
            acceptance and up to the due date, as the earlier pauses moved it, count; one begun after it moves nothing.

    Raises as `due_date`, and ValueError for a pause that ends before it begins.
    Source: 行政许可法 Art. 45 (time for hearing, inspection, expert review … is not counted).

    >>> hearing = (date(2022, 7, 6), date(2022, 7, 8))  # three working days
    >>> moved_by_pauses(date(2022, 7, 1), 5, [hearing], first_calendar())
    datetime.date(2022, 7, 13)
    """
    due = due_date(accepted_on, limit_days, calendar)
    for first, last in merged(pauses):
        if first > due:
            break
        if last > accepted_on:
            due = calendar.add(due, calendar.count(max(first - _DAY, accepted_on), last))
    return due


def due_in_calendar_days(accepted_on: date, limit_days: int, pauses: Iterable[Span] = ()) -> date:
    """Return the due date of a limit in calendar days; pauses work as in `moved_by_pauses`.

    An end on a day off stays there: 民法典 Art. 203, which would move it on, binds the authority only by analogy,
    and a date that is too early harms nobody.

    >>> due_in_calendar_days(date(2022, 7, 1), 5, [(date(2022, 7, 6), date(2022, 7, 8))])
    datetime.date(2022, 7, 9)
    """
    due = accepted_on + _at_least_one(limit_days) * _DAY
    for first, last in merged(pauses):
        if first > due:
            break
        if last > accepted_on:
            due += last - max(first - _DAY, accepted_on)
    return due


def merged(pauses: Iterable[Span]) -> list[Span]:
    """Return the spans in order, overlapping and adjoining ones made one. ValueError if one ends before it begins.

    >>> merged([(date(2022, 7, 6), date(2022, 7, 9)), (date(2022, 7, 4), date(2022, 7, 6))])
    [(datetime.date(2022, 7, 4), datetime.date(2022, 7, 9))]
    """
    spans: list[Span] = []
    for first, last in sorted(pauses):
        if last < first:
            raise ValueError(f"a pause ends before it begins: {first} … {last}")
        if spans and first <= spans[-1][1] + _DAY:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _at_least_one(limit_days: int) -> int:
    if limit_days < 1:
        raise ValueError("a limit is one day or more")
    return limit_days
