"""What each act must bring, who may do it, and which dates the ledger takes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.cases.ways import ON, REMEDY, acts_of, case_in, whole
from tests.cast import Hall, day
from yichuang.cases import acts
from yichuang.cases.models import BackDating, Case, CaseEvent
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import PAUSE_KINDS, Act, State
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.kit.time import now, today
from yichuang.people import acts as people
from yichuang.people.rules import Actor

U, R, P, G = State.UNDER_REVIEW, State.RECEIVED, State.PAUSED, State.GRANTED
# state, act, reason, data → code, field
INCOMPLETE: list[tuple[State, Act, str, dict[str, Any], str, str]] = [
    (R, Act.TELL_NOT_REQUIRED, "", {}, "reason_missing", "reason"),
    (R, Act.DECLINE, "", REMEDY, "reason_missing", "reason"),
    (R, Act.DECLINE, "other_authority", {}, "remedy_missing", "remedy"),
    (R, Act.DECLINE, "other_authority", {"remedy": ""}, "remedy_missing", "remedy"),
    (U, Act.REFUSE, "", REMEDY, "reason_missing", "reason"),
    (U, Act.REFUSE, "   ", REMEDY, "reason_missing", "reason"),
    (U, Act.REFUSE, "conditions_unmet", {}, "remedy_missing", "remedy"),
    (U, Act.REFUSE, "x" * 41, REMEDY, "reason_too_long", "reason"),
    (U, Act.TERMINATE, "", {}, "reason_missing", "reason"),
    (U, Act.EXTEND, "", {"days": 5, "approver": "authority_head"}, "reason_missing", "reason"),
    (U, Act.EXTEND, "complex_matter", {"days": 5}, "approver_missing", "approver"),
    (U, Act.EXTEND, "complex_matter", {"approver": "authority_head"}, "extension_too_long", "days"),
    (U, Act.EXTEND, "complex_matter", {"days": 11, "approver": "authority_head"}, "extension_too_long", "days"),
    (U, Act.EXTEND, "complex_matter", {"days": 0, "approver": "authority_head"}, "extension_too_long", "days"),
    (U, Act.EXTEND, "complex_matter", {"days": "5", "approver": "authority_head"}, "extension_too_long", "days"),
    (U, Act.EXTEND, "complex_matter", {"days": True, "approver": "authority_head"}, "extension_too_long", "days"),
    (U, Act.EXPLAIN_OVERRUN, "", {}, "reason_missing", "reason"),
    (U, Act.VOID, "", {}, "reason_missing", "reason"),
    (U, Act.PAUSE, "", {}, "pause_kind_unknown", "kind"),
    (U, Act.PAUSE, "", {"kind": "holiday"}, "pause_kind_unknown", "kind"),
    (G, Act.DELIVER, "", {}, "delivery_way_missing", "how"),
    (G, Act.DELIVER, "", {"how": "pigeon"}, "delivery_way_missing", "how"),
    (G, Act.DELIVER, "", {"how": "express", "to": "neighbour"}, "delivery_to_nobody", "to"),
    (P, Act.RESUME, "", {}, "data_missing", "pause"),
    (P, Act.RESUME, "", {"pause": 2}, "unlawful_act", "pause"),
    (R, Act.ACCEPT_WITH_GAP, "", {}, "gap_not_allowed", "act"),
    (R, Act.REQUEST_SUPPLEMENT, "", {"due_on": "tomorrow"}, "malformed_date", "due_on"),
    (U, Act.REASSIGN, "", {}, "data_missing", "to"),
    (U, Act.REASSIGN, "", {"to": {"colour": 1}}, "attribute_unknown", "to"),
    (U, Act.REASSIGN, "", {"to": {"department_id": "1"}}, "malformed_data", "to.department_id"),
    (U, Act.REASSIGN, "", {"to": {"channel": "window"}}, "malformed_data", "to.channel"),
    (U, Act.REASSIGN, "", {"to": {"item_version_id": 987654}}, "unknown_version", "item_version"),
    (U, Act.RECTIFY, "", {"approver": "authority_head"}, "reason_missing", "reason"),
    (U, Act.RECTIFY, "wrong_day", {}, "approver_missing", "approver"),
    (U, Act.RECTIFY, "wrong_day", {"approver": "authority_head"}, "data_missing", "supersedes"),
    (U, Act.GRANT, "", {"was": {"channel": "2"}}, "malformed_data", "was"),
    (U, Act.GRANT, "", {"instead": {}}, "malformed_data", "instead"),
    (U, Act.GRANT, "", {"fee": 1.5}, "malformed_data", "fee"),
    (U, Act.GRANT, "", {"papers": {3: "x"}}, "malformed_data", "papers"),
    (U, Act.GRANT, "", {"paper": "a\x00b"}, "malformed_data", "paper"),
]  # fmt: skip


def test_an_act_that_lacks_something_is_refused_by_field_and_rule(hall: Hall) -> None:
    numbers = {state: case_in(hall, state) for state in (U, R, P, G)}
    for state, act, reason, data, code, field in INCOMPLETE:
        before = acts_of(numbers[state])
        with pytest.raises(Refusal) as refused:
            acts.record(numbers[state], NewEvent(act, ON, reason, "", data), by=hall.manager)
        assert (refused.value.code, refused.value.field) == (code, field), (act, data)
        assert refused.value.message
        assert acts_of(numbers[state]) == before


@pytest.mark.parametrize("kind", PAUSE_KINDS)
def test_every_special_procedure_of_the_law_stops_the_clock(hall: Hall, kind: str) -> None:
    number = hall.accepted_case(on="2022-07-01")
    assert acts.pause(number, by=hall.manager, at=day("2022-07-04"), kind=kind).due_on is None


def test_ten_days_more_are_the_most_and_fifteen_where_departments_act_jointly(hall: Hall) -> None:
    extension = {"by": hall.manager, "at": ON, "reason": "complex_matter", "approver": "authority_head"}
    acts.extend(hall.accepted_case(on="2022-07-01"), days=10, **extension)
    joint = hall.accepted_case(on="2022-07-01", item="joint")
    with pytest.raises(Refusal, match="15"):
        acts.extend(joint, days=16, **extension)
    acts.extend(joint, days=15, **extension)


def test_a_clerk_accepts_but_does_not_decide(hall: Hall) -> None:
    BackDating.objects.filter(role__in=["clerk", "approver"]).delete()
    number = acts.receive(hall.new_case(), by=hall.clerk, at=ON).number
    acts.accept(number, by=hall.clerk, at=ON)
    for act in (Act.GRANT, Act.REFUSE, Act.TERMINATE, Act.EXTEND, Act.VOID, Act.REASSIGN, Act.MOVE_DUE):
        with pytest.raises(Forbidden) as refused:
            acts.record(number, whole(act), by=hall.clerk)
        assert (refused.value.code, refused.value.rule) == ("not_allowed", f"cases.{act.value}")
    assert acts.grant(number, by=hall.approver, at=ON).state == "granted"


def test_nobody_acts_for_another_department(hall: Hall) -> None:
    number = case_in(hall, R)
    foreign = hall.received_case(on="2022-07-01", department_id=hall.health)
    for actor in (hall.clerk, hall.approver, hall.leader, Actor.applicant("somebody"), Actor.system("SCJG")):
        with pytest.raises(Forbidden):
            acts.withdraw(foreign, by=actor, at=ON)
    with pytest.raises(Forbidden):
        acts.receive(hall.new_case(department_id=hall.health), by=hall.clerk, at=today())
    assert (acts_of(number), acts_of(foreign)) == (["receive"], ["receive"])


def test_silence_is_for_the_job_alone(hall: Hall) -> None:
    number = case_in(hall, R)
    for actor in (hall.clerk, hall.approver, hall.leader):
        with pytest.raises(Forbidden):
            acts.record(number, NewEvent(Act.DEEM_ACCEPTED, ON), by=actor)
    assert acts.record(number, NewEvent(Act.DEEM_ACCEPTED, ON), by=Actor.job("deemed_acceptance")).seq == 2


def test_nothing_happens_in_the_future(hall: Hall) -> None:
    tomorrow, soon = today() + timedelta(days=1), now() + timedelta(hours=1)
    number = hall.accepted_case(on="2022-07-01")
    for moment in (tomorrow, soon):
        with pytest.raises(Refusal) as refused:
            acts.receive(hall.new_case(), by=hall.manager, at=moment)
        assert (refused.value.code, refused.value.field) == ("date_in_future", "occurred")
        with pytest.raises(Refusal) as refused:
            acts.grant(number, by=hall.manager, at=moment)
        assert refused.value.code == "date_in_future"
        with pytest.raises(Refusal) as refused:
            acts.rectify(
                number, supersedes=2, by=hall.manager, at=today(), reason="wrong_day", approver="authority_head",
                instead={"act": "accept", "occurred": moment},
            )  # fmt: skip
        assert refused.value.code == "date_in_future"
    assert (Case.objects.count(), CaseEvent.objects.count()) == (1, 2)


def test_how_far_back_somebody_may_date_is_data(hall: Hall) -> None:
    three, four = (today() - timedelta(days=n) for n in (3, 4))
    with pytest.raises(Refusal) as refused:
        acts.receive(hall.new_case(), by=hall.clerk, at=four)
    assert (refused.value.code, refused.value.field) == ("dated_too_far_back", "occurred")
    assert "3" in refused.value.message
    number = acts.receive(hall.new_case(), by=hall.clerk, at=three).number
    with pytest.raises(Refusal) as refused:
        acts.accept(number, by=hall.clerk, at=datetime.combine(four, datetime.min.time(), now().tzinfo))
    assert refused.value.code == "dated_too_far_back"
    BackDating.objects.filter(role="clerk").update(days=4)
    acts.receive(hall.new_case(), by=hall.clerk, at=four)
    acts.receive(hall.new_case(), by=hall.manager, at=date(2020, 1, 2))  # a role without a row is not limited


def test_unknown_cases_and_items_are_named(hall: Hall) -> None:
    with pytest.raises(Unknown) as refused:
        acts.grant("20220701-0000001A7K-M", by=hall.manager, at=ON)
    assert (refused.value.code, refused.value.field) == ("unknown_case", "number")
    with pytest.raises(Unknown) as refused:
        acts.receive(hall.new_case(item_version_id=987654), by=hall.manager, at=ON)
    assert refused.value.code == "unknown_version"


@pytest.mark.parametrize("number", ["a-1", "-A1", "A1-", "A" * 51, "办件1", "A 1", "A_1", "A\x00"])
def test_a_malformed_number_is_refused(hall: Hall, number: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.receive(hall.new_case(number=number), by=hall.manager, at=ON)
    assert (refused.value.code, refused.value.field) == ("malformed_number", "number")


def test_a_number_is_used_once(hall: Hall) -> None:
    acts.receive(hall.new_case(number="SCJG-17"), by=hall.manager, at=ON)
    with pytest.raises(Conflict) as refused:
        acts.receive(hall.new_case("service", number="SCJG-17"), by=hall.manager, at=ON)
    assert (refused.value.code, refused.value.field) == ("number_used", "number")
    assert Case.objects.get().procedure == "licence"


@pytest.mark.parametrize(
    "changes", [{"channel": "window"}, {"channel": ""}, {"source": "much-too-long"}, {"subject": "x" * 301},
                {"sender_number": "x" * 201}, {"subject": "a\x00b"}]
)  # fmt: skip
def test_attributes_that_do_not_fit_are_named(hall: Hall, changes: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        acts.receive(hall.new_case(**changes), by=hall.manager, at=ON)
    assert (refused.value.code, refused.value.field) == ("malformed_case", next(iter(changes)))


def test_the_last_seen_event_guards_what_people_decided_on_a_form(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    acts.pause(number, by=hall.manager, at=day("2022-07-04"), kind="hearing", expected_seq=2)
    with pytest.raises(Conflict) as refused:
        acts.withdraw(number, by=hall.manager, at=day("2022-07-04"), expected_seq=2)
    assert refused.value.code == "stale_seq"
    assert refused.value.details == {"expected": 2, "last": 3}


def test_a_repeated_request_acts_once_and_another_one_under_its_key_is_a_conflict(hall: Hall) -> None:
    case = hall.new_case()
    first = acts.receive(case, by=hall.manager, at=ON, key="k1")
    assert acts.receive(case, by=hall.manager, at=ON, key="k1") == first
    accepted = acts.accept(first.number, by=hall.manager, at=ON, key="k2")
    assert acts.accept(first.number, by=hall.manager, at=ON, key="k2") == accepted
    assert acts_of(first.number) == ["receive", "accept"]
    for again in (
        lambda: acts.receive(hall.new_case("service"), by=hall.manager, at=ON, key="k1"),
        lambda: acts.grant(first.number, by=hall.manager, at=ON, key="k2"),
        lambda: acts.accept(first.number, by=hall.manager, at=day("2022-07-04"), key="k2"),
    ):
        with pytest.raises(Conflict) as refused:
            again()
        assert (refused.value.code, refused.value.field) == ("key_reused", "idempotency_key")
    assert acts.receive(case, by=hall.clerk, at=today(), key="k1").number != first.number  # keys are per sender


def test_a_refused_act_leaves_its_key_free(hall: Hall) -> None:
    number = hall.received_case(on="2022-07-01")
    with pytest.raises(Conflict):
        acts.grant(number, by=hall.manager, at=ON, key="k")
    acts.accept(number, by=hall.manager, at=ON)
    assert acts.grant(number, by=hall.manager, at=ON, key="k").state == "granted"


def test_a_closed_account_may_nothing(hall: Hall) -> None:
    number = hall.received_case(on="2022-07-01")
    people.close_account(by=hall.job, account_id=int(hall.manager.id))
    with pytest.raises(Forbidden):
        acts.accept(number, by=hall.manager, at=ON)


def test_a_special_procedure_ends_by_the_number_that_its_sender_gave_it(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-05-06")
    for no, kind in (("1", "hearing"), ("2", "testing")):
        acts.record(number, NewEvent(Act.PAUSE, day("2022-05-09"), data={"kind": kind, "no": no}), by=hall.manager)
    acts.record(number, NewEvent(Act.RESUME, day("2022-05-11"), data={"no": "2"}), by=hall.manager)
    with pytest.raises(Refusal, match="第 2 号"):
        acts.record(number, NewEvent(Act.RESUME, day("2022-05-12"), data={"no": "2"}), by=hall.manager)
    assert (
        acts.record(number, NewEvent(Act.RESUME, day("2022-05-12"), data={"no": "1"}), by=hall.manager).state
        == "under_review"
    )
