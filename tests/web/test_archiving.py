"""The archive's desk: folders with their holes, a file beside what was understood, accepted or not by a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from tests.reports.files import scanned
from tests.web.conftest import GOLDEN, Faces
from yichuang.reports.acts.folders import archive_folder
from yichuang.reports.models import Issue
from yichuang.reports.queries.run_files import open_files
from yichuang.reports.queries.runs import alone

TEXT = GOLDEN.read_text(encoding="utf-8").replace("2023 年 2 月 24 日", "", 1)


@pytest.fixture
def run(faces: Faces, tmp_path: Path) -> int:
    """A folder with two issues without their date, a scan and a file that is broken."""
    top = tmp_path / "旧刊"
    top.mkdir()
    for number in (9, 10):
        text = TEXT.replace("第 7 期（总第 431 期）", f"第 {number} 期（总第 {424 + number} 期）", 1)
        (top / f"{number}.txt").write_text(text, encoding="utf-8")
    (top / "扫描.pdf").write_bytes(scanned(2))
    (top / "坏.docx").write_bytes(b"PK\x03\x04 no more")
    return archive_folder(by=faces.hall.job, folder=top, series="weekly").run


def test_an_editor_works_through_the_files_that_wait(faces: Faces, run: int, tmp_path: Path) -> None:
    browser = faces.browser("editor")
    here = reverse("archive-run", args=[run])
    assert here in browser.get(reverse("newsroom-archive")).content.decode()
    page = browser.get(here).content.decode()
    assert all(words in page for words in ("缺 2023 年第 8 期", "没有读到印发日期", "扫描件，2 页都没有文字"))
    only = browser.get(here, {"fate": "unread"}).content.decode()
    assert "扫描.pdf" in only
    assert "坏.docx" not in only
    assert browser.get(here, {"fate": "lost"}).status_code == 422
    for number in ("9" * 19, "1" * 5000):
        assert browser.get(here, {"after": number}).status_code == 422
    with alone(run):
        assert "hx-get" in browser.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in page

    waiting = {one.path: one.id for one in open_files(run, seen_by=faces.hall.job)}
    nine = reverse("archive-file", args=[waiting["9.txt"]])
    read = browser.get(nine, {"settled": "1" * 5000}).content.decode()
    assert 'name="number" value="9"' in read
    assert "动态 10 条" in read
    assert browser.get(reverse("archive-file", args=[waiting["扫描.pdf"]])).content.decode().count("page-picture") == 2
    original = browser.get(reverse("archive-original", args=[waiting["扫描.pdf"]]))
    assert original.content == (tmp_path / "旧刊" / "扫描.pdf").read_bytes()

    accept = reverse("archive-acceptances", args=[waiting["9.txt"]])
    sent = {"year": 2023, "number": 7, "total_number": 433, "issued_on": "2023-03-10", "text": TEXT}
    wrong = browser.post(accept, sent)
    assert wrong.status_code == 422
    assert "2023 年第 7 期已经归档或发布" in wrong.content.decode()
    assert browser.post(accept, sent | {"number": "nine"}).status_code == 422
    done = browser.post(accept, sent | {"number": 9})
    assert done.status_code == 302
    assert Issue.objects.get(number=9).issued_on.isoformat() == "2023-03-10"
    assert "2023-9" in browser.get(done["Location"]).content.decode()
    assert browser.post(accept, sent | {"number": 11}).status_code == 409
    assert "印发日期" in browser.get(nine).content.decode()

    dismiss = reverse("archive-dismissals", args=[waiting["坏.docx"]])
    assert browser.post(dismiss, {"remark": ""}).status_code == 422
    assert browser.post(dismiss, {"remark": "另有一份"}).status_code == 302
    assert [one.path for one in open_files(run, seen_by=faces.hall.job)] == ["10.txt", "扫描.pdf"]
    assert faces.browser("leader").post(dismiss, {"remark": "x"}).status_code == 403
