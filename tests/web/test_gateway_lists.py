"""The gateway's lists: systems, deliveries, rows set aside, accounts; what they say, where they lead, their cost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from tests.cast import OPENED, day
from tests.exchange.senders import accept, result
from tests.web.conftest import Faces
from yichuang.exchange import acts, queries

PAGE_BYTES_MAX = 150_000


@pytest.fixture
def integrator(faces: Faces) -> Client:
    """The browser of the department's integrator; the system has delivered."""
    assert faces.exchange.code == "SCJG"
    return faces.browser("integrator")


def register(faces: Faces, code: str, **facts: Any) -> None:
    """Register another system of the department."""
    usual = {
        "name": code, "centre_id": faces.hall.centre, "department_id": faces.hall.transport,
        "region_id": faces.hall.region, "active_from": OPENED,
    }  # fmt: skip
    acts.register_system(by=faces.hall.job, code=code, **usual | facts)


def text(client: Client, address: str, status: int = 200) -> str:
    """Return a page that is not too large."""
    answer = client.get(address)
    assert answer.status_code == status, address
    assert len(answer.content) < PAGE_BYTES_MAX, address
    return answer.content.decode()


def rows_of(page: str) -> list[list[str]]:
    """Return the words in the cells of each row of a list."""
    rows = re.findall(r"<tr data-row>(.*?)</tr>", page, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def numbers_with_leads(page: str) -> Iterator[tuple[str, str, int]]:
    """Yield (heading, where it leads, number) for every number of a table that leads on."""
    cell = r'<td data-label="([^"]+)" class="number[^"]*"><a href="([^"]+)">([\d,]+)</a>'
    for label, href, number in re.findall(cell, page):
        yield label, unescape(href), int(number.replace(",", ""))


def test_the_list_of_systems_says_who_is_silent_and_what_waits(faces: Faces, integrator: Client) -> None:
    register(faces, "QUIET", name="从未报送的系统")
    register(faces, "LATER", name="下月启用", active_from=day("2022-08-01"))
    page = text(integrator, "/exchange/")
    silent, later, well = rows_of(page)
    assert silent[:5] == ["从未报送的系统 QUIET", "交通厅", "每天", "从未报送", "超时未报"]
    assert later[4] == "尚未启用"
    assert well[4:8] == ["按时报送", "0", "1", "2"]
    assert "刚刚" in well[3]
    assert "<strong>1</strong> 个系统超时未报" in page
    assert "数据对接</a>" in page


def test_a_system_that_kept_its_schedule_last_week_is_silent_now(
    faces: Faces, integrator: Client, settings: Settings
) -> None:
    settings.HALL_DAY = "2022-07-04"
    (line,) = rows_of(text(integrator, "/exchange/"))
    assert "3 天前" in line[3]
    assert line[4] == "超时未报"


def test_a_foreign_department_sees_none_of_it(faces: Faces, integrator: Client) -> None:
    foreign = faces.browser("foreign-integrator")
    assert "没有您有权查看的对接系统" in text(foreign, "/exchange/")
    assert "没有符合条件的批次" in text(foreign, "/exchange/deliveries/")
    assert "没有符合条件的行" in text(foreign, "/exchange/quarantine/?state=all")
    assert "SCJG" not in text(foreign, "/exchange/reconciliation/?by=day")
    assert "没有这个系统，或您无权查看" in text(foreign, "/exchange/deliveries/?system=SCJG", 422)


def test_the_page_of_a_system_tells_what_was_agreed_on(integrator: Client) -> None:
    page = text(integrator, "/exchange/systems/SCJG/")
    for words in ("CSV · UTF-8", "每天", "信息处 0199-20000000", "道路运输经营许可", "第 1 版", "X-1", "granted"):
        assert words in page, words
    assert "市场监管平台（行/日）" in page
    assert "<svg" in page
    table = page[page.index("data-chart-table") :]
    assert '<th scope="row" class="num">2022-07-01</th><td class="number">2</td><td class="number">2</td>' in table


def test_items_and_codes_can_be_taken_along(integrator: Client) -> None:
    items = integrator.get("/exchange/systems/SCJG/items.csv").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(items))][1:] == sorted(
        ["licence", "gap", "joint", "other", "service", "hours", "calendar", "at_once"]
    )
    codes = integrator.get("/exchange/systems/SCJG/codes.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(codes))) == [
        ["kind", "theirs", "ours"], ["item", "X-1", "licence"], ["outcome", "01", "granted"],
    ]  # fmt: skip


