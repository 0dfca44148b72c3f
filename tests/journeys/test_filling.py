"""A clerk fills in figures in a real browser: by keys as in a sheet, with a reason where something changes."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Opens
from tests.journeys.test_pages_at_hand import CONTRAST

ENTRY = "/newsroom/submissions/entry/"


def test_a_clerk_fills_in_by_keys_and_says_why_a_figure_changes(opens: Opens) -> None:
    page = opens(ENTRY, person="clerk", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    consultations, fees = page.get_by_label("咨询", exact=True), page.get_by_label("收费", exact=True)
    consultations.fill("12")
    consultations.press("Enter")
    expect(fees).to_be_focused()
    fees.press("ArrowUp")
    expect(consultations).to_be_focused()
    consultations.press("ArrowDown")
    fees.fill("1.234")
    fees.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.evaluate(CONTRAST) == []
    expect(consultations).to_have_value("12")
    fees.fill("1.23")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存：新报 2 个数")
    reason = page.get_by_label("更正原因").first
    expect(reason).to_be_hidden()
    consultations.fill("13")
    expect(reason).to_be_visible()
    reason.fill("漏计一人")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("更正 1 个数")
    page.get_by_role("link", name="更正过").click()
    expect(page.get_by_text("更正为 13 人次（原为 12 人次）")).to_be_visible()
