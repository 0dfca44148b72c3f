"""An editor changes a series in its form: pieces, faults and preview answer while it is written; then it is saved."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Opens


def test_an_editor_adds_a_section_sees_it_print_and_saves(opens: Opens) -> None:
    page = opens("/newsroom/series/weekly/editing/", person="editor")
    form, preview = page.locator("#series-form"), page.locator("#check")
    page.get_by_label("看哪一天所在的一期").fill("2022-06-29")
    page.get_by_label("看哪一天所在的一期").blur()
    expect(preview.locator("article.issue")).to_contain_text("窗口工作周报")
    form.locator("[data-place='parts.0'] > summary").click()
    form.get_by_role("button", name="加一节").last.click()
    added = form.locator("[data-place='parts.0.sections.3']")
    expect(added).to_have_attribute("open", "")
    added.get_by_label("标题", exact=True).fill("下周安排")
    added.get_by_label("导语").fill("下周三{centre}停电检修。")
    added.get_by_label("导语").blur()
    expect(preview.locator("article.issue")).to_contain_text("下周安排")
    added.get_by_label("类型", exact=True).select_option("ranking")
    added.get_by_label("名单").fill("accepted_twice")
    added.get_by_label("名单").blur()
    expect(preview).to_contain_text("没有代码为“accepted_twice”的指标")
    added.get_by_label("类型", exact=True).select_option("text")
    expect(added.get_by_label("导语")).to_have_value("下周三{centre}停电检修。")
    form.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.get_by_text("第 1 版").first).to_be_visible()
