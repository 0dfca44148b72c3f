"""A real browser on a real server. Without Chromium these tests skip and say so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.web.conftest import PASSWORD, Faces, lasting_faces, static_folder

__all__ = ["lasting_faces", "static_folder"]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
)  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

Opens = Callable[..., Page]


@pytest.fixture
def opens(lasting_faces: Faces, live_server: object) -> Iterator[Opens]:
    """Open an address in a new window, signed in as somebody or as nobody; the database is not asked meanwhile."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: browser tests are left out (Debian, Ubuntu: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))

        def window(path: str, *, person: str = "", size: dict[str, int] = DESK, dark: bool = False) -> Page:
            scheme = "dark" if dark else "light"
            context = browser.new_context(
                base_url=str(live_server), viewport=size, locale="zh-CN", color_scheme=scheme
            )  # fmt: skip
            page = context.new_page()
            page.set_default_timeout(15_000)
            if person:
                sign_in(page, person)
            page.goto(path)
            return page

        yield window
        browser.close()


def sign_in(page: Page, person: str) -> None:
    """Come in as somebody of the cast."""
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(f"web.{person}")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.get_by_role("button", name="退出").wait_for()
