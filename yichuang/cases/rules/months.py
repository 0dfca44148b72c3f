"""Cutting a window at its months: whole months are summed by month, and only what is left of it by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a window is cut. Every day up to its end is in a whole month, in `head` or in `tail`, and in one of them.

    whole_until: months that begin before it are whole; but for `broken`, the month in which the window begins
    head, tail:  days by themselves, first and last (none where the last is before the first)
    apart:       the window's last day where it is the last of a whole month: it is asked for by itself
    """

    whole_until: date
    broken: date | None
    head: tuple[date, date]
    tail: tuple[date, date]
    apart: date | None


def cut(start: date, end: date, *, daily: bool, last_apart: bool) -> Cut:
    """Return how the days up to `end` are cut: before `start`, from `start`, and the last one are told apart.

    daily:      the window's days are wanted each by itself, so that only months before it are whole.
    last_apart: the last day is wanted by itself.
    """
    first = start.replace(day=1)
    if daily:
        return Cut(first, None, (first, end), (end + _DAY, end), None)
    begin = start if start == first else _next(start)
    last_of_month = (end + _DAY).day == 1
    until = end + _DAY if last_of_month else end.replace(day=1)
    head, tail = (first, min(begin - _DAY, end)), (max(begin, until), end)
    apart = end if last_apart and last_of_month and begin <= end else None
    return Cut(until, first if begin > start else None, head, tail, apart)


def _next(day: date) -> date:
    """Return the first day of the next month."""
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)
