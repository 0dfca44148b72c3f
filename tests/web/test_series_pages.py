"""The series' desk: a series is copied, edited piece by piece in a form, checked, previewed and saved."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.reports.samples import WEEKLY_FILE
from tests.web.conftest import Faces
from yichuang.kit.errors import Refusal
from yichuang.reports import queries
from yichuang.reports.queries.series import series_files
from yichuang.reports.rules.series import as_data, parse_series
from yichuang.web.newsroom.series.editing import posted_data, reshaped

TEXT = WEEKLY_FILE.read_text(encoding="utf-8")
STORIES = "parts.0.sections.1"


class Form(HTMLParser):
    """What a browser would send of the form on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._area = self._choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "input" and name and "disabled" not in told and name != "csrfmiddlewaretoken":
            self.sent[name] = told.get("value", "")
        elif tag == "textarea":
            self._area, self.sent[name] = name, ""
        elif tag == "select":
            self._choice = name
        elif tag == "option" and "selected" in told and self._choice:
            self.sent[self._choice] = told["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
        if tag in ("textarea", "select"):
            self._area = self._choice = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data


def form_on(browser: Client, code: str = "weekly") -> dict[str, str]:
    return Form(browser.get(f"/newsroom/series/{code}/editing/").content.decode()).sent


@pytest.fixture
def editor(faces: Faces) -> Client:
    return faces.browser("editor")


def test_the_form_of_every_series_says_what_its_file_says(editor, faces):
    for code, file in series_files().items():
        sent = form_on(editor, code)
        data, faults = posted_data({**sent, "code": code})
        assert faults == []
        assert data == as_data(file.series), code
        assert len(sent) < 1000  # what a request may hold


def test_a_series_is_copied_edited_and_saved_without_its_file(editor, faces):
    page = editor.post("/newsroom/series/weekly/copies/", {"new_code": "own", "title": "本厅周报"})
    assert (page.status_code, page["Location"]) == (302, "/newsroom/series/own/editing/")
    sent = form_on(editor, "own")
    assert (sent["title"], sent[f"{STORIES}.title"], sent["version"]) == ("本厅周报", "窗口工作动态", "1")
    page = editor.post("/newsroom/series/own/editing/", {**sent, "do": f"up:{STORIES}"}).content.decode()
    sent = Form(page).sent
    assert sent["parts.0.sections.0.title"] == "窗口工作动态"
    sent |= {"parts.0.sections.0.title": "一周动态", f"{STORIES}.title": "办件情况"}
    checked = editor.post("/newsroom/series/own/checks/", {**sent, "preview_day": "2022-06-29"}).content.decode()
    assert "没有发现问题" in checked
    assert '<article class="issue"' in checked
    assert "办件情况" in checked
    assert editor.post("/newsroom/series/own/versions/", sent).status_code == 302
    saved = queries.series_in_force("own")
    assert [section.title for section in saved.parts[0].sections][:2] == ["一周动态", "办件情况"]
    page = editor.get("/newsroom/series/own/").content.decode()
    assert "第 2 版" in page
    assert "+ title = &quot;一周动态&quot;" in page
    exported = editor.get("/newsroom/series/own.toml").content.decode()
    assert parse_series(exported, name="own").parts == saved.parts
    assert editor.get("/newsroom/series/own.toml?version=1").content.decode() != exported


def test_faults_stand_at_their_fields_and_nothing_is_saved_or_lost(editor):
    sent = form_on(editor) | {"period": "fortnight", "copies": "many", f"{STORIES}.title": "一周动态"}
    page = editor.post("/newsroom/series/weekly/versions/", sent)
    told = page.content.decode()
    assert page.status_code == 422
    assert Form(told).sent[f"{STORIES}.title"] == "一周动态"
    assert re.search(r'href="#at-period">期间</a>', told)
    assert re.search(r'name="copies" value="many"[^>]*>\s*<p class="error">须为非负整数', told)
    assert queries.latest_version("weekly") == 0
    for wrong in ("definitions = [1]", "[[definitions]\n", "definitions = 5", '[[definitions]]\ncode = "x"'):
        assert editor.post("/newsroom/series/weekly/editing/", sent | {"definitions": wrong}).status_code == 200
        answer = editor.post("/newsroom/series/weekly/versions/", sent | {"definitions": wrong})
        assert Form(answer.content.decode()).sent["definitions"].strip() == wrong.strip()
    checked = editor.post("/newsroom/series/weekly/checks/", sent).content.decode()
    assert "2 处要看一看" in checked


def test_who_saves_second_sees_the_difference_and_keeps_what_was_written(editor):
    first, second = form_on(editor), form_on(editor)
    assert editor.post("/newsroom/series/weekly/versions/", first | {f"{STORIES}.title": "甲"}).status_code == 302
    page = editor.post("/newsroom/series/weekly/versions/", second | {f"{STORIES}.title": "乙"})
    told = page.content.decode()
    assert page.status_code == 409
    assert "- title = &quot;甲&quot;" in told
    assert "+ title = &quot;乙&quot;" in told
    again = Form(told).sent
    assert (again["version"], again[f"{STORIES}.title"]) == ("1", "乙")
    assert editor.post("/newsroom/series/weekly/versions/", again).status_code == 302
    assert queries.latest_version("weekly") == 2


def test_files_come_in_series_retire_and_variables_are_set(editor):
    def sent(text: str) -> dict[str, object]:
        return {"file": SimpleUploadedFile("weekly.toml", text.encode())}

    wrong = editor.post("/newsroom/series/imports/", sent(TEXT.replace("copies = 80", "copies = -1")))
    assert wrong.status_code == 422
    assert "<code>copies</code>" in wrong.content.decode()
    assert editor.post("/newsroom/series/imports/", sent(TEXT)).status_code == 302
    assert editor.get("/newsroom/series/weekly.toml").content.decode() == TEXT
    other = TEXT.replace("copies = 80", "copies = 90")
    for over in ({}, {"over": "weekly/0"}, {"over": "monthly/1"}):
        asked = editor.post("/newsroom/series/imports/", sent(other) | over)
        assert asked.status_code == 409
        assert all(words in asked.content.decode() for words in ("- copies = 80", "+ copies = 90", 'value="weekly/1"'))
    assert editor.post("/newsroom/series/imports/", sent(other) | {"over": "weekly/1"}).status_code == 302
    assert editor.post("/newsroom/series/imports/", sent(TEXT) | {"over": "weekly/1"}).status_code == 409
    assert editor.post("/newsroom/series/imports/", sent(TEXT) | {"over": "weekly/2"}).status_code == 302
    known = dict(queries.series_in_force("weekly").variables)
    editor.post("/newsroom/series/weekly/variables/", known | {"centre": "本市政务服务中心"})
    assert queries.series_in_force("weekly").fill("{centre}") == "本市政务服务中心"
    assert editor.post("/newsroom/series/weekly/retirements/", {"version": "3"}).status_code == 302
    assert "已停刊" in editor.get("/newsroom/series/").content.decode()
    assert editor.post("/newsroom/series/weekly/retirements/", {"version": "3"}).status_code == 409


def test_pieces_of_all_lists_together_have_a_limit():
    sent = {"parts.count": "150", **{f"parts.{at}.sections.count": "200" for at in range(150)}}
    data, faults = posted_data(sent)
    assert sum(len(part.get("sections", ())) for part in data["parts"]) == 200
    assert {(fault.code, fault.place) for fault in faults} == {
        ("too_many", f"parts[{at}].sections") for at in range(1, 150)
    }


def test_pieces_are_added_copied_moved_and_removed():
    data = {"parts": [{"title": "一", "sections": [{"kind": "text", "title": "甲"}, {"kind": "note", "title": "乙"}]}]}

    def titles(act: str, place: str) -> list[str]:
        made, _ = reshaped(data, act, place)
        return [section.get("title", "") for section in made["parts"][0]["sections"]]

    assert titles("add", "parts.0.sections") == ["甲", "乙", ""]
    assert titles("copy", "parts.0.sections.0") == ["甲", "甲", "乙"]
    assert titles("down", "parts.0.sections.0") == ["乙", "甲"]
    assert titles("up", "parts.0.sections.0") == ["甲", "乙"]
    assert titles("remove", "parts.0.sections.0") == ["乙"]
    assert len(data["parts"][0]["sections"]) == 2


def test_a_place_that_is_not_there_is_refused():
    data = {"title": "刊", "parts": [{"title": "一"}]}
    for place in ("", "parts.9", "parts.0.sections.x", "title", "title.0", "__class__", "parts.0.title.0", "a" * 99):
        for act in ("add", "copy", "remove", "up", "down"):
            with pytest.raises(Refusal):
                reshaped(data, act, place)