def test_deliveries_are_found_by_system_day_and_state(integrator: Client) -> None:
    latest, first = rows_of(text(integrator, "/exchange/deliveries/"))
    assert first[0] == "SCJG-accept-0001"
    assert first[5:10] == ["4", "2", "0", "0", "2"]
    assert latest[5:10] == ["1", "0", "0", "1", "0"]
    for query, found in (
        ("system=SCJG&from=2022-07-01&to=2022-07-01&state=closed", 2), ("to=2022-06-30", 0), ("state=open", 0),
    ):  # fmt: skip
        assert len(rows_of(text(integrator, f"/exchange/deliveries/?{query}"))) == found, query


def test_long_lists_are_paged_by_a_cursor(faces: Faces, integrator: Client) -> None:
    for number in range(60):
        faces.exchange.send("result", result(f"C{number}"), name=f"SCJG-result-c{number}.csv")
    for address, ways in (("/exchange/deliveries/", "before"), ("/exchange/quarantine/?state=parked", "after")):
        seen: list[str] = []
        page = text(integrator, address)
        seen += [row[0] for row in rows_of(page)]
        (following,) = re.findall(r'rel="next" href="\?([^"]+)"', page)
        assert ways in following
        page = text(integrator, f"{address.partition('?')[0]}?{unescape(following)}")
        seen += [row[0] for row in rows_of(page)]
        assert len(seen) == len(set(seen)) >= 61
        assert 'rel="next"' not in page
        assert "回到第一页" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/exchange/deliveries/?from=2022-07-02&to=2022-07-01", "结束日期早于开始日期"),
        ("/exchange/deliveries/?from=yesterday", "请按 2022-07-01 的样子填写日期"),
        ("/exchange/deliveries/?from=0001-01-01", "日期应在 2000 年至 2100 年之间"),
        ("/exchange/deliveries/?state=lost", "没有这个状态"),
        ("/exchange/deliveries/?before=x", "翻页标记有误"),
        ("/exchange/deliveries/?before=99999999999999999999", "翻页标记有误"),
        ("/exchange/quarantine/?delivery=x", "处需要修改"),
        ("/exchange/quarantine/?state=x", "没有这个状态"),
        ("/exchange/quarantine/?after=-1", "翻页标记有误"),
        ("/exchange/reconciliation/?by=month", "分组只能按系统"),
        ("/exchange/reconciliation/?by=day&from=2022-01-01&to=2022-07-01", "按日一次最多看 92 天"),
        ("/exchange/reconciliation.csv?from=x", "请按 2022-07-01 的样子填写日期"),
    ],
)
def test_what_an_address_asks_wrongly_is_told(faces: Faces, address: str, words: str) -> None:
    client = faces.browser("leader")
    assert words in text(client, address, 422)
    told = client.get(address, headers={"accept": "application/json"})
    assert told.status_code == 422
    assert told.json()["error"]["code"] in ("bad_input", "malformed_cursor")


