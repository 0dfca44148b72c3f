"""The demo's stories and earlier issues: written in the report's manner, and read back without a rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import yichuang.reports
from yichuang.demo.rules.places import bureaus
from yichuang.demo.rules.weeks import CATEGORIES, LEAD, VARIABLES, issue_text, waiting, weeks
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.series import parse_series
from yichuang.workdays.rules import first_calendar

SERIES_FILE = Path(yichuang.reports.__file__).parent / "series" / "weekly.toml"
SERIES = parse_series(SERIES_FILE.read_text(encoding="utf-8"), name="weekly.toml").with_variables(VARIABLES)
NAMES = [bureau.name for bureau in bureaus()]
FIGURES = {"01": (4300, 4280), "20": (180000, 61000), "02-10": (380, 390)}
EARLIER = weeks()[:-1]


def test_the_weeks_follow_one_another_and_the_last_one_is_number_21_of_the_year_396_in_all():
    assert [(week.number, week.total) for week in weeks()] == [(18, 393), (19, 394), (20, 395), (21, 396)]
    assert weeks()[-1].start == date(2022, 6, 27)
    calendar = first_calendar()
    for week in weeks():
        assert calendar.count(week.start, week.end) == (week.end - week.start).days == 4


def test_stories_name_departments_that_exist_and_days_up_to_their_week():
    known = {bureau.short_name for bureau in bureaus()}
    for week in weeks():
        assert {story.category for story in week.stories} == set(CATEGORIES)
        assert len(week.findings) == 6
        for story in week.stories:
            assert story.department in known
            assert story.text.startswith(story.department)
            assert story.date_to is None or story.date_to <= week.end
    assert len(weeks()[-1].stories) == 11
    assert any(story.date_from is None for story in weeks()[-1].stories)


@pytest.mark.parametrize("week", EARLIER, ids=lambda week: str(week.number))
def test_an_earlier_issue_is_read_back_whole(week):
    report = read(issue_text(week, FIGURES), SERIES, departments=NAMES)
    assert (report.year, report.number, report.total_number) == (2022, week.number, week.total)
    assert (report.period_from, report.period_to, report.issued_on) == (week.start, week.end, week.issued_on)
    assert report.unread() == []
    stories = report.stories()
    assert [(story.date_from, story.date_to) for story in stories] == [
        (told.date_from, told.date_to) for told in week.stories
    ]
    assert [story.category for story in stories] == [told.category for told in week.stories]
    assert all(story.department for story in stories)
    assert [(found.check, found.ok) for found in report.findings()] == [(seen.check, seen.ok) for seen in week.findings]
    sentence = report.figure_sentence()
    assert {figure.item_type: (figure.accepted, figure.concluded) for figure in sentence.figures} == FIGURES


def test_no_sentence_is_told_twice():
    sentences = [
        sentence
        for stories in (*(week.stories for week in weeks()), waiting())
        for story in stories
        for sentence in story.text.split("。")
        if sentence
    ]
    assert len(sentences) == len(set(sentences))
    assert LEAD.endswith("本周大厅巡查情况如下：")
