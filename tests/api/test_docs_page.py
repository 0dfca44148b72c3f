"""The page of the interface's documentation: whole, public, in the house's look, without anything from elsewhere."""

from __future__ import annotations

import re

from django.test import Client
from playwright.sync_api import Page, Request

from tests.api.conftest import API
from tests.api.test_description import description
from tests.journeys.conftest import PHONE, Opens, lasting_faces, opens, static_folder

__all__ = ["lasting_faces", "opens", "static_folder"]


def test_every_operation_and_every_field_stands_on_the_page(db: None) -> None:
    page = Client().get(f"{API}/docs")
    assert page.status_code == 200
    text = page.content.decode()
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            assert f"<code>{method.upper()} {path}</code>" in text
            assert f'id="{operation["operationId"]}"' in text
    for field in (
        "expected_seq",
        "Idempotency-Key",
        "parties[].document_number",
        "error.details",
        "clocks[].sentences",
    ):
        assert field in text
    assert "听证" in text


def test_the_page_opens_in_a_browser_and_fits_a_phone(opens: Opens) -> None:
    page: Page = opens("/", size=PHONE)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(_address(request)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{API}/docs")
    page.get_by_role("link", name="登记收件").click()
    assert page.url.endswith("#receive_case")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin
    assert all(address.startswith(origin[0]) for address in asked)
    assert complaints == []


def _address(request: Request) -> str:
    return request.url
