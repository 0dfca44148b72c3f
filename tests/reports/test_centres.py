"""Whole reports of centres of different manner: what each is, its headings, its figures in order, and every word."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from tests.reports import centres
from tests.reports.test_reading import strings_in
from yichuang.reports.queries import read_text
from yichuang.reports.reading import read_content, with_file

CONTENTS = {
    "circular": centres.CIRCULAR.encode("gb18030"), "hotline": centres.HOTLINE.encode(),
    "weekly": centres.WEEKLY.encode("utf-16"), "village": centres.VILLAGE.encode(),
    "half_year": centres.half_year(), "trading": centres.trading(),
}  # fmt: skip
every_report = pytest.mark.parametrize("name", CONTENTS)


@cache
def read(name: str) -> dict[str, Any]:
    found = read_content(CONTENTS[name])
    return with_file(read_text(found.text, found.headings), found)


def outline(nodes: list[dict[str, Any]]) -> list[Any]:
    return [(node["title"], outline(node["children"])) if node["children"] else node["title"] for node in nodes]


def figures(name: str) -> list[tuple[Any, ...]]:
    return [(one["name"], one["subject"], one["value"], one["unit"]) for one in read(name)["figures"]]


@pytest.mark.parametrize(
    ("name", "title", "number", "document", "issuer", "issued_on", "period"),
    [("circular", "关于2022年第三季度全市政务服务窗口运行情况的通报", (2022, None, None), "临政管〔2022〕3号",
      "临江市政务服务管理局", "2022-10-12", ("2022-07-01", "2022-09-30")),
     ("hotline", "青石市12345政务服务便民热线月报", (2023, 5, 74), None,
      "青石市热线工作领导小组办公室", "2023-06-09", ("2023-05-01", "2023-05-31")),
     ("weekly", "政务服务工作简报", (2023, 12, None), None,
      "白鹭县行政审批局办公室", "2023-03-24", ("2023-03-18", "2023-03-24")),
     ("village", "柳林镇便民服务中心5月份工作小结", (2023, None, None), None,
      "柳林镇便民服务中心", "2023-06-01", ("2023-05-01", "2023-05-31")),
     ("half_year", "云岭州政务服务中心2023年上半年运行分析", (2023, None, None), None,
      "云岭州政务服务中心", None, ("2023-01-01", "2023-06-30")),
     ("trading", "公共资源交易工作通报", (2023, 4, None), None,
      "云岭州公共资源交易中心", "2023-05-08", ("2023-04-01", "2023-04-30"))],
)  # fmt: skip
def test_what_a_report_is(name, title, number, document, issuer, issued_on, period):
    record = read(name)
    assert (record["title"], record["issuer"], record["issued_on"]) == (title, issuer, issued_on)
    assert (record["year"], record["number"], record["total_number"]) == number
    assert record["document_number"] == document
    assert (record["period"]["from"], record["period"]["to"]) == period


@pytest.mark.parametrize(
    ("name", "tree"),
    [("circular", [
        ("总体情况", [("办件质效", ["提速情况", ("网上办理", ["掌上办", "自助办"])]), "服务评价"]),
        "存在问题", "下一步工作", "各县（市、区）办件情况统计表", "窗口评价排名表"]),
     ("hotline", ["诉求受理情况", "诉求分类",
                  ("承办情况", ["工单办理", "承办量前三位的单位", "不满意工单"]), "热点问题"]),
     ("weekly", ["一周运行", "窗口动态"]),
     ("village", ["总体情况", ("主要做法", ["延长服务时间", "上门代办"]), "存在不足"]),
     ("half_year", [("运行概况", ["办件结构", "时限"]), "评价与投诉", ("建议", ["人员"])]),
     ("trading", [("交易概况", ["分类情况", "评标情况"]), "监督情况"])],
)  # fmt: skip
def test_the_tree_of_headings(name, tree):
    assert outline(read(name)["headings"]) == tree


@every_report
def test_every_word_stands_in_the_json_and_figures_in_order(name):
    record = json.loads(json.dumps(read(name), ensure_ascii=False))
    words = "".join(strings_in(record))
    text = read_content(CONTENTS[name]).text
    assert all(line.strip() in words for line in text.splitlines())
    if CONTENTS[name].startswith(b"PK"):
        sources = centres.half_year if name == "half_year" else centres.trading
        assert all(part in words for part in centres.texts_of(sources()))
    places = [one["where"]["offset"] for one in record["figures"]]
    assert places == sorted(places)
    assert len(places) >= 11
    shown = [text[one["where"]["offset"] :][: one["where"]["length"]] for one in record["figures"]]
    assert [re.sub(r"\s", "", part) for part in shown] == [re.sub(r"\s", "", one["text"]) for one in record["figures"]]
    assert record["remarks"] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("circular", [("用时", "", 28, "小时"), ("县（市、区）", "", 66.67, "%"), ("窗口", "", 50, "%"),
                   ("投诉", "", 0, ""), ("受理", "东湖区", 20050, "件"), ("好评率", "公安", 99.98, "%")]),
     ("hotline", [("受理", "日均企业群众诉求", 1045, "件"), ("电话", "", 29165, ""), ("占比", "微信", 7, "%"),
                  ("工单", "市公安局", 866, "件"), ("用时", "", 54, "小时"), ("来电", "每百户", 0.7, "件")]),
     ("weekly", [("办件", "不动产", 154, "件"), ("当场办结", "", 1402, "件")]),
     ("village", [("停用", "", 51, "小时"), ("村级代办点", "", 4, "个")]),
     ("half_year", [("受理", "投资建设", 1100, "件"), ("满意率", "社会事务", 99.8, "%"), ("评价率", "", 92, "%")]),
     ("trading", [("交易额", "工程建设", 1245005000, "元"),
                  ("项目数", "货物", 97, "个"), ("占比", "远程异地评标", 30, "%")])],
)  # fmt: skip
def test_figures_of_sentences_and_tables(name, expected):
    found = figures(name)
    assert [one for one in expected if one in found] == expected


def test_what_closes_a_report_is_no_heading():
    record = read("circular")
    assert record["attachments"] == ["各县（市、区）办件情况统计表", "窗口评价排名表"]
    assert record["signature"] == ["临江市政务服务管理局", "二〇二二年十月十二日"]
    assert (read("hotline")["copies"], len(read("hotline")["tail"])) == (80, 3)


def test_a_row_that_says_among_them_is_part_of_the_row_above():
    found = read("trading")["figures"]
    goods = next(one for one in found if one["subject"] == "货物")
    assert found[goods["of_index"]]["subject"] == "政府采购"


def test_wrong_totals_in_a_file_are_remarked():
    wrong = centres.CIRCULAR.replace("合计\t48,620", "合计\t48,630").replace("99.07%", "98.07%")
    assert [(one["code"], one["line"]) for one in read_text(wrong)["remarks"]] == [
        ("rate_differs", 38), ("parts_differ", 40), ("rate_differs", 40),
    ]  # fmt: skip


RED = """000012
秘密★1年
临江市人民政府办公室文件
临政办〔2023〕15号                签发人：王某

