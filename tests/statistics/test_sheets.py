"""Submitting by XLSX: the sheet, filled in and read back; every fault with its cell; damaged files; the command."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from tests.cases.chance import SEED
from tests.cast import SETTING_UP, Hall, day
from yichuang.kit.command import Usage
from yichuang.kit.errors import Forbidden, Refusal
from yichuang.people import acts as people
from yichuang.statistics import acts, queries
from yichuang.statistics.filling.reading import read_sheet
from yichuang.statistics.models import Submission
from yichuang.statistics.rules.rights import RIGHTS

CONSULTATIONS = {"code": "consultations", "name": "咨询", "unit": "人次", "period": "month"}
FEES = {"code": "fees", "name": "收费", "unit": "万元", "decimals": 2, "period": "month_from_17"}
JUNE, ON = day("2022-06-20"), day("2022-07-04")
Change = Callable[[Any], object]


@pytest.fixture
def filling(hall: Hall) -> Hall:
    people.ensure_roles(RIGHTS)
    acts.define(by=SETTING_UP, submitted=[CONSULTATIONS, FEES])
    return hall


def filled(content: bytes, **cells: object) -> bytes:
    """Return the sheet with some cells changed."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(hall: Hall, **more: Any) -> bytes:
    return queries.sheet(**{"seen_by": hall.manager, "day": JUNE, "on": ON, **more})


def submit(hall: Hall, content: bytes, **more: Any) -> dict[str, int]:
    return acts.submit_sheet(content, **{"by": hall.manager, "on": ON, "day": JUNE, **more}).as_record()


def faults(hall: Hall, content: bytes, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        submit(hall, content, **more)
    assert Submission.objects.count() == 0
    assert refused.value.code == "figures_refused"
    return [(error["place"], error["code"]) for error in refused.value.details["errors"]]


def rows(content: bytes) -> list[tuple[Any, ...]]:
    return [row[:5] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def test_the_sheet_has_departments_down_and_indicators_across(filling: Hall) -> None:
    assert rows(sheet(filling)) == [
        ("填报表", None, "consultations", "fees", None),
        (None, None, "2022-06-01 至 2022-06-30", "2022-06-17 至 2022-07-16", None),
        ("部门代码", "部门", "咨询（人次）", "收费（万元）", "更正原因"),
        ("D1", "某省交通运输厅", None, None, None),
        ("D2", "某省卫健委", None, None, None),
    ]
    assert [row[0] for row in rows(sheet(filling, seen_by=filling.clerk))[3:]] == ["D1"]
    assert rows(sheet(filling, only=["fees"]))[0] == ("填报表", None, "fees", None)
    assert rows(sheet(filling, only=["fees", "consultations"]))[0][2:4] == ("fees", "consultations")
    with pytest.raises(Refusal, match="没有需要您填报的指标"):
        sheet(filling, seen_by=filling.leader)


def test_a_filled_in_sheet_is_taken_and_comes_back_with_what_stands(filling: Hall) -> None:
    content = filled(sheet(filling), C4=5, D4="1,234.5", C5="１２")
    assert submit(filling, content) == {"taken": 3, "corrected": 0, "unchanged": 0, "late": 0}
    again = sheet(filling)
    assert rows(again)[3:] == [("D1", "某省交通运输厅", 5, 1234.5, None), ("D2", "某省卫健委", 12, None, None)]
    assert submit(filling, again) == {"taken": 0, "corrected": 0, "unchanged": 3, "late": 0}
    late = submit(filling, filled(again, C4=6, E4="漏计", D5=0.07), on=day("2022-08-01"))
    assert late == {"taken": 1, "corrected": 1, "unchanged": 2, "late": 2}
    found = queries.submission_history("consultations", filling.transport, JUNE, seen_by=filling.leader)
    assert [(one.amount, one.reason, one.way) for one in found] == [(5, "", "file"), (6, "漏计", "file")]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"C4": "很多"}, [("C4", "amount_unreadable")]),
        ({"C4": 1.5, "D5": -1, "C5": 3}, [("C4", "amount_decimals"), ("D5", "amount_negative")]),
        ({"C4": "=1+1"}, [("C4", "cell_formula")]),
        ({"C4": "#N/A"}, [("C4", "cell_error")]),
        ({"C4": day("2022-06-01")}, [("C4", "amount_unreadable")]),
        ({"A5": None, "C5": 3}, [("A5", "department_missing")]),
        ({"A5": "D1", "C4": 1, "C5": 3}, [("C5", "figure_twice")]),
        ({"A5": "D9", "C5": 3}, [("C5", "unknown_department")]),
        ({"C1": "nothing", "C4": 1}, [("C1", "unknown_figure")]),
        ({"D1": "consultations", "D4": 1}, [("D1", "figure_twice")]),
        ({"C2": "六月", "C4": 1}, [("C2", "period_unreadable")]),
        ({"C2": "2022-06-02 至 2022-06-30"}, [("C2", "period_unreadable")]),
        ({"C2": "9999-12-01 至 9999-12-31"}, [("C2", "period_unreadable")]),
        ({"C2": "2022-05-01 至 2022-05-31", "C4": 1}, [("C2", "period_differs")]),
        ({"F4": 1}, [("F4", "unknown_figure")]),
        ({"C4": 1, "E4": "长" * 201}, [("C4", "reason_too_long")]),
        ({"C4": "x", "C1": "x", "D4": "y", "D5": "z"}, [("C1", "unknown_figure"), ("D4", "amount_unreadable"),
                                                      ("D5", "amount_unreadable")]),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_cell_and_nothing_is_taken(
    filling: Hall, cells: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert faults(filling, filled(sheet(filling), **cells)) == found


def test_a_correction_without_reason_is_told_at_its_cell(filling: Hall) -> None:
    submit(filling, filled(sheet(filling), C4=5))
    with pytest.raises(Refusal) as refused:
        submit(filling, filled(sheet(filling), C4=6, D4=1))
    assert [(error["place"], error["code"]) for error in refused.value.details["errors"]] == [("C4", "reason_missing")]
    assert Submission.objects.count() == 1


def test_a_sheet_of_another_department_is_not_for_a_clerk(filling: Hall) -> None:
    content = filled(sheet(filling), C5=3)
    with pytest.raises(Forbidden):
        submit(filling, content, by=filling.clerk)
    with pytest.raises(Forbidden):
        submit(filling, content, by=filling.leader)


def test_without_a_day_the_file_says_which_period_it_is_of(filling: Hall) -> None:
    content = filled(sheet(filling, day=JUNE - timedelta(days=31)), C4=5)
    assert submit(filling, content, day=None)["taken"] == 1
    assert str(Submission.objects.get().period_from) == "2022-05-01"


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (2 << 20))
    return out.getvalue()


