"""What is told again of a case that the ledger holds: the same, something new, or something else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.columns import columns_of
from tests.cast import APPLICANT, Hall, day, instant
from yichuang.cases import acts, queries
from yichuang.cases.acts import Taken, carefully
from yichuang.cases.models import Case, CaseEvent, CaseParty
from yichuang.cases.rules.records import History, NewEvent
from yichuang.cases.rules.words import Act

ACCEPTED = NewEvent(Act.ACCEPT, instant("2022-05-06 09:30"))
REFUSED = NewEvent(Act.REFUSE, day("2022-05-16"), "unfit", "不符合条件", {"remedy": "standard"})


def tell(hall: Hall, *events: NewEvent, amend: bool = False, opens: bool = True, **changes: Any) -> Taken:
    """Tell of case T-1, from its beginning or not."""
    case = hall.new_case(**{"source": "SCJG", "parties": (APPLICANT,)} | changes) if opens else None
    return acts.take_in_columns(
        columns_of([History("T-1", events, case)], opens=opens), by=hall.manager, amend=amend
    )  # fmt: skip


@pytest.fixture
def set_wise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be looked at one by one."""

    def nothing_is_left(histories: object, desk: object) -> None:
        raise AssertionError("all of it goes set-wise")

    monkeypatch.setattr(carefully, "take", nothing_is_left)


def test_a_case_is_told_again_with_its_end_and_goes_set_wise(hall: Hall, set_wise: None) -> None:
    party = {"parties": (APPLICANT.__class__("applicant", "张三", document_number="1", phone="2"),)}
    assert tell(hall, ACCEPTED, **party).opened == 1
    again = tell(hall, ACCEPTED, REFUSED, **party)
    assert (again.opened, again.events, again.unchanged) == (0, 1, [])
    assert tell(hall, ACCEPTED, REFUSED, **party).unchanged == [1]
    assert tell(hall, REFUSED, opens=False).unchanged == [1]
    assert list(CaseEvent.objects.values_list("act", flat=True)) == ["accept", "refuse"]
    assert (Case.objects.get().outcome, CaseParty.objects.count()) == ("refused", 1)
    assert queries.verify()[1] == []


@pytest.mark.parametrize(
    ("events", "changes"),
    [
        ((NewEvent(Act.ACCEPT, instant("2022-05-06 09:31")),), {}),
        ((NewEvent(Act.ACCEPT, day("2022-05-07")),), {}),
        ((ACCEPTED, NewEvent(Act.GRANT, day("2022-05-16"))), {}),
        ((ACCEPTED, NewEvent(Act.REFUSE, day("2022-05-16"), "other", "不符合条件", {"remedy": "standard"})), {}),
        ((ACCEPTED, NewEvent(Act.REFUSE, day("2022-05-16"), "unfit", "别的话", {"remedy": "standard"})), {}),
        ((ACCEPTED, NewEvent(Act.REFUSE, day("2022-05-16"), "unfit", "不符合条件", {"remedy": "other"})), {}),
        ((ACCEPTED,), {"channel": "3"}),
        ((ACCEPTED,), {"region_id": "other"}),
        ((ACCEPTED,), {"parties": (APPLICANT.__class__("applicant", "李四"),)}),
    ],
    ids=["time", "day", "outcome", "reason", "words", "data", "channel", "region", "party"],
)  # fmt: skip
def test_what_is_told_otherwise_is_refused_and_amended_where_that_is_asked_for(
    hall: Hall, events: tuple[NewEvent, ...], changes: dict[str, Any]
) -> None:
    changes = changes | ({"region_id": hall.other_region} if "region_id" in changes else {})
    tell(hall, ACCEPTED, REFUSED)
    before = list(CaseEvent.objects.values_list("seq", "link"))
    refused = tell(hall, *events, **changes)
    assert {row: refusal.code for row, refusal in refused.refused.items()} == {1: "recorded_differs"}
    assert list(CaseEvent.objects.values_list("seq", "link")) == before
    amended = tell(hall, *events, amend=True, **changes)
    assert (amended.refused, amended.unchanged) == ({}, [])
    assert tell(hall, *events, **changes).unchanged == [1]
    assert list(CaseEvent.objects.values_list("seq", "link"))[: len(before)] == before, "hashes are never rewritten"
    assert queries.verify()[1] == []


def test_a_rectified_fact_is_compared_with_what_holds_now(hall: Hall) -> None:
    tell(hall, ACCEPTED)
    later = NewEvent(Act.ACCEPT, instant("2022-05-09 10:00"))
    tell(hall, later, amend=True)
    assert tell(hall, later).unchanged == [1]
    assert tell(hall, ACCEPTED).refused[1].code == "recorded_differs"
    tell(hall, ACCEPTED, amend=True)
    assert (tell(hall, ACCEPTED).unchanged, str(Case.objects.get().accepted_on)) == ([1], "2022-05-06")


def test_what_is_lawful_only_together_is_taken_together(hall: Hall) -> None:
    tell(hall, NewEvent(Act.RECEIVE, day("2022-05-05")), NewEvent(Act.ACCEPT, day("2022-05-12")))
    notice, brought = NewEvent(Act.REQUEST_SUPPLEMENT, day("2022-05-06")), NewEvent(Act.SUPPLEMENT, day("2022-05-11"))
    assert tell(hall, notice, opens=False).refused[1].code == "unlawful_act"
    assert tell(hall, notice, brought, opens=False).events == 2
    assert tell(hall, notice, brought, opens=False).unchanged == [1]
    assert (Case.objects.get().state, CaseEvent.objects.count()) == ("under_review", 4)
    assert queries.verify()[1] == []


def test_of_a_case_that_is_not_here_only_its_beginning_is_taken(hall: Hall) -> None:
    assert tell(hall, REFUSED, opens=False).unknown == [1]
    assert not Case.objects.exists()
