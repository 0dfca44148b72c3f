"""An old issue is read into its tree, with every word kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from tests.reports.samples import REFERENCE, SIBLING, SIBLING_RECORD, bare, both_issues, needs_reference, weekly
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import from_record, to_record
from yichuang.reports.rules.tree import Report


def issue(path: Path) -> Report:
    return read(path.read_text(encoding="utf-8"), weekly())


def strings_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in strings_in(part)]


def test_the_sibling_reads_as_a_clerk_would_read_it():
    record = to_record(issue(SIBLING))
    expected = json.loads(SIBLING_RECORD.read_text(encoding="utf-8"))
    assert {key: record[key] for key in expected} == expected


@needs_reference
def test_the_reference_reads_as_a_clerk_would_read_it():
    report = issue(REFERENCE)
    assert (report.title, report.year, report.number, report.total_number) == ("窗口工作周报", 2022, 21, 396)
    assert report.issuer == "四川省政府政务服务和公共资源交易服务中心"
    assert report.issued_on == date(2022, 7, 15)
    assert (report.period_from, report.period_to) == (date(2022, 6, 27), date(2022, 7, 1))
    assert report.unread() == []
    record = to_record(report)
    assert record["copies"] == 80
    assert record["distribution"] == {
        "report": "中心领导。",
        "send": "各相关省级部门（单位），中心各处（室）、直属单位。",
        "issue": "各部门窗口。",
    }


@needs_reference
def test_the_references_six_figures_stand_in_three_pairs_with_their_period():
    statistics = to_record(issue(REFERENCE))["statistics"]
    assert (statistics["from"], statistics["to"], statistics["scope"]) == ("2022-01-01", "2022-07-01", "省本级")
    assert [(f["item_type"], f["accepted"], f["concluded"]) for f in statistics["figures"]] == [
        ("01", 439896, 436925),
        ("20", 18509992, 6282361),
        ("02-10", 38780, 39602),
    ]


@needs_reference
def test_the_references_eleven_stories_have_department_category_and_dates():
    june, july = (lambda day: date(2022, 6, day)), date(2022, 7, 1)
    better, service, visits = "优化营商环境工作开展情况", "窗口服务效能提升工作情况", "厅（局）长进大厅"
    found = [(s.category, s.department, s.date_from, s.date_to) for s in issue(REFERENCE).stories()]
    assert found == [
        (better, "自然资源厅", june(20), june(28)),
        (better, "省市场监管局", june(29), june(29)),
        (service, "省政府政务服务和公共资源交易服务中心", june(27), june(27)),
        (service, "交通运输厅", june(29), june(29)),
        (service, "省卫健委", june(29), june(30)),
        (service, "商务厅", july, july),
        (service, "应急厅", None, None),
        (visits, "生态环境厅", june(28), june(28)),
        (visits, "文旅厅", june(29), june(29)),
        (visits, "生态环境厅", june(29), june(29)),
        (visits, "省林草局", None, None),
    ]
    assert [s.date_text for s in issue(REFERENCE).stories() if s.date_from is None] == ["近日", "近日"]
    assert issue(REFERENCE).stories()[0].date_text == "6 月 20 日至 28 日"


@needs_reference
def test_the_references_six_checks_are_all_in_order():
    findings = issue(REFERENCE).findings()
    assert [f.check for f in findings] == [
        "按时到岗情况",
        "工作区域标准化执行情况",
        "着装情况",
        "工作牌佩戴情况",
        "纪律秩序",
        "大厅防控情况",
    ]
    assert all(f.ok for f in findings)


@both_issues
def test_a_line_broken_in_mid_sentence_is_joined(path):
    assert not any("\n" in story.text for story in issue(path).stories())
    assert all(story.text.endswith("。") for story in issue(path).stories())


@both_issues
def test_every_character_of_the_file_stands_in_the_json(path):
    text = path.read_text(encoding="utf-8")
    strings = strings_in(to_record(issue(path)))
    assert all(line.strip() in strings or line in strings for line in text.splitlines())
    assert bare(issue(path).words()) == bare(text)


@both_issues
def test_the_json_gives_the_tree_back(path):
    report = issue(path)
    assert from_record(json.loads(json.dumps(to_record(report)))) == report


@both_issues
def test_an_issue_written_down_reads_the_same_again(path):
    first = issue(path)
    again = read(first.words(), weekly())
    assert [(s.text, s.department) for s in again.stories()] == [(s.text, s.department) for s in first.stories()]
    assert len(again.findings()) == len(first.findings())
    assert bare(again.words()) == bare(first.words())


def test_what_is_not_understood_stays_in_its_place_and_is_listed():
    text = SIBLING.read_text(encoding="utf-8")
    marked = text.replace("（一）优化", "此处夹有一句闲话\n\n（一）优化").replace("（共印", "存：档案室。\n\n（共印")
    report = read(marked, weekly())
    assert [block.text for block in report.unread()] == ["此处夹有一句闲话", "存：档案室。"]
    assert bare(report.words()) == bare(marked)
    assert len(report.stories()) == len(issue(SIBLING).stories())


def test_headings_and_number_lines_may_be_broken_over_the_line():
    text = SIBLING.read_text(encoding="utf-8")
    broken = (
        text.replace("窗口工作周报", "窗口工作\n周报")
        .replace("2023 年第 7 期（总", "2023 年第 7\n\n期（总")
        .replace("二、窗口工作动态", "二、窗口工作\n\n动态")
        .replace("(二) 窗口服务效能提升工作情况", "(二) 窗口服务效能\n提升工作情况")
        .replace("交易中心\n", "交易\n中心\n", 1)
    )
    report = read(broken, weekly())
    assert report.unread() == []
    assert (report.title, report.total_number, report.issuer) == ("窗口工作周报", 431, issue(SIBLING).issuer)
    assert [s.category for s in report.stories()] == [s.category for s in issue(SIBLING).stories()]


def test_other_numbering_styles_are_understood():
    text = SIBLING.read_text(encoding="utf-8")
    dotted = text.replace("(1) ", "1. ").replace("(2) ", "②").replace("(3) ", "3、").replace("（一）", "㈠")
    assert [s.department for s in read(dotted, weekly()).stories()] == [s.department for s in issue(SIBLING).stories()]


def test_page_numbers_in_the_file_do_not_break_a_sentence():
    text = SIBLING.read_text(encoding="utf-8").replace("系统中留痕，\n\n", "系统中留痕，\n\n— 2 —\f\n\n")
    report = read(text, weekly())
    assert report.unread() == []
    assert "— 2 —" in report.source_lines
    assert [s.text for s in report.stories()] == [s.text for s in issue(SIBLING).stories()]


def test_an_issue_around_new_year_finds_the_right_years():
    text = SIBLING.read_text(encoding="utf-8").replace("2 月 13 日—2 月 17 日", "12 月 26 日—12 月 30 日")
    text = text.replace("2023 年 2 月 24 日", "2023 年 1 月 6 日").replace("(1) 2月13日", "(1) 12月28日")
    report = read(text, weekly())
    assert (report.period_from, report.period_to) == (date(2022, 12, 26), date(2022, 12, 30))
    assert report.stories()[2].date_from == date(2022, 12, 28)


def test_a_date_that_the_calendar_does_not_have_is_left_unread():
    text = SIBLING.read_text(encoding="utf-8").replace("2023 年 2 月 24 日", "2023 年 2 月 30 日")
    report = read(text, weekly())
    assert report.issued_on is None
    assert [block.text for block in report.unread()] == ["2023 年 2 月 30 日"]
    assert report.issuer == issue(SIBLING).issuer
