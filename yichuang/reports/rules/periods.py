"""The two periods of an issue: that of its stories, and that of its figures."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from yichuang.kit.errors import Refusal
from yichuang.statistics.rules.periods import is_rule

PERIODS = ("working_week", "week", "month")  # of an issue
FIGURES_PERIODS = ("year_to_date", "month_to_date", "period")


def is_period(rule: str) -> bool:
    """Tell whether a word is a rule of an issue's period."""
    return rule in PERIODS


def is_figures_period(rule: str) -> bool:
    """Tell whether a word is a rule of the figures' period."""
    return rule in FIGURES_PERIODS


def is_span_rule(rule: str) -> bool:
    """Tell whether a word is a rule of a series' further spans."""
    return is_figures_period(rule) or is_rule(rule)


def story_period(rule: str, day: date, is_working: Callable[[date], bool]) -> tuple[date, date]:
    """Return the first and last day of the period in which `day` lies.

    rule: `working_week` (first to last working day, Monday to Sunday), `week` or `month`.
    Raises Refusal `period_without_working_days`.

    >>> story_period("working_week", date(2022, 6, 27), lambda day: day.weekday() < 5)
    (datetime.date(2022, 6, 27), datetime.date(2022, 7, 1))
    """
    if rule == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    if rule == "week":
        return week[0], week[-1]
    working = [one for one in week if is_working(one)]
    if not working:
        raise Refusal(
            "period_without_working_days",
            f"{monday:%Y-%m-%d} 起的一周没有工作日，不编周报。",
            field="period",
            rule="工作日日历",
        )
    return working[0], working[-1]


def figures_period(rule: str, period: tuple[date, date]) -> tuple[date, date]:
    """Return the first and last day that the figures count, for an issue of that period.

    >>> figures_period("year_to_date", (date(2022, 6, 27), date(2022, 7, 1)))
    (datetime.date(2022, 1, 1), datetime.date(2022, 7, 1))
    """
    start, end = period
    if rule == "year_to_date":
        return end.replace(month=1, day=1), end
    return (end.replace(day=1), end) if rule == "month_to_date" else (start, end)
