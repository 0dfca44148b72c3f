"""Figures that recur: what an issue tells, the trend over issues, breaks of definition; two issues side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import Hall
from tests.reports.archived import archive_of, sibling
from tests.reports.samples import weekly
from yichuang.kit.errors import Unknown
from yichuang.reports import acts
from yichuang.reports.queries.comparing import compared
from yichuang.reports.queries.search import search_archive
from yichuang.reports.queries.trends import recurring, trend
from yichuang.reports.rules import comparing
from yichuang.reports.rules.comparing import compare
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.recurring import Making, figures_told, length_of
from yichuang.reports.rules.tree import Cell, Heading, Part, Report, Section, Story, Table, Text
from yichuang.reports.rules.trends import Point, breaks_between

WEEK = (date(2022, 6, 27), date(2022, 7, 1))
MONTH = (date(2022, 6, 1), date(2022, 6, 30))


def _report(*words: str) -> Report:
    section = Section("text", Heading("热线", "一、"), tuple(Text(one) for one in words))
    return Report("weekly", parts=(Part(sections=(section,)),))


@pytest.mark.parametrize(
    ("start", "end", "own", "length"),
    [
        ("2022-06-27", "2022-07-01", WEEK, "issue"),
        ("2022-01-01", "2022-07-01", WEEK, "year_to_date"),
        ("2022-06-20", "2022-06-24", WEEK, "week"),
        ("2022-06-01", "2022-06-30", WEEK, "month"),
        ("2022-05-17", "2022-06-16", MONTH, "month"),
        ("2022-04-01", "2022-06-30", MONTH, "quarter"),
        ("2022-02-01", "2023-01-31", MONTH, "year"),
        ("2022-06-05", "2022-06-05", MONTH, ""),
    ],
)
def test_a_period_has_a_length(start: str, end: str, own: tuple[date, date], length: str) -> None:
    assert length_of((date.fromisoformat(start), date.fromisoformat(end)), own) == length


def test_figures_are_told_by_name_unit_and_length() -> None:
    report = _report(
        "6 月，12345 热线受理诉求 3,214 件，办结 3,100 件。截至 6 月 30 日，大厅设窗口 120 个，窗口 118 个。"
    )
    told = {(one.key, one.unit, one.length): one for one in figures_told(report, MONTH)}
    received = [one for one in told.values() if one.value == 3214]
    assert len(received) == 1
    assert received[0].length == "issue"
    assert received[0].written == "3,214件"
    assert not any(one.value in (120, 118) for one in told.values()), "one name for two numbers names neither"


def test_a_table_and_what_counts_since_new_year_are_told_too() -> None:
    cells = [tuple(map(Cell, row)) for row in (("事项类型", "受理", "办结"), ("行政许可", "37", "36"))]
    table = Table("办件情况", head=(cells[0],), rows=(cells[1],), unit="件")
    section = Section("table", None, (Text("年初以来累计受理 6037 件。"), table))
    told = figures_told(Report("monthly", parts=(Part(sections=(section,)),)), MONTH)
    assert [(one.name, int(one.value), one.length) for one in told] == [
        ("受理", 6037, "year_to_date"), ("行政许可受理", 37, "issue"), ("行政许可办结", 36, "issue"),
    ]  # fmt: skip
    assert told[0].start == date(2022, 1, 1)


def test_a_story_of_a_department_is_told_apart_from_another() -> None:
    stories = tuple(
        Story(f"近日，{name}窗口受理申请 {n} 件。", department=name) for name, n in (("税务局", 3), ("民政厅", 4))
    )
    report = Report("weekly", parts=(Part(sections=(Section("stories", None, stories),)),))
    assert [told.value for told in figures_told(report, WEEK)] == [3, 4]


def _point(compiled: bool = True, **definition: object) -> Point:
    name = str(definition.pop("name", "行政许可受理"))
    return Point(1, name, *WEEK, Decimal(1), "1 件", "", definition, compiled)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"scope": "省本级"}, {"scope": "全省"}, "统计范围由“省本级”改为“全省”。"),
        ({"name": "其它九类受理"}, {"name": "其他九类受理"}, "名称由“其它九类受理”改为“其他九类受理”。"),
        ({"meaning": "一"}, {"meaning": "二"}, "指标的算法有改动。"),
        ({"template": "一"}, {"template": "二", "version": 3}, "刊物第 3 版改了这句话的写法。"),
        ({"meaning": ""}, {"meaning": "二"}, None),
        ({"scope": "全省"}, {"scope": "全省"}, None),
    ],
)
def test_a_break_of_definition_is_told(before: dict, after: dict, told: str | None) -> None:
    assert breaks_between(_point(**before), _point(**after)) == ((told,) if told else ())


def test_only_the_sentence_that_was_rewritten_breaks() -> None:
    report = _report("共受理 12 件。", "年初以来累计办结 30 件。")
    before = Making(sentences={"热线": ("共受理 {accepted} 件。", "年初以来累计办结 {concluded} 件。")}, version=1)
    after = Making(sentences={"热线": ("共受理 {accepted} 件。", "今年以来累计办结 {concluded} 件。")}, version=2)
    digests = [
        [told.definition["template"] for told in figures_told(report, MONTH, making)] for making in (before, after)
    ]
    assert digests[0][0] == digests[1][0]
    assert digests[0][1] != digests[1][1]


def test_two_issues_are_compared_sentence_by_sentence() -> None:
    gone, come = "课后，窗口人员留下联系方式，承诺两个工作日内答复咨询。", "顾青砚还看了母婴室。"
    left = read(sibling(7), weekly())
    changed = {gone: "", "在路边等消息。": f"在路边等消息。{come}", "大厅巡查情况": "政务大厅巡查情况"}
    right = read(sibling(8, **changed), weekly())
    pairs = compare(left, right)
    rows = [row for pair in pairs for row in pair.rows]
    assert ["".join(run.text for run in row.left) for row in rows if row.kind == "gone"] == [gone]
    assert ["".join(run.text for run in row.right) for row in rows if row.kind == "new"] == [come]
    figures = next(row for row in rows if row.kind == "changed" and "行政许可" in row.right[0].text + row.right[2].text)
    assert [run.text for run in figures.right if run.differs] == ["24", "51903", "51527"]
    assert any(pair.left != pair.right and "巡查" in pair.title for pair in pairs), "sections of similar titles meet"
    assert all(row.kind == "same" for pair in compare(left, left) for row in pair.rows)
    everything = [row.kind for pair in compare(Report("weekly"), left) for row in pair.rows]
    assert set(everything) == {"new"}


def test_so_many_unlike_sections_are_not_held_against_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def report(word: str) -> Report:
        sections = [Section("text", Heading(f"{word}{at}"), (Text("甲。"),)) for at in range(300)]
        same = Section("text", Heading("大厅巡查"), (Text("甲。"),))
        return Report("weekly", parts=(Part(Heading("动态", level=0), sections=(*sections, same)),))

    held: list[object] = []
    dice = comparing._dice
    monkeypatch.setattr(comparing, "_dice", lambda one, other: held.append(one) or dice(one, other))
    pairs = compare(report("政务服务"), report("营商环境"))
    assert held == []
    assert [pair.title for pair in pairs if None not in (pair.left, pair.right)] == ["动态", "动态 › 大厅巡查"]
    assert len(pairs) == 602


def test_read_and_compiled_issues_are_one_trend(hall: Hall) -> None:
    archive_of(hall, range(7, 12))
    before = {one.key: one for one in recurring("weekly")}
    assert before["accepted:01"].issues == 5
    assert before["accepted:01"].length == "year_to_date"
    draft = acts.compile_issue(by=hall.job, series="weekly", period=date(2022, 6, 27))
    assert search_archive("行政许可事项").facets["year"] == [("2023", 5)], "drafts never appear"
    acts.sign(by=hall.job, issue_id=draft)
    acts.publish(by=hall.job, issue_id=draft)
    assert search_archive("行政许可事项").facets["year"] == [("2023", 5), ("2022", 1)]
    found = trend("weekly", "accepted:01", "件", "year_to_date")
    assert [point.compiled for point, _ in found.points] == [True, *[False] * 5]
    assert [int(point.value) for point, _ in found.points[1:]] == [51203 + 700 * n for n in range(5)]
    assert found.points[1][0].breaks == ("统计范围由“省本级”改为“省级”。",)
    assert not found.points[2][0].breaks
    with pytest.raises(Unknown):
        trend("weekly", "nothing", "件", "issue")
    pairs = compared(("weekly", "2023-7"), ("weekly", "2023-8")).pairs
    assert sum(pair.kinds["changed"] for pair in pairs) == 4
