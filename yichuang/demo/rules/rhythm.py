"""When people come: working days and weekends, Mondays and Fridays, the weeks around Spring Festival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from random import Random

from yichuang.workdays.rules import Calendar, days_from

_OF_WEEKDAY = (1.16, 1.08, 1.02, 0.97, 0.84, 0.80, 0.80)  # Monday first; a make-up Saturday is a slow working day
_REST_DAY = {"counter": 0.0, "online": 0.13}  # windows are closed, applications still come in on the network
_SPRING_FESTIVAL = date(2022, 2, 1)
_OFFICE_HOURS = [(9, 12, 5), (12, 14, 1), (14, 17, 4)]  # from, to, how busy


@dataclass(frozen=True, slots=True)
class Season:
    """Days with the weights by which cases fall on them."""

    days: Sequence[date]
    cumulative: Sequence[float]

    def draw(self, chance: Random, count: int) -> list[date]:
        """Return `count` days."""
        return chance.choices(self.days, cum_weights=self.cumulative, k=count)


def season(first: date, last: date, calendar: Calendar, *, way: str) -> Season:
    """Return the days from `first` to `last` as cases come in at the `counter` or `online`."""
    days = days_from(first, last)
    weights = [
        _swing(day) * (_OF_WEEKDAY[day.weekday()] if calendar.is_working(day) else _REST_DAY[way]) for day in days
    ]
    return Season(days, list(accumulate(weights)))


def _swing(day: date) -> float:
    """Return how busy the time of the year is: slow around Spring Festival, catching up in March, growing to June."""
    off = (day - _SPRING_FESTIVAL).days
    if -12 <= off < 15:
        return 0.7
    return 1.12 if 28 <= off < 60 else 1.0 + max(off, 0) / 1500


class TimesOfDay:
    """Instants of a day: drawn beforehand, so that each case costs one addition."""

    COUNT = 4096

    def __init__(self, chance: Random, zone: tzinfo) -> None:
        hours = [hour for start, end, busy in _OFFICE_HOURS for hour in range(start, end) for _ in range(busy)]
        self._steps = [timedelta(hours=chance.choice(hours), seconds=chance.randrange(3600)) for _ in range(self.COUNT)]
        self._zone = zone
        self._midnights: dict[date, datetime] = {}

    def draw(self, chance: Random, count: int) -> list[timedelta]:
        """Return `count` times of day in office hours, as spans from midnight."""
        return chance.choices(self._steps, k=count)

    def midnight(self, day: date) -> datetime:
        """Return 00:00 of `day` in the hall."""
        found = self._midnights.get(day)
        if found is None:
            found = self._midnights[day] = datetime.combine(day, time(), self._zone)
        return found
