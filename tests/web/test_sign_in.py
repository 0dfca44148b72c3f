"""Signing in: where it leads, what is refused, what is written down."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.conftest import PASSWORD, Faces
from yichuang.people.models import AccessLog

SIGN_IN = "/sign-in/"


def test_signing_in_leads_to_where_one_wanted_to_go_and_is_logged(faces: Faces) -> None:
    answer = Client().post(SIGN_IN, {"username": " Web.Leader ", "password": PASSWORD, "next": "/site/parts/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/site/parts/?a=1")
    line = AccessLog.objects.get(kind="sign_in")
    assert (line.actor_id, line.success, line.address) == (str(faces.accounts["leader"]), True, "127.0.0.1")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_never_leads_out_of_the_house(faces: Faces, elsewhere: str) -> None:
    answer = Client().post(SIGN_IN, {"username": "web.leader", "password": PASSWORD, "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(faces: Faces) -> None:
    client = Client()
    wrong = client.post(SIGN_IN, {"username": "web.leader", "password": "wrong"})
    unknown = client.post(SIGN_IN, {"username": "nobody", "password": "wrong"})
    for answer in (wrong, unknown):
        assert answer.status_code == 403
        assert "用户名或密码不正确" in answer.content.decode()
        assert "wrong" not in answer.content.decode()


def test_a_name_is_locked_after_five_failures_and_the_page_says_for_how_long(faces: Faces) -> None:
    client = Client()
    for _ in range(5):
        client.post(SIGN_IN, {"username": "web.leader", "password": "wrong"})
    answer = client.post(SIGN_IN, {"username": "web.leader", "password": PASSWORD})
    assert answer.status_code == 403
    assert "15分钟后再试" in answer.content.decode()


def test_an_empty_form_names_both_fields(faces: Faces) -> None:
    answer = Client().post(SIGN_IN, {})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处需要修改" in page
    assert 'href="#id_username"' in page


def test_signing_out_ends_the_session_and_is_logged(faces: Faces) -> None:
    client = faces.browser("leader")
    assert client.post("/sign-out/").status_code == 302
    assert AccessLog.objects.filter(kind="sign_out").count() == 1
    assert "登录" in client.get("/").content.decode()


def test_a_form_without_its_mark_is_refused_in_chinese(faces: Faces) -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"username": "web.leader", "password": PASSWORD})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()
