"""`yichuang report`: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.reports.files import printed_docx, printed_pdf, scanned
from tests.reports.samples import REFERENCE, SIBLING, needs_reference
from tests.reports.test_printing import words_of_docx, words_of_file, words_of_pdf
from yichuang.reports import queries
from yichuang.reports.management.commands.report import Command
from yichuang.reports.models import Issue

FORMS = ("docx", "html", "json", "pdf")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Run `yichuang report …` and return exit status, standard output and standard error."""
    try:
        Command().run_from_argv(["yichuang", "report", *map(str, words)])
    except SystemExit as end:
        status = int(end.code or 0)
    else:
        status = 0
    out, err = capsys.readouterr()
    return status, out, err


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_reading_prints_one_json_object(capsys, db):
    status, out, _ = run(capsys, "read", SIBLING, "--json")
    record = json.loads(out)
    assert status == 0
    assert (record["year"], record["number"], record["total_number"], record["unread"]) == (2023, 7, 431, [])


def test_reading_tells_a_person_what_was_found(capsys, db):
    status, out, _ = run(capsys, "read", SIBLING)
    assert status == 0
    assert "2023 年第 7 期（总第 431 期）" in out
    assert "数字 6 个，动态 10 条，巡查 6 项" in out


def test_a_file_in_gb18030_simply_works(capsys, tmp_path, db):
    file = tmp_path / "旧刊.txt"
    file.write_bytes(SIBLING.read_text(encoding="utf-8").encode("gb18030"))
    status, out, _ = run(capsys, "read", file, "--json")
    assert status == 0
    assert json.loads(out)["issuer"] == "临江省政务服务和公共资源交易中心"


@pytest.mark.parametrize(("content", "kind", "pages"), [(printed_docx, "docx", None), (printed_pdf, "pdf", 4)])
def test_a_printed_issue_is_read_by_its_content_and_can_be_archived(capsys, tmp_path, hall, content, kind, pages):
    file = tmp_path / "周报.txt"
    file.write_bytes(content())
    status, out, _ = run(capsys, "read", file, "--json")
    record = json.loads(out)
    assert status == 0
    assert (record["year"], record["number"], record["total_number"], record["unread"]) == (2023, 7, 431, [])
    assert (record["file"]["kind"], record["file"]["pages"], record["file"]["links"]) == (kind, pages, [])
    status, out, _ = run(capsys, "read", file, "--archive", "weekly", "--json")
    assert (status, json.loads(out)["archived"], json.loads(out)["file"]["kind"]) == (0, "weekly 2023-7", kind)
    assert Issue.objects.get().record["file"]["kind"] == kind


def test_a_scan_says_which_pages_were_not_read(capsys, tmp_path, hall):
    file = tmp_path / "scan.pdf"
    file.write_bytes(scanned(2))
    status, out, _ = run(capsys, "read", file, "--json")
    reason = "扫描页，没有文字，没有识别"
    assert status == 0
    assert json.loads(out)["unread"] == [{"line": None, "text": "", "reason": reason, "page": n} for n in (1, 2)]
    assert f"第 2 页未读入（{reason}）" in run(capsys, "read", file)[1]
    status, out, _ = run(capsys, "read", file, "--archive", "weekly", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "number_missing")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "report_empty"), (b"\x00\x01\x02" * 999, "report_binary"), (None, "report_unreadable")]
)
def test_a_file_that_is_no_issue_is_refused(capsys, tmp_path, content, code):
    file = tmp_path / "issue.txt"
    if content is not None:
        file.write_bytes(content)
    status, out, _ = run(capsys, "read", file, "--json")
    error = json.loads(out)["error"]
    assert (status, error["code"], error["field"]) == (1, code, "FILE")


def test_a_file_of_200_mb_is_refused_without_reading_it(capsys, tmp_path):
    file = tmp_path / "huge.txt"
    with file.open("wb") as handle:
        handle.truncate(200 * 1024 * 1024)
    status, out, err = run(capsys, "read", file)
    assert (status, out) == (1, "")
    assert "209,715,200" in err
    assert "report_too_large" in err


