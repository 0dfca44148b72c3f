"""An integrator learns that the department's system is silent, tries the file out, and puts the refused row right."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from tests.exchange.senders import Sender, accept
from tests.journeys.conftest import PHONE, Opens
from tests.web.conftest import Faces
from tests.web.exchange import Exchange


@pytest.fixture
def exchange(lasting_faces: Faces) -> Exchange:
    """The system that delivers, made before the browser starts: then the database is asked no more from here."""
    return lasting_faces.exchange


def test_an_integrator_goes_from_silence_to_a_corrected_row(
    exchange: Exchange, opens: Opens, settings: Settings, tmp_path: Path
) -> None:
    settings.HALL_DAY = "2022-07-05"
    page = opens("/", person="integrator")
    page.get_by_role("link", name="数据对接", exact=True).click()
    expect(page.get_by_text("超时未报", exact=True)).to_be_visible()
    expect(page.get_by_text("4 天前")).to_be_visible()

    file = Sender(exchange.hall, exchange.code, tmp_path, exchange.token).file(
        "accept", [accept("J1"), accept("J2", accept_date="2022-13-05")], "SCJG-accept-0005.csv"
    )
    page.get_by_role("link", name="报送规范", exact=True).click()
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_role("region", name="逐行的错误")).to_contain_text("受理时间不是有效的日期或时间")
    assert page.url.endswith("/exchange/contract/"), "htmx brought the result into the page"

    brought = page.request.post(
        f"/api/v1/deliveries?number=SCJG-accept-0005&file_name={file.name}", data=file.read_bytes(),
        headers={"Authorization": f"Bearer {exchange.token}", "Content-Type": "application/octet-stream"},
    )  # fmt: skip
    assert brought.status == 201
    page.get_by_role("link", name="系统", exact=True).click()
    expect(page.get_by_text("按时报送")).to_be_visible()
    page.get_by_role("link", name="批次", exact=True).click()
    page.get_by_role("link", name="SCJG-accept-0005").click()
    expect(page.get_by_role("link", name="1", exact=True).first).to_be_visible()
    page.get_by_role("region", name="错误").get_by_role("link", name="1", exact=True).click()
    page.get_by_role("link", name="SCJG-accept-0005 第 2 行").click()
    expect(page.get_by_text("张**")).to_be_visible()
    page.get_by_label("查看用途").fill("按部门来函更正受理时间")
    page.get_by_role("button", name="打开并更正").click()

    expect(page.get_by_label("申请人名称")).to_have_value("张某甲")
    page.get_by_label("受理时间").fill("2022-07-40")
    page.get_by_role("button", name="更正并收下").click()
    expect(page.get_by_role("alert")).to_contain_text("有 1 处需要修改")
    expect(page.get_by_label("受理时间")).to_have_value("2022-07-40")
    page.get_by_label("受理时间").fill("2022-07-04 09:30")
    page.get_by_role("button", name="更正并收下").click()
    expect(page.get_by_text("这一行已更正并收下")).to_be_visible()

    page.get_by_role("link", name="对账").click()
    totals = page.locator("tfoot tr")
    expect(totals.locator("td[data-label=报送]")).to_have_text("7")
    expect(totals.locator("td[data-label=差额]")).to_have_text("0")


def test_a_row_is_dismissed_only_after_a_question(exchange: Exchange, opens: Opens) -> None:
    page = opens(f"/exchange/quarantine/{exchange.held}/", person="integrator")
    page.get_by_role("button", name="不再收…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="不再收…").click()
    page.get_by_role("dialog").get_by_label("原因").fill("测试数据")
    page.get_by_role("dialog").get_by_role("button", name="不再收", exact=True).click()
    expect(page.get_by_text("已决定不再收这一行：测试数据")).to_be_visible()


def test_the_pages_of_an_integrator_fit_a_phone(exchange: Exchange, opens: Opens) -> None:
    page = opens("/exchange/", person="integrator", size=PHONE)
    for path in (
        "", f"systems/{exchange.code}/", "deliveries/", f"deliveries/{exchange.delivery}/", "quarantine/",
        f"quarantine/{exchange.held}/", "reconciliation/?by=day", "contract/",
    ):  # fmt: skip
        page.goto(f"/exchange/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
