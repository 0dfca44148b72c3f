"""The issues' pages: the same words as in print, the printed forms, drafts for those who may see them."""

from __future__ import annotations

import html
import json
import re
import unicodedata

import pytest
from django.test import Client

from tests import cast
from tests.reports.archived import archive_of
from tests.web.conftest import GOLDEN, Faces
from yichuang.cases import acts as cases
from yichuang.reports import acts as reports
from yichuang.reports.queries import issue_page

ISSUE = "/issues/weekly/2023-7/"


def _letters(text: str) -> str:
    """Return the text without white space, in one form of each character."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def _text_of(page: str) -> str:
    article = page[page.index("<article") : page.index("</article>")]
    return html.unescape(re.sub(r"<[^>]+>", "", article))


def test_the_archive_lists_issues_by_year(faces: Faces) -> None:
    page = Client().get("/issues/").content.decode()
    assert "2023 年第 7 期（总第 431 期）" in page
    assert "未发布" not in page
    assert Client().get("/issues/?year=1999").status_code == 200
    assert Client().get("/issues/?year=next").status_code == 404


def test_what_the_list_leaves_out_is_said_and_a_year_is_whole(faces: Faces, monkeypatch) -> None:
    archive_of(faces.hall, range(8, 11))
    assert "没有列出" not in Client().get("/issues/").content.decode()
    monkeypatch.setattr("yichuang.reports.queries.issues.LIST_MAX", 2)
    page = Client().get("/issues/").content.decode()
    assert "另有较早的 2 期没有列出" in page
    assert '<a href="/issues/?year=2023">2023 年</a>' in page
    assert "第 7 期" not in page
    assert "第 7 期" in Client().get("/issues/?year=2023").content.decode()


def test_the_page_of_an_issue_has_the_words_of_its_file(faces: Faces) -> None:
    page = Client().get(ISSUE).content.decode()
    assert _letters(_text_of(page)) == _letters(GOLDEN.read_text(encoding="utf-8"))


def test_the_page_says_which_faces_stand_in(faces: Faces) -> None:
    page = Client().get(ISSUE).content.decode()
    assert "正文：仿宋_GB2312 → Noto Serif SC" in page


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>"), ("json", b"{")]
)
def test_an_issue_can_be_taken_along_in_four_forms(faces: Faces, form: str, begins: bytes) -> None:
    answer = Client().get(f"/issues/weekly/2023-7.{form}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert f'filename="weekly-2023-7.{form}"' in answer["Content-Disposition"]


@pytest.mark.parametrize("path", ["weekly/2023-8/", "weekly/2023-7.exe", "monthly/2023-7/", "weekly/9999-99999/"])
def test_what_was_never_issued_is_not_there(faces: Faces, path: str) -> None:
    assert Client().get(f"/issues/{path}").status_code == 404


def test_a_draft_is_listed_and_marked_for_its_readers_only(faces: Faces) -> None:
    page = faces.browser("editor").get("/").content.decode()
    assert f"/issues/drafts/{faces.draft}/" in page
    assert "草稿" in faces.browser("editor").get(f"/issues/drafts/{faces.draft}/").content.decode()
    for person in ("anonymous", "clerk"):
        assert "/issues/drafts/" not in faces.browser(person).get("/").content.decode()
        assert "/issues/drafts/" not in faces.browser(person).get("/issues/").content.decode()


def test_a_published_issue_keeps_its_figures_and_shows_what_is_counted_now(lasting_faces: Faces) -> None:
    faces = lasting_faces
    reports.sign(by=faces.hall.job, issue_id=faces.draft)
    reports.publish(by=faces.hall.job, issue_id=faces.draft)
    line = issue_page(faces.draft).line
    address = f"/issues/{line.series}/{line.year}-{line.number}/"
    page = Client().get(address).content.decode()
    assert "没有变化" in page
    assert "受理怎么数" in page
    late = faces.hall.received_case(on="2022-06-28")
    cases.accept(late, by=faces.hall.manager, at=cast.day("2022-06-29"))
    after = Client().get(address).content.decode()
    assert _text_of(after) == _text_of(page)
    assert "行政许可事项受理" in after
    assert '<td class="number" data-label="刊印">2</td><td class="number" data-label="现在">3</td>' in after


def test_the_json_of_an_issue_is_what_the_command_prints(faces: Faces) -> None:
    record = json.loads(Client().get("/issues/weekly/2023-7.json").content)
    assert (record["year"], record["number"], record["total_number"], record["unread"]) == (2023, 7, 431, [])