def _tags() -> bytes:
    """A small file with so many cells that reading them all would take long."""
    cells = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>%s</row>'
    out, book = io.BytesIO(), io.BytesIO(_long(1))
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in whole.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/")
            changed.writestr(part.filename, cells % (b"<c/>" * 500_000) if is_sheet else whole.read(part))
    return out.getvalue()


def _long(count: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append(["填报表"])
    for _ in range(count):
        page.append(["D1", "", 1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _wide() -> bytes:
    return filled(_long(3), DZ2=1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_unreadable"), (b"department,figure\n", "file_unreadable"),
        (b"PK\x03\x04" + b"\0" * 99, "file_unreadable"),
        (b"\0" * ((4 << 20) + 1), "file_too_large"), (_bomb(), "file_too_large"), (_tags(), "file_too_large"),
        (_long(2_000), "sheet_too_large"),
        (_wide(), "sheet_too_large"), (filled(_long(3), A1="别的"), "not_the_sheet"),
    ],
    ids=["empty", "csv", "broken", "large", "bomb", "tags", "long", "wide", "other"],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sheet(content, {}, None)
    assert refused.value.code == code


def test_a_damaged_sheet_is_refused_or_read_and_nothing_else(filling: Hall) -> None:
    chance, told = Random(SEED), set()
    whole = filled(sheet(filling), C4=5, D5=7)
    for _ in range(60):
        content = bytearray(whole)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        for _ in range(chance.randrange(1, 6)):
            if content:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        try:
            read_sheet(bytes(content), {one.code: one for one in queries.defined().wanted()}, JUNE)
        except Refusal as refusal:
            told.add(refusal.code)
    assert "file_unreadable" in told
    assert told <= {"file_unreadable", "file_too_large", "not_the_sheet", "sheet_too_large"}


def test_a_name_that_looks_like_a_formula_stays_text(filling: Hall) -> None:
    acts.define(by=SETTING_UP, submitted=[CONSULTATIONS | {"name": "=1+1", "meaning": '=HYPERLINK("x")'}])
    book = openpyxl.load_workbook(io.BytesIO(sheet(filling)))
    assert "f" not in {cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row}
    assert book.worksheets[0]["C3"].value == "=1+1（人次）"


DEFINITIONS = """
[[submitted]]
code = "visits"
name = "上门服务"
unit = "次"
period = "month"

[[derived]]
code = "visits_per_case"
name = "每件上门"
kind = "average"
unit = "次"
decimals = 2
numerator = "visits"
denominator = "accepted"

[[derived]]
code = "often"
name = "常上门"
kind = "list"
figure = "visits"
over = "department"
condition = "above"
limit = 1.5
"""


def run(*words: object, capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    """Run `yichuang figures … --json` and return what it prints."""
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("figures", *map(str, words), "--json")
        assert ended.value.code == status
    else:
        call_command("figures", *map(str, words), "--json")
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


def test_the_command_defines_submits_and_reckons(
    filling: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.HALL_DAY = "2022-07-04"
    definitions, file = tmp_path / "indicators.toml", tmp_path / "sheet.xlsx"
    definitions.write_text(DEFINITIONS, encoding="utf-8")
    assert run("define", definitions, capsys=capsys)["changed"] == ["visits", "visits_per_case", "often"]
    run("sheet", file, "--period", "2022-06-01", "--only", "visits", capsys=capsys)
    file.write_bytes(filled(file.read_bytes(), C4="x", C5=2))
    error = run("submit", file, "--period", "2022-06-01", capsys=capsys, status=1)["error"]
    assert error["details"]["errors"] == [
        {"place": "C4", "code": "amount_unreadable", "message": "上门服务：“x”不是数"}
    ]  # fmt: skip
    with pytest.raises(SystemExit):
        call_command("figures", "submit", str(file), "--period", "2022-06-01")
    assert "\n  C4：上门服务：“x”不是数" in capsys.readouterr().err
    file.write_bytes(filled(file.read_bytes(), C4=1))
    hall_manager = ("--as", "manager")
    done = run("submit", file, "--period", "2022-06-01", *hall_manager, capsys=capsys)
    assert {name: done[name] for name in ("taken", "corrected", "unchanged", "late")} == {
        "taken": 2, "corrected": 0, "unchanged": 0, "late": 0,
    }  # fmt: skip
    assert Submission.objects.latest("id").submitted_by["kind"] == "staff"
    listed = run("submissions", "--period", "2022-06-01", "--only", "visits,fees", capsys=capsys)["submissions"]
    assert [(one["department"], one["indicator"], one["amount"], one["state"], one["due_on"]) for one in listed] == [
        ("D1", "fees", None, "overdue", "2022-06-21"), ("D1", "visits", "1", "submitted", "2022-07-05"),
        ("D2", "fees", None, "overdue", "2022-06-21"), ("D2", "visits", "2", "submitted", "2022-07-05"),
    ]  # fmt: skip
    lacking = run("submissions", "--only", "visits,fees", capsys=capsys)["submissions"]
    assert [(one["department"], one["indicator"], one["state"]) for one in lacking] == [
        ("D1", "fees", "overdue"), ("D2", "fees", "overdue"),
    ]  # fmt: skip
    filling.accepted_case(on="2022-06-20")
    reckoned = run("indicators", "visits_per_case,often", "--from", "2022-06-01", "--to", "2022-06-30", capsys=capsys)
    (row,) = reckoned["rows"]
    assert row["figures"]["visits_per_case"]["number"] == "3.00"
    assert [one["name"] for one in row["figures"]["often"]["places"]] == ["某省卫健委"]
    call_command("figures", "indicators", "visits_per_case,often", "--from", "2022-06-01", "--to", "2022-06-30")
    assert "上门服务 3 次 ÷ 受理 1 件 = 3.00 次" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_with_definitions_and_reckons_the_rest(
    filling: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "more.toml"
    file.write_text('[[derived]]\ncode = "x"\nname = "甲"\nkind = "sum"\nunit = "件"\nparts = ["nothing"]\n')
    words = ("indicators", "x,accepted", "--from", "2022-06-01", "--to", "2022-06-30", "--with", file)
    record = run(*words, capsys=capsys, status=1)
    assert [(fault["place"], fault["code"]) for fault in record["faults"]] == [("x.parts[1]", "unknown_figure")]
    figures = record["rows"][0]["figures"]
    assert (figures["x"]["number"], figures["x"]["reason"], figures["accepted"]["number"]) == (
        None,
        "unknown_figure",
        "0",
    )
    assert run("define", file, capsys=capsys, status=1)["error"]["code"] == "definitions_refused"
    file.write_text("[[colour]]\n")
    assert run("define", file, capsys=capsys, status=1)["error"]["code"] == "definitions_unreadable"


def test_the_figures_themselves_still_ask_for_their_period(filling: Hall) -> None:
    with pytest.raises(Usage, match="--to") as wrong:
        call_command("figures", "--from", "2022-06-01")
    assert wrong.value.returncode == 2
