"""Reports of other centres: expressed as configuration, compiled, and read back with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from docx import Document

from tests.cast import Hall, open_hall
from yichuang.people import acts as people
from yichuang.reports import acts as reports
from yichuang.reports.printing.faces import faces_on
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.queries import issue_page, print_issue, read_text
from yichuang.reports.reading import read_content
from yichuang.reports.rules.composing import Ask, Material, Numbers, asks_of, composed
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.recurring import figures_told, length_of
from yichuang.reports.rules.rights import RIGHTS
from yichuang.reports.rules.series import parse_series
from yichuang.reports.rules.sheet import Line, Sheet
from yichuang.reports.rules.tree import HeadLine, Part, Report, Section, Story
from yichuang.statistics import acts as statistics
from yichuang.statistics.rules.rights import RIGHTS as STATISTICS_RIGHTS
from yichuang.statistics.rules.submitted import NewFigure


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


def told(text: str) -> list[tuple[Any, ...]]:
    return [(one["name"], one["subject"], one["value"]) for one in read_text(text)["figures"]]


def test_the_period_of_what_a_change_comes_from_does_not_run_on():
    text = "上半年，网办率由去年底的85.6%提高到91.2%，跨省通办事项142项，从3月起办理2036件，代办5件。"
    periods = [one["period"]["text"] for one in read_text(text)["figures"]]
    assert periods == ["去年", "上半年", "上半年", "3月", "3月"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("受理120件，办结118件，按期办结率98.33%，按期办结率后三位：甲局（88.2%）、乙局（90.1%）。",
      [("受理", "", 120), ("办结", "", 118), ("按时办结率", "", 98.33),
       ("按时办结率", "甲局", 88.2), ("按时办结率", "乙局", 90.1)]),
     ("评价率低于85%的单位2个：甲局67.23%、乙局76.21%，满意率95%。",
      [("评价率", "", 85), ("单位", "", 2), ("评价率", "甲局", 67.23), ("评价率", "乙局", 76.21), ("满意率", "", 95)]),
     ("逾期工单5件，涉及市住建局3件、市城管局2件。",
      [("超期", "工单", 5), ("超期", "市住建局", 3), ("超期", "市城管局", 2)]),
     ("第1名安澜省交通运输厅（67.23%）", [("安澜省交通运输厅", "", 67.23)]),
     ("1.甲局：工单50件，办结48件，办结率96%；乙局：网上办件3件。对账9件。",
      [("工单", "甲局", 50), ("办结", "甲局", 48), ("办结率", "甲局", 96), ("办件", "乙局网上", 3), ("对账", "", 9)])],
)  # fmt: skip
def test_lists_after_a_colon_say_whose_each_number_is(text, expected):
    assert told(text) == expected
    assert read_text(text)["remarks"] == []


CIRCULAR = """内部资料
注意保管
某县热线办公室
关于2022年5月份政务大厅运行情况的通报
某县行政审批服务局      签发人：赵某某      二〇二二年五月二十日
现将5月份（4月17日—5月16日）情况通报如下：
一、办件情况
考核期内，投诉举报类共3783件，平均等候时间8分30秒，较上月缩短1分钟。
第3名某省医疗保障局（94.67%）
二、存在问题
1．个别窗口人员不在岗。
2．首席代表AB岗制度落实不够。
（此件公开发布）
附件：1．5月份得分表
      2．5月份统计表
        某县行政审批服务局
        2022年5月20日
