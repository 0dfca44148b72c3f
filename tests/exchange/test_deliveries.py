"""Cases evolve over deliveries: what is new is taken, the same is left, what contradicts is refused or revised."""

from __future__ import annotations

import pytest

from tests.cast import Hall
from tests.exchange.senders import Sender, accept, compact, counts, result
from yichuang.cases import acts as ledger
from yichuang.cases import queries as cases
from yichuang.cases.models import Case, CaseEvent, CaseParty
from yichuang.exchange import acts, queries
from yichuang.exchange.models import HeldRow, Step
from yichuang.kit.errors import Conflict


def case(number: str) -> Case:
    return Case.objects.get(number=number)


def acts_of(number: str) -> list[str]:
    return list(CaseEvent.objects.filter(case_id=number).order_by("seq").values_list("act", flat=True))


def verified() -> None:
    assert cases.verify()[1] == []


def test_acceptance_today_conclusion_next_week(sender: Sender) -> None:
    assert counts(sender.send("accept", accept("A1"), accept("A2"))) == (2, 0, 0, 0)
    one = case("SCJG-A1")
    assert (one.state, one.source, one.sender_number, str(one.accepted_on)) == (
        "under_review",
        "SCJG",
        "A1",
        "2022-05-06",
    )
    assert counts(sender.send("result", result("A1", delivery_way="window", delivery_date="2022-05-17"))) == (
        1,
        0,
        0,
        0,
    )
    assert acts_of("SCJG-A1") == ["receive", "accept", "grant", "deliver"]
    assert (case("SCJG-A1").state, case("SCJG-A2").state) == ("delivered", "under_review")
    verified()


def test_an_event_that_comes_before_its_case_waits_and_is_taken_in_when_the_case_comes(sender: Sender) -> None:
    early = sender.send("result", result("A1"), result("A9"))
    assert counts(early) == (0, 0, 2, 0)
    assert sender.balance().parked == 2
    assert counts(sender.send("accept", accept("A1"))) == (1, 0, 0, 0)
    assert acts_of("SCJG-A1") == ["receive", "accept", "grant"]
    then = queries.receipt(early.delivery, seen_by=sender.by)
    assert counts(then) == (1, 0, 1, 0)
    assert sender.balance().parked == 1
    verified()


def test_the_same_delivery_again_changes_nothing_and_answers_the_first_receipt(sender: Sender) -> None:
    path = sender.file("accept", [accept("A1"), accept("")])
    first = sender.deliver(path)
    assert counts(first) == (1, 0, 0, 1)
    assert sender.deliver(path) == first
    assert sender.balance().deliveries == 1


