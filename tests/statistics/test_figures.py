"""Figures are what the cases say: by hand, by tallies and by recount."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Hall, day
from yichuang.cases import acts
from yichuang.kit.errors import Refusal, Unknown
from yichuang.statistics import queries

JULY = {"start": date(2022, 7, 1), "end": date(2022, 7, 31)}


def half_a_dozen(hall: Hall) -> None:
    """One carried over and concluded, one in time, one late, one open and overdue, one not accepted, one paused."""
    hall.granted_case(on="2022-06-20", granted="2022-07-01")
    hall.granted_case(on="2022-07-01", granted="2022-07-08")
    hall.granted_case(on="2022-07-01", granted="2022-07-20", item="other")
    hall.accepted_case(on="2022-07-04", item="service")
    turned_away = hall.received_case(on="2022-07-05")
    acts.tell_not_required(turned_away, by=hall.manager, at=day("2022-07-05"), reason="no_licence_needed")
    paused = hall.accepted_case(on="2022-07-06")
    acts.pause(paused, by=hall.manager, at=day("2022-07-07"), kind="hearing")


def test_the_period_report_closes(hall: Hall) -> None:
    half_a_dozen(hall)
    (row,) = queries.figures(**JULY)
    expected = {
        "carried_over": 1, "accepted": 4, "concluded": 3, "concluded_in_time": 2, "concluded_late": 1, "open": 2,
        "overdue": 1, "not_required": 1, "out_of_scope": 0, "within_limit_rate": 66.67,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["carried_over"] + row["accepted"] == row["concluded"] + row["open"]


@pytest.mark.parametrize("by", [(), ("item_type",), ("department", "month"), ("region", "channel"), ("item", "week")])
def test_a_recount_from_events_equals_the_tallies(hall: Hall, by: tuple[str, ...]) -> None:
    half_a_dozen(hall)
    assert queries.figures(**JULY, by=by) == queries.figures(**JULY, by=by, recount=True)


def test_what_was_known_then_stays_as_it_was(hall: Hall) -> None:
    hall.accepted_case(on="2022-07-01")
    known_at = queries.safe_instant()
    number = hall.granted_case(on="2022-07-02", granted="2022-07-05")
    acts.reassign(number, by=hall.manager, at=day("2022-07-06"), to={"department_id": hall.health})
    (then,) = queries.figures(**JULY, known_at=known_at)
    (now,) = queries.figures(**JULY)
    assert (then["accepted"], then["concluded"]) == (1, 0)
    assert (now["accepted"], now["concluded"]) == (2, 1)


def test_a_reassigned_case_counts_where_it_is_and_was_known_where_it_was(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-05")
    known_at = queries.safe_instant()
    acts.reassign(number, by=hall.manager, at=day("2022-07-06"), to={"department_id": hall.health})
    now = {row["department"]: row["accepted"] for row in queries.figures(**JULY, by=("department",)) if row["accepted"]}
    then = {
        row["department"]: row["accepted"] for row in queries.figures(**JULY, by=("department",), known_at=known_at)
    }
    assert (now, then) == ({"D2": 1}, {"D1": 1})


def test_the_cases_behind_each_figure_are_as_many_as_it_says(hall: Hall) -> None:
    half_a_dozen(hall)
    (row,) = queries.figures(**JULY)
    for code in ("carried_over", "accepted", "concluded", "concluded_in_time", "concluded_late", "open", "overdue",
                 "not_required", "out_of_scope", "ended_before_acceptance"):  # fmt: skip
        page = queries.cases_behind(code, **JULY, seen_by=hall.leader)
        assert len(page.rows) == row[code], code


def test_a_clerk_sees_only_the_cases_of_the_own_department(hall: Hall) -> None:
    hall.accepted_case(on="2022-07-01")
    hall.accepted_case(on="2022-07-01", department_id=hall.health)
    assert len(queries.cases_behind("accepted", **JULY, seen_by=hall.leader).rows) == 2
    assert len(queries.cases_behind("accepted", **JULY, seen_by=hall.clerk).rows) == 1


def test_pages_are_full_and_follow_one_another(hall: Hall) -> None:
    numbers = {hall.accepted_case(on="2022-07-01") for _ in range(3)}
    numbers |= {hall.accepted_case(on="2022-07-04") for _ in range(2)}
    from yichuang.cases.queries import cases_behind

    first = cases_behind("accepted", **JULY, seen_by=hall.leader, rows=2)
    second = cases_behind("accepted", **JULY, seen_by=hall.leader, rows=2, after=first.after)
    third = cases_behind("accepted", **JULY, seen_by=hall.leader, rows=2, after=second.after)
    assert [len(page.rows) for page in (first, second, third)] == [2, 2, 1]
    assert third.after == ""
    assert {row.number for page in (first, second, third) for row in page.rows} == numbers


def test_an_empty_hall_has_zeros_and_no_rates(db: None) -> None:
    (row,) = queries.figures(**JULY)
    assert (row["accepted"], row["open"], row["within_limit_rate"]) == (0, 0, None)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": ("colour",)}, "unknown_dimension"),
        ({"by": ("day", "month")}, "dimension_twice"),
        ({"start": date(2022, 8, 1)}, "period_reversed"),
        ({"by": ("year",), "end": date(9999, 12, 31)}, "day_out_of_reach"),
        ({"by": ("week",), "start": date(1, 1, 1)}, "day_out_of_reach"),
        ({"filters": {"department": "nobody"}}, "unknown_value"),
    ],
)
def test_bad_questions_are_told_what_is_wrong(db: None, asked: dict, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        queries.figures(**JULY | asked)
    assert refused.value.code == code


def test_unknown_indicators_are_not_found(db: None) -> None:
    with pytest.raises(Unknown):
        queries.definition("beauty")
