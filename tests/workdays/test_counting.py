"""Adding and counting working days: the vectors of 2022, and what holds for all days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kit.errors import Refusal
from yichuang.workdays import rules
from yichuang.workdays.labels import DAY_KINDS
from yichuang.workdays.rules import DayKind

CALENDAR = rules.first_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2032, 12, 31))
LIMITS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("accepted_on", "limit_days", "due"),
    [
        (date(2022, 7, 1), 20, date(2022, 7, 29)),
        (date(2022, 9, 29), 5, date(2022, 10, 11)),  # National Day, then two make-up days at a weekend
        (date(2022, 4, 29), 5, date(2022, 5, 10)),
        (date(2022, 6, 2), 2, date(2022, 6, 7)),
        (date(2022, 1, 28), 20, date(2022, 3, 2)),
        (date(2022, 1, 28), 1, date(2022, 1, 29)),  # the Saturday before Spring Festival is worked
    ],
)
def test_the_day_of_acceptance_is_not_counted(accepted_on, limit_days, due):
    assert rules.due_date(accepted_on, limit_days, CALENDAR) == due


@given(DAYS, st.integers(0, 300))
def test_adding_then_counting_is_the_identity(day, n):
    later = CALENDAR.add(day, n)
    assert CALENDAR.count(day, later) == n
    assert n == 0 or CALENDAR.is_working(later)


@given(DAYS, DAYS, LIMITS, LIMITS)
def test_a_later_acceptance_or_a_longer_limit_never_gives_an_earlier_due_date(one, other, short, long):
    one, other = sorted([one, other])
    short, long = sorted([short, long])
    assert rules.due_date(one, short, CALENDAR) <= rules.due_date(other, short, CALENDAR)
    assert rules.due_date(one, short, CALENDAR) <= rules.due_date(one, long, CALENDAR)


@given(DAYS, st.integers(0, 60))
def test_counting_agrees_with_looking_at_every_day(day, length):
    through = day + timedelta(length)
    seen = [CALENDAR.is_working(d) for d in rules.days_from(day + timedelta(1), through)]
    assert CALENDAR.count(day, through) == sum(seen) == -CALENDAR.count(through, day)


def test_a_limit_below_one_day_and_a_negative_addition_are_programming_errors():
    with pytest.raises(ValueError, match="one day or more"):
        rules.due_date(date(2022, 7, 1), 0, CALENDAR)
    with pytest.raises(ValueError, match="never taken away"):
        CALENDAR.add(date(2022, 7, 1), -1)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2036, 1, 1)])
def test_a_day_outside_the_calendar_is_refused_in_words(day):
    with pytest.raises(Refusal, match="2004-01-01 至 2035-12-31") as refusal:
        CALENDAR.is_working(day)
    assert refusal.value.code == "day_outside_calendar"


def test_a_due_date_past_the_last_day_is_refused():
    with pytest.raises(Refusal, match="20 个工作日"):
        CALENDAR.add(date(2035, 12, 20), 20)


def test_a_year_without_a_published_calendar_is_provisional_and_has_only_fixed_holidays():
    assert not CALENDAR.is_provisional(2026)
    assert CALENDAR.is_provisional(2027)
    off = [d for d in rules.days_from(date(2030, 1, 1), date(2030, 12, 31)) if CALENDAR.kind(d) == DayKind.HOLIDAY]
    assert off == [date(2030, m, d) for m, d in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]


def test_provisional_dates_are_hardly_ever_later_than_the_true_ones():
    computed = rules.extended(rules.Calendar(0, date(2010, 1, 1), b""), 2018)  # as if nothing had been published
    later = []
    for day in rules.days_from(date(2010, 1, 1), date(2026, 11, 20)):
        guess, true = (rules.due_date(day, 20, calendar) for calendar in (computed, CALENDAR))
        later.append(CALENDAR.count(true, guess))
    assert max(later) <= 2  # only make-up weekends do that
    assert sum(days > 0 for days in later) < 0.07 * len(later)
    assert sum(days < 0 for days in later) > 0.3 * len(later)


def test_every_kind_of_day_has_a_word():
    assert set(DAY_KINDS) == set(DayKind)
    days = (date(2022, 7, 1), date(2022, 10, 8), date(2022, 7, 2), date(2022, 10, 5))
    assert [DAY_KINDS[CALENDAR.kind(day)] for day in days] == ["工作日", "调休上班", "周末", "节假日"]
