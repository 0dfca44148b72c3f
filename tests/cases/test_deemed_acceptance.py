"""Silence accepts: a licence of which nobody gave notice within five working days (行政许可法 Art. 32(4))."""

from __future__ import annotations

import pytest

from tests.cases.ways import REMEDY, acts_of
from tests.cast import Hall, day, instant
from yichuang.cases import acts, queries
from yichuang.cases.acts.jobs import Deemed
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.paths import UnlawfulAct
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import Act, Measure

RECEIVED, LAST, AFTER = "2022-06-02", "2022-06-10", "2022-06-11"  # the Dragon Boat festival lies between
NOTHING = Deemed((), ())


def silent(hall: Hall, **changes: str) -> str:
    return acts.receive(hall.new_case(**changes), by=hall.manager, at=instant(f"{RECEIVED}T16:20")).number


def accepted() -> dict[str, int]:
    rows = queries.sums(start=day("2022-01-01"), end=day("2030-01-01"), daily=True)
    return {row.day.isoformat(): row.n for row in rows if row.measure is Measure.ACCEPTED and row.n}


def test_after_five_working_days_of_silence_the_case_is_accepted_as_of_its_receipt(hall: Hall) -> None:
    number = silent(hall)
    assert acts.accept_deemed(day(LAST)) == NOTHING
    assert acts.accept_deemed(day(AFTER)).accepted == (number,)
    case = Case.objects.get()
    assert (case.state, case.accepted_on, case.due_on) == ("under_review", day(RECEIVED), day("2022-06-17"))
    event = CaseEvent.objects.get(act="deem_accepted")
    assert (event.actor_kind, event.actor_id, event.actor_post) == ("job", "deemed_acceptance", None)
    assert (event.occurred_at, event.occurred_on) == (instant(f"{RECEIVED}T16:20"), day(RECEIVED))
    assert event.data == {"notice_due_on": LAST}
    assert accepted() == {RECEIVED: 1}
    assert "视为受理" in queries.case_page(number, seen_by=hall.leader).clocks[0].sentences[0]
    assert acts.accept_deemed(day(AFTER)) == NOTHING


def test_whoever_was_answered_and_whoever_asks_for_no_licence_is_left_alone(hall: Hall) -> None:
    for act in (Act.REQUEST_SUPPLEMENT, Act.WITHDRAW, Act.ACCEPT):
        acts.record(silent(hall), NewEvent(act, day("2022-06-06")), by=hall.manager)
    acts.void(silent(hall), by=hall.manager, at=day("2022-06-06"), reason="entered_twice")
    for item in ("service", "other"):
        hall.received_case(on=RECEIVED, item=item)
    assert acts.accept_deemed(day("2022-08-01")) == NOTHING


def test_the_notice_of_a_delivering_system_may_be_on_its_way_so_it_is_only_warned_of(hall: Hall) -> None:
    number = silent(hall, source="SCJG", number="SCJG-1")
    result = acts.accept_deemed(day(AFTER))
    assert (result.accepted, [warned for warned, _ in result.warned]) == ((), [number])
    assert acts_of(number) == ["receive"]


def test_over_days_of_a_provisional_year_it_is_only_warned_of(hall: Hall) -> None:
    number = hall.received_case(on="2022-06-02")
    Case.objects.update(notice_due_on=day("2027-06-10"))  # as if it had been received in a year to come
    result = acts.accept_deemed(day("2027-06-11"))
    assert (result.accepted, [warned for warned, _ in result.warned]) == ((), [number])


def test_a_receipt_that_was_dated_wrongly_counts_from_its_true_day(hall: Hall) -> None:
    number = silent(hall)
    acts.rectify(
        number, supersedes=1, by=hall.manager, at=day("2022-06-07"), reason="wrong_day", approver="authority_head",
        instead={"act": "receive", "occurred": day("2022-06-06")},
    )  # fmt: skip
    assert acts.accept_deemed(day(AFTER)) == NOTHING
    assert acts.accept_deemed(day("2022-06-14")).accepted == (number,)
    assert Case.objects.get().accepted_on == day("2022-06-06")


@pytest.mark.parametrize(
    ("act", "reason", "data", "state"),
    [
        (Act.REQUEST_SUPPLEMENT, "", {}, "supplement_requested"),
        (Act.DECLINE, "other_authority", REMEDY, "out_of_scope"),
        (Act.TELL_NOT_REQUIRED, "no_licence_needed", {}, "not_required"),
    ],
)
def test_a_notice_dated_in_time_that_arrives_afterwards_supersedes_the_acceptance(
    hall: Hall, act: Act, reason: str, data: dict[str, str], state: str
) -> None:
    number = silent(hall)
    acts.accept_deemed(day(AFTER))
    event = NewEvent(act, day(LAST), reason, "缺少法人身份证明", data)
    assert acts.record(number, event, by=hall.manager).state == state
    written = CaseEvent.objects.get(seq=3)
    assert (written.act, written.supersedes, written.reason) == ("rectify", 2, "notice_in_time")
    assert accepted() == {}
    assert queries.case_page(number, seen_by=hall.leader).events[2].text == "缺少法人身份证明"
    assert queries.verify()[1] == []


def test_a_notice_that_came_too_late_supersedes_nothing(hall: Hall) -> None:
    number = silent(hall)
    acts.accept_deemed(day(AFTER))
    with pytest.raises(UnlawfulAct):
        acts.request_supplement(number, by=hall.manager, at=day("2022-06-13"))
    assert accepted() == {RECEIVED: 1}


def test_also_an_acceptance_by_silence_that_stands_in_anothers_place_yields_to_a_notice_in_time(hall: Hall) -> None:
    number = silent(hall)
    acts.accept(number, by=hall.manager, at=day("2022-06-06"))
    acts.rectify(
        number, supersedes=2, by=hall.manager, at=day(AFTER), reason="was_never_told", approver="authority_head",
        instead={"act": "deem_accepted", "occurred": day(RECEIVED)},
    )  # fmt: skip
    assert acts.request_supplement(number, by=hall.manager, at=day(LAST)).state == "supplement_requested"
    assert CaseEvent.objects.get(seq=4).supersedes == 3
