"""What a pause does to a due date (行政许可法 Art. 45)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.workdays import rules

CALENDAR = rules.first_calendar()
ACCEPTED = st.dates(date(2004, 1, 1), date(2030, 12, 31))
LIMITS = st.integers(1, 90)
FRIDAY = date(2022, 7, 1)


@given(ACCEPTED, LIMITS, st.data())
def test_a_pause_of_n_working_days_before_the_due_date_moves_it_by_exactly_n(accepted_on, limit_days, data):
    due = rules.due_date(accepted_on, limit_days, CALENDAR)
    first, last = sorted(data.draw(st.tuples(*[st.dates(accepted_on + timedelta(1), due)] * 2)))
    n = CALENDAR.count(first - timedelta(1), last)
    moved = rules.moved_by_pauses(accepted_on, limit_days, [(first, last)], CALENDAR)
    assert CALENDAR.count(due, moved) == n


@given(ACCEPTED, LIMITS, st.lists(st.tuples(st.integers(-40, 300), st.integers(0, 60)), max_size=6))
def test_the_due_date_is_the_last_of_the_unpaused_days_however_pauses_lie(accepted_on, limit_days, drawn):
    pauses = [(accepted_on + timedelta(start), accepted_on + timedelta(start + more)) for start, more in drawn]
    day, left = accepted_on, limit_days
    while left:  # one day at a time, as a clerk would count on a wall calendar
        day += timedelta(1)
        left -= CALENDAR.is_working(day) and not any(first <= day <= last for first, last in pauses)
    assert rules.moved_by_pauses(accepted_on, limit_days, pauses, CALENDAR) == day


@given(ACCEPTED, LIMITS, st.lists(st.tuples(st.integers(-40, 200), st.integers(0, 60)), max_size=6))
def test_the_same_holds_in_calendar_days(accepted_on, limit_days, drawn):
    pauses = [(accepted_on + timedelta(start), accepted_on + timedelta(start + more)) for start, more in drawn]
    day, left = accepted_on, limit_days
    while left:
        day += timedelta(1)
        left -= not any(first <= day <= last for first, last in pauses)
    assert rules.due_in_calendar_days(accepted_on, limit_days, pauses) == day


def test_overlapping_pauses_count_once():
    hearing, inspection = (date(2022, 7, 4), date(2022, 7, 8)), (date(2022, 7, 6), date(2022, 7, 12))
    together = rules.moved_by_pauses(FRIDAY, 10, [hearing, inspection], CALENDAR)
    assert together == rules.moved_by_pauses(FRIDAY, 10, [(date(2022, 7, 4), date(2022, 7, 12))], CALENDAR)


def test_a_pause_on_the_day_of_acceptance_or_begun_after_the_due_date_moves_nothing():
    due = rules.due_date(FRIDAY, 5, CALENDAR)
    outside = [(FRIDAY, FRIDAY), (due + timedelta(1), due + timedelta(30))]
    assert rules.moved_by_pauses(FRIDAY, 5, outside, CALENDAR) == due


def test_a_pause_on_the_due_date_itself_moves_it():
    due = rules.due_date(FRIDAY, 5, CALENDAR)
    assert due == date(2022, 7, 8)
    assert rules.moved_by_pauses(FRIDAY, 5, [(due, date(2022, 7, 12))], CALENDAR) == date(2022, 7, 13)


def test_a_pause_over_days_off_only_moves_nothing():
    weekend = (date(2022, 7, 9), date(2022, 7, 10))
    assert rules.moved_by_pauses(FRIDAY, 8, [weekend], CALENDAR) == rules.due_date(FRIDAY, 8, CALENDAR)


def test_a_pause_that_ends_before_it_begins_is_an_error():
    with pytest.raises(ValueError, match="ends before it begins"):
        rules.moved_by_pauses(FRIDAY, 5, [(date(2022, 7, 8), date(2022, 7, 4))], CALENDAR)