"""


def test_marks_imprint_days_and_attachments_of_a_circular():
    record = read_text(CIRCULAR)
    assert record["title"].startswith("关于2022年5月份")
    assert record["attachments"] == ["5月份得分表", "5月份统计表"]
    assert record["period"] == {"from": "2022-04-17", "to": "2022-05-16"}
    assert [(one["title"], one["children"]) for one in record["headings"]] == [("办件情况", []), ("存在问题", [])]
    first, second, *_ = record["figures"]
    assert (first["name"], first["subject"], second["change"]["value"]) == ("投诉", "", -1)
    imprint = "简报\n（第7期）\n某县行政审批服务局      签发人：赵某某      二〇二二年五月十日\n一、概况\n受理3件。\n"
    assert (read_text(imprint)["issuer"], read_text(imprint)["issued_on"]) == ("某县行政审批服务局", "2022-05-10")


def test_a_period_in_brackets_under_a_heading_is_no_heading_and_hides_none():
    part = "{}\n（6月6日—6月12日）\n本周受理诉求 1,234 件，其中咨询类 734 件、求助类 500 件。\n"
    text = (
        "热线一周情况\n2022 年第 1 期\n某市热线办\n2022年6月20日\n" + part.format("受理概况") + part.format("承办情况")
    )
    record = read_text(text)
    assert [(one["title"], one["text"][0]) for one in record["headings"]] == [
        ("受理概况", "（6月6日—6月12日）"), ("承办情况", "（6月6日—6月12日）"),
    ]  # fmt: skip
    assert record["period"] == {"from": "2022-06-06", "to": "2022-06-12"}


def test_a_heading_broken_in_a_word_file_is_one():
    file = Document()
    file.add_heading("一、概况", 1)
    file.add_paragraph("受理3件。")
    file.add_heading("二、“一网通办”", 1).add_run().add_break()
    file.paragraphs[-1].add_run("推进情况")
    file.add_heading("三、建议", 1)
    file.add_paragraph("无。")
    file.save(content := BytesIO())
    found = read_content(content.getvalue())
    headings = read_text(found.text, found.headings)["headings"]
    assert [one["title"] for one in headings] == ["概况", "“一网通办”推进情况", "建议"]


def test_the_hall_itself_is_one_subject_over_the_issues_and_january_a_month():
    assert length_of((date(2022, 1, 1), date(2022, 1, 31)), (date(2022, 1, 17), date(2022, 2, 16)), "1月份") == "month"
    may = date(2022, 5, 1), date(2022, 5, 31)
    stories = [Story(words) for words in ("全县政务大厅共受理3件。", "县政务大厅收件3件。", "受理3件。")]
    parts = [(Part(sections=(Section("text", blocks=(story,)),)),) for story in stories]
    keys = {told.key for part in parts for told in figures_told(Report("own", parts=part), may)}
    assert keys == {"受理"}


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


def test_what_stands_between_the_head_and_the_first_heading_is_text_and_plain_stories_are_stories():
    untitled = '[[parts]]\n[[parts.sections]]\nkind = "text"\nlead = "各单位："\n'
    plain = '[[parts.sections]]\nkind = "stories"\ntitle = "问题"\nplain = true\n'
    series = parse_series(HEAD[: HEAD.index("[[parts]]")] + untitled + plain, name="own")
    words = "大厅运行通报\n第7号\n某办 2022年7月1日\n各单位：\n现通报如下。\n一、问题\n一是脱岗。\n二是迟到。\n"
    report = read(words, series)
    blocks = [(type(block).__name__, block.text) for section in report.sections() for block in section.blocks]
    assert blocks[-2:] == [("Story", "一是脱岗。"), ("Story", "二是迟到。")]
    assert ("".join(text for _, text in blocks[:-2]), report.unread()) == ("各单位：现通报如下。", [])


def test_a_category_called_as_its_section_is_not_said_once_more():
    section = '[[parts]]\n[[parts.sections]]\nkind = "stories"\ntitle = "窗口动态"\n'
    toml = HEAD[: HEAD.index("[[parts]]")] + section
    told = [Story("近日，甲事。", category="窗口动态"), Story("近日，乙事。", category="窗口动态")]
    words = [line.text for line in issue(toml, told).body if isinstance(line, Line)]
    assert words == ["一、窗口动态", "1.近日，甲事。", "2.近日，乙事。"]
    report = read("\n".join(["大厅运行通报", "第7号", "某办 2022年7月1日", *words]), parse_series(toml, name="own"))
    stories = [block.text for block in report.blocks() if isinstance(block, Story)]
    assert (stories, report.unread()) == (["近日，甲事。", "近日，乙事。"], [])


def issue(toml: str, stories: Sequence[Story] = ()) -> Sheet:
    days = (date(2022, 5, 17), date(2022, 6, 16))
    material = Material(
        numbers=Numbers(2022, 7, scope="all"), issued_on=date(2022, 7, 1), period=days, counted=days, figures=(),
        stories=stories, findings=(), spans={"figures": days}, answers={},
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


COUNTY = """code = "county"
title = "某县政务大厅月通报"
issuer = "某县行政审批局"
period = "month_from_17"
figures_period = "period"
numbering = "all"
number = "第 {number} 号"
[[definitions]]
code = "rating"
name = "评价率"
kind = "rate"
numerator = "rated"
denominator = "handled"
unit = "%"
decimals = 2
[[definitions]]
code = "rating_before"
name = "较上期"
kind = "change"
figure = "rating"
against = "previous"
in = "points"
unit = "个百分点"
decimals = 2
[[definitions]]
code = "low"
name = "评价率不足九成的单位"
kind = "list"
figure = "rating"
over = "department"
condition = "below"
limit = 90
[[parts]]
[[parts.sections]]
kind = "sentences"
title = "办件情况"
sentences = [
  "办理 {handled} 件，评价 {rated} 件，评价率 {rating:单位}[[，较上期{rating_before:上升/下降/持平}]]。",
  "[[评价率不足 90% 的单位 {low:个数} 个：{low}。]]",
]
[[parts.sections.sections]]
kind = "table"
by = "department"
row_title = "窗口"
total = "合计"
columns = [
  { title = "办理（件）", figure = "handled", group = "办件" },
  { title = "评价率（%）", figure = "rating", group = "评价" },
]
[[parts.sections]]
kind = "stories"
title = "存在问题"
plain = true
"""
HOTLINE = """code = "hotline"
title = "12345 热线一周情况"
issuer = "某市12345热线办"
period = "week"
figures_period = "period"
numbering = "year"
number = "{year} 年第 {number} 期"
[[definitions]]
code = "kinds"
name = "诉求分类"
kind = "total"
whole = "calls"
parts = ["asking", "helping"]
unit = "件"
[[parts]]
title = "受理概况"
note = "（{from}—{to}）"
[[parts.sections]]
kind = "sentences"
sentences = ["本周受理诉求 {calls:千分位} 件，其中咨询类 {asking} 件、求助类 {helping} 件。"]
[[parts.sections]]
kind = "ranking"
title = "诉求最多的单位"
figure = "most"
item = "{place}. {name}：{value} 件"
[[definitions]]
code = "most"
name = "诉求最多"
kind = "ranking"
figure = "calls"
over = "department"
order = "top"
first = 3
"""
RULES = {"handled": "month_from_17", "rated": "month_from_17", "calls": "week", "asking": "week", "helping": "week"}
AMOUNTS = {
    "2022-04-20": {"handled": (800, 210), "rated": (792, 190)},
    "2022-05-20": {"handled": (900, 100), "rated": (891, 80)},
    "2022-06-08": {"calls": (1100, 134), "asking": (700, 34), "helping": (400, 90)},
}


@pytest.fixture
def adopted(db) -> Hall:
    """A hall that uses the product for its reports alone: no case, its departments' figures, its own series."""
    hall = open_hall()
    people.ensure_roles(RIGHTS, STATISTICS_RIGHTS)
    names = dict(zip(RULES, ("办理", "评价", "诉求", "咨询类", "求助类"), strict=True))
    statistics.define(by=hall.job, submitted=[
        {"code": code, "name": names[code], "unit": "件", "decimals": 0, "period": rule} for code, rule in RULES.items()
    ])  # fmt: skip
    figures = [
        NewFigure(code, department, date.fromisoformat(day), amount)
        for day, sent in AMOUNTS.items()
        for code, amounts in sent.items()
        for department, amount in zip(("D1", "D2"), amounts, strict=True)
    ]
    statistics.submit(figures, by=hall.job, on=date(2022, 6, 20))
    for code, text in (("county", COUNTY), ("hotline", HOTLINE)):
        reports.save_series(by=hall.job, code=code, text=text, version=0)
    return hall


