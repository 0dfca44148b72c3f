"""What the demo's windows submit: figures for every page, and something late, corrected and missing."""

from __future__ import annotations

from datetime import date

import pytest

from yichuang.demo import filling, house
from yichuang.demo.house import BY
from yichuang.demo.rules.filling import definitions, submissions
from yichuang.statistics import queries
from yichuang.statistics.rules.submitted import submitted_indicators
from yichuang.workdays.rules import first_calendar

DAY = date(2022, 7, 1)


def test_the_same_seed_submits_the_same_and_nothing_comes_after_the_demos_own_day() -> None:
    indicators, faults = submitted_indicators(definitions().submitted)
    assert not faults
    first, again, other = (
        submissions(indicators, seed=seed, calendar=first_calendar()) for seed in (1, 1, 2)
    )  # fmt: skip
    assert first == again != other
    assert max(sent.on for sent in first) == DAY


@pytest.mark.usefixtures("db")
def test_the_windows_figures_are_there_with_what_is_late_corrected_and_missing() -> None:
    house.build()
    filling.fill(1)
    filling.fill(1)  # an interrupted loading goes on
    june = queries.slots(seen_by=BY, day=date(2022, 6, 1), on=DAY)
    may = queries.slots(seen_by=BY, day=date(2022, 5, 1), on=DAY)
    assert {slot.state for slot in june} == {"submitted", "missing"}
    assert {"submitted", "submitted_late", "overdue"} <= {slot.state for slot in may}
    transport = next(slot.department.id for slot in may if slot.department.code == "JTT")
    first, second = queries.submission_history("consultations", transport, date(2022, 5, 1), seen_by=BY)
    assert first.by == second.by == "窗口人员（演示）"
    assert (first.amount or 0) > (second.amount or 0) > 0
    half_year = queries.indicators(
        ("consultations", "appointments", "after_hours", "consultations_top", "no_after_hours", "on_site", "fees_year"),
        start=date(2022, 1, 1), end=date(2022, 6, 30),
    )  # fmt: skip
    figures = half_year.rows[0].figures
    assert [code for code, figure in figures.items() if not figure.is_there] == ["on_site", "fees_year"]
    assert [place.place for place in figures["consultations_top"].places or ()] == [1, 2, 3, 4, 5]
