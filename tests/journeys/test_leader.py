"""A leader comes in, sees what is late, and opens a figure down to its case."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Opens


def test_a_leader_opens_a_figure_down_to_its_case(opens: Opens) -> None:
    page = opens("/", person="leader")
    page.get_by_role("link", name="行政许可受理 2 件，查看怎么数的").click()
    expect(page.get_by_role("heading", name="受理", level=1)).to_be_visible()
    expect(page.get_by_text("行政许可法第三十二条")).to_be_visible()
    page.get_by_role("link", name="看这些办件").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="道路运输经营许可", level=1)).to_be_visible()
    page.get_by_text("为什么？").first.click()
    expect(page.get_by_text("听证 2022-06-23 至 2022-06-24 不计入期限（行政许可法第四十五条）。").first).to_be_visible()
    page.go_back()
    expect(page.locator("tr[data-row]")).to_have_count(2)


def test_filtering_changes_the_table_and_the_address_and_back_works(opens: Opens) -> None:
    page = opens("/figures/?by=item_type")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_label("部门", exact=True).check()
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("columnheader", name="部门")).to_be_visible()
    assert "by=item_type&by=department" in page.url
    assert page.evaluate("window.stillTheSamePage"), "htmx swapped the piece only"
    expect(page.get_by_role("button", name="查看")).to_be_focused()
    address = page.url
    page.go_back()
    expect(page.get_by_role("columnheader", name="部门")).to_have_count(0)
    fresh = opens(f"/{address.split(chr(47), 3)[3]}")
    expect(fresh.get_by_role("columnheader", name="部门")).to_be_visible()


def test_a_wrong_date_is_told_beside_the_table_without_a_page_load(opens: Opens) -> None:
    page = opens("/figures/?by=item_type")
    page.get_by_label("从", exact=True).fill("2022-07-02")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("alert")).to_contain_text("结束日期早于开始日期")


def test_a_clerk_sees_a_number_in_full_after_saying_why(opens: Opens) -> None:
    page = opens("/figures/accepted/cases/?item_type=01", person="clerk")
    page.locator("tr[data-row] a").last.click()
    expect(page.get_by_text("999901********001X")).to_be_visible()
    page.get_by_text("显示全文").first.click()
    page.get_by_label("查看用途").first.fill("核对申请人身份")
    page.get_by_role("button", name="显示", exact=True).first.click()
    expect(page.get_by_text("99990119900101001X")).to_be_visible()
    expect(page.get_by_text("已登记查看记录")).to_be_visible()


def test_the_chart_has_its_numbers_one_key_away(opens: Opens) -> None:
    page = opens("/")
    table = page.get_by_role("region", name="行政许可（件/周）数据表")
    expect(table).to_be_hidden()
    page.keyboard.press("t")
    expect(table).to_be_visible()
    page.keyboard.press("t")
    expect(table).to_be_hidden()


def test_the_pages_of_a_leader_fit_a_phone(opens: Opens) -> None:
    page = opens("/", person="leader", size=PHONE)
    paths = (
        "/", "/issues/", "/issues/weekly/2023-7/", "/figures/?by=department&by=item_type", "/figures/accepted/",
        "/figures/accepted/cases/", "/cases/",
    )  # fmt: skip
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    page.locator("tr[data-row] a").first.click()
    expect(page.get_by_role("heading", name="期限", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
