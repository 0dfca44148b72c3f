"""Composing what a series asks for: templates, tables, charts, headings, and what is said where a figure lacks."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.samples import WEEKLY_FILE
from yichuang.reports.rules import tree
from yichuang.reports.rules.composing import Answer, Ask, Composed, Material, Numbers, UnitRow, asks_of, composed
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.series import Series, parse_series, read_series
from yichuang.statistics.rules.derived import KNOWN, Context, Figure, Place

JUNE = (date(2022, 6, 1), date(2022, 6, 30))
UNITS = {"JTT": "交通厅", "SCJ": "市监局", "RST": "人社厅", "MZT": "民政厅"}
HEAD = """
code = "own"
title = "通报"
issuer = "{centre}"
period = "month"
figures_period = "period"
number = "第 {number} 期"
[variables]
centre = "某中心"
[spans]
late = "month_from_17"
"""


def figure(code: str, number: object, unit: str = "件", **more: object) -> Figure:
    known = {"name": code, "source": "counted", **more}
    return Figure(
        code=code, unit=unit, context=Context(JUNE), number=None if number is None else Decimal(str(number)), **known
    )


def unit_list(code: str, *numbers: tuple[str, int]) -> Figure:
    places = [Place(n, code, name, figure("overdue", number)) for n, (name, number) in enumerate(numbers, 1)]
    return figure(code, None, "", places=tuple(places))


WHOLE = {
    one.code: one
    for one in (
        figure("accepted", 1234567), figure("overdue", 0), figure("rate", "98.10", "%", source="derived"),
        figure("change", "-12.30", "%", source="derived"), figure("same", "0.0", "%", source="derived"),
        figure("points", "0.52", "个百分点", source="derived"), figure("fees", "1234567.89", "元"),
        figure("absent", None, reason="missing_submission", message="“absent”未报齐：交通厅未报"),
        figure("by_none", None, reason="division_by_zero", message="无法计算：分母为 0"),
        unit_list("late_units", ("甲局", 3), ("乙局", 2)), unit_list("nobody"),
    )
}  # fmt: skip
BY_UNIT = {
    "JTT": {"accepted": 9, "rate": 100}, "SCJ": {"accepted": 7, "rate": None}, "RST": {"accepted": 7, "rate": 98},
    "MZT": {"accepted": 0, "rate": None},
}  # fmt: skip


def answers(series: Series) -> dict[Ask, Answer]:
    """Answer every question of a series: with the figures above; of earlier issues with the number of steps back."""
    found = {}
    for ask, codes in asks_of(series).items():
        if ask.by:
            nothing = {"reason": "division_by_zero", "message": "分母为 0"}
            rows = tuple(
                UnitRow(code, name, {one: figure(one, n := BY_UNIT[code].get(one), **({} if n is not None else nothing))
                                     for one in codes})
                for code, name in UNITS.items()
            )  # fmt: skip
        elif ask.back or ask.step:
            rows = (UnitRow("", "", {one: figure(one, 10 + ask.back) for one in codes}),)
        else:
            unknown = {"reason": "unknown_figure", "message": "没有这个指标"}
            rows = (UnitRow("", "", {one: WHOLE.get(one) or figure(one, None, **unknown) for one in codes}),)
        days = (date(2022, 6 - ask.back, 1), date(2022, 6 - ask.back, 28)) if ask.step else JUNE
        found[ask] = Answer(days, rows)
    return found


def issue(body: str, head: str = HEAD) -> Composed:
    series = parse_series(head + body, name="own.toml")
    material = Material(
        numbers=Numbers(2022, 6, None), issued_on=date(2022, 7, 1), period=JUNE, counted=JUNE, figures=(),
        stories=[tree.Story("近日，一事。", category="动态")], findings=(),
        spans={"figures": JUNE, "late": (date(2022, 5, 17), date(2022, 6, 16))}, answers=answers(series),
    )  # fmt: skip
    return composed(series, material)


def sentence(template: str) -> str:
    body = f"[[parts]]\ntitle = '部分'\n[[parts.sections]]\nkind = 'sentences'\nsentences = [{json.dumps(template)}]\n"
    blocks = [block for section in issue(body).report.sections() for block in section.blocks]
    return blocks[0].text if blocks else ""


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("受理 {accepted} 件", "受理 1234567 件"),
        ("受理 {accepted:千分位,单位}，{accepted:万,1位} 件", "受理 1,234,567 件，123.5 万 件"),
        ("收费 {fees:万,单位}，{fees:1位}", "收费 123.46 万元，1234567.9"),
        ("率 {rate}，{rate:单位}", "率 98.10，98.10%"),
        ("环比{change:增长/下降}，{points:上升/下降}", "环比下降 12.30%，上升 0.52 个百分点"),
        ("同比{same:增长/下降/持平}", "同比持平"),
        ("差 {change:绝对值}，{change}", "差 12.30，−12.30"),
        ("{to:月日}止[[，逾期 {overdue} 件]][[（环比{same:增/减}）]]。", "6 月 30 日止（环比持平）。"),
        ("[[逾期：{late_units}。]]共 {late_units:个数} 家", "逾期：甲局 3 件、乙局 2 件。共 2 家"),
        ("{late_units:仅名称}", "甲局、乙局"),
        ("{late_units:第2家} {late_units:第2数,单位}|{late_units:第3家}[[，第三 {late_units:第3家}]]", "乙局 2 件|"),
        ("[[其中：{nobody}。]]", ""),
        ("{nobody}", "无"),
        ("[[受理 {accepted} 件，]][[逾期 {overdue} 件，]][[未报 {absent}。]]", "受理 1234567 件。"),
        ("[[甲 {accepted}[[，乙 {overdue}]]，丙 {rate}]]", "甲 1234567，丙 98.10"),
        ("咨询 {absent} 人次，率 {by_none}，{accepted} 件", "咨询 【缺：absent】 人次，率 【缺：by_none】，1234567 件"),
        ("{centre}{month} 月{span@late}{half}", "某中心6 月2022年5月17日—6月16日上"),
        ("{nothing_such} {rate:0位}", "【缺：nothing_such】 98.10"),
    ],
)  # fmt: skip
def test_a_template_says(template, words):
    assert sentence(template) == words


def test_what_lacks_is_remarked_at_its_place_and_the_rest_is_composed():
    body = """
