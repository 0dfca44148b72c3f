"""Limits compare only where they can be compared; terms say everything that is wrong with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.conftest import TERMS
from yichuang.catalogue.rules import (
    GapRule,
    Limit,
    Unit,
    faults,
    legal_limit_by_default,
)

_COUNTED = [unit for unit in Unit if unit is not Unit.AT_ONCE]
LIMITS = st.one_of(st.just(Limit(0, Unit.AT_ONCE)), st.builds(Limit, st.integers(1, 400), st.sampled_from(_COUNTED)))


@pytest.mark.parametrize(("n", "unit"), [(0, "working_day"), (1, "at_once"), (-1, "hour"), (3, "fortnight")])
def test_no_limit_is_made_of_nonsense(n: int, unit: str) -> None:
    with pytest.raises(ValueError, match=r"limit|Unit"):
        Limit(n, unit)  # type: ignore[arg-type]


@given(LIMITS)
def test_a_limit_is_within_itself(limit: Limit) -> None:
    assert limit.within(limit) is True


@given(LIMITS, LIMITS)
def test_two_limits_within_each_other_are_the_same(one: Limit, other: Limit) -> None:
    if one.within(other) and other.within(one):
        assert one == other


@given(LIMITS, LIMITS, LIMITS)
def test_within_is_handed_on(one: Limit, two: Limit, three: Limit) -> None:
    if one.within(two) and two.within(three):
        assert one.within(three) is not False


def test_the_law_gives_twenty_days_and_forty_five_where_several_decide_together() -> None:
    assert legal_limit_by_default() == Limit(20, Unit.WORKING_DAY)
    assert legal_limit_by_default(joint=True) == Limit(45, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"promised": Limit(21, Unit.WORKING_DAY)}, "promise_beyond_law"),
        ({"legal": Limit(0, Unit.AT_ONCE)}, "promise_beyond_law"),
        ({"national_kind": "即办"}, "national_kind_unknown"),
        ({"supplement_days": 0}, "supplement_days_missing"),
        ({"gap_allowed": True}, "gap_rule_missing"),
        ({"gap_allowed": True, "gap_days": 5}, "gap_rule_missing"),
        ({"gap_days": 5}, "gap_not_allowed"),
        ({"gap_rule": GapRule.GO_ON}, "gap_not_allowed"),
    ],
)
def test_terms_that_cannot_stand_say_why(said: dict[str, object], code: str) -> None:
    assert [fault.code for fault in faults(replace(TERMS, **said))] == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"promised": Limit(20, Unit.WORKING_DAY)},
        {"promised": Limit(0, Unit.AT_ONCE), "national_kind": "1"},
        {"promised": Limit(30, Unit.CALENDAR_DAY)},
        {"legal": Limit(45, Unit.WORKING_DAY), "joint": True},
        {"gap_allowed": True, "gap_days": 5, "gap_rule": GapRule.TERMINATE},
    ],
)
def test_terms_that_can_stand_have_no_fault(said: dict[str, object]) -> None:
    assert faults(replace(TERMS, **said)) == []  # type: ignore[arg-type]