@pytest.mark.parametrize("by", ["", "day"])
def test_every_number_of_the_accounts_leads_to_as_many(faces: Faces, integrator: Client, by: str) -> None:
    acts.dismiss_row(by=faces.hall.job, held_id=faces.exchange.held, remark="测试")
    page = text(integrator, f"/exchange/reconciliation/?by={by}")
    leads = list(numbers_with_leads(page))
    assert {label for label, _, _ in leads} == {"批次", "报送", "收下", "等待", "拒收", "其中待更正"}
    for label, href, number in leads:
        behind = rows_of(text(integrator, href if href.startswith("/") else f"/exchange/reconciliation/{href}"))
        if label in ("等待", "拒收", "其中待更正", "批次"):
            assert len(behind) == number, label
        else:
            place = {"报送": (5, 3), "收下": (6, 4)}[label][0 if by else 1]
            assert sum(int(row[place]) for row in behind) == number, label


def test_the_accounts_close_and_say_so_otherwise(
    faces: Faces, integrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(integrator, "/exchange/reconciliation/")
    assert rows_of(page)[0][1:] == ["2", "5", "2", "0", "1", "2", "2", "0", "0"]
    assert "账不平" not in page
    assert re.search(r"<tfoot>.*合计.*data-label=\"报送\" class=\"number\">5<", page, re.S)
    monkeypatch.setattr(queries.Balance, "difference", 7)
    page = text(integrator, "/exchange/reconciliation/")
    assert "账不平" in page
    assert page.count("差 7") == 2


def test_the_accounts_can_be_taken_along(integrator: Client) -> None:
    answer = integrator.get("/exchange/reconciliation.csv?by=day&from=2022-06-01&to=2022-07-01")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["系统", "名称", "收到日", "批次"]
    assert rows[1] == ["SCJG", "市场监管平台", "2022-07-01", "2", "5", "2", "0", "1", "2", "2", "0", "0"]


def test_many_days_are_cut_on_the_page_but_not_in_the_sums(
    faces: Faces, integrator: Client, settings: Settings
) -> None:
    for code in ("S2", "S3", "S4"):
        register(faces, code)
        for back in range(35):
            settings.HALL_DAY = f"2022-06-{30 - back:02}" if back < 30 else f"2022-05-{61 - back:02}"
            sender = type(faces.exchange)(faces.hall, code)
            sender.send("result", result(f"{code}{back}"), name=f"{code}-result-{back}.csv")
    settings.HALL_DAY = "2022-07-01"
    page = text(integrator, "/exchange/reconciliation/?by=day&from=2022-05-01&to=2022-07-01")
    assert len(rows_of(page)) == 100
    assert "共 106 行，显示前 100 行" in page
    assert re.search(r'<tfoot>.*data-label="报送" class="number">110<', page, re.S)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/exchange/", 20), ("/exchange/deliveries/", 20), ("/exchange/quarantine/?state=all", 20),
        ("/exchange/reconciliation/?by=day", 20), ("/exchange/systems/SCJG/", 40),
    ],
)  # fmt: skip
def test_a_list_costs_the_same_for_few_rows_and_for_many(
    faces: Faces, integrator: Client, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries, address: str, most: int,
) -> None:  # fmt: skip
    text(integrator, address)
    with django_assert_max_num_queries(most) as before:
        text(integrator, address)
    register(faces, "S2")
    for number in range(5):
        faces.exchange.send("accept", accept(f"D{number}", task_code="no"), name=f"SCJG-accept-d{number}.csv")
    with django_assert_num_queries(len(before)):
        text(integrator, address)


def test_htmx_gets_the_piece_alone(integrator: Client) -> None:
    for address in ("/exchange/deliveries/", "/exchange/quarantine/", "/exchange/reconciliation/"):
        piece = integrator.get(address, headers={"HX-Request": "true"}).content.decode()
        assert piece.lstrip().startswith('<section id="result"')


def test_who_may_not_see_deliveries_is_not_led_there(faces: Faces) -> None:
    for person in ("clerk", "editor", "anonymous"):
        page = faces.browser(person).get("/").content.decode()
        assert "数据对接</a>" not in page
        assert "数据报送规范</a>" in page
