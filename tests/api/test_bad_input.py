"""Whatever is sent, the answer is an error in our shape that names the field; never a 5xx, never half an act."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from werkzeug.test import Client as Caller

from tests.api.conftest import API, EXAMPLE, Called
from yichuang.api import limits
from yichuang.cases.models import CaseEvent
from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.people.models import RoleRight
from yichuang.site.wsgi import application

EVENTS = f"/cases/{EXAMPLE}/events"
GRANT = {"act": "grant", "occurred": "2022-06-21"}


def told(answer: HttpResponse) -> tuple[int, str, str]:
    """Return the status, code and field of an error answer, having looked at its shape."""
    error = answer.json()["error"]
    assert set(error) <= {"code", "message", "field", "rule", "details"}
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"]), error["message"]
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, error["code"], error.get("field", "")


@pytest.mark.parametrize(("content", "field"), [
    ({"occurred": "2022-06-21"}, "act"),
    (GRANT | {"act": "celebrate"}, "act"),
    (GRANT | {"act": "receive"}, "act"),
    (GRANT | {"act": 7}, "act"),
    (GRANT | {"occurred": "21.6.2022"}, "occurred"),
    (GRANT | {"occurred": "2022-02-30"}, "occurred"),
    (GRANT | {"occurred": "0001-01-01"}, "occurred"),
    (GRANT | {"occurred": "9999-12-31T23:59:59Z"}, "occurred"),
    (GRANT | {"occurred": 1656000000}, "occurred"),
    (GRANT | {"occured": "2022-06-21"}, "occured"),
    (GRANT | {"expected_seq": "1"}, "expected_seq"),
    (GRANT | {"expected_seq": 10**30}, "expected_seq"),
    (GRANT | {"expected_seq": 0}, "expected_seq"),
    (GRANT | {"expected_seq": True}, "expected_seq"),
    (GRANT | {"reason": "x" * 41}, "reason"),
    (GRANT | {"reason": "a\x00b"}, "reason"),
    (GRANT | {"text": "a\x00b"}, "text"),
    (GRANT | {"text": "\ud800"}, "text"),
    (GRANT | {"text": "字" * 4001}, "text"),
    (GRANT | {"data": {"a\x00": 1}}, "data"),
    (GRANT | {"data": {"x": "\udfff"}}, "data.x"),
    (GRANT | {"data": [1]}, "data"),
    (GRANT | {"data": {str(n): n for n in range(21)}}, "data"),
    ([], ""), ("grant", ""), (None, ""), (1, ""),
])  # fmt: skip
def test_a_field_that_is_wrong_is_named(called: Called, content: Any, field: str) -> None:
    answer = called.ours.post(EVENTS, json.dumps(content))
    assert told(answer) == (422, "bad_input", field)
    assert CaseEvent.objects.filter(case_id=EXAMPLE).count() == 2


def test_all_faults_are_told_at_once(called: Called) -> None:
    answer = called.ours.post(
        "/cases", called.application(occurred="gestern", channel="7", parties=[{"role": "owner"}])
    )
    faults = answer.json()["error"]["details"]["faults"]
    assert set(faults) == {"occurred", "channel", "parties.0.role", "parties.0.name"}


@pytest.mark.parametrize(("content", "code", "field"), [
    ({"item": "nothing"}, "unknown_item", "item"), ({"department": "D9"}, "unknown_department", "department"),
    ({"centre": "C9"}, "unknown_centre", "centre"), ({"region": "110000"}, "unknown_region", "region"),
])  # fmt: skip
def test_a_code_that_is_nobodys_is_named(called: Called, content: dict[str, str], code: str, field: str) -> None:
    assert told(called.ours.post("/cases", called.application(**content))) == (404, code, field)


def test_a_date_in_the_future_is_refused(called: Called) -> None:
    assert told(called.ours.post(EVENTS, GRANT | {"occurred": "2022-07-02"})) == (422, "date_in_future", "occurred")


@pytest.mark.parametrize("data", [
    {"days": 10**30, "approver": "head"}, {"days": 1.5, "approver": "head"}, {"days": "5", "approver": "head"},
    {"days": [[[[]]]], "approver": "head"}, {"days": 5, "approver": {}}, {"days": 5, "approver": "head", "x": 1e400},
])  # fmt: skip
def test_facts_of_a_wrong_kind_are_refused(called: Called, data: dict[str, Any]) -> None:
    answer = called.ours.post(
        EVENTS, json.dumps({"act": "extend", "occurred": "2022-06-21", "reason": "x", "data": data})
    )
    assert told(answer)[0] in (400, 422)


@pytest.mark.parametrize("body", [
    b"{", b"\xff\xfe", b'{"act": NaN}', b"[" * 100_000, b'{"act": ' + b"9" * 5000 + b"}", b"\xef\xbb\xbf{}",
], ids=["cut", "bytes", "nan", "deep", "digits", "mark"])  # fmt: skip
def test_what_is_no_json_is_unreadable(called: Called, body: bytes) -> None:
    assert told(called.ours.post(EVENTS, body)) == (400, "unreadable_body", "")


def test_what_is_nested_too_deep_is_refused(called: Called) -> None:
    deep: Any = "x"
    for _ in range(limits.DEPTH_MAX + 1):
        deep = [deep]
    assert told(called.ours.post(EVENTS, GRANT | {"data": {"x": deep}}))[:2] == (422, "bad_input")


@pytest.mark.parametrize("size", [limits.BODY_BYTES_MAX, 3_000_000], ids=["ours", "past what Django reads"])
def test_a_body_that_is_too_large_is_refused(called: Called, size: int) -> None:
    assert told(called.ours.post(EVENTS, GRANT | {"text": "x" * size})) == (413, "body_too_large", "")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_only_json_is_read(called: Called, kind: str) -> None:
    assert told(called.ours.post(EVENTS, json.dumps(GRANT), content_type=kind)) == (415, "not_json", "")


@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-16", "nothing"])
def test_a_strange_charset_changes_nothing(steady: Called, charset: str) -> None:
    """The test's client makes requests by itself, so the application that is served is asked."""
    answer = Caller(application).get(
        f"{API}/figures?from=2022-01-01&to=2022-06-30&department=D1",
        content_type=f"application/json; charset={charset}",
    )
    assert answer.status_code == 200
    assert len(answer.json["figures"]) == 1


