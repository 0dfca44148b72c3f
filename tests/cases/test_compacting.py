"""Compacting the tallies changes no figure, whatever is written meanwhile."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.rules.words import Measure

HALF_YEAR = {"start": day("2022-07-01"), "end": day("2022-07-31")}


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def amounts(by: tuple[str, ...]) -> set[tuple]:
    found = queries.sums(**HALF_YEAR, by=by, daily=True)
    return {(one.dimensions, one.measure, one.day, one.n) for one in found if one.n}


@pytest.mark.parametrize("by", [("department", "item_type"), ("item", "region", "channel")])
def test_no_figure_changes_and_fewer_rows_are_left(hall: Hall, by: tuple[str, ...]) -> None:
    for _ in range(5):
        hall.granted_case(on="2022-07-01", granted="2022-07-20")
    acts.void(hall.accepted_case(on="2022-07-04"), by=hall.manager, at=day("2022-07-04"), reason="entered_twice")
    before, rows = amounts(by), rows_of("cases_tallyfine") + rows_of("cases_tallycoarse")
    left = acts.compact_tallies()
    assert amounts(by) == before
    assert sum(left.values()) == rows_of("cases_tallyfine") + rows_of("cases_tallycoarse") < rows
    assert queries.verify()[1] == []
    assert acts.compact_tallies() == left


def test_what_comes_after_is_added_to_the_sums(hall: Hall) -> None:
    hall.accepted_case(on="2022-07-01")
    acts.compact_tallies()
    hall.accepted_case(on="2022-07-01")
    accepted = [n for _, measure, on, n in amounts(("department",)) if measure == 1 and on == day("2022-07-01")]
    assert accepted == [2]


def test_a_figure_of_the_period_alone_reads_nothing_before_it(hall: Hall) -> None:
    hall.accepted_case(on="2022-06-01")
    hall.accepted_case(on="2022-07-01")
    found = queries.sums(**HALF_YEAR, measures=[Measure.ACCEPTED], with_past=False)
    assert [(one.measure, one.n) for one in found] == [(1, 1)]