@pytest.mark.parametrize(
    "words",
    [(), ("read",), ("write", "x"), ("compile", "weekly"), ("compile", "weekly", "--period", "yesterday", "--out", "x"),
     ("print", "weekly", "x21", "--out", "x"), ("compile", "weekly", "--period", "2022-06-01..", "--out", "x")],
)  # fmt: skip
def test_wrong_words_end_with_2(capsys, words):
    assert run(capsys, *words)[0] == 2


@pytest.mark.parametrize(
    "path", [SIBLING, pytest.param(REFERENCE, marks=needs_reference)], ids=["sibling", "reference"]
)
def test_an_issue_goes_in_and_comes_out_word_for_word(capsys, tmp_path, hall, path):
    status, out, _ = run(capsys, "read", path, "--archive", "weekly", "--json")
    key = json.loads(out)["archived"].removeprefix("weekly ")
    assert status == 0
    status, out, _ = run(capsys, "print", "weekly", key, "--out", tmp_path, "--json")
    assert status == 0
    assert names_in(tmp_path) == [f"weekly-{key}.{form}" for form in FORMS]
    assert json.loads(out)["files"] == [str(tmp_path / f"weekly-{key}.{form}") for form in queries.FORMS]
    assert words_of_pdf((tmp_path / f"weekly-{key}.pdf").read_bytes()) == words_of_file(path)
    assert words_of_docx((tmp_path / f"weekly-{key}.docx").read_bytes()) == words_of_file(path)


def test_an_issue_is_archived_once(capsys, hall):
    assert run(capsys, "read", SIBLING, "--archive", "weekly")[0] == 0
    status, out, _ = run(capsys, "read", SIBLING, "--archive", "weekly", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "number_used")
    status, out, _ = run(capsys, "read", SIBLING, "--archive", "daily", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "unknown_series")


def test_compiling_writes_the_draft_in_four_forms(capsys, tmp_path, hall):
    status, out, _ = run(capsys, "compile", "weekly", "--period", "2022-06-27", "--out", tmp_path / "out", "--json")
    record = json.loads(out)
    assert status == 0
    assert (record["state"], record["number"], record["number_taken"]) == ("draft", 1, False)
    assert names_in(tmp_path / "out") == [f"weekly-2022-1.{form}" for form in FORMS]
    printed = json.loads((tmp_path / "out" / "weekly-2022-1.json").read_text(encoding="utf-8"))
    assert printed["statistics"]["figures"][0]["accepted"] == 3
    assert (printed["state"], printed["mark"]) == ("draft", "草稿 · 期号为暂定")


def test_the_command_may_be_called_from_the_program(tmp_path, hall):
    call_command("report", "compile", "weekly", period="2022-06-27", out=str(tmp_path), stdout=StringIO())
    assert names_in(tmp_path) == [f"weekly-2022-1.{form}" for form in FORMS]


def test_publishing_takes_the_number(capsys, tmp_path, hall):
    words = ("compile", "weekly", "--period", "2022-06-27", "--out", tmp_path, "--publish", "--json")
    status, out, _ = run(capsys, *words)
    assert (status, json.loads(out)["state"]) == (0, "published")
    assert queries.latest_issue("weekly").key == "2022-1"
    status, out, _ = run(capsys, *words)
    assert (status, json.loads(out)["error"]["code"]) == (1, "number_used")
    assert queries.drafts(seen_by=hall.job) == []


def test_a_period_without_cases_leaves_nothing_behind(capsys, tmp_path, hall):
    status, out, _ = run(capsys, "compile", "weekly", "--period", "2030-01-07", "--out", tmp_path, "--json")
    error = json.loads(out)["error"]
    assert (status, error["code"], error["field"]) == (1, "period_without_cases", "period")
    assert names_in(tmp_path) == []


def test_an_issue_that_is_not_there_is_not_printed(capsys, tmp_path, hall):
    status, out, _ = run(capsys, "print", "weekly", "2022-99", "--out", tmp_path / "out", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "unknown_issue")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(capsys, tmp_path, hall):
    (tmp_path / "taken").write_text("a file")
    status, out, _ = run(capsys, "compile", "weekly", "--period", "2022-06-27", "--out", tmp_path / "taken", "--json")
    assert (status, json.loads(out)["error"]["field"]) == (1, "--out")
