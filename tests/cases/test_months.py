"""A window cut at its months sums to the same as its days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from tests.cases.chance import SEED, Chance
from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.rules.months import cut
from yichuang.cases.rules.records import History

ONE = timedelta(days=1)
BY = ("department", "item_type")
WINDOWS = [  # the edges: a day, a month, within one, over a year's end, a leap day, a first and a last day of a month
    ("2022-07-01", "2022-07-01"), ("2022-06-30", "2022-06-30"), ("2022-06-15", "2022-06-15"),
    ("2022-06-01", "2022-06-30"), ("2022-06-02", "2022-06-30"), ("2022-06-01", "2022-06-29"),
    ("2022-06-10", "2022-06-20"), ("2022-05-31", "2022-06-01"), ("2022-05-31", "2022-06-30"),
    ("2022-05-01", "2022-06-01"), ("2021-12-15", "2022-05-31"), ("2021-12-31", "2022-12-31"),
    ("2022-01-01", "2022-07-01"), ("2024-02-01", "2024-02-29"), ("2024-02-29", "2024-03-01"),
]  # fmt: skip


def windows() -> list[tuple[date, date]]:
    chance = Random(SEED)
    drawn = [day("2022-03-01") + timedelta(days=chance.randint(0, 240)) for _ in range(60)]
    pairs = [(start, start + timedelta(days=chance.randint(0, 100))) for start in drawn]
    return [*((day(start), day(end)) for start, end in WINDOWS), *pairs]


@pytest.mark.parametrize("daily", [False, True])
def test_every_day_is_in_a_whole_month_or_stands_by_itself(daily: bool) -> None:
    for start, end in windows():
        at = cut(start, end, daily=daily, last_apart=True)
        one = start - timedelta(days=70)
        while one <= end + timedelta(days=40):
            first = one.replace(day=1)
            whole = first < at.whole_until and first != at.broken
            alone = sum(span[0] <= one <= span[1] for span in (at.head, at.tail))
            assert whole + alone == (one <= end), (start, end, one)
            if whole and first < start:
                assert (first.replace(day=28) + 4 * ONE).replace(day=1) <= start, "a whole month is on one side"
            assert not (daily and whole and first >= start)
            one += ONE
        last_in_whole = end.replace(day=1) < at.whole_until and end.replace(day=1) != at.broken
        assert at.apart == (end if last_in_whole else None), (start, end)


def by_days(start: date, end: date, by: tuple[str, ...], *, daily: bool, with_past: bool) -> Counter[tuple]:
    """Sum the tallies by day, each in its class."""
    columns = "".join(f"{queries.DIMENSIONS[name]}, " for name in by)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} measure, day, n FROM cases_tallycoarse WHERE day <= %s", [end])
        rows = cursor.fetchall()
    sums: Counter[tuple] = Counter()
    for *dimensions, measure, on, n in rows:
        known = start - ONE if on < start else on if daily or (with_past and on == end) else start
        if with_past or on >= start:
            sums[*dimensions, measure, known] += n
    return Counter({key: n for key, n in sums.items() if n})


@pytest.fixture
def ledger(hall: Hall) -> Hall:
    """A random ledger by the bulk door, acts one by one, and what a single act takes back."""
    histories = [
        History(story.number, tuple(event for told in story.rounds for event in told), story.case)
        for story in Chance(hall).stories(250)
        if story.rounds
    ]
    for _ in acts.take_in_batch(histories, by=hall.manager, chunk=100):
        pass
    for on, granted in (("2022-05-31", "2022-06-30"), ("2022-06-01", "2022-07-01"), ("2022-06-30", "2022-07-05")):
        hall.granted_case(on=on, granted=granted)
    acts.void(hall.accepted_case(on="2022-05-30"), by=hall.manager, at=day("2022-06-02"), reason="entered_twice")
    return hall


def test_figures_of_any_window_are_those_of_its_days(ledger: Hall) -> None:
    told = 0
    for number, (start, end) in enumerate(windows()):
        by = ((), BY, ("item_type",), ("centre",))[number % 4]
        for daily in (False, True):
            for with_past in (False, True):
                found = queries.sums(start=start, end=end, by=by, daily=daily, with_past=with_past)
                summed = Counter({(*one.dimensions, int(one.measure), one.day): one.n for one in found if one.n})
                assert summed == by_days(start, end, by, daily=daily, with_past=with_past), (start, end, by)
                told += len(summed)
    assert told > 1_000, "chance must draw something to sum"


def test_the_month_has_what_its_days_have_after_every_door(ledger: Hall) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_trunc('month', day::timestamp)::date, measure, centre_id, department_id, item_type, sum(n)"
            " FROM cases_tallycoarse GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5"
        )
        by_day = cursor.fetchall()
        cursor.execute(
            "SELECT month, measure, centre_id, department_id, item_type, sum(n) FROM cases_tallymonth"
            " GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5"
        )
        assert cursor.fetchall() == by_day
    assert by_day
