"""The hall's clock. A demo has a day of its own; what is recorded always carries the true time."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

OWN_DAY_FILE = "demo-day"
_WEEKDAYS = "一二三四五六日"


def zone() -> ZoneInfo:
    """Return the hall's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def true_now() -> datetime:
    """Return the true instant, in the hall's zone."""
    return datetime.now(zone())


def own_day() -> date | None:
    """Return the demo's own day, or None in an installation that lives in the present."""
    if settings.HALL_DAY:
        return date.fromisoformat(settings.HALL_DAY)
    try:
        with open(f"{settings.VAR}/{OWN_DAY_FILE}", encoding="ascii") as file:
            return date.fromisoformat(file.read().strip())
    except FileNotFoundError:
        return None


def set_own_day(day: date) -> None:
    """Give this data directory a day of its own (what `demo load` does)."""
    path = Path(settings.VAR) / OWN_DAY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(day.isoformat())


def forget_own_day() -> None:
    """Let this data directory live in the present (again)."""
    (Path(settings.VAR) / OWN_DAY_FILE).unlink(missing_ok=True)


def today() -> date:
    """Return the day that doors and jobs act on: the demo's own, or the hall's local date."""
    return own_day() or true_now().date()


def now() -> datetime:
    """Return the instant that doors and jobs act at: the true time of day, on `today()`."""
    instant = true_now()
    day = own_day()
    return instant if day is None else datetime.combine(day, instant.timetz())


def local_date(instant: datetime) -> date:
    """Return the hall's date of an aware instant."""
    return instant.astimezone(zone()).date()


def start_of(day: date) -> datetime:
    """Return 00:00 of `day` in the hall."""
    return datetime.combine(day, time(), zone())


def in_words(day: date) -> str:
    """Return a date as pages print it.

    >>> in_words(date(2022, 7, 1))
    '2022-07-01 周五'
    """
    return f"{day.isoformat()} 周{_WEEKDAYS[day.weekday()]}"