def test_an_act_needs_its_key(called: Called) -> None:
    headers = {"Authorization": f"Bearer {called.ours.token}"}
    answer = Client().post(f"{API}{EVENTS}", GRANT, content_type="application/json", headers=headers)
    assert told(answer) == (422, "bad_input", "Idempotency-Key")
    for key in ("键", "a b", "x" * 101):
        answer = called.ours.post(EVENTS, GRANT, key=key.encode().decode("latin-1"))
        assert told(answer) == (422, "bad_input", "Idempotency-Key")


@pytest.mark.parametrize(("path", "field"), [
    ("/figures?to=2022-06-30", "from"),
    ("/figures?from=2022-01-01&to=2022-06-31", "to"),
    ("/figures?from=0001-01-01&to=9999-12-31", "from"),
    ("/figures?from=2022-01-01&to=2022-06-30&by=weather", "by.0"),
    ("/figures?from=2022-01-01&to=2022-06-30&by=day&by=item&by=region&by=channel", "by"),
    ("/figures?from=2000-01-01&to=2022-06-30&by=day", "by"),
    ("/figures?from=2022-01-01&to=2022-06-30&recount=perhaps", "recount"),
    ("/figures?from=2022-01-01&to=2022-06-30&as_known_at=now", "as_known_at"),
    ("/figures?from=2022-01-01&to=2022-06-30&department=%00", "department"),
    ("/issues?year=99999999999999999999", "year"),
    ("/figures?from=2022-01-01&to=2022-06-30&departement=D1", "departement"),
    ("/issues?series=%0a", "series"),
    ("/issues/weekly/9999999999-1", "key"),
    ("/issues/weekly/2023-7.exe", "form"),
])  # fmt: skip
def test_a_parameter_that_is_wrong_is_named(called: Called, path: str, field: str) -> None:
    assert told(Client().get(f"{API}{path}")) == (422, "bad_input", field)


@pytest.mark.parametrize("after", ["nonsense", "2022-99-99~1", "~", "2022-01-01~' OR 1=1", "0001-01-01~\U0010ffff"])
def test_a_cursor_that_was_tampered_with_is_refused_or_harmless(called: Called, after: str) -> None:
    assert called.ours.get("/cases", overdue_on="2022-07-01", after=after).status_code in (200, 422)


@pytest.mark.parametrize("path", [
    "/", "/nothing", "/cases/", "/cases/%00", "/cases/a/b/c", "/cases/%ff/events", "/issues/weekly/2023",
    "/issues/weekly/" + "9" * 5000 + "-1", "/cases/" + "A" * 4000,
])  # fmt: skip
def test_an_address_that_is_not_there_is_told_in_the_same_shape(called: Called, path: str) -> None:
    for answer in (called.ours.get(path), called.ours.post(path, {})):
        assert told(answer)[0] in (404, 405, 422), path


def test_a_wrong_method_is_told_with_the_right_ones(called: Called) -> None:
    answer = Client().delete(f"{API}/cases")
    assert told(answer) == (405, "method_not_allowed", "")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_too_many_parameters_are_unreadable(called: Called) -> None:
    assert told(Client().get(f"{API}/issues?" + "a=1&" * 1200)) == (400, "bad_request", "")


def test_a_database_that_is_busy_is_told_as_such(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("yichuang.cases.acts.record", busy)
    answer = called.ours.post(EVENTS, GRANT)
    assert told(answer) == (503, "try_again", "")
    assert answer["Retry-After"] == "5"


def test_answers_are_kept_by_nobody_and_set_no_cookie(called: Called) -> None:
    answer = called.ours.get(f"/cases/{EXAMPLE}")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_an_installation_from_before_gives_its_programs_the_new_rights(called: Called) -> None:
    migration = importlib.import_module("yichuang.api.migrations.0001_client_rights")
    RoleRight.objects.filter(role_id="client").exclude(right__in=("cases.read", "cases.take_in")).delete()
    assert told(called.ours.post(EVENTS, GRANT))[1] == "not_allowed"
    with connection.schema_editor() as editor:
        migration.give(apps, editor)
    assert called.ours.post(EVENTS, GRANT).status_code == 201
    assert {f"cases.{act}" for act in migration.ACTS} <= set(FIRST_RIGHTS["client"])
