"""What every page has: a title, its language, one first heading, a way past the header; and the pages for errors."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from django.test import Client, RequestFactory

from tests.web.conftest import Faces
from tests.web.test_doors import TABLE, address
from yichuang.kit.errors import Conflict
from yichuang.web.doors import public
from yichuang.web.errors import broken

PAGES = [name for name, answers in TABLE.items() if 405 not in answers.values() and not name.endswith("-file")]


class Outline(HTMLParser):
    """Counts tags and keeps ids, so that a page's skeleton can be asserted."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def assert_well_formed(page: str) -> None:
    outline = Outline(page)
    assert page.startswith("<!doctype html>")
    assert outline.all("html")[0]["lang"] == "zh-Hans"
    assert len(outline.all("title")) == 1
    assert len(outline.all("h1")) == 1
    assert len(outline.all("main")) == 1
    assert any(link.get("href") == "#main" for link in outline.all("a"))
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids)), "an id stands once"
    for _, attributes in outline.tags:
        for name in ("aria-labelledby", "for"):
            assert (attributes.get(name) or ids[0]) in ids, f"{name} names what is there"


@pytest.mark.parametrize("person", ["anonymous", "leader", "clerk"])
def test_every_page_has_its_skeleton(person: str, faces: Faces) -> None:
    browser = faces.browser(person)
    for name in PAGES:
        assert_well_formed(browser.get(address(name, faces), follow=True).content.decode())


def test_a_page_that_is_not_there_says_what_to_do(faces: Faces) -> None:
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert_well_formed(answer.content.decode())
    assert "回到首页" in answer.content.decode()


def test_a_program_gets_its_error_as_json(faces: Faces) -> None:
    answer = Client().get("/no/such/page/", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert json.loads(answer.content)["error"]["code"] == "not_found"


@public
def stale(request: object) -> object:
    raise Conflict("stale_seq", "这件办件刚刚被别人办理。", rule="seq")


def test_a_refusal_becomes_a_page_with_its_status(faces: Faces) -> None:
    request = RequestFactory().get("/")
    request.user = type("Nobody", (), {"is_authenticated": False})()
    answer = stale(request)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert_well_formed(page)
    assert "这件办件刚刚被别人办理。" in page
    assert "请刷新页面" in page


def test_the_page_for_a_breakdown_needs_no_database() -> None:
    answer = broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert_well_formed(answer.content.decode())