def test_a_county_bulletin_and_a_hotline_weekly_are_compiled_without_any_case_and_read_back(adopted):
    reports.add_story(by=adopted.job, series="county", period=date(2022, 5, 20), category="问题", text="2个窗口脱岗。")
    found = {}
    for series, day in (("county", "2022-05-20"), ("hotline", "2022-06-08")):
        issue = reports.compile_issue(
            by=adopted.job, series=series, period=date.fromisoformat(day), issued_on=date(2022, 6, 20)
        )  # fmt: skip
        read_in = read_content(print_issue(issue, "docx", seen_by=adopted.job).content)
        record = read_text(read_in.text, read_in.headings, saved=True)
        assert (record["series"], record["unread"]) == (series, [])
        found[series] = record
        page = issue_page(issue, seen_by=adopted.job)
        for remarks in (page.remarks, record["remarks"]):  # 1,224 of 1,234 calls are of a kind: said once
            assert [remark["code"] for remark in remarks] == (["parts_differ"] if series == "hotline" else [])
    county = [(one["name"], one["subject"], one["value"], one["unit"]) for one in found["county"]["figures"]]
    assert county[:3] == [("办件", "", 1000, "件"), ("评价", "", 971, "件"), ("评价率", "", 97.1, "%")]
    assert found["county"]["figures"][2]["change"]["value"] == -0.13
    assert {900, 100, 99, 80, 1000, 97.1} <= {value for *_, value, _ in county[3:]}
    assert (found["county"]["number"], found["county"]["issued_on"]) == (1, "2022-06-20")
    hotline = [one["value"] for one in found["hotline"]["figures"]]
    assert hotline == [1234, 734, 490, 1100, 134]
