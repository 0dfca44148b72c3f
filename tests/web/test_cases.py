"""The cases' pages: full pages within one's rights, masked names, explained dates, and values shown on request."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.web.conftest import Faces
from yichuang.people.models import AccessLog

YEAR = "from=2022-01-01&to=2022-07-01"
DOCUMENT = {"what": "applicant/1/document", "purpose": "核对申请人身份"}


def _rows(page: str) -> int:
    return page.count("<tr data-row")


def test_the_cases_behind_a_figure_are_as_many_as_it_says(faces: Faces) -> None:
    page = faces.browser("leader").get(f"/figures/accepted/cases/?{YEAR}").content.decode()
    assert _rows(page) == 4
    page = faces.browser("leader").get(f"/figures/accepted/cases/?{YEAR}&item_type=01").content.decode()
    assert _rows(page) == 2


def test_a_clerk_sees_the_cases_of_the_own_department_only(faces: Faces) -> None:
    assert _rows(faces.browser("clerk").get(f"/figures/accepted/cases/?{YEAR}").content.decode()) == 3
    assert _rows(faces.browser("foreign-clerk").get(f"/figures/accepted/cases/?{YEAR}").content.decode()) == 1


def test_pages_are_full_and_every_case_stands_on_one_of_them(faces: Faces) -> None:
    for _ in range(60):
        faces.hall.accepted_case(on="2022-05-10", item="service")
        faces.hall.accepted_case(on="2022-05-10", item="service", department_id=faces.hall.health)
    client, seen = faces.browser("clerk"), []
    address = f"/figures/accepted/cases/?{YEAR}&item_type=20"
    while address:
        page = client.get(address).content.decode()
        numbers = [part.split("/")[0] for part in page.split('href="/cases/')[1:] if part[:4].isdigit()]
        seen.append(numbers)
        following = page.split('rel="next" href="')
        address = (
            f"/figures/accepted/cases/{following[1].split(chr(34))[0]}".replace("&amp;", "&") if following[1:] else ""
        )
    assert [len(numbers) for numbers in seen] == [50, 11]
    assert len({number for numbers in seen for number in numbers}) == 61


def test_names_are_masked_in_lists_and_on_the_case(faces: Faces) -> None:
    client = faces.browser("leader")
    for address in (f"/figures/accepted/cases/?{YEAR}", f"/cases/{faces.number}/"):
        page = client.get(address).content.decode()
        assert "张*" in page
        assert "张三" not in page
        assert "99990119900101001X" not in page


def test_a_case_shows_its_events_and_explains_its_dates(faces: Faces) -> None:
    page = faces.browser("leader").get(f"/cases/{faces.number}/").content.decode()
    assert "道路运输经营许可" in page
    for words in ("收件", "受理", "特别程序开始", "听证", "特别程序结束"):
        assert words in page
    assert "2022-06-20 受理，当日不计，承诺期限 10 个工作日。" in page
    assert "听证 2022-06-23 至 2022-06-24 不计入期限（行政许可法第四十五条）。" in page
    assert "2022-07-06 周三" in page


def test_the_overdue_cases_say_by_how_much(faces: Faces) -> None:
    page = faces.browser("leader").get("/cases/").content.decode()
    assert _rows(page) == 1
    assert "已超期" in page
    assert "超期 16 个工作日" in page


def test_a_number_searched_for_leads_to_its_case(faces: Faces) -> None:
    answer = faces.browser("leader").get("/cases/", {"q": f" {faces.number.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{faces.number}/")
    answer = faces.browser("leader").get("/cases/", {"q": "张三"})
    assert answer.status_code == 422
    assert "办件编号只有数字、大写字母和短横" in answer.content.decode()


@pytest.mark.parametrize("after", ["nonsense", "2022-99-99~1", "~", "2022-01-01~' OR 1=1"])
def test_a_cursor_that_was_tampered_with_is_refused_or_harmless(faces: Faces, after: str) -> None:
    for address in (f"/figures/accepted/cases/?{YEAR}", "/cases/?"):
        answer = faces.browser("leader").get(f"{address}&after={after}")
        assert answer.status_code in (200, 422)


def test_a_value_is_shown_in_full_once_it_was_said_why_and_that_is_written_down(faces: Faces) -> None:
    address = f"/cases/{faces.number}/disclosures/"
    answer = faces.browser("clerk").post(address, DOCUMENT, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "99990119900101001X" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    line = AccessLog.objects.get(kind="disclosure")
    assert (line.actor_id, line.purpose) == (str(faces.accounts["clerk"]), "核对申请人身份")
    assert faces.number in line.object


def test_a_value_is_not_shown_without_a_purpose(faces: Faces) -> None:
    answer = faces.browser("clerk").post(f"/cases/{faces.number}/disclosures/", DOCUMENT | {"purpose": " "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请写明查看用途" in page
    assert "999901********001X" in page
    assert not AccessLog.objects.filter(kind="disclosure").exists()


@pytest.mark.parametrize(
    ("person", "status"), [("leader", 403), ("foreign-clerk", 404), ("editor", 404), ("anonymous", 302)]
)
def test_who_may_not_see_a_value_in_full_is_refused(faces: Faces, person: str, status: int) -> None:
    answer = faces.browser(person).post(f"/cases/{faces.number}/disclosures/", DOCUMENT)
    assert answer.status_code == status
    assert not AccessLog.objects.filter(kind="disclosure").exists()
    if person == "leader":
        assert "显示全文" not in faces.browser(person).get(f"/cases/{faces.number}/").content.decode()


@pytest.mark.parametrize("what", ["", "applicant/1/name", "applicant/x/document", "owner/1/phone", "applicant/7/phone"])
def test_what_is_not_there_to_be_shown_is_refused(faces: Faces, what: str) -> None:
    answer = faces.browser("clerk").post(f"/cases/{faces.number}/disclosures/", DOCUMENT | {"what": what})
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize(("address", "queries"), [("/cases/", 11), (f"/figures/accepted/cases/?{YEAR}", 11)])
def test_a_list_costs_the_same_for_one_case_and_for_many(
    faces: Faces, django_assert_num_queries: DjangoAssertNumQueries, address: str, queries: int
) -> None:
    client = faces.browser("leader")
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    for _ in range(5):
        faces.hall.accepted_case(on="2022-05-10", item="service", parties=(cast.APPLICANT,))
    with django_assert_num_queries(queries):
        client.get(address)


def test_a_program_is_told_to_sign_in(faces: Faces) -> None:
    answer = Client().get(f"/cases/{faces.number}/", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "sign_in_required"
