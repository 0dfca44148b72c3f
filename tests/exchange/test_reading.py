"""Readers: every format gives the same rows; a damaged row is one damaged row; what is no delivery is refused whole."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.exchange.reading import Damaged, batches, dataset_of, recognise
from yichuang.exchange.reading import csv_rows as csv_module
from yichuang.exchange.reading import xlsx_book as xlsx_module
from yichuang.exchange.rules.datasets import ACCEPT, DATASETS, SUPPLEMENT, Dataset
from yichuang.kit.errors import Refusal

HEAD = "project_no,notice_time,notice_explain\n"
SUFFIX_FREE = "delivery"  # stored files have no telling name


def told(
    path: Path, format: str, encoding: str = "utf-8", dataset: Dataset = SUPPLEMENT, **more: int
) -> tuple[list[tuple[Any, ...]], list[tuple[int, str]]]:
    """Return the rows of a file without their empty last column, and the damaged ones as row and code."""
    rows: list[tuple[Any, ...]] = []
    damaged: list[Damaged] = []
    for batch in batches(path, format=format, encoding=encoding, dataset=dataset, **more):
        assert batch.frame.columns == ["row", *dataset.names]
        assert batch.frame.dtypes == [pl.Int64, *[pl.String] * len(dataset.names)]
        rows += batch.frame.rows()
        damaged += batch.damaged
    return [row[:4] for row in rows], [(one.row, one.code) for one in damaged]


def csv_of(tmp_path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = tmp_path / SUFFIX_FREE
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def written(path: Path, format: str, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
    """Write rows of text in a format."""
    if format == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
    elif format == "jsonl":
        lines = [json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif format == "parquet":
        pl.DataFrame(rows, schema=[(heading, pl.String) for heading in headings], orient="row").write_parquet(path)
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in [headings, *rows]:
            sheet.append(row)
        book.save(path)


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_format_gives_the_same_rows(format: str, tmp_path: Path) -> None:
    path = tmp_path / SUFFIX_FREE
    rows = [[f"2022{n:04d}", "2022-03-01", f" 请补正，\n第“{n}”页" if n % 3 else f"第{n}页"] for n in range(25)]
    written(path, format, rows, ["办件编号", "notice_time", "需补正的内容"])
    assert recognise(path)[0] == format
    expected = [(n, *row) for n, row in enumerate(rows, 1)]
    assert told(path, format) == (expected, [])
    assert told(path, format, size=7, after=9) == (expected[9:], [])
    sizes = [batch.frame.height for batch in batches(path, format=format, encoding="utf-8", dataset=SUPPLEMENT, size=7)]
    assert sizes == [7, 7, 7, 4]


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "xlsx"])
def test_many_rows_come_once_each_over_all_borders(format: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(csv_module, "BLOCK", 1000)
    path = tmp_path / SUFFIX_FREE
    rows = [
        [f"2022{n:05d}", "2022-03-01", "请补正" * (n % 5 + 1) + ("\n页" if n % 7 == 0 else "")] for n in range(1200)
    ]
    written(path, format, rows, ["project_no", "notice_time", "notice_explain"])
    assert told(path, format, size=500) == ([(n, *row) for n, row in enumerate(rows, 1)], [])


def test_gb18030_reads_like_utf_8(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "办件编号,补正告知时间,需补正的内容\r\n1,2022-03-01,𠮷市㐀\r\n", "gb18030")
    assert recognise(path) == ("csv", "gb18030")
    assert told(path, "csv", "gb18030") == ([(1, "1", "2022-03-01", "𠮷市㐀")], [])


def test_headings_may_be_trimmed_in_any_case_and_stand_in_any_order(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "\ufeff 需补正的内容 ,NOTICE_TIME,row_guid,办件编号\nc,b,x,a\n")
    assert told(path, "csv") == ([(1, "a", "b", "c")], [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2,2022,a,b", "cells_wrong"),
        ("2,2022", "cells_wrong"),
        ('2,2022,"a', "quote_misplaced"),  # what follows shows that it was never closed
        ('2,2022,"a"b', "quote_misplaced"),
        ("2,2022,a\0b", "nul_byte"),
        (b"2,2022,\xff\xfe", "bytes_undecodable"),
        ("2,20\r22,a", "line_break_stray"),
    ],
)
def test_a_damaged_line_is_one_damaged_row(line: str | bytes, code: str, tmp_path: Path) -> None:
    body = line if isinstance(line, bytes) else line.encode()
    path = csv_of(tmp_path, HEAD.encode() + "1,2022,好\n".encode() + body + b'\n3,2022,"c"\n4,2022,d')
    good = [(1, "1", "2022", "好"), (3, "3", "2022", "c"), (4, "4", "2022", "d")]
    assert told(path, "csv") == (good, [(2, code)])


@pytest.mark.parametrize("block", [200, 1 << 20])
def test_a_quote_that_is_never_closed_swallows_nothing(block: int, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(csv_module, "BLOCK", block)
    lines = [f"{n},2022,第{n}行" for n in range(1, 201)]
    lines[9] = '10,2022,"开了没有关'
    lines[190] = '191,2022,"又一个'
    rows, damaged = told(csv_of(tmp_path, HEAD + "\n".join(lines) + "\n"), "csv")
    assert damaged == [(10, "quote_unclosed"), (191, "quote_unclosed")]
    assert [row[0] for row in rows] == [n for n in range(1, 201) if n not in (10, 191)]
    assert rows[9] == (11, "11", "2022", "第11行")


def test_two_unclosed_quotes_that_seem_to_close_each_other_hide_no_row_between(tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD + '1,2022,"a\n2,2022,b\n3,2022,c",d\n4,2022,e\n')
    assert told(path, "csv") == (
        [(2, "2", "2022", "b"), (4, "4", "2022", "e")],
        [(1, "quote_unclosed"), (3, "cells_wrong")],
    )


def test_a_line_without_end_is_one_row(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(csv_module, "BLOCK", 1000)
    path = csv_of(tmp_path, HEAD + "1,2022,a\n2,2022," + "x" * 10_000 + "\n3,2022,c\n")
    assert told(path, "csv") == ([(1, "1", "2022", "a"), (3, "3", "2022", "c")], [(2, "row_too_long")])


def test_lines_that_say_nothing_are_no_rows(tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD + '1,2022,a\n\n,,\n2,2022,"b"\n\r\n,,\n')
    assert told(path, "csv") == ([(1, "1", "2022", "a"), (2, "2", "2022", "b")], [])


CELLS = st.text(alphabet=st.sampled_from('abc办件,"\n '), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), max_size=12),
    block=st.integers(40, 400),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_whatever_is_written_is_read(
    rows: list[tuple[str, str, str]], block: int, quoting: Any, tmp_path_factory: Any
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        csv.writer(file, quoting=quoting, lineterminator="\n").writerows(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_module, "BLOCK", block)
        expected = [(n, *(cell or None for cell in row)) for n, row in enumerate(rows, 1)]
        assert told(path, "csv") == (expected, [])


@settings(max_examples=200, deadline=None)
@given(noise=st.binary(max_size=60), at=st.integers(0, 400))
def test_noise_spoils_only_rows_near_it(noise: bytes, at: int, tmp_path_factory: Any) -> None:
    lines = [f"{n},2022-03-01,第{n}行" for n in range(1, 31)]
    body = ("\n".join(lines) + "\n").encode()
    at = min(at, len(body))
    path = csv_of(tmp_path_factory.mktemp("noise"), HEAD.encode() + body[:at] + noise + body[at:])
    rows, damaged = told(path, "csv")
    numbers = sorted([row[0] for row in rows] + [row for row, _ in damaged])
    assert numbers == list(range(1, len(numbers) + 1))
    begun, ended = body[:at].count(b"\n"), body[:at].count(b"\n") + 1
    assert [row[1] for row in rows[:begun]] == [str(n) for n in range(1, begun + 1)]
    assert [row[1] for row in rows[-(30 - ended) :]] == [str(n) for n in range(ended + 1, 31)] or ended == 30


def test_damaged_json_lines_are_damaged_rows(tmp_path: Path) -> None:
    lines = [
        '{"project_no":"1","补正告知时间":2022,"notice_explain":1.0,"cd_time":"x"}', '{"project_no":', "[]", '{"a":1}',
        '{"project_no":"1","project_no":"2"}', '{"project_no":"1","办件编号":"2"}', '{"project_no":{"a":1}}',
        '{"project_no":"\\ud800"}', '{"project_no":"\\u0000"}', '{"project_no":NaN}', "", '{"project_no":"11"}',
    ]  # fmt: skip
    path = csv_of(tmp_path, "\n".join(lines).encode() + b'\n{"project_no":"\xff"}\n\n')
    rows, damaged = told(path, "jsonl")
    assert rows == [(1, "1", "2022", "1"), (11, "11", None, None)]
    assert damaged == [
        (2, "json_broken"), (3, "json_broken"), (4, "keys_unknown"), (5, "keys_twice"), (6, "keys_twice"),
        (7, "json_nested"), (8, "text_broken"), (9, "nul_byte"), (10, "json_broken"), (12, "bytes_undecodable"),
    ]  # fmt: skip


def test_typed_cells_of_a_sheet_become_text(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[Any]] = [
        ["project_no", "notice_time", "notice_explain"],
        [12.0, datetime.fromisoformat("2022-03-01"), True],
        ["0012", datetime.fromisoformat("2022-03-01T09:30:05"), 1.5],
        [],
        ["=1+1", "2022", "x"],
        ["#N/A", "2022", "x"],
        [123456789012345678, "2022", "x"],
        ["7", "2022", "x", "超出表头"],
        ["8", "2022", "x"],
    ]
    for row in rows:
        sheet.append(row)
    book.create_sheet("说明").append(["请填第一张表"])
    book.save(path)
    good, damaged = told(path, "xlsx")
    assert good == [(1, "12", "2022-03-01", "true"), (2, "0012", "2022-03-01T09:30:05", "1.5"), (7, "8", "2022", "x")]
    assert damaged == [(3, "cell_formula"), (4, "cell_error"), (5, "digits_lost"), (6, "cells_wrong")]
    book.create_sheet("又一张").append(rows[0])
    book["又一张"].append(rows[-1])
    book.save(path)
    with pytest.raises(Refusal) as refused:
        told(path, "xlsx")
    assert refused.value.code == "sheets_many"


SHARED = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="{0}.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{0}.worksheet+xml"/>'
    '<Override PartName="/xl/words.xml" ContentType="{0}.sharedStrings+xml"/></Types>',
    "xl/workbook.xml": '<workbook xmlns="{1}" xmlns:r="{2}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="{2}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/words.xml": '<sst xmlns="{1}"><si><t>project_no</t></si>'
    "<si><t>notice_time</t></si><si><t>notice_explain</t></si>"
    "<si><r><t>请</t></r><r><t>补正</t></r></si></sst>",
    "xl/worksheets/sheet1.xml": '<worksheet xmlns="{1}"><sheetData>'
    '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
    '<row><c><v>7</v></c><c t="str"><v>2022</v></c><c t="s"><v>3</v></c></row></sheetData></worksheet>',
}


def test_a_sheet_with_shared_strings_is_read_and_their_size_has_a_limit(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "x"
    names = ("application/vnd.openxmlformats-officedocument.spreadsheetml",
             "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
             "http://schemas.openxmlformats.org/officeDocument/2006/relationships")  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in SHARED.items():
            archive.writestr(name, content.format(*names))
    assert recognise(path) == ("xlsx", "")
    assert told(path, "xlsx") == ([(1, "7", "2022", "请补正")], [])
    monkeypatch.setattr(xlsx_module, "IN_MEMORY_LIMIT", 100)
    with pytest.raises(Refusal) as refused:
        told(path, "xlsx")
    assert refused.value.code == "file_too_large_inside"


def test_a_sheet_that_unpacks_to_something_absurd_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "x"
    written(path, "xlsx", [["1", "2022", "x" * 100_000]] * 100, ["project_no", "notice_time", "notice_explain"])
    monkeypatch.setattr(xlsx_module, "SMALL", 1 << 20)
    with pytest.raises(Refusal) as refused:
        told(path, "xlsx")
    assert refused.value.code == "file_too_large_inside"


def test_typed_columns_of_parquet_become_text(tmp_path: Path) -> None:
    path = tmp_path / "x"
    instant = datetime(2022, 3, 1, 1, 30, tzinfo=UTC)
    pl.DataFrame(
        {
            "project_no": [1.0, 2.0, 1e17, 4.0, None],
            "notice_time": [date(2022, 3, 1)] * 5,
            "notice_explain": ["a", "", "c", "d\0", "e"],
            "supplement_time": pl.Series([instant] * 5).dt.convert_time_zone("Asia/Shanghai"),
        }
    ).write_parquet(path)
    (batch,) = batches(path, format="parquet", encoding="", dataset=SUPPLEMENT)
    assert batch.frame.rows() == [
        (1, "1", "2022-03-01", "a", "2022-03-01T09:30:00+08:00"),
        (2, "2", "2022-03-01", None, "2022-03-01T09:30:00+08:00"),
        (5, None, "2022-03-01", "e", "2022-03-01T09:30:00+08:00"),
    ]
    assert [(one.row, one.code) for one in batch.damaged] == [(3, "digits_lost"), (4, "nul_byte")]


@pytest.mark.parametrize(
    ("headings", "code", "named"),
    [
        ("project_no,notice_time", "columns_missing", "notice_explain"),
        ("project_no,notice_time,notice_explain,备注", "columns_unknown", "备注"),
        ("project_no,notice_time,notice_explain,", "columns_unknown", "第 4 列"),
        ("project_no,notice_time,notice_explain,办件编号", "columns_twice", "project_no"),
    ],
)
def test_columns_of_another_make_are_refused_by_name(headings: str, code: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        told(csv_of(tmp_path, headings + "\n"), "csv")
    assert (refused.value.code, named in refused.value.message) == (code, True)


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\xd0\xcf\x11\xe0....", b"\x1f\x8b\x08", b"PK\x03\x04..", b'[{"a":1}]', b"\xff\xfea\0"]
)
def test_what_is_no_delivery_is_not_recognised(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        recognise(csv_of(tmp_path, content))
    assert refused.value.code == "file_unreadable"


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize("content", [b"", b"PAR1....PAR1", b"PK\x03\x04broken", b"\0\1\2\n\3"])
def test_what_is_not_what_it_says_is_refused(format: str, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        told(csv_of(tmp_path, content), format)
    assert refused.value.code in ("file_unreadable", "columns_unknown")


@pytest.mark.parametrize("format", ["parquet", "xlsx"])
def test_a_file_broken_anywhere_is_refused_or_read_and_nothing_else(format: str, tmp_path: Path) -> None:
    path, chance = tmp_path / "x", Random(4)
    rows = [[f"2022{n:04d}", "2022-03-01", f"请补正第{n}页"] for n in range(200)]
    written(path, format, rows, ["project_no", "notice_time", "notice_explain"])
    whole = path.read_bytes()
    refused = 0
    for _ in range(80):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 2, 20))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content[: chance.choice((len(content), chance.randrange(len(content))))])
        try:
            told(path, format)
        except Refusal:
            refused += 1
    assert refused > 20


def test_one_damaged_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    lines = "办件编号\n甲\n乙\n".encode() + b"\xc4\xe3\n"
    assert recognise(csv_of(tmp_path, lines)) == ("csv", "utf-8")


def test_the_data_set_is_told_by_the_name_or_else_by_the_headings(tmp_path: Path) -> None:
    for dataset in DATASETS.values():
        path = csv_of(tmp_path, ",".join(column.label for column in dataset.columns) + "\n")
        assert dataset_of(path, "csv", "utf-8", "今天的.csv") is dataset
    assert dataset_of(path, "csv", "utf-8", "SCJG-special-0001.csv.gz") is DATASETS["special"]
    required = csv_of(tmp_path, "project_no,task_code,accept_date,applyer_name\n")
    assert dataset_of(required, "csv", "utf-8", "x.csv") is ACCEPT
    with pytest.raises(Refusal) as refused:
        dataset_of(csv_of(tmp_path, "a,b\n"), "csv", "utf-8", "x.csv")
    assert refused.value.code == "dataset_unclear"


def test_reading_needs_no_more_memory_for_a_longer_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    line = "2022{:06d},2022-03-01,请补正" + "页" * 30
    path.write_text(HEAD + "\n".join(line.format(n) for n in range(60_000)), encoding="utf-8")
    for batch in batches(path, format="csv", encoding="utf-8", dataset=SUPPLEMENT):
        assert batch.frame.height <= 10_000
        assert batch.frame.estimated_size() < 4 << 20


def test_raw_text_of_a_damaged_row_is_kept_within_its_limit(tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD + "1,2022," + "办" * 100_000 + ",x\n")
    (batch,) = batches(path, format="csv", encoding="utf-8", dataset=SUPPLEMENT)
    (one,) = batch.damaged
    assert one.code == "cells_wrong"
    assert len(one.raw.encode()) <= 64 * 1024
    assert one.raw.startswith("1,2022,办办")
    assert one.message == "本行有 4 格，表头为 3 格"
