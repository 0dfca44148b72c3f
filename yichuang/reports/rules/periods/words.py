"""The words that a series may use for its period, for that of its figures, and for its further spans."""

from __future__ import annotations

from yichuang.statistics.rules import periods as calendar

Span = calendar.Span  # first and last day, both included

WORKING_WEEK, AD_HOC = "working_week", "ad_hoc"
PERIOD = "period"  # the issue's own
FROM_DAY = "month_from_17"  # an example of the rules `month_from_<n>`, n from 2 to 28: from day n to day n−1
SINCE = {f"{word}_to_date": word for word in ("year", "half_year", "quarter", "month")}  # cumulative to the end
SHIFTED = ("previous", "year_before")  # the period before the issue's, and that of the year before

PERIODS = (WORKING_WEEK, "week", "month", "quarter", "half_year", "year", FROM_DAY, AD_HOC)
FIGURES_PERIODS = (PERIOD, *SINCE, WORKING_WEEK, *calendar.RULES, FROM_DAY)


def is_period(word: str) -> bool:
    """Tell whether a word is a rule of an issue's period.

    >>> is_period("month_from_17"), is_period("ad_hoc"), is_period("day"), is_period("fortnight")
    (True, True, False, False)
    """
    return word in PERIODS or (calendar.is_rule(word) and word not in calendar.RULES)


def is_figures_period(word: str) -> bool:
    """Tell whether a word is a rule of the days that an issue's figures count.

    >>> is_figures_period("half_year_to_date"), is_figures_period("month_from_5"), is_figures_period("ad_hoc")
    (True, True, False)
    """
    return word in FIGURES_PERIODS or calendar.is_rule(word)


def is_span_rule(word: str) -> bool:
    """Tell whether a word is a rule of a further span of an issue."""
    return word in SHIFTED or is_figures_period(word)
