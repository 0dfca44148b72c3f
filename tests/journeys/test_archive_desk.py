"""The archive's desk in a real browser: a scanned page beside the form, on a desk and on a phone, by keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Opens
from tests.journeys.test_pages_at_hand import CONTRAST
from tests.web.conftest import Faces


@pytest.fixture
def file(lasting_faces: Faces) -> int:
    """A scan that waits for a person; made before the browser starts."""
    return lasting_faces.folder[1]


def test_an_editor_looks_at_a_scan_and_does_not_take_it_by_keys_alone(file: int, opens: Opens) -> None:
    phone = opens(f"/newsroom/archive/files/{file}/", person="editor", size=PHONE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    desk = opens(f"/newsroom/archive/files/{file}/", person="editor")
    expect(desk.locator(".page-picture")).to_have_js_property("complete", True)
    assert desk.locator(".page-picture").evaluate("picture => picture.naturalWidth") > 600
    assert desk.evaluate(CONTRAST) == []
    picture, form = desk.locator(".review-source").bounding_box(), desk.locator(".review-read").bounding_box()
    assert picture["x"] + picture["width"] <= form["x"]
    desk.keyboard.press("a")
    expect(desk.get_by_role("alert")).to_contain_text("没有正文")
    desk.keyboard.press("x")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.type("扫描不清")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("已完成")).to_be_visible()
    expect(desk.get_by_text("扫描不清")).to_be_visible()
