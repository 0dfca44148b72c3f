"""The cells of a report's tables are figures, named by their row and column; what does not add up is remarked."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.reports.rules.outline.reading import read_any

WINDOWS = """各窗口办件情况
单位：件
类别\t窗口\t受理量\t\t办结量\t办结率\t同比（%）
\t\t总数\t其中：网上\t\t\t
社会事务\t市民政局\t120\t80\t118\t98.33%\t5.2
\t市人社局\t1,204\t900\t1,200\t99.67%\t-3.1
\t小计\t1,324\t980\t1,318\t\t
经济事务\t市市场监管局\t860\t512\t850\t98.84%\t/
合计\t\t2,184\t1,492\t2,168\t99.27%\t—
"""


def figures(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_any(text)["figures"]
    return found


def short(text: str) -> list[tuple[Any, ...]]:
    return [(one["name"], one["subject"], one["value"], one["unit"]) for one in figures(text)]


def remarks(text: str) -> list[tuple[str, str]]:
    return [(one["code"], one["arithmetic"]) for one in read_any(text)["remarks"]]


def test_a_cell_is_named_by_its_row_and_its_column_with_merged_heads():
    found = figures(WINDOWS)
    assert [(one["name"], one["subject"], one["value"], one["unit"]) for one in found[:4]] == [
        ("受理", "社会事务市民政局", 120, "件"), ("受理", "社会事务市民政局网上", 80, "件"),
        ("办结", "社会事务市民政局", 118, "件"), ("办结率", "社会事务市民政局", 98.33, "%"),
    ]  # fmt: skip
    assert found[2]["change"] == {"kind": "同比", "value": 5.2, "unit": "%", "text": "5.2"}
    assert (found[4]["subject"], found[4]["cell"]) == ("社会事务市人社局", {"table": 1, "row": 4, "column": 3})
    where = found[4]["where"]
    assert (where["line"], WINDOWS[where["offset"] : where["offset"] + where["length"]]) == (6, "1,204")


def test_rows_are_parts_of_their_total_and_a_column_of_the_one_before_it():
    found = figures(WINDOWS)
    grand = next(n for n, one in enumerate(found) if one["value"] == 2184)
    part = next(n for n, one in enumerate(found) if one["value"] == 1324)
    assert [one["of_index"] for one in found if one["value"] in (120, 1204, 1324, 860, 80)] == [
        part, 0, part, grand, grand,
    ]  # fmt: skip
    assert found[1]["of"] == "受理"
    assert remarks(WINDOWS) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("指标\t本月\t上月\t环比\n受理量（件）\t399\t348\t14.66%\n", [("受理", "", 399, "件"), ("受理", "", 348, "件")]),
     ("渠道 | 数量 | 占比\n电话 | 349 | 90%\n", [("电话", "", 349, ""), ("占比", "电话", 90, "%")]),
     ("月份      受理（万件）      满意率\n1月      1.2      99.5%\n",
      [("受理", "", 12000, "件"), ("满意率", "", 99.5, "%")]),
     ("序号\t单位\t电话\t事由\n1\t住建局\t8221376\t物业 390 件\n", [("物业", "", 390, "件")]),
     ("单位\t来件\t说明\n住建局\t12\t其中物业 9 件、房产 3 件，已全部办结。\n",
      [("来件", "住建局", 12, ""), ("物业", "", 9, "件"), ("房产", "", 3, "件")]),
     ("受理量\t120件\t办结量\t118件\n受理率\t99%\t办结率\t98%\n",
      [("受理", "", 120, "件"), ("办结", "", 118, "件"), ("受理率", "", 99, "%"), ("办结率", "", 98, "%")])],
)  # fmt: skip
def test_heads_of_every_kind(text, expected):
    assert short(text) == expected


def test_a_period_before_a_row_is_its_period_and_no_subject():
    text = "期间\t办件（件）\t评价率（%）\n2022年2月17日—3月16日\t3403\t95.24\n一季度\t9000\t96.1\n"
    found = [(one["name"], one["subject"], (one["period"] or {}).get("from")) for one in figures(text)]
    assert found[:2] == [("办件", "", "2022-02-17"), ("评价率", "", "2022-02-17")]
    assert [(one["name"], one["subject"], one["period"]["text"]) for one in figures(text)[2:]] == [
        ("办件", "", "一季度"), ("评价率", "", "一季度"),
    ]  # fmt: skip


def test_a_head_merged_over_columns_that_say_it_again_is_said_once():
    text = "窗口\t办件\t评价\t投诉\t\n\t办理（件）\t评价率（%）\t受理（件）\t办结（件）\n甲局\t3\t95\t2\t1\n"
    assert [(one["name"], one["subject"]) for one in figures(text)[:2]] == [("办件", "甲局"), ("评价率", "甲局")]
    assert all("投诉" in one["name"] + one["subject"] for one in figures(text)[2:])


def test_tables_that_blank_lines_part_have_heads_of_their_own():
    text = "部门\t受理（件）\n甲局\t3\n\n\n部门\t投诉（起）\n甲局\t1\n"
    assert short(text) == [("受理", "甲局", 3, "件"), ("投诉", "甲局", 1, "起")]


def test_a_column_of_a_period_says_so():
    text = "指标\t2022年\t2023年6月\t去年同期\n受理\t1\t2\t3\n"
    assert [one["period"]["text"] for one in figures(text)] == ["2022年", "2023年6月", "去年同期"]


@pytest.mark.parametrize(
    ("old", "new", "code", "arithmetic"),
    [("合计\t\t2,184", "合计\t\t2,185", "parts_differ", "1324 + 860 = 2184"),
     ("小计\t1,324", "小计\t1,325", "parts_differ", "120 + 1204 = 1324"),
     ("98.84%", "97.84%", "rate_differs", "850 ÷ 860 = 98.84%")],
)  # fmt: skip
def test_what_does_not_add_up_in_a_table_is_remarked(old, new, code, arithmetic):
    assert (code, arithmetic) in remarks(WINDOWS.replace(old, new))


def test_shares_and_changes_of_a_table_are_checked():
    shares = "渠道\t件数\t占比\n电话\t90\t90%\n微信\t7\t8%\n网站\t3\t3%\n合计\t100\t100%\n"
    assert remarks(shares) == [("rate_differs", "7 ÷ 100 = 7%")]
    changes = "指标\t本月\t上月\t环比\t去年同期\t同比\n受理（件）\t120\t100\t20%\t80\t60%\n"
    assert remarks(changes) == [("change_differs", "(120 − 80) ÷ 80 = 50%")]


def test_a_remark_on_a_table_quotes_its_row():
    (remark,) = read_any(WINDOWS.replace("98.84%", "97.84%"))["remarks"]
    assert remark["sentence"] == "经济事务 市市场监管局 860 512 850 97.84% /"


@pytest.mark.parametrize("row", ["1\t", "|1|", "合计\t1\n", "甲\t1\n小计\t9\n", "（1%）\t同比\n"])
def test_tables_take_no_more_than_their_length_deserves(row):
    """Twice the length takes about twice the steps; what grows faster would not end within the test's time."""
    figures("部门\t受理\t同比\n甲\t1\t2\n" + row * (60_000 // len(row)))


UNITS = """序号\t单位\t受理（件）\t\t办结（件）\t办结率（%）
\t\t本月\t累计\t\t
1\t甲局\t700\t4500\t690\t98.57
2\t乙局\t680\t3780\t670\t98.53
合计\t\t1380\t8280\t1360\t98.55
"""


def test_a_total_merged_over_two_columns_of_labels_is_no_row_of_the_last_unit():
    total = [(one["subject"], one["value"]) for one in figures(UNITS)[-4:]]
    assert total == [("", 1380), ("", 8280), ("", 1360), ("", 98.55)]
    assert remarks(UNITS) == []
    wrong = remarks(UNITS.replace("1380", "1390"))
    assert wrong == [("parts_differ", "700 + 680 = 1380"), ("rate_differs", "1360 ÷ 1390 = 97.84%")]


def test_the_figures_since_new_year_stand_apart_from_those_of_the_month():
    found = figures(UNITS)[:2]
    assert [(one["name"], one["subject"], one["period"]["text"]) for one in found] == [
        ("受理", "甲局", "本月"), ("受理", "甲局", "累计"),
    ]  # fmt: skip


def test_a_change_is_not_measured_between_a_month_and_the_year_so_far():
    for head in ("窗口\t受理（件）\t\t同比\n\t本月\t累计\t\n", "窗口\t本月\t累计\t同比\n"):
        assert remarks(head + "甲局\t30\t50\t2%\n乙局\t20\t40\t3%\n") == []
    both = "窗口\t累计\t去年同期累计\t同比\n甲局\t50\t40\t2%\n"
    assert remarks(both) == [("change_differs", "(50 − 40) ÷ 40 = 25%")]


def test_a_column_that_says_the_unit_of_each_row_is_no_subject():
    text = "指标\t单位\t本期\t增减（%）\n办件\t万件\t42.65\t8.3\n满意率\t%\t99.98\t—\n用时\t个工作日\t2.1\t-12.5\n"
    assert short(text) == [("办件", "", 426500, "件"), ("满意率", "", 99.98, "%"), ("用时", "", 2.1, "个工作日")]