def test_the_same_rows_in_another_delivery_are_unchanged(sender: Sender) -> None:
    rows = (
        accept("A1", address="某路1号", contact_name="王某丙"),
        accept("A2", applyer_page_code="", applyer_page_type=""),
    )
    sender.send("accept", *rows)
    before = CaseEvent.objects.count(), CaseParty.objects.count()
    assert counts(sender.send("accept", *rows)) == (0, 2, 0, 0)
    sender.send("result", result("A1"))
    assert counts(sender.send("result", result("A1"))) == (0, 1, 0, 0)
    assert counts(sender.send("accept", *rows)) == (0, 2, 0, 0)
    assert (CaseEvent.objects.count() - 1, CaseParty.objects.count()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"accept_date": "2022-05-07 09:30"}, {"apply_date": "2022-05-04"}, {"task_code": "joint"},
        {"area_code": "990100"}, {"applyer_name": "另某"}, {"applyer_page_code": "999901199001010029"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_contradicts_is_refused_and_a_revision_puts_it_in_place(sender: Sender, change: dict[str, str]) -> None:
    sender.send("accept", accept("A1"), number="B1")
    other = accept("A1", **change)
    refused = sender.send("accept", other, number="B2")
    assert (counts(refused), refused.errors) == ((0, 0, 0, 1), {"recorded_differs": 1})
    verified()
    assert counts(sender.send("accept", other, number="B1", revision=1)) == (1, 0, 0, 0)
    assert counts(sender.send("accept", other, number="B3")) == (0, 1, 0, 0)
    verified()
    assert not HeldRow.objects.filter(state="quarantined").exists(), "the row that came again well is cleared"


def test_a_revision_rectifies_the_past_and_does_not_delete_what_it_leaves_out(sender: Sender) -> None:
    sender.send("result", number="R0")
    sender.send("accept", accept("A1"), accept("A2"), number="B1")
    sender.send("result", result("A1"), result("A2"), number="R1")
    revised = result("A1", result_type="refused", result_reason="conditions_unmet", result_explain="不符合条件")
    assert counts(sender.send("result", revised, number="R1", revision=1)) == (1, 0, 0, 0)
    assert acts_of("SCJG-A1") == ["receive", "accept", "grant", "rectify"]
    assert (case("SCJG-A1").outcome, case("SCJG-A2").outcome) == ("refused", "granted")
    assert [
        row.n for row in cases.sums(start=case("SCJG-A1").accepted_on, end=case("SCJG-A1").ended_on) if row.measure == 3
    ] == [1]
    verified()


def test_other_content_under_the_same_number_needs_a_revision(sender: Sender) -> None:
    sender.send("accept", accept("A1"), number="B1")
    with pytest.raises(Conflict) as refused:
        sender.send("accept", accept("A2"), number="B1")
    assert refused.value.code == "delivery_differs"
    assert counts(sender.send("accept", accept("A2"), name="SCJG-accept-0001.csv")) == (1, 0, 0, 0)


def test_a_file_that_is_sent_again_under_its_name_is_another_delivery(sender: Sender) -> None:
    first = sender.send("accept", accept("A1"), accept(""), name="day.csv", dataset="accept")
    again = sender.send("accept", accept("A1"), accept("A2"), name="day.csv", dataset="accept")
    assert (first.number, counts(again)) == ("day", (1, 1, 0, 0))
    assert again.number.startswith("day-")


def test_special_procedures_supplements_and_steps(sender: Sender, hall: Hall) -> None:
    sender.send("accept", accept("A1", accept_date="2022-05-12"))
    sender.send("supplement", {"project_no": "A1", "notice_time": "2022-05-09", "notice_explain": "缺少章程"})
    sender.send(
        "supplement",
        {
            "project_no": "A1",
            "notice_time": "2022-05-09",
            "notice_explain": "缺少章程",
            "supplement_time": "2022-05-11",
        },
    )
    due = case("SCJG-A1").due_on
    hearing = {
        "project_no": "A1",
        "special_no": "1",
        "special_type": "2",
        "special_name": "hearing",
        "special_time": "2022-05-16",
    }
    assert counts(sender.send("special", hearing)) == (1, 0, 0, 0)
    assert case("SCJG-A1").state == "paused"
    assert counts(sender.send("special", hearing | {"end_time": "2022-05-18"})) == (1, 0, 0, 0)
    extension = {
        "project_no": "A1", "special_no": "2", "special_type": "1", "special_time": "2022-05-19", "special_days": "5",
        "special_approver": "局长", "special_reason": "complex",
    }  # fmt: skip
    assert counts(sender.send("special", extension)) == (1, 0, 0, 0)
    assert case("SCJG-A1").due_on > due
    step = {
        "project_no": "A1",
        "step_no": "1",
        "process_name": "审核",
        "event_name": "1",
        "event_start_time": "2022-05-13",
    }
    assert counts(sender.send("process", step, step | {"project_no": "A2"})) == (1, 0, 1, 0)
    assert counts(sender.send("process", step | {"event_end_time": "2022-05-14"})) == (1, 0, 0, 0)
    assert counts(sender.send("process", step | {"event_end_time": "2022-05-15"})) == (0, 0, 0, 1)
    assert Step.objects.get().ended_at is not None
    assert acts_of("SCJG-A1") == [
        "receive", "accept", "request_supplement", "supplement", "pause", "resume", "extend",
    ]  # fmt: skip
    assert counts(sender.send("result", result("A1", result_date="2022-06-01"))) == (1, 0, 0, 0)
    verified()


@pytest.mark.parametrize("accepted", ["2022-05-12", "2022-05-12 16:30"])
def test_a_supplement_on_the_day_of_acceptance_needs_no_time_of_day(sender: Sender, accepted: str) -> None:
    """Systems that know days but no times tell of the acceptance first, and of that day's supplement afterwards."""
    sender.send("accept", accept("A1", apply_date="2022-05-09", accept_date=accepted))
    told = {
        "project_no": "A1",
        "notice_time": "2022-05-09",
        "notice_explain": "缺章程",
        "supplement_time": "2022-05-12",
    }
    assert counts(sender.send("supplement", told)) == (1, 0, 0, 0)
    assert counts(sender.send("supplement", told, number="again")) == (0, 1, 0, 0)
    assert counts(sender.send("result", result("A1", result_date="2022-05-12"))) == (1, 0, 0, 0)
    assert case("SCJG-A1").state == "granted"
    verified()


def test_one_row_a_case_for_simple_systems(sender: Sender) -> None:
    sender.send("compact", compact("C1"), compact("C2", result_date="2022-05-06", result_type="granted"))
    assert (case("SCJG-C1").state, case("SCJG-C2").state) == ("under_review", "granted")
    ended = compact("C1", result_date="2022-05-09", result_type="withdrawn")
    assert counts(sender.send("compact", ended)) == (1, 0, 0, 0)
    assert (case("SCJG-C1").state, CaseParty.objects.filter(case_id="SCJG-C1").count()) == ("withdrawn", 1)
    verified()


def test_a_system_delivers_only_its_own_departments_cases(sender: Sender, hall: Hall) -> None:
    number = hall.accepted_case(on="2022-05-06", department_id=hall.health)
    refused = sender.send("result", result(number))
    assert (counts(refused), refused.errors) == ((0, 0, 0, 1), {"not_yours": 1})
    own = hall.accepted_case(on="2022-05-06")
    assert counts(sender.send("result", result(own))) == (1, 0, 0, 0)
    assert case(own).state == "granted"


def test_an_erased_party_does_not_come_back_with_a_delivery(sender: Sender, hall: Hall) -> None:
    sender.send("accept", accept("A1"))
    ledger.erase_party("SCJG-A1", "applicant", 1, by=hall.manager)
    assert counts(sender.send("accept", accept("A1"))) == (0, 1, 0, 0)
    assert counts(sender.send("accept", accept("A1", applyer_name="别人"), number="Z", revision=1)) == (0, 1, 0, 0)
    assert CaseParty.objects.get().record_state == "erased"


def test_a_refused_row_is_corrected_by_a_person(sender: Sender, hall: Hall) -> None:
    receipt = sender.send("accept", accept("A1", accept_date="2022-13-01"), accept("A2"))
    (held,) = queries.quarantine(seen_by=hall.job, system="SCJG")
    assert (held.row, held.errors[0]["code"], held.cells["applyer_page_code"]) == (
        1,
        "malformed_date",
        "999901********0010",
    )
    _, cells = queries.open_row(held.id, by=hall.job, purpose="更正日期")
    with pytest.raises(Exception, match="还有 1 处"):
        acts.correct_row(by=hall.job, held_id=held.id, cells=cells)
    assert acts.correct_row(by=hall.job, held_id=held.id, cells=cells | {"accept_date": "2022-05-06"}) == "taken"
    assert counts(queries.receipt(receipt.delivery, seen_by=hall.job)) == (2, 0, 0, 0)
    assert (sender.balance().refused, case("SCJG-A1").state) == (0, "under_review")
    with pytest.raises(Conflict, match="处理过"):
        acts.correct_row(by=hall.job, held_id=held.id, cells=cells)


def test_a_row_twice_in_one_delivery_is_taken_once(sender: Sender) -> None:
    receipt = sender.send("accept", accept("A1"), accept("A2"), accept("A1"))
    assert (counts(receipt), receipt.errors) == ((2, 0, 0, 1), {"duplicate_row": 1})
