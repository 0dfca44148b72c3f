"""What holds on every page in a real browser: keys, phone width, readable colours, no errors in the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Opens

PAGES = ("/", "/site/parts/", "/sign-in/", "/no/such/page/")
STAFF_PAGES = (
    "/issues/", "/issues/weekly/2023-7/", "/issues/search/?q=受理", "/issues/trends/",
    "/issues/comparison/?left=weekly/2023-7&right=weekly/2023-7&whole=1",
    "/figures/?by=department", "/figures/overdue/", "/newsroom/", "/newsroom/findings/", "/cases/",
)  # fmt: skip

CONTRAST = """() => {
  const channels = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (text) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = channels(text).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.offsetParent === null || element.closest("svg, :disabled")) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(opens: Opens, path: str) -> None:
    page = opens(path, size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_word_stands_out_from_its_ground(opens: Opens, dark: bool) -> None:
    page = opens("/", person="leader", dark=dark)
    for path in (*PAGES, *STAFF_PAGES):
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], path
    page.locator("tr[data-row] a").first.click()
    page.get_by_role("heading", name="期限", exact=True).wait_for()
    assert page.evaluate(CONTRAST) == []


def test_targets_on_a_phone_are_large_enough_for_a_thumb(opens: Opens) -> None:
    page = opens("/site/parts/", size=PHONE)
    for target in page.locator("main .button:visible, main input:visible, main summary:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.evaluate("element => element.outerHTML")


def test_keys_search_walk_and_open_rows_and_show_help(opens: Opens) -> None:
    page = opens("/site/parts/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("searchbox").first).to_have_value("j")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row].here")).to_contain_text("省商务厅")
    page.keyboard.press("k")
    expect(page.locator("[data-row].here")).to_contain_text("省交通运输厅")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_hidden()


def test_the_first_tab_leads_past_the_header(opens: Opens) -> None:
    page = opens("/sign-in/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
