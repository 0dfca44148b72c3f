"""Reports of other centres: expressed as configuration, compiled, and read back with the same figures."""

from __future__ import annotations

from datetime import date

import pytest

from yichuang.reports.queries import read_text
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.series import parse_series


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
