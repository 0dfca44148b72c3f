"""Acceptance with a gap (容缺受理): its own due date; filled, or missed and then the item's rule."""

from __future__ import annotations

import pytest

from tests.cases.ways import acts_of
from tests.cast import OPENED, Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.paths import UnlawfulAct
from yichuang.cases.rules.words import Act
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue.rules import GapRule, Limit, NewItem, Terms
from yichuang.kit.errors import Forbidden

LAST, AFTER = "2022-07-08", "2022-07-09"  # five working days from Friday 1 July


@pytest.fixture
def strict(hall: Hall) -> str:
    """An item whose cases end when the gap is missed."""
    terms = Terms(
        "严格容缺许可", Limit(20, "working_day"), Limit(10, "working_day"), gap_allowed=True, gap_days=5,
        gap_rule=GapRule.TERMINATE,
    )  # fmt: skip
    (item,) = catalogue.add_items(
        by=hall.job, items=[NewItem("strict", terms.name, "01", hall.transport)]
    ).values()  # fmt: skip
    (version,) = catalogue.draft_many(by=hall.job, terms={item: terms}).values()
    catalogue.publish_many(by=hall.job, version_ids=[version], in_force_from=OPENED)
    hall.versions["strict"] = version
    return "strict"


def with_gap(hall: Hall, item: str = "gap", **changes: str) -> str:
    number = hall.received_case(on="2022-07-01", item=item, **changes)
    acts.accept_with_gap(number, by=hall.manager, at=day("2022-07-01"))
    return number


def test_a_gap_has_its_own_due_date_beside_the_limits(hall: Hall) -> None:
    number = with_gap(hall)
    case = Case.objects.get()
    assert (case.state, case.gap_due_on, case.due_on) == ("under_review", day(LAST), day("2022-07-15"))
    (gap,) = (clock for clock in queries.case_page(number, seen_by=hall.leader).clocks if clock.name == "gap")
    assert (gap.on, gap.sentences) == (day(LAST), (f"容缺材料须在 {LAST} 前补齐。",))


def test_nothing_is_granted_before_the_gap_is_filled(hall: Hall) -> None:
    number = with_gap(hall)
    with pytest.raises(UnlawfulAct) as refused:
        acts.grant(number, by=hall.manager, at=day("2022-07-05"))
    assert refused.value.rule == "容缺受理"
    acts.fill_gap(number, by=hall.manager, at=day("2022-07-05"))
    assert Case.objects.get().gap_due_on is None
    assert acts.grant(number, by=hall.manager, at=day("2022-07-05")).state == "granted"


def test_only_a_gap_can_be_filled_or_missed_and_only_once(hall: Hall) -> None:
    plain, number = hall.accepted_case(on="2022-07-01"), with_gap(hall)
    for act in (acts.fill_gap, acts.miss_gap):
        with pytest.raises(UnlawfulAct):
            act(plain, by=hall.manager, at=day("2022-07-05"))
    acts.fill_gap(number, by=hall.manager, at=day("2022-07-05"))
    for act in (acts.fill_gap, acts.miss_gap):
        with pytest.raises(UnlawfulAct):
            act(number, by=hall.manager, at=day("2022-07-05"))


def test_a_gap_is_missed_on_the_day_after_its_last_and_the_case_goes_on_where_the_item_says_so(hall: Hall) -> None:
    number = with_gap(hall)
    assert acts.miss_gaps(day(LAST)).marked == ()
    result = acts.miss_gaps(day("2022-07-20"))
    assert (result.marked, result.terminated, result.warned) == ((number,), (), ())
    event = CaseEvent.objects.get(act="gap_missed")
    assert (event.actor_id, event.occurred_on, event.data) == ("missed_gaps", day(AFTER), {"gap_due_on": LAST})
    assert Case.objects.get().state == "under_review"
    assert acts.miss_gaps(day("2022-07-20")).marked == ()
    (gap,) = (clock for clock in queries.case_page(number, seen_by=hall.leader).clocks if clock.name == "gap")
    assert gap.sentences == (f"容缺材料应在 {LAST} 前补齐，逾期未补。",)
    acts.fill_gap(number, by=hall.manager, at=day("2022-07-21"))  # late, and still welcome
    assert acts.grant(number, by=hall.manager, at=day("2022-07-21")).state == "granted"
    assert queries.verify()[1] == []


def test_or_it_ends_where_the_item_says_so(hall: Hall, strict: str) -> None:
    number, goes_on = with_gap(hall, strict), with_gap(hall)
    result = acts.miss_gaps(day("2022-07-12"))
    assert (set(result.marked), result.terminated) == ({number, goes_on}, (number,))
    case = Case.objects.get(number=number)
    assert (case.state, case.ended_on, case.gap_due_on) == ("terminated", day("2022-07-12"), None)
    assert acts_of(number) == ["receive", "accept_with_gap", "gap_missed", "terminate"]
    assert CaseEvent.objects.get(act="terminate").reason == "gap_missed"
    assert queries.verify()[1] == []


def test_a_gap_is_missed_also_while_a_special_procedure_is_open(hall: Hall, strict: str) -> None:
    number = with_gap(hall)
    acts.pause(number, by=hall.manager, at=day("2022-07-05"), kind="hearing")
    ending = with_gap(hall, strict)
    acts.pause(ending, by=hall.manager, at=day("2022-07-11"), kind="hearing")
    acts.miss_gaps(day("2022-07-12"))
    assert dict(Case.objects.values_list("number", "state")) == {number: "paused", ending: "terminated"}


def test_ended_cases_and_delivering_systems_are_left_alone(hall: Hall, strict: str) -> None:
    withdrawn, void = with_gap(hall, strict), with_gap(hall, strict)
    acts.withdraw(withdrawn, by=hall.manager, at=day("2022-07-05"))
    acts.void(void, by=hall.manager, at=day("2022-07-05"), reason="entered_twice")
    delivered = with_gap(hall, strict, source="SCJG")
    result = acts.miss_gaps(day("2022-07-12"))
    assert (result.marked, result.terminated, [number for number, _ in result.warned]) == ((), (), [delivered])
    assert acts_of(delivered) == ["receive", "accept_with_gap"]


def test_over_days_of_a_provisional_year_it_is_only_warned_of(hall: Hall, strict: str) -> None:
    number = hall.received_case(on="2022-07-01", item=strict)
    acts.accept_with_gap(number, by=hall.manager, at=day("2022-07-01"), gap_due_on="2027-01-04")
    assert [warned for warned, _ in acts.miss_gaps(day("2027-01-05")).warned] == [number]
    assert acts_of(number)[-1] == Act.ACCEPT_WITH_GAP


def test_a_missed_gap_that_was_filled_in_time_after_all_is_rectified(hall: Hall) -> None:
    number = with_gap(hall)
    acts.miss_gaps(day("2022-07-12"))
    acts.rectify(
        number, supersedes=3, by=hall.manager, at=day("2022-07-12"), reason="paper_was_here", approver="authority_head",
        instead={"act": "gap_filled", "occurred": day(LAST)},
    )  # fmt: skip
    assert acts.grant(number, by=hall.manager, at=day("2022-07-12")).state == "granted"
    assert queries.verify()[1] == []


def test_a_clerk_does_not_mark_what_was_missed(hall: Hall) -> None:
    with pytest.raises(Forbidden):
        acts.miss_gap(with_gap(hall), by=hall.clerk, at=day("2022-07-12"))
