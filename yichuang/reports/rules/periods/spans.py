"""The days of each span that an issue speaks of, and what these are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yichuang.reports.rules.periods.stepping import IsWorking, period_before, story_period, year_earlier
from yichuang.reports.rules.periods.words import PERIOD, SHIFTED, SINCE, Span
from yichuang.statistics.rules import periods as calendar

if TYPE_CHECKING:  # a series' records ask here which words are rules
    from yichuang.reports.rules.series import Series


def figures_period(rule: str, period: Span, is_working: IsWorking) -> Span:
    """Return the first and last day that the figures count, for an issue of that period.

    rule: `period`, the issue's own; `year_to_date` and the like, cumulative to the issue's end; a rule of periods
          (`month`, `month_from_17`, `working_week` …), the latest of its periods that ends with the issue or before.

    >>> from datetime import date
    >>> figures_period("year_to_date", (date(2022, 6, 27), date(2022, 7, 1)), lambda day: True)
    (datetime.date(2022, 1, 1), datetime.date(2022, 7, 1))
    >>> [str(end) for end in figures_period("month_from_17", (date(2022, 6, 1), date(2022, 6, 30)), lambda day: True)]
    ['2022-05-17', '2022-06-16']
    """
    if rule == PERIOD:
        return period
    if rule in SINCE:
        return calendar.since(SINCE[rule], period[1]), period[1]
    latest = story_period(rule, period[1], is_working)
    return latest if latest[1] <= period[1] else period_before(rule, latest, is_working)


def span_of(rule: str, period: Span, period_rule: str, is_working: IsWorking) -> Span:
    """Return the days of a further span: as `figures_period`, or `previous` and `year_before` of the issue's period."""
    if rule == "previous":
        return period_before(period_rule, period, is_working)
    if rule == "year_before":
        return year_earlier(period_rule, period, is_working)
    return figures_period(rule, period, is_working)


def spans_of(series: Series, period: Span, is_working: IsWorking) -> dict[str, Span]:
    """Return the days of every span of an issue by name: `stories`, `figures`, and those that the series names."""
    named = {name: span_of(rule, period, series.period, is_working) for name, rule in series.spans.items()}
    return {**named, "stories": period, "figures": figures_period(series.figures_period, period, is_working)}


def shifts_of(series: Series, period: Span, is_working: IsWorking) -> dict[tuple[str, Span], Span]:
    """Return what each span of an issue is compared with: (`previous` or `year_before`, span) → span.

    A span by a rule steps by that rule, the issue's own by the series' rule. A cumulative one is compared with that of
    the issue before, and with the same days of the year before. Where two spans have the same days (a month, and the
    year to date in January), the one that is not cumulative decides.
    """
    rules = {**series.spans, "figures": series.figures_period, "stories": PERIOD}
    spans = spans_of(series, period, is_working)
    found: dict[tuple[str, Span], Span] = {}
    for name in sorted(spans, key=lambda name: rules[name] not in SINCE):
        rule, span = rules[name], spans[name]
        if rule in SINCE:
            issue_before = period_before(series.period, period, is_working)
            found["previous", span] = figures_period(rule, issue_before, is_working)
            found["year_before", span] = calendar.year_before(span)
        else:
            steps_by = series.period if rule in (PERIOD, *SHIFTED) else rule
            found["previous", span] = period_before(steps_by, span, is_working)
            found["year_before", span] = year_earlier(steps_by, span, is_working)
    return found
