"""Mistakes are mended by events that supersede others; what comes late is put where it belongs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cases.ways import ON, acts_of, case_in, do, whole
from tests.cast import Hall, day, instant
from yichuang.cases import acts, queries
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.paths import UnlawfulAct
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import Act, Measure, State
from yichuang.kit.errors import Refusal


def rectify(hall: Hall, number: str, supersedes: int, act: str = "", occurred: Any = ON, **rest: Any) -> acts.Receipt:
    instead = {"act": act, "occurred": occurred} | rest if act else None
    return acts.rectify(
        number, supersedes=supersedes, by=hall.manager, at=day("2022-07-29"), reason="wrong_entry",
        approver="authority_head", instead=instead,
    )  # fmt: skip


def dates(number: str) -> tuple[str, date | None, date | None, date | None]:
    case = Case.objects.get(number=number)
    return case.state, case.accepted_on, case.due_on, case.ended_on


def tallied() -> dict[tuple[str, str], int]:
    rows = queries.sums(start=date(2022, 1, 1), end=date(2030, 1, 1), daily=True)
    return {(row.measure.name, row.day.isoformat()): row.n for row in rows if row.n}


def test_a_wrong_day_of_acceptance_is_put_right_everywhere(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-04", granted="2022-07-18")
    assert dates(number)[2] == day("2022-07-18")
    acts_before = list(CaseEvent.objects.values_list("seq", "link"))
    rectify(hall, number, 1, "receive", day("2022-07-01"))
    rectify(hall, number, 2, "accept", day("2022-07-01"))
    assert dates(number) == ("granted", day("2022-07-01"), day("2022-07-15"), day("2022-07-18"))
    assert tallied() == {
        ("ACCEPTED", "2022-07-01"): 1, ("DUE", "2022-07-15"): 1, ("CONCLUDED", "2022-07-18"): 1,
        ("LATE", "2022-07-18"): 1, ("DAYS", "2022-07-18"): 11,
    }  # fmt: skip
    assert list(CaseEvent.objects.order_by("seq").values_list("seq", "link"))[:3] == sorted(acts_before)


def test_an_event_that_never_happened_is_taken_back(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-18")
    assert rectify(hall, number, 3).state == "under_review"
    assert dates(number) == ("under_review", day("2022-07-01"), day("2022-07-15"), None)
    assert set(tallied()) == {("ACCEPTED", "2022-07-01"), ("DUE", "2022-07-15")}
    assert acts.refuse(number, by=hall.manager, at=day("2022-07-19"), reason="x", remedy="standard").state == "refused"


def test_a_decision_may_turn_out_to_have_been_another_one_which_must_bring_its_own_reason(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-08")
    with pytest.raises(Refusal) as refused:
        rectify(hall, number, 3, "refuse", day("2022-07-08"))
    assert refused.value.code == "reason_missing"
    with pytest.raises(Refusal) as refused:
        rectify(hall, number, 3, "refuse", day("2022-07-08"), reason="conditions_unmet")
    assert refused.value.code == "remedy_missing"
    rectify(hall, number, 3, "refuse", day("2022-07-08"), reason="conditions_unmet", data={"remedy": "standard"})
    assert Case.objects.get().outcome == "refused"
    assert tallied()["REFUSED", "2022-07-08"] == 1


def test_a_rectification_can_itself_be_rectified_but_an_event_only_once(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-08")
    rectify(hall, number, 3)
    with pytest.raises(UnlawfulAct) as refused:
        rectify(hall, number, 3)
    assert refused.value.field == "supersedes"
    rectify(hall, number, 4, "grant", day("2022-07-11"))
    assert dates(number)[3] == day("2022-07-11")
    for gone in (0, 3, 4, 9):
        with pytest.raises(UnlawfulAct):
            rectify(hall, number, gone)


def test_a_bare_date_in_anothers_place_keeps_the_order_of_its_day(hall: Hall) -> None:
    number = acts.receive(hall.new_case("hours"), by=hall.manager, at=instant("2022-07-01T08:30")).number
    for act, at in ((Act.ACCEPT, "09:00"), (Act.PAUSE, "10:00"), (Act.RESUME, "11:00"), (Act.GRANT, "15:00")):
        reason, data = whole(act).reason, whole(act).data
        acts.record(number, NewEvent(act, instant(f"2022-07-01T{at}"), reason, "", data), by=hall.manager)
    rectify(hall, number, 2, "accept", day("2022-07-01"))
    assert Case.objects.get().due_at == instant("2022-07-01T13:00")  # accepted at nine, as before
    rectify(hall, number, 5, "grant", day("2022-07-04"))
    assert dates(number) == ("granted", day("2022-07-01"), day("2022-07-01"), day("2022-07-04"))
    rectify(hall, number, 1, "receive", day("2022-06-30"))
    assert Case.objects.get().received_on == day("2022-06-30")


def test_an_act_that_comes_late_stands_where_it_happened(hall: Hall) -> None:
    number = case_in(hall, State.UNDER_REVIEW)
    acts.pause(number, by=hall.manager, at=day("2022-07-11"), kind="hearing")
    receipt = acts.extend(number, by=hall.manager, at=day("2022-07-06"), days=5, reason="x", approver="authority_head")
    assert (receipt.state, receipt.due_on) == ("paused", None)
    receipt = acts.resume(number, by=hall.manager, at=day("2022-07-11"), pause=3)
    assert receipt.due_on == day("2022-07-25")
    with pytest.raises(UnlawfulAct):  # after a grant nothing could have been paused
        acts.grant(number, by=hall.manager, at=day("2022-07-05"))


def test_what_would_make_the_whole_unlawful_is_refused_and_nothing_is_written(hall: Hall) -> None:
    number = case_in(hall, State.CLOSED)
    before = Case.objects.values().get(), acts_of(number)
    for supersedes, act in ((1, "pause"), (2, ""), (2, "amend"), (3, "extend"), (3, "rectify"), (3, "due_moved")):
        data = {"data": {"kind": "hearing", "days": 5, "approver": "x"}, "reason": "x"} if act else {}
        with pytest.raises(Refusal) as refused:
            rectify(hall, number, supersedes, act, **data)
        assert refused.value.code in ("unlawful_act", "malformed_data"), (supersedes, act)
    assert (Case.objects.values().get(), acts_of(number)) == before


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ({"act": "promote", "occurred": ON}, "malformed_data"),
        ({"occurred": ON}, "malformed_data"),
        ({"act": "grant"}, "malformed_data"),
        ({"act": "grant", "occurred": "2022-07-01"}, "malformed_data"),
        ({"act": "grant", "occurred": ON, "data": 5}, "malformed_data"),
        ({"act": "grant", "occurred": ON, "data": {"was": {}}}, "malformed_data"),
        ("grant", "malformed_data"),
    ],
)
def test_a_malformed_replacement_is_named(hall: Hall, instead: Any, code: str) -> None:
    number = case_in(hall, State.GRANTED)
    event = NewEvent(Act.RECTIFY, ON, "wrong", "", {"approver": "x", "instead": instead}, 3)
    with pytest.raises(Refusal) as refused:
        acts.record(number, event, by=hall.manager)
    assert (refused.value.code, refused.value.field in ("instead", "was")) == (code, True)


def test_a_case_without_any_valid_event_is_voided_not_emptied(hall: Hall) -> None:
    number = case_in(hall, State.RECEIVED)
    with pytest.raises(UnlawfulAct, match="作废"):
        rectify(hall, number, 1)
    assert do(hall, number, Act.VOID).state == "voided"


def test_a_void_case_counts_nowhere_and_stands_in_no_list_until_the_voiding_is_rectified(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    whole_of_it = tallied()
    do(hall, number, Act.VOID)
    assert tallied() == {}
    assert queries.overdue(on=day("2022-12-30"), seen_by=hall.leader).rows == ()
    assert queries.work_list(department_id=hall.transport, seen_by=hall.leader).rows == ()
    rectify(hall, number, 3)
    assert tallied() == whole_of_it
    assert dates(number) == ("under_review", day("2022-07-01"), day("2022-07-15"), None)
    assert len(queries.overdue(on=day("2022-12-30"), seen_by=hall.leader).rows) == 1
    assert queries.verify()[1] == []


def test_a_reassignment_moves_what_the_case_counts_and_its_rectification_moves_it_back(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-08")
    acts.reassign(number, by=hall.manager, at=day("2022-07-11"), to={"department_id": hall.health, "channel": "2"})
    event = CaseEvent.objects.get(seq=4)
    assert event.data["was"] == {"department_id": hall.transport, "channel": "1"}
    assert event.data["now"] == {"department_id": hall.health, "channel": "2"}
    acts.reassign(number, by=hall.manager, at=day("2022-07-12"), to={"channel": "3"})
    rectify(hall, number, 4)
    case = Case.objects.get()
    assert (case.department_id, case.channel) == (hall.transport, "3")  # the second reassignment still holds
    amounts = queries.sums(start=ON, end=day("2022-07-30"), by=("department", "channel"))
    held = {row.dimensions for row in amounts if row.n}
    assert held == {(hall.transport, "3")}
    assert sum(row.n for row in amounts if row.measure is Measure.ACCEPTED) == 1
    assert queries.verify()[1] == []


def test_a_reassignment_to_another_item_brings_its_limits_but_never_another_procedure(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    receipt = acts.reassign(number, by=hall.manager, at=ON, to={"item_version_id": hall.versions["joint"]})
    assert receipt.due_on == day("2022-07-29")
    assert Case.objects.get().local_code == "joint"
    with pytest.raises(UnlawfulAct) as refused:
        acts.reassign(number, by=hall.manager, at=ON, to={"item_version_id": hall.versions["service"]})
    assert refused.value.field == "item_version_id"
