"""Figures are read from any sentence, and what is no figure is not taken for one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from benchmarks.extraction import FOLDER, as_key, scored, sentences
from tests.reports.samples import REFERENCE, needs_reference
from yichuang.reports.rules.sentences.extract import figures_in, figures_of
from yichuang.reports.rules.sentences.numerals import value_of
from yichuang.reports.rules.sentences.periods import days_of, resolve
from yichuang.reports.rules.sentences.record import figure_records, number


def keys(sentence: str) -> list[tuple[str, str, str, str]]:
    return [as_key(figure) for figure in figures_of(sentence)]


@pytest.mark.parametrize(
    ("written", "value"),
    [("1,204", 1204), ("1.26万", 12600), ("2万3千", 23000), ("1亿2000万", 120_000_000), ("三百二十", 320),
     ("两万零五", 20005),     ("九十九点二", Decimal("99.2")), ("一亿三千万", 130_000_000), ("二〇二二", None),
     ("七八", None), ("十", 10),
     ("廿一", 21),     ("0.10", Decimal("0.1"))],
)  # fmt: skip
def test_numbers_have_their_exact_value(written, value):
    assert value_of(written) == value


def test_the_open_sentences_are_read_as_a_person_read_them():
    score = scored(FOLDER / "open.txt")
    assert score.labelled >= 180
    assert min(score.precision, score.recall) >= 0.99
    assert score.parts_right == score.parts


def test_sentences_are_kept_aside_that_no_open_one_repeats():
    aside, opened = ({sentence for sentence, _ in sentences(FOLDER / f"{name}.txt")} for name in ("aside", "open"))
    assert len(aside) + len(opened) >= 120
    assert len(aside) >= 40
    assert not aside & opened


@needs_reference
def test_the_references_figures_stand_where_they_were_labelled():
    text = REFERENCE.read_text(encoding="utf-8")
    paragraphs, place = [], 0
    for line in text.splitlines(keepends=True):
        paragraphs.append([(place, line)])
        place += len(line)
    labels = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))
    found = [
        {"offset": f.offset, "length": f.length, "name": f.name, "value": f.value, "unit": f.unit}
        for f in figures_in(text, paragraphs)
    ]
    assert found == labels


@pytest.mark.parametrize(
    "sentence",
    ["2022 年 7 月 15 日印发", "第 21 期（总第 396 期）", "临政服〔2022〕15 号", "《条例》第三十六条", "到 5 号窗口",
     "三楼 302 室",     "电话 0816-2345678", "上午 9:00 至 11 时 30 分", "排名第 3 位", "“最多跑一次”",
     "一名工作人员", "从两个方面",
     "第三季度", "7×24 小时",     "附件 3 台账", "A4 纸", "12345 热线", "十分满意", "近 3 年来",
     "零距离服务", "“零投诉”窗口",
     "连续 2 个月", "工作满 3 年的", "每 100 件", "过半年"],
)  # fmt: skip
def test_what_is_no_figure_is_left_alone(sentence):
    assert keys(sentence + "。") == []


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [("用时 2 小时 15 分钟", ("用时", "135", "分钟", "")), ("等候 6分30秒", ("等候", "390", "秒", "")),
     ("有效期 1 年 6 个月", ("有效期", "18", "个月", "")), ("许可有效期为三年", ("许可有效期", "3", "年", "")),
     ("三分之二的事项", ("事项", "66.67", "%", "")), ("过半窗口", ("窗口", "50", "%", "")),
     ("群众零投诉", ("投诉", "0", "", "")), ("办件量为零", ("办件", "0", "", "")),
     ("网办率在 72%—88% 之间", ("网办率", "72~88", "%", "")),
     ("咨询 3—5 万人次", ("咨询", "30000~50000", "人次", "")), ("受理 8000—1 万件", ("受理", "8000~10000", "件", "")),
     ("受理近万件", ("受理", "10000", "件", "")), ("咨询上千人次", ("咨询", "1000", "人次", "")),
     ("每百件投诉 0.12 件", ("投诉", "0.12", "件", ""))],
)  # fmt: skip
def test_amounts_without_one_number_and_one_unit(sentence, figure):
    assert keys(sentence + "。") == [figure]


def test_a_parallel_list_shares_out_its_numbers():
    assert keys("受理件、办结件分别为 412 件、398 件") == [("受理", "412", "件", ""), ("办结", "398", "件", "")]
    assert [(f.name, f.subject, f.value) for f in figures_of("甲局、乙局分别受理 12 件和 8 件。")] == [
        ("受理", "甲局", 12), ("受理", "乙局", 8),
    ]  # fmt: skip


def test_a_sign_at_the_start_of_a_line_is_no_part_of_a_name():
    for sign in ("1.", "（2）", "三、", "二是"):
        assert [(f.name, f.subject, f.value) for f in figures_of(f"{sign}盖章材料 12 份。")] == [("盖章材料", "", 12)]


def test_a_part_names_its_whole():
    figures = figures_of("共受理 860 件，其中网上申请 512 件、窗口申请 348 件；办结 800 件。")
    assert [(f.value, f.of, f.whole) for f in figures] == [
        (860, "", None), (512, "受理", 0), (348, "受理", 0), (800, "", None),
    ]  # fmt: skip


def test_a_change_belongs_to_the_figure_it_speaks_of():
    assert keys("受理 412 件，同比增长 5.2%，环比下降 1%。") == [("受理", "412", "件", "同比 5.2 %; 环比 -1 %")]
    assert keys("受理量同比增长 5.2%，达 412 件。") == [("受理", "412", "件", "同比 5.2 %")]
    assert keys("办结率较上月提高 2 个百分点。") == [("办结率", "2", "个百分点", "环比 2 个百分点")]
    assert keys("东湖区，98.6 分（满分 100 分）。") == [("东湖区", "98.6", "分", "")]
    assert keys("满意率 99%，与上月持平。") == [("满意率", "99", "%", "环比 0")]
    assert keys("受理 412 件（同比+5.6%）。") == [("受理", "412", "件", "同比 5.6 %")]


@pytest.mark.parametrize(
    ("said", "changes"),
    [("增长 10%、下降 5%、持平", "同比 10 %|同比 -5 %|同比 0"), ("持平、下降 5%和增长 2%", "同比 0|同比 -5 %|同比 2 %"),
     ("增长 10%、持平、持平", "同比 10 %|同比 0|同比 0"), ("增长 10%、下降 5%", "||"), ("持平、下降 5%", "||")],
)  # fmt: skip
def test_level_counts_as_a_change_of_a_parallel_list(said, changes):
    found = keys(f"受理、办结、评价数分别为 100 件、90 件、80 次，同比分别{said}。")
    assert [(name, change) for name, _, _, change in found] == [
        *zip(("受理", "办结", "评价"), changes.split("|"), strict=True)
    ]


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [("6 月受理量为 100 件，5 月为 80 件，环比增长 25%。", ["环比 25 %", ""]),
     ("5 月受理量为 80 件，6 月为 100 件，环比增长 25%。", ["", "环比 25 %"]),
     ("受理 120 件，去年同期 100 件，增加 20 件。", ["未注明 20 件", ""]),
     ("6 月受理 100 件，5 月受理 80 件，同比增长 3%。", ["", "同比 3 %"])],
)  # fmt: skip
def test_a_change_belongs_to_the_later_of_two_periods_that_it_compares(sentence, changes):
    assert [change for *_, change in keys(sentence)] == changes


def test_the_name_of_what_a_bracket_holds_stays_in_it():
    for name, second in (("", ("乙局", "")), ("受理", ("受理", "乙局"))):
        found = figures_of(f"甲局{name}1 件（超期 2 件）、乙局 2 件（超期 5 天）。")
        assert (found[2].name, found[2].subject) == second


def test_a_figure_says_where_it_stands_also_over_a_broken_line():
    text = "标题\n本月受理 1\n204 件，办结 9 件。"
    (figure, last) = figures_in(text, [[(0, "标题")], [(3, "本月受理 1"), (10, "204 件，办结 9 件。")]])
    assert (figure.value, figure.line, figure.text) == (1204, 2, "1204 件")
    assert text[figure.offset : figure.offset + figure.length] == "1\n204 件"
    assert (last.line, last.offset) == (3, text.index("9 件"))


def test_periods_get_their_days_where_they_are_sure():
    figures = figures_of("2023 年 1—6 月受理 12 件；7 月受理 3 件；去年同期受理 2 件。")
    resolve(figures, year=None, own=None)
    assert [(f.period.text, str(f.period.start), str(f.period.end)) for f in figures] == [
        ("2023年1—6月", "2023-01-01", "2023-06-30"), ("7月", "2023-07-01", "2023-07-31"), ("去年同期", "None", "None"),
    ]  # fmt: skip
    assert str(days_of("前三季度", year=2024)[1]) == "2024-09-30"
    assert days_of("2月30日", year=2024) is None


def test_figures_become_json_without_losing_a_digit():
    record = figure_records(figures_of("一季度办结率 98.53%，投资约 1.2 亿元，用时 3 至 5 天。"))
    assert [(one["value"], one["value_to"], one["unit"]) for one in record] == [
        (98.53, None, "%"), (120_000_000, None, "元"), (3, 5, "天"),
    ]  # fmt: skip
    assert json.loads(json.dumps(record)) == record
    assert number(Decimal("1.00000000000000000001")) == "1.00000000000000000001"


@pytest.mark.parametrize(
    "unit", ["1", "1,", "十", "受理", "分别", "“", "（", "3件", "1至", "同比增长", "其中", "受理3件、"]
)
def test_no_line_takes_more_than_its_length_deserves(unit):
    """Twice the length takes about twice the steps; a line that backtracks would not end within the test's time."""
    figures_of(unit * 40_000)
