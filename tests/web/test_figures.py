"""The figures' pages: what they show, where they lead, how they answer bad addresses, and what they cost."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.conftest import Faces

YEAR = "from=2022-01-01&to=2022-07-01"


def _page(address: str, person: str = "anonymous", faces: Faces | None = None) -> str:
    client = faces.browser(person) if faces else Client()
    return client.get(address).content.decode()


def test_the_home_page_counts_the_year_to_date_in_three_pairs(faces: Faces) -> None:
    page = _page("/")
    assert "行政许可受理 2 件，查看怎么数的" in page
    assert "公共服务办结 1 件，查看怎么数的" in page
    assert "其他九类受理 1 件，查看怎么数的" in page
    assert 'class="alarming"' in page, "a case is overdue"
    assert page.count("<svg") >= 6
    assert page.count("data-chart-table") == 3, "each chart has its table"


def test_an_empty_hall_has_a_home_page(db: None) -> None:
    page = _page("/")
    assert "政务服务中心" in page
    assert "这段时间没有办件。" in page


def test_the_table_shows_what_its_address_says(faces: Faces) -> None:
    page = _page(f"/figures/?{YEAR}&by=department&by=item_type")
    assert "某省交通运输厅" in page
    assert "01 行政许可" in page
    assert 'value="2022-01-01"' in page
    assert "/figures/accepted/?from=2022-01-01&amp;to=2022-07-01&amp;item_type=01&amp;department=D1" in page


def test_a_month_of_a_table_leads_to_that_month(faces: Faces) -> None:
    page = _page(f"/figures/?{YEAR}&by=month")
    assert "/figures/accepted/?from=2022-06-01&amp;to=2022-06-30" in page
    assert "/figures/open/?from=2022-07-01&amp;to=2022-07-01" in page


def test_a_table_is_sorted_by_the_column_its_address_names(faces: Faces) -> None:
    page = _page(f"/figures/?{YEAR}&by=department&sort=-accepted")
    assert page.index("某省交通运输厅") < page.index("某省卫健委")
    assert 'aria-sort="descending"' in page
    page = _page(f"/figures/?{YEAR}&by=department&sort=accepted")
    assert page.index("某省卫健委") < page.index("某省交通运输厅")


def test_htmx_gets_the_piece_that_the_page_includes(faces: Faces) -> None:
    address = f"/figures/?{YEAR}&by=department"
    piece = Client().get(address, headers={"HX-Request": "true"}).content.decode()
    assert piece.lstrip().startswith('<section id="result"')
    assert piece.strip() in _page(address)


def test_going_back_to_a_page_that_htmx_forgot_gives_the_whole_page(faces: Faces) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = Client().get(f"/figures/?{YEAR}", headers=headers)
    assert answer.content.startswith(b"<!doctype html>")
    assert "HX-Request" in answer["Vary"]


def test_a_program_is_told_its_fault_with_field_and_code(faces: Faces) -> None:
    answer = Client().get("/figures/?from=noon", headers={"accept": "application/json"})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == ("bad_input", "from")


def test_a_figure_says_how_it_was_counted_and_leads_to_its_cases(faces: Faces) -> None:
    page = _page(f"/figures/concluded_late/?{YEAR}&item_type=01")
    assert "逾期办结" in page
    assert "优化营商环境条例" in page
    assert "登录后看这些办件" in page
    assert f"/figures/concluded_late/cases/?{YEAR.replace('&', '&amp;')}&amp;item_type=01" in page


def test_a_rate_has_no_cases_and_a_group_leads_to_its_types(faces: Faces) -> None:
    assert "看这些办件" not in _page(f"/figures/within_limit_rate/?{YEAR}")
    page = _page(f"/figures/accepted/?{YEAR}&item_type=02-10")
    assert "其他九类" in page
    assert "看这些办件" not in page


def test_a_figure_can_be_asked_as_it_was_known_before_anything_was(faces: Faces) -> None:
    page = _page(f"/figures/accepted/?{YEAR}&known_at=2022-07-01T18:00")
    assert '<span class="tile-value">0</span>' in page
    assert "2022-07-01 周五 18:00" in page


BAD_FILTERS = {
    "from=yesterday": "请按 2022-07-01 的样子填写日期",
    "from=2022-07-02&to=2022-07-01": "结束日期早于开始日期",
    "by=colour": "没有“colour”这种分组",
    "from=2022-07-01&by=day&by=week": "日、周、月、年只能选一个",
    "from=2022-07-01&by=day&by=item&by=region": "最多选 2 种分组",
    "known_at=noon": "请按 2022-07-01T18:00 的样子填写时刻",
    "known_at=2999-01-01T00:00": "尚未确定",
    "item_type=7": "事项类型应为两位代码",
    "department=NONE": "没有代码为",
    "department=%27%3B--": "部门代码有误",
    "sort=%3Cscript%3E": "排序列有误",
    "from=0001-01-01&to=0001-01-01&by=week": "日期应在 2000 年至 2100 年之间",
    "from=2010-01-01&to=2022-07-01&by=day": "按日一次最多看 1100 天",
    "from=2022-01-01&to=2022-07-01&by=day&by=item": "按日再分组一次最多看 92 天",
}


@pytest.mark.parametrize("address", ["/figures/", "/figures/accepted/"])
def test_a_bad_filter_is_told_in_chinese_and_never_breaks(faces: Faces, address: str) -> None:
    for query, words in BAD_FILTERS.items():
        answer = Client().get(f"{address}?{query}")
        page = answer.content.decode()
        assert answer.status_code == 422, query
        assert words in page, query
        assert "处需要修改" in page, query


def test_an_unknown_figure_is_not_there(faces: Faces) -> None:
    answer = Client().get("/figures/happiness/", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "unknown_figure"


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/", 7), (f"/figures/?{YEAR}&by=department", 3), (f"/figures/accepted/?{YEAR}", 7)],
)
def test_what_a_page_costs_does_not_depend_on_its_rows(
    faces: Faces, django_assert_num_queries: DjangoAssertNumQueries, address: str, queries: int
) -> None:
    Client().get(address)
    with django_assert_num_queries(queries):
        Client().get(address)
    faces.hall.granted_case(on="2022-05-01", granted="2022-05-05", department_id=faces.hall.health)
    with django_assert_num_queries(queries):
        Client().get(address)