关于2022年度全市政务服务工作
情况的报告

市政府：
一、基本情况
全年受理12万件。
附件：统计表
临江市人民政府办公室
2023年1月15日
"""
WEEK = """窗口工作周报（2023年第15周）
4月10日—4月14日
编制：综合科
1. 办件情况：受理812件，办结790件。
2. 下周计划
(1) 培训1次；
(2) 巡查2次。
"""
BULLETIN = """西山县政务服务运行月通报
2024年第3期
（总第27期）
西山县数据局
2024年4月8日
目 录
一、总体情况
二、问题…………2

一、总体情况
3月，受理3,000件。
二、问题
超期3件。
"""


@pytest.mark.parametrize(
    ("text", "title", "issuer", "period", "tree"),
    [(RED, "关于2022年度全市政务服务工作情况的报告", "临江市人民政府办公室",
      ("2023-01-01", "2023-12-31"), ["基本情况"]),
     (WEEK, "窗口工作周报（2023年第15周）", "综合科", ("2023-04-10", "2023-04-14"), ["办件情况", "下周计划"]),
     (BULLETIN, "西山县政务服务运行月通报", "西山县数据局", ("2024-03-01", "2024-03-31"), ["总体情况", "问题"])],
)  # fmt: skip
def test_red_heads_weeks_and_lists_of_contents(text, title, issuer, period, tree):
    record = read_text(text)
    assert (record["title"], record["issuer"], outline(record["headings"])) == (title, issuer, tree)
    assert (record["period"]["from"], record["period"]["to"]) == period
