"""An issue is archived or compiled, signed, published; then nothing changes it any more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Hall, day
from tests.reports.samples import REFERENCE, SIBLING, bare, needs_reference
from yichuang.cases import acts as cases
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.reports import acts, queries

WEEK = date(2022, 6, 27)
LAST_WEEK_TEXT = """窗口工作周报
2022 年第 20 期（总第 395 期）
某省政务服务中心
2022 年 7 月 1 日
政务服务工作
（6 月 20 日—6 月 24 日）
一、省级政务服务事项受理办理情况
据某省一体化政务服务平台数据统计，2022 年 1 月 1 日至 2022 年 6 月 24 日，省本级行政许可事项受理 900 件，办结 1 件；
公共服务事项受理 1 件，办结 0 件，其它九类行权事项受理 1 件，办结 0 件。
（共印 80 份）
"""


def compiled(hall: Hall) -> int:
    return acts.compile_issue(by=hall.job, series="weekly", period=WEEK, issued_on=date(2022, 7, 1))


def published(hall: Hall) -> int:
    issue = compiled(hall)
    acts.sign(by=hall.job, issue_id=issue)
    acts.publish(by=hall.job, issue_id=issue)
    return issue


def test_a_draft_prints_the_figures_in_the_series_wording(hall):
    page = queries.issue_page(compiled(hall), seen_by=hall.job)
    assert (
        "据某省一体化政务服务平台数据统计，2022 年 1 月 1 日至 2022 年 7 月 1 日，"
        "省本级行政许可事项受理 3 件，办结 1 件；"
        "公共服务事项受理 1 件，办结 0 件，其它九类行权事项受理 1 件，办结 1 件。"
    ) in page.text
    assert page.mark == "草稿 · 期号为暂定"
    assert (page.line.period_from, page.line.period_to) == (WEEK, date(2022, 7, 1))
    assert page.line.key == "2022-1"


def test_the_draft_after_an_archived_issue_shows_the_next_number(hall):
    acts.archive(by=hall.job, series="weekly", text=LAST_WEEK_TEXT)
    page = queries.issue_page(compiled(hall), seen_by=hall.job)
    assert (page.line.number, page.line.total_number, page.line.number_taken) == (21, 396, False)
    assert "2022 年第 21 期（总第 396 期）" in page.text
    assert {remark["code"] for remark in page.remarks} == {"cumulative_fell"}


def test_where_the_period_has_an_issue_the_draft_shows_its_number_as_taken(hall):
    first = published(hall)
    page = queries.issue_page(compiled(hall), seen_by=hall.job)
    assert page.line.id != first
    assert (page.line.key, page.line.number_taken, page.mark) == ("2022-1", True, "草稿 · 该期号已被同期占用")
    acts.sign(by=hall.job, issue_id=page.line.id)
    with pytest.raises(Refusal) as refusal:
        acts.publish(by=hall.job, issue_id=page.line.id)
    assert refusal.value.code == "number_used"


def test_compiling_again_replaces_the_draft(hall):
    first = compiled(hall)
    acts.add_story(by=hall.job, series="weekly", period=WEEK, category="窗口工作", text="近日，某窗口延长了服务时间。")
    assert compiled(hall) == first
    assert len(queries.issue_page(first, seen_by=hall.job).report.stories()) == 1


def test_stories_and_findings_stand_in_the_issue_as_they_were_told(hall):
    acts.add_story(
        by=hall.job, series="weekly", period=date(2022, 6, 29), category="厅（局）长进大厅",
        text="某省交通运输厅副厅长到窗口值守。", department="交通运输厅", date_from=date(2022, 6, 28),
        date_to=date(2022, 6, 29), date_text="6月28日至29日",
    )  # fmt: skip
    acts.add_story(
        by=hall.job, series="weekly", period=WEEK, category="优化营商环境工作开展情况",
        text="6月30日，省卫健委窗口简化了材料清单。",
    )  # fmt: skip
    acts.record_finding(by=hall.job, series="weekly", period=WEEK, check="着装情况", finding="一人未按要求着装。")
    acts.record_finding(by=hall.job, series="weekly", period=WEEK, check="着装情况", finding="总体情况良好。")
    report = queries.issue_page(compiled(hall), seen_by=hall.job).report
    assert [(s.marker, s.category, s.department, s.date_from, s.date_to) for s in report.stories()] == [
        ("（1）", "优化营商环境工作开展情况", "省卫健委", date(2022, 6, 30), date(2022, 6, 30)),
        ("（1）", "厅（局）长进大厅", "交通运输厅", date(2022, 6, 28), date(2022, 6, 29)),
    ]
    assert report.stories()[1].text == "6月28日至29日，某省交通运输厅副厅长到窗口值守。"
    assert [(f.text, f.ok) for f in report.findings()] == [("着装情况。总体情况良好。", True)]


def test_every_change_of_a_story_is_kept(hall):
    told = acts.add_story(by=hall.job, series="weekly", period=WEEK, category="动态", text="近日，一窗口试行预约。")
    acts.change_story(by=hall.job, story_id=told, version=1, category="动态", text="近日，两个窗口试行预约。")
    with pytest.raises(Conflict) as conflict:
        acts.change_story(by=hall.job, story_id=told, version=1, category="动态", text="近日，三个窗口试行预约。")
    assert conflict.value.code == "stale_version"
    acts.withdraw_story(by=hall.job, story_id=told, version=2)
    changes = queries.changes_of("story", told, seen_by=hall.job)
    assert [(c["version"], c["content"]["text"], c["content"]["state"]) for c in changes] == [
        (1, "近日，一窗口试行预约。", "adopted"),
        (2, "近日，两个窗口试行预约。", "adopted"),
        (3, "近日，两个窗口试行预约。", "withdrawn"),
    ]
    assert queries.stories_of("weekly", WEEK) == []


def test_publishing_freezes_text_figures_definitions_and_instant(hall):
    page = queries.issue_page(published(hall))
    assert page.line.state == "published"
    assert page.known_at is not None
    assert page.figures["groups"][0] == {"item_type": "01", "name": "行政许可事项", "accepted": 3, "concluded": 1}
    assert page.definitions["accepted"]["name"] == "受理"
    assert page.differences == []


def test_a_later_difference_is_shown_beside_the_frozen_figure(hall):
    issue = published(hall)
    hall.accepted_case(on="2022-06-30")
    page = queries.issue_page(issue)
    assert [(d.item_type, d.indicator, d.printed, d.now) for d in page.differences] == [("01", "accepted", 3, 4)]
    assert "行政许可事项受理 3 件" in page.text


def test_figures_that_changed_after_signing_are_not_published(hall):
    issue = compiled(hall)
    acts.sign(by=hall.job, issue_id=issue)
    hall.accepted_case(on="2022-06-30")
    with pytest.raises(Conflict) as conflict:
        acts.publish(by=hall.job, issue_id=issue)
    assert conflict.value.code == "figures_changed"
    with pytest.raises(Conflict) as conflict:
        compiled(hall)
    assert conflict.value.code == "issue_signed"
    acts.take_back(by=hall.job, issue_id=issue)
    assert compiled(hall) == issue


def test_only_a_signed_issue_is_published(hall):
    issue = compiled(hall)
    with pytest.raises(Conflict) as conflict:
        acts.publish(by=hall.job, issue_id=issue)
    assert conflict.value.code == "issue_not_signed"


def test_a_period_without_cases_is_refused(hall):
    with pytest.raises(Refusal) as refusal:
        acts.compile_issue(by=hall.job, series="weekly", period=date(2022, 6, 6))
    assert (refusal.value.code, refusal.value.field) == ("period_without_cases", "period")
    assert queries.drafts(seen_by=hall.job) == []


def test_a_week_of_holidays_has_no_issue(hall):
    with pytest.raises(Refusal) as refusal:
        acts.compile_issue(by=hall.job, series="weekly", period=date(2020, 1, 27))
    assert refusal.value.code in ("period_without_working_days", "period_without_cases")


def test_an_unknown_series_is_named(hall):
    with pytest.raises(Unknown) as unknown:
        acts.compile_issue(by=hall.job, series="daily", period=WEEK)
    assert unknown.value.code == "unknown_series"
    with pytest.raises(Refusal) as refusal:
        acts.set_variables(by=hall.job, series="weekly", values={"colour": "red"})
    assert refusal.value.code == "series_variable"


def test_drafts_are_for_those_who_may_see_them(hall):
    issue = compiled(hall)
    assert queries.latest_issue() is None
    assert queries.drafts(seen_by=None) == queries.drafts(seen_by=hall.clerk) == []
    assert [line.id for line in queries.drafts(seen_by=hall.leader)] == [issue]
    for stranger in (None, hall.clerk):
        with pytest.raises(Unknown):
            queries.issue_page(issue, seen_by=stranger)
        with pytest.raises(Unknown):
            queries.print_issue(issue, "pdf", seen_by=stranger)


def test_acts_ask_for_their_right(hall):
    issue = compiled(hall)
    for act in (
        lambda: acts.compile_issue(by=hall.clerk, series="weekly", period=WEEK),
        lambda: acts.archive(by=hall.clerk, series="weekly", text=LAST_WEEK_TEXT),
        lambda: acts.sign(by=hall.clerk, issue_id=issue),
        lambda: acts.publish(by=hall.leader, issue_id=issue),
        lambda: acts.add_story(by=hall.leader, series="weekly", period=WEEK, category="动态", text="近日，无。"),
        lambda: acts.record_finding(by=hall.clerk, series="weekly", period=WEEK, check="着装", finding="好。"),
        lambda: acts.set_variables(by=hall.clerk, series="weekly", values={"centre": "中心"}),
        lambda: queries.changes_of("story", 1, seen_by=hall.clerk),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_archived_issue_keeps_its_text_verbatim_and_its_number(hall):
    text = SIBLING.read_text(encoding="utf-8")
    issue = acts.archive(by=hall.job, series="weekly", text=text)
    assert queries.find_issue("weekly", "2023-7") == issue
    assert queries.issue_page(issue).text == text
    assert queries.latest_issue().key == "2023-7"
    with pytest.raises(Refusal) as refusal:
        acts.archive(by=hall.job, series="weekly", text=text)
    assert (refusal.value.code, refusal.value.field) == ("number_used", "number")
    with pytest.raises(Refusal) as refusal:
        acts.archive(by=hall.job, series="weekly", text=text.replace("第 7 期", "第 8 期"))
    assert refusal.value.code == "number_used"  # the number in all
    assert len(queries.archived_issues()) == 1


def test_a_text_without_a_number_is_not_archived(hall):
    with pytest.raises(Refusal) as refusal:
        acts.archive(by=hall.job, series="weekly", text="一段不是周报的文字。")
    assert refusal.value.code == "number_missing"


@needs_reference
def test_with_the_reference_archived_the_draft_of_its_week_shows_21_as_taken(hall):
    acts.archive(by=hall.job, series="weekly", text=REFERENCE.read_text(encoding="utf-8"))
    line = queries.issue_page(compiled(hall), seen_by=hall.job).line
    assert (line.number, line.total_number, line.number_taken) == (21, 396, True)


@pytest.mark.parametrize("statement", ["UPDATE reports_issue SET text = ''", "UPDATE reports_change SET version = 9",
                                       "DELETE FROM reports_issue", "DELETE FROM reports_seriesversion"])  # fmt: skip
def test_what_is_published_cannot_be_changed_in_the_database(hall, statement):
    acts.add_story(by=hall.job, series="weekly", period=WEEK, category="动态", text="近日，一窗口试行预约。")
    published(hall)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.owner
def test_not_even_the_owner_changes_what_is_published(hall):
    published(hall)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_issue SET text = ''")


def test_a_compiled_issue_reads_as_what_it_was_compiled_from(hall):
    acts.add_story(by=hall.job, series="weekly", period=WEEK, category="动态", text="6月30日，某窗口试行预约。")
    acts.record_finding(by=hall.job, series="weekly", period=WEEK, check="着装情况", finding="总体情况良好。")
    page = queries.issue_page(compiled(hall), seen_by=hall.job)
    archived = acts.archive(by=hall.job, series="weekly", text=page.text)
    record = queries.issue_page(archived).record
    told = ("title", "year", "number", "total_number", "issuer", "issued_on", "period", "statistics", "distribution")
    assert {key: record[key] for key in told} == {key: page.record[key] for key in told}
    assert record["unread"] == []
    assert bare(queries.issue_page(archived).report.words()) == bare(page.text)


def test_a_case_recorded_late_moves_only_what_is_not_frozen(hall):
    issue = published(hall)
    number = hall.received_case(on="2022-06-28")
    cases.accept(number, by=hall.manager, at=day("2022-06-28"))
    assert queries.issue_page(issue).figures["groups"][0]["accepted"] == 3


def test_of_two_who_take_a_number_at_once_one_gets_it(hall):
    text = SIBLING.read_text(encoding="utf-8")

    def attempt(_: int) -> str:
        try:
            acts.archive(by=hall.job, series="weekly", text=text)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "archived"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["archived", "number_used", "number_used", "number_used"]
    assert [line.key for line in queries.archived_issues()] == ["2023-7"]
