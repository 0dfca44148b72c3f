"""The period that a day lies in, the one before it, and that of the year before, by a series' rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from yichuang.kit.errors import Refusal
from yichuang.reports.rules.periods.words import AD_HOC, WORKING_WEEK, Span
from yichuang.statistics.rules import periods as calendar

IsWorking = Callable[[date], bool]

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_YEAR_OF_WEEKS = 52 * _WEEK  # a week is compared with the one that has the same weekdays
_WEEKS_BACK_MAX = 8  # no holidays are longer


def story_period(rule: str, day: date, is_working: IsWorking) -> Span:
    """Return the first and last day of the period in which `day` lies.

    rule: `working_week` (first to last working day, Monday to Sunday), or a rule of the calendar (`week`, `month`,
          `quarter`, `half_year`, `year`, `month_from_<n>`).
    Raises Refusal `period_without_working_days`; `period_ends_needed` for `ad_hoc`, whose periods no rule gives.

    >>> story_period("working_week", date(2022, 6, 27), lambda day: day.weekday() < 5)
    (datetime.date(2022, 6, 27), datetime.date(2022, 7, 1))
    """
    if rule == AD_HOC:
        raise Refusal(
            "period_ends_needed", "不定期的刊物须给出起止两日。", field="period", rule="写作 2022-06-01..2022-06-15"
        )
    if rule != WORKING_WEEK:
        return calendar.period_of(rule, day)
    week = calendar.period_of("week", day)
    worked = _worked(week, is_working)
    if worked is None:
        raise Refusal(
            "period_without_working_days",
            f"{week[0]:%Y-%m-%d} 起的一周没有工作日，不编周报。",
            field="period",
            rule="工作日日历",
        )
    return worked


def period_before(rule: str, period: Span, is_working: IsWorking) -> Span:
    """Return the period before one of the rule; a working week's is the last week before that has working days.

    >>> [str(end) for end in period_before("working_week", (date(2022, 6, 27), date(2022, 7, 1)),
    ...                                    lambda day: day.weekday() < 5)]
    ['2022-06-20', '2022-06-24']
    """
    if rule == AD_HOC:
        return calendar.previous(period)
    if rule != WORKING_WEEK:
        return calendar.period_of(rule, period[0] - _DAY)
    week = calendar.period_of("week", period[0])
    weeks = [(week[0] - n * _WEEK, week[1] - n * _WEEK) for n in range(1, _WEEKS_BACK_MAX + 1)]
    return next((worked for one in weeks if (worked := _worked(one, is_working))), weeks[0])


def year_earlier(rule: str, period: Span, is_working: IsWorking) -> Span:
    """Return the period of the year before: a week's is 52 weeks earlier, all others' the same by the calendar.

    >>> [str(end) for end in year_earlier("week", (date(2022, 6, 27), date(2022, 7, 3)), lambda day: True)]
    ['2021-06-28', '2021-07-04']
    """
    if rule not in (WORKING_WEEK, "week"):
        return calendar.year_before(period)
    week = calendar.period_of("week", period[0] - _YEAR_OF_WEEKS)
    return (_worked(week, is_working) or week) if rule == WORKING_WEEK else week


def _worked(week: Span, is_working: IsWorking) -> Span | None:
    working = [day for n in range(7) if is_working(day := week[0] + n * _DAY)]
    return (working[0], working[-1]) if working else None
