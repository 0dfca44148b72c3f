"""Compacting the tallies changes no figure, whatever is written meanwhile."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.cases.crowd import at_once
from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.acts.compacting import GRAINS
from yichuang.cases.rules.words import Measure

HALF_YEAR = {"start": day("2022-07-01"), "end": day("2022-07-31")}
Row = tuple[object, ...]


def rows(grain: str) -> dict[int, Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(GRAINS[grain])}, n FROM cases_tally{grain}")
        return {number: tuple(row) for number, *row in cursor.fetchall()}


def places(grain: str) -> dict[Row, str]:
    """Return where the row of each key lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text, {', '.join(GRAINS[grain])} FROM cases_tally{grain}")
        return {tuple(key): place for place, *key in cursor.fetchall()}


def rows_in_all() -> int:
    return sum(len(rows(grain)) for grain in GRAINS)


def amounts(by: tuple[str, ...]) -> set[tuple]:
    found = queries.sums(**HALF_YEAR, by=by, daily=True)
    return {(one.dimensions, one.measure, one.day, one.n) for one in found if one.n}


@pytest.mark.parametrize("by", [("department", "item_type"), ("item", "region", "channel")])
def test_no_figure_changes_and_fewer_rows_are_left(hall: Hall, by: tuple[str, ...]) -> None:
    for _ in range(5):
        hall.granted_case(on="2022-07-01", granted="2022-07-20")
    acts.void(hall.accepted_case(on="2022-07-04"), by=hall.manager, at=day("2022-07-04"), reason="entered_twice")
    before, count = amounts(by), rows_in_all()
    written = acts.compact_tallies()
    assert amounts(by) == before
    assert sum(written.values()) == rows_in_all() < count
    assert queries.verify()[1] == []
    assert acts.compact_tallies() == dict.fromkeys(GRAINS, 0)


def test_what_comes_after_is_added_to_the_sums(hall: Hall) -> None:
    hall.accepted_case(on="2022-07-01")
    acts.compact_tallies()
    hall.accepted_case(on="2022-07-01")
    acts.compact_tallies()
    accepted = [n for _, measure, on, n in amounts(("department",)) if measure == 1 and on == day("2022-07-01")]
    assert accepted == [2]
    for grain in GRAINS:
        keys = [row[:-1] for row in rows(grain).values()]
        assert len(keys) == len(set(keys)), "one row for a key"


def test_sums_to_which_nothing_came_are_not_touched(hall: Hall) -> None:
    hall.accepted_case(on="2022-07-01")
    hall.accepted_case(on="2022-10-20", item="service")
    acts.compact_tallies()
    first = {grain: places(grain) for grain in GRAINS}
    hall.accepted_case(on="2022-07-01")
    acts.compact_tallies()
    for grain in GRAINS:
        moved = {key for key, place in places(grain).items() if first[grain].get(key) != place}
        assert moved, grain
        assert all(key[1] < day("2022-10-01") for key in moved), grain


def test_what_is_taken_back_leaves_no_row(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-04")
    acts.compact_tallies()
    acts.void(number, by=hall.manager, at=day("2022-07-04"), reason="entered_twice")
    acts.compact_tallies()
    assert rows_in_all() == 0


def test_two_compactors_and_two_windows_at_once_lose_and_double_nothing(real_hall: Hall) -> None:
    for _ in range(6):
        real_hall.accepted_case(on="2022-07-01")

    def window() -> None:
        for n in range(8):
            real_hall.granted_case(on="2022-07-01", granted=f"2022-07-1{n % 3}")

    def compactor() -> None:
        for _ in range(6):
            acts.compact_tallies()

    assert at_once(window, compactor, window, compactor) == [None] * 4
    expected = {(1, day("2022-07-01")): 22, (2, day("2022-07-10")): 6, (2, day("2022-07-11")): 6}
    found = {(measure, on): n for _, measure, on, n in amounts(())}
    assert {key: found[key] for key in expected} == expected
    acts.compact_tallies()
    for grain in GRAINS:
        left = rows(grain)
        assert all(number < 0 for number in left)
        assert len(left) == len({row[:-1] for row in left.values()}), "one row for a key"
    assert queries.verify()[1] == []


def test_a_figure_of_the_period_alone_reads_nothing_before_it(hall: Hall) -> None:
    hall.accepted_case(on="2022-06-01")
    hall.accepted_case(on="2022-07-01")
    found = queries.sums(**HALF_YEAR, measures=[Measure.ACCEPTED], with_past=False)
    assert [(one.measure, one.n) for one in found] == [(1, 1)]
