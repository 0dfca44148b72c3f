"""Numbers of issues: in the year, in the month, in all, or none; and the keys by which issues are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.samples import WEEKLY_FILE
from yichuang.kit.errors import Refusal
from yichuang.reports.rules.numbering import Key, Numbers, key_of, next_numbers, number_words, numbers_read, parsed_key
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.series import parse_series
from yichuang.reports.rules.tree import HeadLine, Report

LAST = date(2022, 6, 30)
JUNE = (date(2022, 6, 1), LAST)
READ = Report("s", year=2022, number=3, total_number=9, issued_on=date(2022, 7, 5), period_from=JUNE[0], period_to=LAST)


@pytest.mark.parametrize(
    ("numbering", "taken", "expected"),
    [
        ("year", [], Numbers(2022, 1, 1, "2022")),
        ("year", [("2021", 50, 425)], Numbers(2022, 1, 426, "2022")),
        ("year", [("2022", 3, None)], Numbers(2022, 4, 2, "2022")),
        ("year", [("all", 88, None)], Numbers(2022, 1, 89, "2022")),
        ("month", [("2022-05", 4, 20), ("2022-06", 1, 21)], Numbers(2022, 2, 22, "2022-06")),
        ("all", [("all", 88, None), ("all", 87, None)], Numbers(2022, 89, None, "all")),
        ("all", [("2022", 21, 396)], Numbers(2022, 397, None, "all")),
        ("none", [("", None, None)], Numbers(2022, None, None, "")),
    ],
)
def test_the_next_number_goes_on_in_its_scope(numbering, taken, expected):
    assert next_numbers(numbering, LAST, taken) == expected


def test_a_series_that_prints_no_number_in_all_has_none():
    assert next_numbers("year", LAST, [("2022", 3, None)], with_total=False) == Numbers(2022, 4, None, "2022")


@pytest.mark.parametrize(
    ("numbering", "changes", "scope", "number", "total"),
    [
        ("year", {}, "2022", 3, 9),
        ("all", {}, "all", 3, None),
        ("month", {}, "2022-06", 3, 9),
        ("month", {"head": (HeadLine("2022 年 5 月第 3 期", role="number"),)}, "2022-05", 3, 9),
        ("month", {"period_from": None, "period_to": None}, "2022-07", 3, 9),
        ("none", {}, "", None, None),
        ("none", {"period_from": None, "period_to": None, "head": (HeadLine("简报（2022年6月）"),)}, "", None, None),
    ],
)
def test_an_issue_that_was_read_has_its_number_in_its_series_scope(numbering, changes, scope, number, total):
    numbers, period = numbers_read(replace(READ, **changes), numbering)
    assert (numbers.scope, numbers.number, numbers.total_number) == (scope, number, total)
    assert numbering != "none" or period == JUNE


@pytest.mark.parametrize(
    ("numbering", "changes", "code"),
    [("year", {"year": None}, "number_missing"), ("all", {"number": None}, "number_missing"),
     ("month", {"period_from": None, "issued_on": None}, "number_missing"),
     ("none", {"period_from": None}, "period_missing")],
)  # fmt: skip
def test_what_is_not_read_is_said(numbering, changes, code):
    with pytest.raises(Refusal) as refusal:
        numbers_read(replace(READ, **changes), numbering)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("scope", "number", "key", "words"),
    [("2022", 21, "2022-21", "2022 年第 21 期"), ("2022-06", 1, "2022-06-1", "2022 年 6 月第 1 期"),
     ("all", 396, "396", "第 396 期"), ("", None, "2022-06-01_2022-06-30", "2022年6月")],
)  # fmt: skip
def test_an_issue_is_found_by_the_key_it_has(scope, number, key, words):
    assert key_of(scope, number, JUNE) == key
    assert parsed_key(key) == Key(scope, number, None if number else JUNE)
    assert number_words(scope, number, None, JUNE) == words


def test_what_is_no_key_finds_nothing():
    assert parsed_key("2022-06-01..2022-06-30") == Key(period=JUNE)
    assert parsed_key("2022") == Key("all", 2022)
    for text in ("", "x-1", "2022-13-1", "2022-06-31_2022-07-01", "2022-06-30_2022-06-01", "2022-", "-1"):
        assert parsed_key(text) is None


MONTHLY = parse_series(
    WEEKLY_FILE.read_text(encoding="utf-8")
    .replace('code = "weekly"', 'code = "monthly"')
    .replace('period = "working_week"', 'period = "month"\nnumbering = "month"')
    .replace("{year} 年第 {number} 期（总第 {total} 期）", "{year} 年 {month} 月第 {number} 期"),
    name="monthly",
)


@pytest.mark.parametrize(("numbering", "line"), [("month", "2022 年 6 月第 1 期\n"), ("none", "")])
def test_the_head_of_an_issue_is_read_by_its_series_numbering(numbering, line):
    text = f"窗口工作周报\n{line}某省政务服务中心\n2022年7月5日\n政务服务工作\n（6月1日—6月30日）\n一、窗口工作动态\n"
    report = read(text, replace(MONTHLY, numbering=numbering))
    assert (report.issuer, report.issued_on, report.number) == (
        "某省政务服务中心",
        date(2022, 7, 5),
        1 if line else None,
    )
    assert report.unread() == []
    assert numbers_read(report, numbering)[0].scope == ("2022-06" if line else "")
