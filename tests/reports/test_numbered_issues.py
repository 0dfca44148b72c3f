"""Issues of series that count in months, in all, or not at all: draft, page, file, archive."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from tests.cast import Hall
from tests.reports.samples import WEEKLY_FILE
from tests.reports.test_command import names_in, run
from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.reports import acts, queries

WEEKLY = WEEKLY_FILE.read_text(encoding="utf-8")
JUNE = (date(2022, 6, 1), date(2022, 6, 30))
HALF_JUNE = (date(2022, 6, 16), date(2022, 6, 30))
LINE = "{year} 年第 {number} 期（总第 {total} 期）"


def saved(hall: Hall, code: str, period: str, numbering: str, line: str) -> None:
    """Save a series like the weekly one with another period and numbering."""
    text = WEEKLY.replace('code = "weekly"', f'code = "{code}"').replace(LINE, line)
    text = text.replace('period = "working_week"', f'period = "{period}"\nnumbering = "{numbering}"')
    acts.save_series(by=hall.job, code=code, text=text, version=0)


@pytest.fixture
def series(hall: Hall) -> Hall:
    """A hall with a series of each numbering."""
    saved(hall, "monthly", "month", "month", "{year} 年 {month} 月第 {number} 期")
    saved(hall, "in_all", "month_from_17", "all", "第 {number} 期")
    saved(hall, "at_will", "ad_hoc", "none", "")
    return hall


def published(hall: Hall, code: str, period: object) -> int:
    issue = acts.compile_issue(by=hall.job, series=code, period=period)
    acts.sign(by=hall.job, issue_id=issue)
    acts.publish(by=hall.job, issue_id=issue)
    return issue


@pytest.mark.parametrize(
    ("code", "period", "key", "words", "days"),
    [
        ("monthly", date(2022, 6, 28), "2022-06-1", "2022 年 6 月第 1 期", ("2022-06-01", "2022-06-30")),
        ("in_all", date(2022, 6, 28), "1", "第 1 期", ("2022-06-17", "2022-07-16")),
        ("at_will", HALF_JUNE, "2022-06-16_2022-06-30", "2022年6月16日—6月30日", ("2022-06-16", "2022-06-30")),
    ],
)
def test_an_issue_is_published_printed_and_found_by_the_key_it_has(
    series, capsys, tmp_path, code, period, key, words, days
):
    issue = published(series, code, period)
    line = queries.issue_page(issue).line
    assert (line.key, line.number_words, tuple(map(str, line.period))) == (key, words, days)
    assert queries.find_issue(code, key) == issue
    status, out, _ = run(capsys, "print", code, key, "--out", tmp_path, "--json")
    assert (status, json.loads(out)["key"]) == (0, key)
    assert names_in(tmp_path) == [f"{code}-{key}.{form}" for form in ("docx", "html", "json", "pdf")]
    page = Client().get(f"/issues/{code}/{key}/")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert Client().get(f"/issues/{code}/{key}.html").status_code == 200
    assert f"/issues/{code}/{key}/" in Client().get("/issues/").content.decode()
    again = acts.compile_issue(by=series.job, series=code, period=period)
    assert queries.issue_page(again, seen_by=series.job).line.number_taken
    acts.sign(by=series.job, issue_id=again)
    with pytest.raises(Refusal) as refusal:
        acts.publish(by=series.job, issue_id=again)
    assert refusal.value.code == "number_used"


def test_issues_at_will_are_the_same_only_if_their_days_are(series, capsys, tmp_path):
    whole = acts.compile_issue(by=series.job, series="at_will", period=JUNE)
    half = acts.compile_issue(by=series.job, series="at_will", period=HALF_JUNE)
    assert whole != half
    assert acts.compile_issue(by=series.job, series="at_will", period=HALF_JUNE) == half
    told = acts.add_story(by=series.job, series="at_will", period=HALF_JUNE, category="动态", text="近日，试行预约。")
    acts.change_story(by=series.job, story_id=told, version=1, category="动态", text="6月20日，试行预约。")
    assert [line.story.date_from for line in queries.stories_of("at_will", HALF_JUNE[0])] == [date(2022, 6, 20)]
    words = ("compile", "at_will", "--out", tmp_path, "--json", "--period")
    status, out, _ = run(capsys, *words, "2022-06-16..2022-06-30")
    assert (status, json.loads(out)["key"]) == (0, "2022-06-16_2022-06-30")
    for period, code in (("2022-06-16", "period_ends_needed"), ("2022-06-30..2022-06-16", "period_reversed")):
        status, out, _ = run(capsys, *words, period)
        assert (status, json.loads(out)["error"]["code"]) == (1, code)
    status, out, _ = run(
        capsys, "compile", "monthly", "--out", tmp_path, "--json", "--period", "2022-06-01..2022-06-15"
    )
    assert (status, json.loads(out)["error"]["code"]) == (1, "period_off_rule")
    with pytest.raises(Unknown):
        queries.find_issue("at_will", "2022-06-16_2022-06-30")  # a draft is not found by its key


def test_a_printed_issue_is_archived_under_the_number_of_its_series(series):
    for code, period, key in (("monthly", JUNE[0], "2022-06-1"), ("in_all", JUNE[1], "1"), ("at_will", JUNE, None)):
        issue = acts.compile_issue(by=series.job, series=code, period=period, issued_on=date(2022, 7, 5))
        text = queries.issue_page(issue, seen_by=series.job).text
        archived = acts.archive(by=series.job, series=code, text=text)
        assert queries.issue_page(archived).line.key == (key or "2022-06-01_2022-06-30")
        with pytest.raises(Refusal) as refusal:
            acts.archive(by=series.job, series=code, text=text)
        assert refusal.value.code == "number_used"
    series.accepted_case(on="2022-07-20")
    following = acts.compile_issue(by=series.job, series="in_all", period=date(2022, 7, 20))
    assert queries.issue_page(following, seen_by=series.job).line.key == "2"


def test_a_series_with_another_rule_keeps_the_issues_of_the_rule_before(series):
    text = WEEKLY.replace('"weekly"', '"changing"', 1)
    acts.save_series(by=series.job, code="changing", text=text, version=0)
    published(series, "changing", date(2022, 6, 28))
    week = acts.compile_issue(by=series.job, series="changing", period=date(2022, 6, 28))
    monthly = text.replace('period = "working_week"', 'period = "month"')
    acts.save_series(by=series.job, code="changing", text=monthly, version=1)
    month = acts.compile_issue(by=series.job, series="changing", period=date(2022, 6, 28))
    line = queries.issue_page(month, seen_by=series.job).line
    assert (month != week, line.key, line.number_taken) == (True, "2022-2", False)


def test_a_signed_draft_of_the_period_is_not_compiled_over(series):
    issue = acts.compile_issue(by=series.job, series="monthly", period=JUNE[0])
    acts.sign(by=series.job, issue_id=issue)
    with pytest.raises(Conflict) as conflict:
        acts.compile_issue(by=series.job, series="monthly", period=JUNE)
    assert conflict.value.code == "issue_signed"
