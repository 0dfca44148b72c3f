"""A report of no known series gives its masthead, its headings at any depth, its figures and what does not agree."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reports.samples import SIBLING
from tests.reports.test_command import run
from tests.reports.test_reading import strings_in
from yichuang.reports.queries import read_text
from yichuang.reports.rules.outline.headings import tree_of
from yichuang.reports.rules.outline.masthead import masthead_of
from yichuang.reports.rules.outline.paragraphs import paragraphs_of
from yichuang.reports.rules.outline.reading import read_any
from yichuang.reports.rules.outline.signs import line_sign

MONTHLY = """临江市政务服务月报

2023 年第 6 期（总第 42 期）
临江市行政审批服务局        2023 年 7 月 10 日
（2023 年 6 月）

第一部分 总体情况
一、办件情况
6 月份，全市政务服务大厅共受理各类事项 2.35 万件，办结 2.31
万件，同比增长 8.6%。其中：行政许可 1.2 万件、公共服务 1.15 万件。
（一）市本级
1.受理办结。市本级受理 412 件，办结 398 件，办结率 97.6%。
2．咨询服务。接受咨询 1,230 人次。
（1）6月12日，市住建局窗口召开工程建设项目审批改革推进会，听取企业意见。
（2）近日，市医保局窗口开展延时服务 12 次，惠及群众 260 余人次。
（二）县（市、区）
1.1 东湖区
东湖区受理 3,120 件。
二、满意度
群众满意率为 99.9%，与上月持平。

— 2 —

第二部分 存在问题
第一、个别窗口材料审核不严。
附件1 各窗口办件统计表
部门\t受理（件）\t办结（件）
市住建局\t120\t118

