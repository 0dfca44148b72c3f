"""Versions of the calendar in the database, and their agreement with the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from yichuang.kit.errors import Refusal
from yichuang.workdays import acts, queries, rules
from yichuang.workdays.models import CalendarVersion
from yichuang.workdays.rules import Override

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
FLOOD = Override(date(2022, 7, 4), working=False, source="某省人民政府办公厅通知")


def publish(*overrides, **more):
    return acts.publish(overrides, note="防汛停工一日", by="staff:1", at=AT, **more)


class PythonAndSql(TestCase):
    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(st.dates(date(2004, 1, 1), date(2034, 12, 31)), st.integers(1, 120)), min_size=1, max_size=50
        )
    )
    def test_python_and_sql_give_the_same_due_dates(self, cases):
        calendar = queries.calendar_in_force()
        accepted_on, limit_days = zip(*cases, strict=True)
        assert queries.due_dates(accepted_on, limit_days, version=calendar.version) == [
            rules.due_date(day, limit, calendar) for day, limit in cases
        ]


@pytest.mark.usefixtures("db")
class TestVersions:
    def test_an_empty_installation_has_the_first_version(self):
        assert queries.calendar_in_force() == rules.first_calendar()

    def test_asking_again_costs_one_query(self, django_assert_num_queries):
        queries.calendar_in_force()
        with django_assert_num_queries(1):
            queries.calendar_in_force()

    def test_a_publication_moves_due_dates_and_the_old_version_stays_as_it_was(self):
        assert publish(FLOOD) == 2
        new, old = queries.calendar_in_force(), queries.calendar(1)
        assert (new.version, old.version) == (2, 1)
        assert rules.due_date(date(2022, 7, 1), 20, new) == date(2022, 8, 1)
        assert rules.due_date(date(2022, 7, 1), 20, old) == date(2022, 7, 29)
        assert queries.due_dates([date(2022, 7, 1)], [20], version=2) == [date(2022, 8, 1)]

    def test_a_later_version_inherits_and_may_take_back(self):
        publish(FLOOD)
        publish(Override(date(2022, 7, 9), working=True, source="补班通知"))
        assert not queries.calendar_in_force().is_working(FLOOD.day)
        publish(Override(FLOOD.day, working=True, source="撤销通知"))
        assert queries.calendar_in_force().is_working(FLOOD.day)

    def test_a_year_becomes_official_and_the_calendar_reaches_as_far_beyond(self):
        publish(Override(date(2027, 2, 8), working=False, source="2027 年节假日安排"), official_through=2027)
        calendar = queries.calendar_in_force()
        assert not calendar.is_provisional(2027)
        assert calendar.is_provisional(2028)
        assert calendar.last_day == date(2036, 12, 31)
        assert not calendar.is_working(date(2027, 2, 8))

    @pytest.mark.parametrize(
        ("overrides", "more", "code"),
        [
            ([], {}, "nothing_to_publish"),
            ([FLOOD, FLOOD], {}, "day_twice"),
            ([Override(FLOOD.day, working=False, source=" ")], {}, "source_missing"),
            ([Override(date(1999, 1, 1), working=False, source="通知")], {}, "day_outside_calendar"),
            ([FLOOD], {"official_through": 2025}, "year_taken_back"),
        ],
    )
    def test_a_bad_publication_is_refused_and_leaves_nothing(self, overrides, more, code):
        with pytest.raises(Refusal) as refusal:
            publish(*overrides, **more)
        assert refusal.value.code == code
        assert queries.calendar_in_force().version == 1

    def test_a_publication_says_why(self):
        with pytest.raises(Refusal) as refusal:
            acts.publish([FLOOD], note=" ", by="staff:1", at=AT)
        assert refusal.value.field == "note"

    def test_an_unknown_version_is_refused(self):
        with pytest.raises(Refusal) as refusal:
            queries.calendar(99)
        assert refusal.value.code == "no_such_calendar"

    def test_a_rolled_back_publication_leaves_no_trace_in_memory(self):
        with transaction.atomic():
            publish(FLOOD)
            queries.calendar_in_force()
            transaction.set_rollback(True)
        acts.publish([Override(date(2022, 7, 5), False, "通知")], note="另一日", by="staff:1", at=AT.replace(hour=10))
        assert queries.calendar_in_force().is_working(FLOOD.day)

    def test_dates_outside_the_calendar_come_back_empty_from_the_set(self):
        days = [date(1999, 1, 1), date(2022, 7, 1), date(2035, 12, 31)]
        assert queries.due_dates(days, [5, 5, 5], version=1) == [None, date(2022, 7, 8), None]

    @pytest.mark.parametrize("table", ["workdays_calendarversion", "workdays_override", "workdays_day"])
    @pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
    def test_the_application_cannot_change_what_was_published(self, table, statement):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))

    @pytest.mark.owner
    def test_an_emptied_database_is_given_its_first_version_again(self):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE workdays_calendarversion CASCADE")
        with pytest.raises(Refusal, match="尚未载入"):
            queries.calendar_in_force()
        acts.load_first_calendar(at=AT)
        acts.load_first_calendar(at=AT)
        assert list(CalendarVersion.objects.values_list("number", flat=True)) == [1]
        assert queries.calendar_in_force() == rules.first_calendar()
