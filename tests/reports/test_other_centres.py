"""Reports of other centres: expressed as configuration, compiled, and read back with the same figures."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pdfplumber
import pytest

from yichuang.reports.printing.faces import faces_on
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.queries import read_text
from yichuang.reports.rules.composing import Ask, Material, Numbers, asks_of, composed
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.series import parse_series
from yichuang.reports.rules.sheet import Line, Sheet
from yichuang.reports.rules.tree import HeadLine


@pytest.mark.parametrize("title", ["关于2022年上半年政务服务运行分析的报告", "某市政务服务情况通报会纪要"])
def test_the_title_of_a_series_within_another_title_is_not_that_series(title):
    record = read_text(f"{title}\n某县政务服务中心\n2022年7月1日\n一、概况\n上半年受理120件。\n")
    assert (record["series"], record["title"]) == (None, title)


def test_a_report_of_a_known_series_tells_all_that_any_report_does():
    head = "政务服务情况通报\n某政〔2022〕3号\n某县大厅\n2022年7月1日\n"
    record = read_text(f"{head}一、概况\n6月份受理120件。\n（一）窗口\n办结90件。\n")
    assert (record["series"], record["document_number"]) == ("monthly", "某政〔2022〕3号")
    assert (record["issuer"], record["issued_on"]) == ("某县大厅", "2022-07-01")
    assert [(one["title"], [two["title"] for two in one["children"]]) for one in record["headings"]] == [
        ("概况", ["窗口"])
    ]  # fmt: skip
    assert [one["value"] for one in record["figures"]] == [120, 90]


HEAD = """code = "own"
title = "大厅运行通报"
issuer = "市12345热线办公室"
period = "month_from_17"
figures_period = "period"
numbering = "all"
number = "〔{year}〕第 {number} 号（总第 {total} 号）"
[[parts]]
[[parts.sections]]
kind = "text"
title = "概况"
lead = "一切正常。"
"""


def test_numbers_in_brackets_and_issuers_with_digits_are_read_back():
    series = parse_series(HEAD, name="own")
    report = read(
        "大厅运行通报\n〔2022〕第7号（总第7号）\n市12345热线办公室\t2022年7月1日\n一、概况\n一切正常。\n", series
    )
    assert (report.year, report.number, report.total_number) == (2022, 7, 7)
    assert (report.issuer, report.issued_on) == ("市12345热线办公室", date(2022, 7, 1))
    assert not report.unread()


APPENDICES = """appendix_list = true
[[definitions]]
code = "calls"
name = "来电分类"
kind = "total"
whole = "accepted"
parts = ["concluded", "open"]
unit = "件"
""" + HEAD[HEAD.index("[[parts]]"):] + "".join(
    f'[[appendices]]\ntitle = "{title}"\n[[appendices.sections]]\nkind = "text"\nlead = "无。"\n'
    for title in ("甲表", "乙表")
)  # fmt: skip


def test_marks_before_the_title_are_no_part_of_it():
    series = parse_series(HEAD, name="own")
    report = read("内部资料 注意保管\n特急\n大厅运行通报\n第7号\n某办\n2022年7月1日\n一、概况\n正常。\n", series)
    roles = [(block.role, block.text) for block in report.head[:3] if isinstance(block, HeadLine)]
    assert roles == [("secrecy", "内部资料 注意保管"), ("urgency", "特急"), ("title", "大厅运行通报")]
    assert (report.title, report.unread()) == ("大厅运行通报", [])


def issue(toml: str) -> Sheet:
    days = (date(2022, 5, 17), date(2022, 6, 16))
    material = Material(
        numbers=Numbers(2022, 7, scope="all"), issued_on=date(2022, 7, 1), period=days, counted=days, figures=(),
        stories=(), findings=(), spans={"figures": days}, answers={},
    )  # fmt: skip
    return layout(composed(parse_series(toml, name="own"), material).report)


def test_totals_are_asked_for_though_nothing_prints_them_and_appendices_are_listed_one_under_the_other():
    toml = HEAD[: HEAD.index("[[parts]]")] + APPENDICES
    assert asks_of(parse_series(toml, name="own")) == {Ask("figures"): ("calls",)}
    sheet = issue(toml)
    lines = [line for line in (*sheet.head, *sheet.body) if isinstance(line, Line)]
    assert "〔2022〕第7号（总第7号）" in [line.text for line in lines]
    first, second = (next(line for line in lines if line.text.endswith(words)) for words in ("1.甲表", "2.乙表"))
    assert (first.text, second.text) == ("附件：1.甲表", "2.乙表")
    assert second.shift - second.hang == first.shift == 5


def test_a_title_of_two_lines_does_not_touch_the_line_below():
    sheet = issue(HEAD.replace('"大厅运行通报"', '"某某县政务服务大厅窗口运行情况月通报"'))
    with pdfplumber.open(BytesIO(pdf(sheet, faces_on(system=False)))) as file:
        chars = file.pages[0].chars
    title = [char for char in chars if char["size"] > 40]
    below = min(char["top"] for char in chars if char["size"] < 20 and char["top"] > title[0]["top"])
    assert len({round(char["top"]) for char in title}) == 2
    assert below > max(char["bottom"] for char in title)