报：市委、市政府领导。
发：各县（市、区）政务服务管理局。
（共印 60 份）
"""


def outline(nodes: list[dict[str, Any]]) -> list[Any]:
    return [(node["title"], outline(node["children"])) if node["children"] else node["title"] for node in nodes]


def test_the_masthead_is_told():
    record = read_any(MONTHLY)
    assert [record[key] for key in ("series", "title", "year", "number", "total_number")] == [
        None, "临江市政务服务月报", 2023, 6, 42,
    ]  # fmt: skip
    assert (record["issuer"], record["issued_on"]) == ("临江市行政审批服务局", "2023-07-10")
    assert record["period"] == {"from": "2023-06-01", "to": "2023-06-30"}
    assert (record["copies"], record["distribution"]["report"]) == (60, "市委、市政府领导。")


def test_headings_stand_in_a_tree():
    record = read_any(MONTHLY)
    assert outline(record["headings"]) == [
        ("总体情况", [
            ("办件情况", [
                ("市本级", ["受理办结", "咨询服务"]),
                ("县（市、区）", ["东湖区"])]),
            "满意度"]),
        ("存在问题", ["个别窗口材料审核不严"]),
        "各窗口办件统计表",
    ]  # fmt: skip
    node = record["headings"][0]["children"][0]
    assert (node["level"], node["style"], node["number"], node["marker"], node["line"]) == (2, "chinese", 1, "一、", 8)
    (paragraph,) = node["text"]
    assert "2.31万件" in "".join(paragraph.split())


def test_stories_have_their_date_unit_and_heading():
    items = [item for section in read_any(MONTHLY)["sections"] for item in section["items"]]
    assert [(one["department"], one["date_from"], one["date_text"], one["category"]) for one in items] == [
        ("市住建局", "2023-06-12", "6月12日", "咨询服务"), ("市医保局", None, "近日", "咨询服务"),
    ]  # fmt: skip


def test_figures_and_remarks_stand_at_the_top():
    record = read_any(MONTHLY)
    first, second, part = record["figures"][:3]
    assert (first["name"], first["value"], first["unit"]) == ("受理", 23500, "件")
    assert first["period"] == {"text": "6月份", "from": "2023-06-01", "to": "2023-06-30"}
    assert (second["text"], second["change"]["kind"], second["change"]["value"]) == ("2.31万件", "同比", 8.6)
    assert (part["name"], part["of"], part["of_index"]) == ("行政许可", "受理", 0)
    where = second["where"]
    assert "\n".join(record["lines"])[where["offset"] : where["offset"] + where["length"]] == "2.31\n万件"
    assert where["line"] == 9
    assert [(one["code"], one["sentence"]) for one in record["remarks"]] == [
        ("rate_differs", "市本级受理 412 件，办结 398 件，办结率 97.6%。")
    ]


def test_every_line_stands_in_the_json():
    strings = strings_in(read_any(MONTHLY))
    assert all(line in strings for line in MONTHLY.splitlines())


@pytest.mark.parametrize(
    ("line", "style", "number", "rest"),
    [("一、概况", "chinese", 1, "概况"), ("(二)  进展", "chinese_bracket", 2, "进展"),
     ("3．问题", "arabic", 3, "问题"), ("12、建议", "arabic", 12, "建议"), ("(4)措施", "arabic_bracket", 4, "措施"),
     ("5）措施", "arabic_bracket", 5, "措施"), ("第三章  附则", "part", 3, "附则"),
     ("第二节 流程", "chapter_section", 2, "流程"),
     ("第一、严", "ordinal", 1, "严"),
     ("③其他", "circled", 3, "其他"), ("2.3.1 等候", "decimal", 1, "等候"), ("附件2：名单", "appendix", 2, "名单"),
     ("- （一）按时到岗", "chinese_bracket", 1, "按时到岗")],
)  # fmt: skip
def test_numbering_styles_are_told(line, style, number, rest):
    sign = line_sign(line)
    assert sign is not None
    assert (sign.style, sign.number, sign.rest) == (style, number, rest)


@pytest.mark.parametrize(
    "line", ["2.35 万件", "1.2件", "2023 年 6 月", "三十七家企业", "第 21 期", "12345 热线", "6月12日，某局"]
)
def test_what_only_looks_like_a_sign_is_none(line):
    assert line_sign(line) is None


def test_a_head_without_a_year_in_its_number_and_with_a_mark_of_secrecy():
    text = (
        "内部资料  注意保存\n\n政务服务专报\n第十二期\n临江市政务服务管理局编                    二〇二三年七月十八日\n"
        "关于2023年上半年全市政务服务运行情况的分析报告\n    上半年，各项工作稳步推进。\n一、情况\n（一）平稳\n"
    )
    record = read_any(text)
    assert (record["title"], record["number"], record["year"]) == ("政务服务专报", 12, 2023)
    assert (record["issuer"], record["issued_on"]) == ("临江市政务服务管理局", "2023-07-18")
    assert record["period"] == {"from": "2023-01-01", "to": "2023-06-30"}
    assert record["preamble"] == ["上半年，各项工作稳步推进。"]


def test_a_signature_at_the_end_gives_issuer_and_date():
    text = "关于上半年窗口工作情况的报告\n\n一、总体情况\n上半年受理 3 件。\n\n临江市政务服务中心\n二〇二三年七月五日\n"
    head = masthead_of(paragraphs_of(text.split("\n")))
    assert (head.title, head.issuer) == ("关于上半年窗口工作情况的报告", "临江市政务服务中心")
    assert (str(head.issued_on), head.number) == ("2023-07-05", None)


def test_ten_thousand_headings_take_no_recursion():
    lines = [f"{'.'.join('1' for _ in range(n % 4 + 1))}、题" if n % 2 else "（一）题" for n in range(10_000)]
    root = tree_of(paragraphs_of(lines))
    assert sum(1 for _ in root.walk()) > 5_000
    read_any("\n".join(lines))


def test_a_text_of_nothing_much_is_read_all_the_same():
    for text in ("。", "一、", "第期", "12", "（一）\n（一）\n（1）", "\t\t\n\t", "报：\n送：\n发："):
        record = read_any(text)
        assert json.loads(json.dumps(record))["figures"] == []


def test_an_issue_of_a_known_series_keeps_its_keys_and_gets_figures():
    record = read_text(SIBLING.read_text(encoding="utf-8"))
    assert (record["series"], record["statistics"]["figures"][0]["accepted"], record["remarks"]) == (
        "weekly",
        51203,
        [],
    )
    assert [one["value"] for one in record["figures"][:6]] == [51203, 50877, 2304118, 801946, 5120, 5344]
    assert record["figures"][0]["period"] == {
        "text": "2023年1月1日至2023年2月17日", "from": "2023-01-01", "to": "2023-02-17",
    }  # fmt: skip


def test_the_command_reads_a_report_of_no_known_series(capsys, tmp_path, db):
    file = tmp_path / "monthly.txt"
    file.write_text(MONTHLY, encoding="utf-8")
    status, out, _ = run(capsys, "read", file, "--json")
    record = json.loads(out)
    assert (status, record["title"], len(record["headings"])) == (0, "临江市政务服务月报", 3)
    assert record["figures"][0]["value"] == 23500
    status, out, _ = run(capsys, "read", file)
    assert status == 0
    assert "临江市政务服务月报 2023 年第 6 期（总第 42 期）" in out
    assert "第 12 行核对意见（比率不符）：办结率印为 97.6%，按所列件数计算为 96.6%。" in out


def test_an_archived_issue_keeps_its_remarks(capsys, tmp_path, hall):
    file = tmp_path / "issue.txt"
    wrong = "公共服务事项受理 100 件，办结 50 件，办结率 60%"
    text = SIBLING.read_text(encoding="utf-8")
    file.write_text(text.replace("公共服务事项受理 2304118 件，办结 801 946 件", wrong), encoding="utf-8")
    status, out, _ = run(capsys, "read", file, "--archive", "weekly", "--json")
    assert status == 0
    assert [one["code"] for one in json.loads(out)["remarks"]] == ["rate_differs"]