[[parts]]
title = "部分"
[[parts.sections]]
kind = "sentences"
title = "一节"
sentences = ["咨询 {absent} 人次。", "没有 {nobody_knows} 的，{ 的。", "受理 {accepted} 件[[，另有 {absent}]]。"]
[[parts.sections]]
kind = "ranking"
title = "二节"
figure = "accepted"
[[parts.sections]]
kind = "stories"
title = "三节"
"""
    made = issue(body)
    assert "受理 1234567 件。" in made.report.words()
    assert [(remark.code, remark.where) for remark in made.remarks] == [
        ("figure_missing", "parts[0].sections[0].sentences[0]"),
        ("template_wrong", "parts[0].sections[0].sentences[1]"),
        ("figure_missing", "parts[0].sections[0].sentences[1]"),
        ("clause_left_out", "parts[0].sections[0].sentences[2]"),
        ("not_a_list", "parts[0].sections[1].figure"),
    ]
    assert [section.heading.marker for section in made.report.sections()] == ["一、", "二、"]


def test_headings_are_numbered_by_level_and_what_says_nothing_takes_no_number():
    section = '[[parts.sections{}]]\nkind = "text"\ntitle = "{}"\nlead = "话。"\n'
    body = "[[parts]]\ntitle = '部分'\n" + section.format("", "甲") + section.format(".sections", "乙")
    body += section.format(".sections.sections", "丙") + section.format(".sections.sections.sections", "丁")
    body += '[[parts.sections]]\nkind = "text"\ntitle = "空"\n' + section.format("", "戊")
    body += section.format(".sections", "己").replace(
        "[[parts.sections.sections]]", "[[parts.sections.sections]]\nstyle = '第一'"
    )
    made = issue(body).report
    headings = [block for block in made.blocks() if isinstance(block, tree.Heading)]
    assert [(one.marker, one.text, one.level) for one in headings] == [
        ("", "部分", 0), ("一、", "甲", 1), ("（一）", "乙", 2), ("1.", "丙", 3), ("（1）", "丁", 4),
        ("二、", "戊", 1), ("第一，", "己", 2),
    ]  # fmt: skip
    assert len(list(made.sections())) == 2


TABLE = """
[[parts]]
title = "部分"
[[parts.sections]]
kind = "table"
caption = "办件"
unit = "件"
by = "department"
row_title = "部门"
order = "accepted"
first = 2
numbered = true
total = "合计"
columns = [
  {title = "受理", figure = "accepted", group = "数"}, {title = "率", figure = "rate", group = "数"},
  {title = "逾期", figure = "overdue", span = "late"},
]
"""


def test_a_table_has_merged_heads_ties_and_a_total_of_the_whole():
    made = issue(TABLE)
    (table,) = (block for block in made.report.blocks() if isinstance(block, tree.Table))
    assert [remark.message for remark in made.remarks if remark.code == "parts_differ"] == [
        "“accepted”各行之和 23 件 ≠ 合计 1,234,567 件，相差 1,234,544 件。"
    ]
    assert [[(cell.text, cell.across, cell.down) for cell in row] for row in table.head] == [
        [("序号", 1, 2), ("部门", 1, 2), ("数", 2, 1), ("逾期", 1, 2)], [("受理", 1, 1), ("率", 1, 1)],
    ]  # fmt: skip
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["1", "交通厅", "9", "100", "—"], ["2", "市监局", "7", "—", "—"], ["3", "人社厅", "7", "98", "—"],
    ]  # fmt: skip
    assert [[(cell.text, cell.across) for cell in row] for row in table.total] == [
        [("合计", 2), ("1234567", 1), ("98.10", 1), ("0", 1)]
    ]
    assert sum(table.widths) == pytest.approx(1, abs=0.01)


def test_rows_that_a_series_fixes_share_the_cell_of_their_group():
    rows = """rows = [
  {group = "量", title = "受理", cells = ["{accepted}", ""]},
  {group = "量", title = "逾期", cells = ["{overdue}", "{same:增/减}"]},
  {group = "率", title = "率", cells = ["{rate:单位}", "{points:上升/下降}"]},
]
"""
    body = TABLE.split("by = ")[0] + 'columns = [{title = "本期"}, {title = "增减"}]\n' + rows
    (table,) = (block for block in issue(body).report.blocks() if isinstance(block, tree.Table))
    assert [[(cell.text, cell.down) for cell in row] for row in table.rows] == [
        [("量", 2), ("受理", 1), ("1234567", 1), ("", 1)], [("逾期", 1), ("0", 1), ("持平", 1)],
        [("率", 1), ("率", 1), ("98.10%", 1), ("上升 0.52 个百分点", 1)],
    ]  # fmt: skip


def test_each_unit_has_its_paragraph_its_place_and_its_share():
    body = TABLE.split("caption = ")[0].replace('"table"', '"each"')
    body += 'by = "department"\norder = "accepted"\n'
    body += 'sentences = ["{place}. {name}受理 {accepted} 件[[，率 {rate:单位}]]。"]\n'
    assert [block.text for section in issue(body).report.sections() for block in section.blocks] == [
        "1. 交通厅受理 9 件，率 100 件。", "2. 市监局受理 7 件。", "2. 人社厅受理 7 件，率 98 件。",
    ]  # fmt: skip
    shared = TABLE.replace("numbered", "ranked").replace(
        'title = "率", figure = "rate"', 'title = "占", figure = "accepted", format = "占比,4位"'
    )
    (table,) = (block for block in issue(shared).report.blocks() if isinstance(block, tree.Table))
    assert [[cell.text for cell in row][:4] for row in table.rows] == [
        ["1", "交通厅", "9", "0.0007"], ["2", "市监局", "7", "0.0006"], ["2", "人社厅", "7", "0.0006"],
    ]  # fmt: skip
    assert table.total[0][2].text == "100.0000"


def test_several_sections_of_stories_each_take_their_categories():
    section = '[[parts.sections]]\nkind = "stories"\ntitle = "{}"\n{}\n'
    body = "[[parts]]\ntitle = '部分'\n" + section.format("重点", 'categories = ["重点"]')
    body += section.format("问题", 'categories = ["动态"]\nplain = true')
    assert issue(body.replace("title = '部分'", "")).report.parts[0].heading is None
    sections = list(issue(body).report.sections())
    assert [(one.heading.text, [block.words() for block in one.blocks]) for one in sections] == [
        ("问题", ["近日，一事。"])
    ]
    sections = list(issue(body.replace('["动态"]', '["问题"]')).report.sections())
    assert [(one.heading.text, [block.words() for block in one.blocks]) for one in sections] == [
        ("重点", ["（一）动态", "（1）近日，一事。"])
    ]


@pytest.mark.parametrize("chart", ["bar", "column", "line", "share"])
def test_a_chart_holds_its_data_and_says_them_in_words(chart):
    body = TABLE.split("caption = ")[0].replace('"table"', '"chart"')
    body += f'chart = "{chart}"\nby = "period"\nstep = "month"\nperiods = 3\n'
    body += 'columns = [{title = "受理", figure = "accepted"}]\n'
    (drawn,) = (block for block in issue(body).report.blocks() if isinstance(block, tree.Chart))
    values = json.loads(json.dumps(drawn.spec))["data"]["values"]
    assert [value["n"] for value in values] == [12.0, 11.0, 10.0]
    labels = ["12（36.4%）", "11（33.3%）", "10（30.3%）"] if chart == "share" else ["12", "11", "10"]
    assert [value["label"] for value in values] == labels
    assert "2022年4月1日—4月28日：12；5月1日—5月28日：11；" in drawn.alt


SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(WEEKLY_FILE.parent.glob("*.toml"))]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SHIPPED), st.data())
def test_a_damaged_file_is_refused_with_a_list_or_composed(text, data):
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(st.text("[]{}@:\"'=\n,.01a件", max_size=6)) + text[at + cut :]
    series, faults = read_series(text, KNOWN)
    assert series is not None or any(fault.fatal and fault.problem for fault in faults)
    if series is not None:
        material = Material(
            numbers=Numbers(2022, None, None), issued_on=date(2022, 7, 1), period=JUNE, counted=JUNE, figures=(),
            stories=(), findings=(), answers=answers(series),
        )  # fmt: skip
        assert composed(series, material).report.words()


def test_marks_appendices_signature_and_tail():
    marks = 'secrecy = "内部"\nurgency = "特急"\ndocument_number = "某发〔{year}〕{number} 号"\nappendix_list = true\n'
    head = HEAD.replace('number = "', marks + 'number = "')
    part = '[[{0}]]\ntitle = "{1}"\n[[{0}.sections]]\nkind = "text"\nlead = "话。"\n'
    body = '[signature]\ntext = "{centre}"\n' + part.format("parts", "部分") + part.format("appendices", "甲表")
    body += part.format("appendices", "乙表") + '[[tail]]\nkey = "copy"\nlabel = "抄送"\ntext = "各部门。"\n'
    made = issue(body, head).report
    assert [(line.role, line.text) for line in made.head] == [
        ("secrecy", "内部"), ("urgency", "特急"), ("title", "通报"), ("document_number", "某发〔2022〕6 号"),
        ("number", "第 6 期"), ("issuer", "某中心"), ("date", "2022 年 7 月 1 日"),
    ]  # fmt: skip
    assert [(part.heading.marker.strip(), part.appendix) for part in made.parts] == [
        ("", False), ("附件1", True), ("附件2", True),
    ]  # fmt: skip
    assert [block.words() for section in made.parts[0].sections for block in section.blocks] == [
        "话。", "附件：1. 甲表\n2. 乙表", "某中心", "2022 年 7 月 1 日",
    ]  # fmt: skip
    assert [block.words() for block in made.tail] == ["抄送：各部门。"]


def test_what_is_composed_is_read_again_without_a_rest():
    head = HEAD.replace('number = "', 'urgency = "特急"\ndocument_number = "某发〔{year}〕{number} 号"\nnumber = "')
    body = """
[[parts]]
title = "{span}通报"
[[parts.sections]]
kind = "note"
lead = "时段为 {from}至 {to}。"
[[parts.sections]]
kind = "sentences"
title = "{month} 月情况"
sentences = ["受理 {accepted} 件。"]
[[tail]]
key = "copy"
label = "抄送"
text = "各部门。"
[[tail]]
key = "printed"
text = "{centre}　{issued_on}印发"
"""
    series = parse_series(head + body, name="own.toml")
    made = issue(body, head).report
    again = read(made.words(), series)
    assert again.unread() == []
    assert [(type(block), block.words()) for block in again.blocks()] == [
        (type(block), block.words()) for block in made.blocks()
    ]
    assert (again.year, again.number, again.issuer, again.issued_on) == (2022, 6, "某中心", date(2022, 7, 1))
