"""A folder of old issues: what becomes of its files, going on after a break, and the files that a person settles."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from tests.reports.files import printed_docx, printed_pdf, scanned
from tests.reports.samples import SIBLING, WEEKLY_FILE, weekly
from tests.reports.test_command import run
from yichuang.kit.errors import Conflict, Forbidden, Refusal
from yichuang.people import acts as people
from yichuang.people.rules import Actor
from yichuang.reports.acts import folders
from yichuang.reports.acts.folders import archive_folder
from yichuang.reports.acts.reviewing import Corrected, accept_file, dismiss_file
from yichuang.reports.models import Issue
from yichuang.reports.printing.faces import faces_on
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.printing.word import docx
from yichuang.reports.queries.originals import original_content
from yichuang.reports.queries.run_files import file_picture, open_files, run_file, run_files
from yichuang.reports.queries.runs import alone, archive_run, holes_of
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.rights import RIGHTS
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report
from yichuang.reports.run_models import ArchiveFile

JOB = Actor.job("report")
TEXT = SIBLING.read_text(encoding="utf-8")
DATE = "2023 年 2 月 24 日"


def issue(number: int, day: str = DATE) -> bytes:
    """Return the known weekly under another number."""
    numbers = f"{number} 期（总第 {424 + number} 期）"
    return TEXT.replace("7 期（总第 431 期）", numbers, 1).replace(DATE, day, 1).encode()


@pytest.fixture
def rights(transactional_db: None, settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    people.ensure_roles(RIGHTS)


@pytest.fixture
def folder(rights: None, settings, tmp_path: Path) -> Path:
    """A folder with a file of every fate, in two folders of years; another series is known by its title."""
    own = tmp_path / "series"
    own.mkdir()
    monthly = (
        WEEKLY_FILE.read_text(encoding="utf-8").replace('"weekly"', '"monthly"').replace("窗口工作周报", "窗口月报")
    )
    (own / "monthly.toml").write_text(monthly, encoding="utf-8")
    settings.SERIES_FOLDER = str(own)
    top = tmp_path / "旧刊"
    files = {
        "2023/07.txt": issue(7), "2023/07 副本.txt": issue(7), "2023/07.docx": printed_docx(),
        "2023/07.pdf": printed_pdf(), "2023/08.txt": issue(8).decode().encode("gb18030"), "2023/10.txt": issue(10),
        "2023/10 改.txt": issue(10).replace(b"51203", b"51204"), "2023/12.txt": issue(12, ""), "扫描.pdf": scanned(2),
        "月报.txt": issue(3).decode().replace("窗口工作周报", "窗口月报").encode(), "坏.docx": b"PK\x03\x04 no more",
        "~$07.docx": b"lock", ".hidden/07.txt": issue(9), "Thumbs.db": b"\x00",
    }  # fmt: skip
    for name, content in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    (top / "链接").symlink_to(tmp_path)
    return top


def fates(run_id: int) -> dict[str, str]:
    return {one.path: f"{one.fate} {one.code}".strip() for one in run_files(run_id, seen_by=JOB)}


EXPECTED = {
    "2023/07 副本.txt": "archived", "2023/07.txt": "duplicate same_file", "2023/07.docx": "duplicate same_issue",
    "2023/07.pdf": "duplicate same_issue", "2023/08.txt": "archived", "2023/10 改.txt": "archived",
    "2023/10.txt": "conflict number_used", "2023/12.txt": "review date_missing", "扫描.pdf": "unread scanned",
    "月报.txt": "refused other_series", "坏.docx": "refused report_damaged",
}  # fmt: skip


def test_every_file_of_a_folder_has_a_fate_and_a_second_time_changes_nothing(folder: Path, capsys) -> None:
    status, out, _ = run(capsys, "archive", folder, "--series", "weekly", "--json")
    record = json.loads(out)
    assert status == 1
    assert fates(record["run"]) == EXPECTED
    assert (record["total"], record["fresh"], record["counts"]["duplicate"]) == (11, 11, 3)
    assert record["left_out"] == [{"path": "链接", "reason": "链接，没有跟随"}]
    assert [hole["message"] for hole in record["holes"]] == [
        "缺 2023 年第 9 期", "2023 年第 10 期有 2 份，内容不同", "缺 2023 年第 11 期",
    ]  # fmt: skip
    assert {one["path"] for one in record["open"]} == {path for path, fate in EXPECTED.items() if fate[0] in "rcu"}
    assert set(Issue.objects.values_list("number", "total_number")) == {(7, 431), (8, 432), (10, 434)}
    for one in ArchiveFile.objects.all():
        assert original_content(one.checksum) == (folder / one.path).read_bytes()

    status, out, _ = run(capsys, "archive", folder, "--series", "weekly")
    assert status == 1
    assert "文件 11 份，本次读取 2 份" in out  # those that were refused are tried again
    assert fates(record["run"]) == EXPECTED
    assert ArchiveFile.objects.count() == 11


def test_a_folder_of_issues_that_were_understood_is_done_without_a_person(rights: None, tmp_path, capsys) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "7.txt").write_bytes(issue(7))
    status, out, _ = run(capsys, "archive", tmp_path / "in", "--series", "weekly", "--json")
    assert (status, json.loads(out)["counts"]["archived"], json.loads(out)["holes"]) == (0, 1, [])
    status, out, _ = run(capsys, "archive", tmp_path / "not there", "--series", "weekly", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "folder_missing")


def test_a_draft_printed_here_is_not_taken_for_an_issue(rights: None, tmp_path, capsys) -> None:
    sheet = layout(read(TEXT, weekly()), mark="草稿 · 期号为暂定")
    (tmp_path / "in").mkdir()
    for name, content in (("7.docx", docx(sheet)), ("8.pdf", pdf(sheet, faces_on(system=False)))):
        (tmp_path / "in" / name).write_bytes(content)
        status, out, _ = run(capsys, "read", tmp_path / "in" / name, "--archive", "weekly", "--json")
        assert (status, json.loads(out)["error"]["code"]) == (1, "marked_draft")
    status, out, _ = run(capsys, "archive", tmp_path / "in", "--series", "weekly", "--json")
    assert fates(json.loads(out)["run"]) == {"7.docx": "review marked_draft", "8.pdf": "duplicate same_issue"}
    assert not Issue.objects.exists()


def broken_off_in(name: str, times: int) -> Callable[..., object]:
    """Return a function that does what it stands for; right after the `times`-th time the process is killed."""
    original, calls = getattr(folders, name), count(1)

    def deed(*args: object, **more: object) -> object:
        done = original(*args, **more)
        if next(calls) >= times:  # threads go on a little
            raise KeyboardInterrupt
        return done

    return deed


def test_broken_off_anywhere_it_goes_on_and_does_nothing_twice(rights: None, tmp_path, monkeypatch) -> None:
    top = tmp_path / "in"
    top.mkdir()
    for number in range(1, 7):
        (top / f"{number}.txt").write_bytes(issue(number))
    for name, times in (("keep_content", 1), ("archive_report", 2), ("note_original", 1), ("_take", 1)):
        with monkeypatch.context() as patched:
            patched.setattr(folders, name, broken_off_in(name, times))
            with pytest.raises(KeyboardInterrupt):
                archive_folder(by=JOB, folder=top, series="weekly")
    assert Issue.objects.count() == ArchiveFile.objects.count() == 2  # one before the second kill, one at the fourth
    run_id = ArchiveFile.objects.values_list("run", flat=True)[0]
    assert archive_run(run_id, seen_by=JOB).broken_off
    told: list[tuple[int, int]] = []
    outcome = archive_folder(by=JOB, folder=top, series="weekly", told=lambda *at: told.append(at))
    line = archive_run(run_id, seen_by=JOB)
    assert (outcome.run, outcome.fresh, told[-1]) == (run_id, 4, (6, 6))
    assert (line.done, line.counts["archived"], line.broken_off, line.underway) == (6, 6, False, False)
    assert sorted(Issue.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    with alone(run_id):
        assert archive_run(run_id, seen_by=JOB).underway


def corrected(text: str, **more: object) -> Corrected:
    known = {"year": 2023, "number": 12, "total_number": 436, "issued_on": None, "period_from": None, "period_to": None}
    return Corrected(text=text, **known | more)  # type: ignore[arg-type]


def test_a_person_corrects_accepts_or_dismisses_what_waits_once(folder: Path) -> None:
    done = archive_folder(by=JOB, folder=folder, series="weekly")
    waiting = {one.path: one.id for one in open_files(done.run, seen_by=JOB)}
    twelve = waiting["2023/12.txt"]
    page = run_file(twelve, seen_by=JOB)
    assert [reason["code"] for reason in page.line.reasons] == ["date_missing"]
    assert page.report is not None
    assert (page.report.number, page.report.issued_on, len(page.figures) > 5) == (12, None, True)
    for wrong, code in (
        ({"number": 8}, "number_used"), ({"number": None}, "number_missing"), ({"number": 10**6}, "number_odd"),
        ({"period_from": page.report.period_to, "period_to": page.report.period_from}, "period_reversed"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            accept_file(by=JOB, file_id=twelve, corrected=corrected(page.text, **wrong))
        assert refused.value.code == code
    found = accept_file(
        by=JOB, file_id=twelve, corrected=corrected(page.text.replace("\n", "\r\n"), number=11, total_number=435)
    )
    row = Issue.objects.get(pk=found)
    assert (row.number, row.total_number, row.record["number"], row.text) == (11, 435, 11, page.text)
    settled = run_file(twelve, seen_by=JOB)
    assert (settled.line.fate, settled.line.key, settled.settled_by) == ("archived", "2023-11", "report")
    assert settled.corrections["number"] == {"read": 12, "now": 11}
    assert "text" not in settled.corrections
    with pytest.raises(Conflict):
        accept_file(by=JOB, file_id=twelve, corrected=corrected(page.text))
    with pytest.raises(DatabaseError), transaction.atomic():
        ArchiveFile.objects.filter(pk=twelve).update(fate="review")

    scan = waiting["扫描.pdf"]
    assert file_picture(scan, 2, seen_by=JOB).startswith(b"\x89PNG")
    typed = issue(12).decode()
    typed_in = accept_file(by=JOB, file_id=scan, corrected=corrected(typed))
    assert Issue.objects.get(pk=typed_in).text == typed
    with pytest.raises(Refusal):
        dismiss_file(by=JOB, file_id=waiting["坏.docx"], remark=" ")
    dismiss_file(by=JOB, file_id=waiting["坏.docx"], remark="另有完好的一份")
    with pytest.raises(Forbidden):
        dismiss_file(by=Actor.system("D1"), file_id=waiting["月报.txt"], remark="x")
    assert [one.path for one in open_files(done.run, seen_by=JOB)] == ["2023/10.txt", "月报.txt"]
    assert archive_folder(by=JOB, folder=folder, series="weekly").fresh == 1


def test_a_file_that_is_mended_in_the_folder_takes_the_place_of_the_one_that_waited(rights: None, tmp_path) -> None:
    top = tmp_path / "in"
    top.mkdir()
    (top / "a.txt").write_bytes(issue(5, ""))
    (top / "b.txt").write_bytes(issue(5, ""))
    (top / "c.docx").write_bytes(b"PK\x03\x04 no more")
    done = archive_folder(by=JOB, folder=top, series="weekly")
    assert fates(done.run) == {
        "a.txt": "review date_missing", "b.txt": "duplicate same_file", "c.docx": "refused report_damaged",
    }  # fmt: skip
    (top / "a.txt").write_bytes(issue(6))
    (top / "c.docx").write_bytes(issue(7))
    archive_folder(by=JOB, folder=top, series="weekly")
    assert sorted((one.path, one.fate) for one in run_files(done.run, seen_by=JOB)) == [
        ("a.txt", "archived"), ("a.txt", "replaced"), ("b.txt", "review"), ("c.docx", "archived"),
        ("c.docx", "replaced"),
    ]  # fmt: skip
    assert [hole.kind for hole in holes_of("weekly")] == []


def test_a_file_over_which_the_program_stumbles_keeps_no_other_one_waiting(rights: None, tmp_path, monkeypatch) -> None:
    top = tmp_path / "in"
    top.mkdir()
    for number in (5, 6, 7):
        (top / f"{number}.txt").write_bytes(issue(number))
    read, text = folders.read, issue(6).decode()

    def stumbling(words: str, plan: Series) -> Report:
        if words == issue(5).decode():
            raise RecursionError
        return replace(read(words, plan), issuer="\x00") if words == text else read(words, plan)

    monkeypatch.setattr(folders, "read", stumbling)
    done = archive_folder(by=JOB, folder=top, series="weekly")
    assert fates(done.run) == {
        "5.txt": "refused reading_failed", "6.txt": "refused reading_failed", "7.txt": "archived",
    }  # fmt: skip
    monkeypatch.undo()
    archive_folder(by=JOB, folder=top, series="weekly")
    assert set(fates(done.run).values()) == {"archived"}
