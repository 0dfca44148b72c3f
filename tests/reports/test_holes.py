"""Numbers and dates of an archive: what is missing, there twice or out of order; and who must look at an issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.samples import SIBLING, weekly
from yichuang.kit.errors import Refusal
from yichuang.reports.rules.archiving import differences, draft_mark, reasons_to_look, same_words
from yichuang.reports.rules.holes import Hole, Place, holes
from yichuang.reports.rules.reading import read

TEXT = SIBLING.read_text(encoding="utf-8")


def day(text: str) -> date:
    return date.fromisoformat(text)


def row(scope: str, *numbers: int, total: int = 0) -> list[Place]:
    """Return issues of one scope; `total` is added to a number to give its total number."""
    return [Place(scope, number, number + total if total else None) for number in numbers]


@pytest.mark.parametrize(
    ("places", "messages"),
    [
        ([], []),
        (row("2022", 5, 6, 7), []),
        (row("2022", 16, 18), ["缺 2022 年第 17 期"]),
        (row("2022", 21, 16, 17), ["缺 2022 年第 18—20 期"]),
        ([*row("2022", 50), *row("2023", 3, 4)], ["缺 2023 年第 1—2 期"]),
        ([*row("2022", 49, total=300), *row("2023", 1, total=351)], ["缺 2022 年第 50—51 期（总第 350—351 期）"]),
        ([*row("2022", 50, total=300), *row("2023", 1, total=350)], []),
        (row("2022-06", 1, 3), ["缺 2022 年 6 月第 2 期"]),
        (row("all", 371, 373), ["缺第 372 期"]),
        ([Place("2022", 5, 300), Place("2022", 6, 302)],
         ["2022 年第 5 期为总第 300 期，2022 年第 6 期为总第 302 期，不连续"]),
        ([*row("2022", 50, total=300), *row("2023", 1, total=340)],
         ["2022 年第 50 期为总第 350 期，2023 年第 1 期为总第 341 期，不连续"]),
        ([Place("2022", 5, 300), Place("2022", 6, 300)], ["2022 年第 5 期、2022 年第 6 期都写总第 300 期"]),
        ([Place("2022", 5), Place("2022", 5, file="b.docx")], ["2022 年第 5 期有 2 份，内容不同"]),
        ([Place("2022", 5, issued_on=day("2022-02-11")), Place("2022", 6, issued_on=day("2022-02-04"))],
         ["2022 年第 6 期（2022-02-04）早于 2022 年第 5 期（2022-02-11）"]),
        ([Place("2022", 5, issued_on=day("2022-02-11")), Place("2022", 6)], []),
    ],
)  # fmt: skip
def test_holes_are_found_and_named(places: list[Place], messages: list[str]) -> None:
    assert [hole.message for hole in holes(places)] == messages


def test_a_hole_is_an_object_with_the_files_that_have_a_part_in_it() -> None:
    found = holes([Place("2022", 5, file="a.docx"), Place("2022", 5, file="b.docx")])
    assert found == [Hole("repeated", "2022", 5, 5, "2022 年第 5 期有 2 份，内容不同", ("a.docx", "b.docx"))]
    assert found[0].as_record()["files"] == ["a.docx", "b.docx"]


@pytest.mark.parametrize(
    ("text", "more", "codes"),
    [
        (TEXT, {}, []),
        (TEXT.replace("2023 年 2 月 24 日\n", "\n", 1), {}, ["date_missing"]),
        (TEXT.replace("2023 年 2 月 24 日", "2032 年 2 月 24 日", 1), {}, ["date_ahead"]),
        (TEXT.replace("2023 年 2 月 24 日", "2019 年 2 月 24 日", 1), {}, ["year_differs"]),
        (TEXT, {"titled": False, "skipped": 2, "remarks": 1}, ["title_missing", "file_unread", "remarks"]),
    ],
)
def test_only_what_was_understood_fully_needs_no_look(text: str, more: dict, codes: list[str]) -> None:
    known = {"fault": None, "titled": True, "skipped": 0, "remarks": 0, "today": day("2026-01-01")} | more
    assert [reason.code for reason in reasons_to_look(read(text, weekly()), **known)] == codes


def test_without_a_number_or_with_an_odd_one_somebody_must_look() -> None:
    fault = Refusal("number_missing", "没有读到年份和期号，不能归档。")
    report = replace(read(TEXT, weekly()), total_number=10**9)
    found = reasons_to_look(report, fault=fault, titled=True, skipped=0, remarks=0, today=day("2026-01-01"))
    assert [reason.code for reason in found] == ["number_missing", "number_odd"]


def test_issues_are_compared_by_their_words_whatever_their_blanks() -> None:
    report = read(TEXT, weekly())
    assert same_words(report, read(TEXT.replace(" ", "").replace("，", ","), weekly()))
    other = read(TEXT.replace("51203", "51204"), weekly())
    assert not same_words(report, other)
    [(ours, theirs)] = differences(report, other)
    assert ours.replace("51203", "51204") == theirs
    assert differences(report, report) == []


@pytest.mark.parametrize("line", ["草稿 · 期号为暂定", "已签发", "（草稿）", "预览"])
def test_what_is_marked_as_a_draft_needs_a_look(line: str) -> None:
    assert draft_mark(["窗口工作周报", line, "第 7 期"]) == line
    assert draft_mark(["草稿已送各科室。", "已签发 3 份证照"]) == ""
    fault = Refusal("number_missing", "不能归档。")
    report = read(TEXT, weekly())
    known = {"titled": True, "skipped": 0, "remarks": 0, "today": day("2026-01-01")}
    found = reasons_to_look(report, fault=fault, mark=line, **known)
    assert [reason.code for reason in found] == ["marked_draft", "number_missing"]
    assert not any(reason.message.endswith("。") for reason in found)  # they are joined to one sentence
