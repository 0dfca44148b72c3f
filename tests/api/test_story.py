"""A program receives, accepts, is told what it may not, and grants: the whole road through the door."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from tests import cast
from tests.api.conftest import API, GOLDEN, Called
from yichuang.cases.models import Case, CaseEvent
from yichuang.people import acts as people
from yichuang.people.models import IdempotencyKey

ACCEPT = {"act": "accept", "occurred": "2022-06-21"}


def code_of(answer: HttpResponse) -> tuple[int, str]:
    """Return the status and the code of an error answer."""
    return answer.status_code, answer.json()["error"]["code"]


def test_a_case_goes_from_its_receipt_to_its_grant(called: Called) -> None:
    number = called.received()
    accepted = called.ours.post(f"/cases/{number}/events", ACCEPT | {"expected_seq": 1})
    assert accepted.status_code == 201
    assert accepted.json() == {"number": number, "seq": 2, "state": "under_review", "due_on": "2022-07-05"}
    granted = called.ours.post(f"/cases/{number}/events", {"act": "grant", "occurred": "2022-07-01"})
    assert granted.json()["state"] == "granted"
    case = called.ours.get(f"/cases/{number}").json()
    assert (case["state"], case["state_name"], case["outcome"]) == ("granted", "已准予", "granted")
    assert (case["department"], case["item_name"]) == ({"code": "D1", "name": "某省交通运输厅"}, "道路运输经营许可")
    assert case["sender_number"] == "交2022-17"
    assert [party["name"] for party in case["parties"]] == ["张*"]
    assert "99990119900101001X" not in json.dumps(case)
    handing_over = next(clock for clock in case["clocks"] if clock["name"] == "handing_over")
    assert handing_over["due_on"] == "2022-07-15"
    assert "作出准予决定" in handing_over["sentences"][0]
    events = called.ours.get(f"/cases/{number}/events").json()["events"]
    assert [event["name"] for event in events] == ["收件", "受理", "准予"]
    assert {event["by"]["kind"] for event in events} == {"client"}


def test_the_same_request_again_answers_the_same_and_acts_once(called: Called) -> None:
    number = called.received()
    first = called.ours.post(f"/cases/{number}/events", ACCEPT, key="once")
    again = called.ours.post(f"/cases/{number}/events", dict(reversed(ACCEPT.items())), key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    other = called.ours.post(f"/cases/{number}/events", ACCEPT | {"text": "另一内容"}, key="once")
    assert code_of(other) == (409, "key_reused")
    assert CaseEvent.objects.filter(case_id=number).count() == 2


def test_a_case_received_twice_with_one_key_is_one_case(called: Called) -> None:
    before = Case.objects.count()
    answers = [called.ours.post("/cases", called.application(), key="case-17").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Case.objects.count() == before + 1


def test_two_programs_may_use_the_same_key(called: Called) -> None:
    ours = called.ours.post("/cases", called.application(), key="same")
    theirs = called.theirs.post("/cases", called.application(department="D2"), key="same")
    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert IdempotencyKey.objects.filter(key="same").count() == 2


def test_who_acts_on_what_they_no_longer_see_is_told(called: Called) -> None:
    number = called.received()
    called.ours.post(f"/cases/{number}/events", ACCEPT)
    late = called.ours.post(f"/cases/{number}/events", {"act": "pause", "occurred": "2022-06-22",
                                                        "data": {"kind": "hearing"}, "expected_seq": 1})  # fmt: skip
    assert code_of(late) == (409, "stale_seq")
    assert late.json()["error"]["details"] == {"expected": 1, "last": 2}


def test_what_the_law_does_not_know_is_refused_and_changes_nothing(called: Called) -> None:
    number = called.received()
    assert code_of(called.ours.post(f"/cases/{number}/events", {"act": "grant", "occurred": "2022-06-21"})) == (
        409,
        "unlawful_act",
    )
    refused = called.ours.post(f"/cases/{number}/events", {"act": "decline", "occurred": "2022-06-21"})
    assert code_of(refused) == (422, "reason_missing")
    assert refused.json()["error"]["rule"]
    assert CaseEvent.objects.filter(case_id=number).count() == 1


def test_a_wrong_date_is_rectified(called: Called) -> None:
    number = called.received()
    called.ours.post(f"/cases/{number}/events", ACCEPT)
    rectified = called.ours.post(
        f"/cases/{number}/rectifications",
        {"supersedes": 2, "occurred": "2022-07-01", "reason": "entered_wrong", "approver": "authority_head",
         "instead": {"act": "accept", "occurred": "2022-06-22"}},
    )  # fmt: skip
    assert (rectified.status_code, rectified.json()["due_on"]) == (201, "2022-07-06")
    events = called.ours.get(f"/cases/{number}/events").json()["events"]
    assert [event["superseded"] for event in events] == [False, True, False]
    again = called.ours.post(
        f"/cases/{number}/rectifications",
        {"supersedes": 2, "occurred": "2022-07-01", "reason": "entered_wrong", "approver": "authority_head"},
    )
    assert code_of(again) == (409, "unlawful_act")


def test_a_case_of_another_department_is_not_there_and_cannot_be_made(called: Called) -> None:
    number = called.received()
    assert code_of(called.theirs.get(f"/cases/{number}")) == (404, "unknown_case")
    assert code_of(called.theirs.get(f"/cases/{number}/events")) == (404, "unknown_case")
    assert code_of(called.theirs.post(f"/cases/{number}/events", ACCEPT)) == (403, "not_allowed")
    assert code_of(called.theirs.post("/cases", called.application())) == (403, "not_allowed")


@pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer ", "Bearer nobody", "Basic YTpi", "Bearer \xe9"])
def test_without_a_token_nothing_of_a_case_is_told(called: Called, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": token}
    number = Case.objects.values_list("number", flat=True).first()
    for path in ("/cases?overdue_on=2022-07-01", f"/cases/{number}", f"/cases/{number}/events"):
        answer = Client().get(f"{API}{path}", headers=headers)
        assert code_of(answer) == (401, "unauthenticated")
        assert answer["WWW-Authenticate"] == "Bearer"
    answer = Client().post(f"{API}/cases", {}, content_type="application/json", headers=headers)
    assert code_of(answer) == (401, "unauthenticated")


def test_a_program_that_was_let_out_is_nobody(called: Called) -> None:
    people.end_client(by=called.hall.job, code="JTYW", last_day=cast.day("2022-06-30"))
    assert code_of(called.ours.get("/cases", overdue_on="2022-07-01")) == (401, "unauthenticated")


def test_the_cases_behind_a_figure_are_those_of_the_own_department(called: Called) -> None:
    period = {"from": "2022-06-01", "to": "2022-07-01"}
    ours = called.ours.get("/cases", figure="accepted", **period).json()
    theirs = called.theirs.get("/cases", figure="accepted", **period).json()
    assert (len(ours["cases"]), len(theirs["cases"])) == (3, 1)
    assert {case["department"]["code"] for case in ours["cases"]} == {"D1"}
    assert "张*" in {case["applicant"] for case in ours["cases"]}
    assert len(called.ours.get("/cases", figure="accepted", item_type="20", **period).json()["cases"]) == 1
    overdue = called.theirs.get("/cases", overdue_on="2022-07-01").json()
    assert [case["item_type"] for case in overdue["cases"]] == ["07"]


def test_pages_are_full_and_every_case_stands_on_one_of_them(called: Called) -> None:
    for _ in range(55):
        called.hall.accepted_case(on="2022-05-10", item="service")
        called.hall.accepted_case(on="2022-05-10", item="service", department_id=called.hall.health)
    seen, after = [], ""
    while True:
        page = called.ours.get(
            "/cases", figure="accepted", **{"from": "2022-05-01", "to": "2022-05-31", "after": after}
        )
        seen.append([case["number"] for case in page.json()["cases"]])
        after = page.json()["after"]
        if not after:
            break
    assert [len(numbers) for numbers in seen] == [50, 5]
    assert len({number for numbers in seen for number in numbers}) == 55


@pytest.mark.parametrize("query", [
    {}, {"figure": "accepted"}, {"figure": "accepted", "from": "2022-06-02", "to": "2022-06-01"},
    {"overdue_on": "2022-07-01", "department": "D1"},
    {"figure": "accepted", "from": "2022-06-01", "to": "2022-06-02", "overdue_on": "2022-07-01"},
    {"figure": "average_working_days", "from": "2022-06-01", "to": "2022-06-02"},
])  # fmt: skip
def test_a_list_says_what_it_wants_to_know(called: Called, query: dict[str, str]) -> None:
    assert code_of(called.ours.get("/cases", **query)) == (422, "bad_input")


def test_figures_are_those_of_the_command(lasting: Called) -> None:
    out = StringIO()
    call_command("figures", "--from", "2022-01-01", "--to", "2022-06-30", "--by", "item_type", "--json", stdout=out)
    printed = json.loads(out.getvalue())
    answer = Client().get(f"{API}/figures", {"from": "2022-01-01", "to": "2022-06-30", "by": "item_type"})
    told = answer.json()
    instant = told.pop("known_at")
    assert instant.endswith("+08:00")
    assert len(instant.split(".")[1]) > len("651+08:00"), "instants are whole: they are sent back to us"
    printed.pop("known_at")
    assert told == printed
    assert len(told["figures"]) == 3
    recounted = Client().get(f"{API}/figures", {"from": "2022-01-01", "to": "2022-06-30", "by": "item_type",
                                                "recount": "true", "as_known_at": instant})  # fmt: skip
    assert recounted.json()["figures"] == told["figures"]
    one = Client().get(f"{API}/figures", {"from": "2022-01-01", "to": "2022-06-30", "department": "D2"}).json()
    assert [row["accepted"] for row in one["figures"]] == [1]


def test_definitions_say_how_a_figure_is_counted(called: Called) -> None:
    figures = Client().get(f"{API}/figures/definitions").json()["figures"]
    accepted = next(figure for figure in figures if figure["code"] == "accepted")
    assert (accepted["name"], accepted["unit"], accepted["has_cases"]) == ("受理", "件", True)


def test_an_issue_is_read_as_the_command_gives_it(called: Called) -> None:
    out = StringIO()
    call_command("report", "read", str(GOLDEN), "--json", stdout=out)
    answer = Client().get(f"{API}/issues/weekly/2023-7")
    told = answer.json()
    assert told.pop("state") == "archived"
    read = json.loads(out.getvalue())
    assert {name: read[name] for name in told} == told
    assert {"file", "figures", "headings", "remarks"} <= read.keys() - told.keys(), "what reading adds to an issue"
    listed = Client().get(f"{API}/issues", {"year": 2023}).json()["issues"]
    assert [(line["year"], line["number"]) for line in listed] == [(2023, 7)]
    assert code_of(Client().get(f"{API}/issues/weekly/2023-8")) == (404, "unknown_issue")


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!doctype"), ("json", b"{")])
def test_an_issue_comes_in_four_forms(called: Called, form: str, start: bytes) -> None:
    answer = Client().get(f"{API}/issues/weekly/2023-7.{form}")
    assert answer.status_code == 200
    assert answer.content.lower().startswith(start.lower())
    assert answer["Content-Disposition"] == f'attachment; filename="weekly-2023-7.{form}"'


def test_a_program_dates_no_further_back_than_it_may(called: Called) -> None:
    early = called.ours.post("/cases", called.application(occurred="2022-05-31"))
    assert code_of(early) == (422, "dated_too_far_back")
    assert called.ours.post("/cases", called.application(occurred="2022-06-01")).status_code == 201
