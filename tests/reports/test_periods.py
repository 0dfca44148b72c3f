"""Periods of issues by their series' rule: where a day lies, what else an issue counts, what it is compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.reports.samples import weekly
from yichuang.kit.errors import Refusal
from yichuang.reports.rules.periods import (
    FIGURES_PERIODS,
    PERIODS,
    figures_period,
    is_figures_period,
    is_period,
    is_span_rule,
    period_before,
    period_told,
    shifts_of,
    span_of,
    spans_of,
    story_period,
    wording,
    year_earlier,
)

HOLIDAYS = {date(2022, 5, 2), date(2022, 5, 3), date(2022, 5, 4)} | {
    date(2022, 1, 31) + timedelta(days=n) for n in range(7)
}
MADE_UP = {date(2022, 5, 7)}
JUNE = ("2022-06-01", "2022-06-30")
WEEK = ("2022-06-27", "2022-07-01")


def is_working(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def span(ends: tuple[str, str]) -> tuple[date, date]:
    return date.fromisoformat(ends[0]), date.fromisoformat(ends[1])


def told(found: tuple[date, date]) -> tuple[str, str]:
    return str(found[0]), str(found[1])


@pytest.mark.parametrize(
    ("rule", "day", "first", "last"),
    [
        ("working_week", "2022-05-08", "2022-05-05", "2022-05-07"),
        ("week", "2022-05-08", "2022-05-02", "2022-05-08"),
        ("month", "2022-02-08", "2022-02-01", "2022-02-28"),
        ("quarter", "2022-05-08", "2022-04-01", "2022-06-30"),
        ("half_year", "2022-07-01", "2022-07-01", "2022-12-31"),
        ("year", "2024-02-29", "2024-01-01", "2024-12-31"),
        ("month_from_17", "2022-01-16", "2021-12-17", "2022-01-16"),
        ("month_from_17", "2022-01-17", "2022-01-17", "2022-02-16"),
    ],
)
def test_a_day_lies_in_one_period_of_each_rule(rule, day, first, last):
    assert is_period(rule)
    assert told(story_period(rule, date.fromisoformat(day), is_working)) == (first, last)


def test_a_week_without_working_days_and_an_issue_at_will_have_no_period_of_a_day():
    for rule, day, code in (("working_week", date(2022, 2, 1), "period_without_working_days"),
                            ("ad_hoc", date(2022, 6, 1), "period_ends_needed")):  # fmt: skip
        with pytest.raises(Refusal) as refusal:
            story_period(rule, day, is_working)
        assert (refusal.value.code, refusal.value.field) == (code, "period")


@pytest.mark.parametrize(
    ("rule", "period", "first", "last"),
    [
        ("period", WEEK, *WEEK),
        ("year_to_date", WEEK, "2022-01-01", "2022-07-01"),
        ("half_year_to_date", JUNE, "2022-01-01", "2022-06-30"),
        ("quarter_to_date", WEEK, "2022-07-01", "2022-07-01"),
        ("month_to_date", WEEK, "2022-07-01", "2022-07-01"),
        ("month_from_17", JUNE, "2022-05-17", "2022-06-16"),
        ("month", WEEK, "2022-06-01", "2022-06-30"),  # July is not over
        ("month", JUNE, *JUNE),
        ("quarter", ("2022-08-01", "2022-08-31"), "2022-04-01", "2022-06-30"),  # none ends in August: the last before
        ("working_week", JUNE, "2022-06-20", "2022-06-24"),  # that of the 27th ends in July
        ("year", JUNE, "2021-01-01", "2021-12-31"),
    ],
)
def test_figures_count_their_own_days(rule, period, first, last):
    assert is_figures_period(rule)
    assert told(figures_period(rule, span(period), is_working)) == (first, last)


@pytest.mark.parametrize(
    ("rule", "period", "before", "year_before"),
    [
        ("working_week", WEEK, ("2022-06-20", "2022-06-24"), ("2021-06-28", "2021-07-02")),
        ("working_week", ("2022-05-09", "2022-05-13"), ("2022-05-05", "2022-05-07"), ("2021-05-10", "2021-05-14")),
        ("working_week", ("2022-02-07", "2022-02-11"), ("2022-01-24", "2022-01-28"), ("2021-02-08", "2021-02-12")),
        ("week", ("2022-06-27", "2022-07-03"), ("2022-06-20", "2022-06-26"), ("2021-06-28", "2021-07-04")),
        ("month", ("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        ("quarter", ("2022-01-01", "2022-03-31"), ("2021-10-01", "2021-12-31"), ("2021-01-01", "2021-03-31")),
        ("month_from_17", ("2022-03-17", "2022-04-16"), ("2022-02-17", "2022-03-16"), ("2021-03-17", "2021-04-16")),
        ("ad_hoc", ("2022-06-01", "2022-06-15"), ("2022-05-17", "2022-05-31"), ("2021-06-01", "2021-06-15")),
    ],
)
def test_a_period_is_compared_by_its_own_rule(rule, period, before, year_before):
    assert told(period_before(rule, span(period), is_working)) == before
    assert told(year_earlier(rule, span(period), is_working)) == year_before


def test_an_issue_has_the_spans_that_its_series_names_and_always_two():
    named = {"overdue": "month_from_17", "half": "half_year_to_date", "last": "previous", "once": "year_before"}
    monthly = replace(weekly(), period="month", figures_period="year_to_date", spans=named)
    assert all(is_span_rule(rule) for rule in named.values())
    found = {name: told(days) for name, days in spans_of(monthly, span(JUNE), is_working).items()}
    assert found == {
        "stories": JUNE, "figures": ("2022-01-01", "2022-06-30"), "overdue": ("2022-05-17", "2022-06-16"),
        "half": ("2022-01-01", "2022-06-30"), "last": ("2022-05-01", "2022-05-31"),
        "once": ("2021-06-01", "2021-06-30"),
    }  # fmt: skip


def test_each_span_of_an_issue_has_what_it_is_compared_with():
    own = replace(weekly(), spans={"month": "month", "so_far": "month_to_date"})
    shifts = {(word, told(at)): told(to) for (word, at), to in shifts_of(own, span(WEEK), is_working).items()}
    assert shifts == {
        ("previous", WEEK): ("2022-06-20", "2022-06-24"),
        ("year_before", WEEK): ("2021-06-28", "2021-07-02"),
        ("previous", ("2022-01-01", "2022-07-01")): ("2022-01-01", "2022-06-24"),
        ("year_before", ("2022-01-01", "2022-07-01")): ("2021-01-01", "2021-07-01"),
        ("previous", ("2022-06-01", "2022-06-30")): ("2022-05-01", "2022-05-31"),
        ("year_before", ("2022-06-01", "2022-06-30")): ("2021-06-01", "2021-06-30"),
        ("previous", ("2022-07-01", "2022-07-01")): ("2022-06-01", "2022-06-24"),
        ("year_before", ("2022-07-01", "2022-07-01")): ("2021-07-01", "2021-07-01"),
    }
    monthly = replace(weekly(), period="month", figures_period="year_to_date", spans={})
    january = span(("2022-01-01", "2022-01-31"))
    assert told(shifts_of(monthly, january, is_working)["previous", january]) == ("2021-12-01", "2021-12-31")


def test_words_that_are_no_rules_are_none():
    for word in ("", "fortnight", "month_from_1", "month_from_29", "month_from_x", "17"):
        assert not is_period(word)
        assert not is_span_rule(word)
    assert not is_period("day")
    assert not is_period("year_to_date")
    assert not is_figures_period("ad_hoc")
    assert not is_figures_period("previous")


def test_every_word_offered_gives_days():
    for rule in PERIODS:
        period = span(JUNE) if rule == "ad_hoc" else story_period(rule, date(2022, 6, 29), is_working)
        for figures in FIGURES_PERIODS:
            first, last = span_of(figures, period, rule, is_working)
            assert first <= last <= period[1]


@pytest.mark.parametrize(
    ("first", "last", "words", "short"),
    [
        ("2022-06-01", "2022-06-30", "2022年6月", "6月"),
        ("2022-01-01", "2022-06-30", "2022年上半年", "上半年"),
        ("2022-07-01", "2022-12-31", "2022年下半年", "下半年"),
        ("2022-10-01", "2022-12-31", "2022年第四季度", "第四季度"),
        ("2022-02-01", "2022-04-30", "2022年2—4月", "2—4月"),
        ("2022-01-01", "2022-12-31", "2022年", "2022年"),
        ("2022-06-27", "2022-07-01", "2022年6月27日—7月1日", "6月27日—7月1日"),
        ("2022-06-27", "2022-06-27", "2022年6月27日", "6月27日"),
        ("2021-12-17", "2022-01-16", "2021年12月17日—2022年1月16日", "2021年12月17日—2022年1月16日"),
    ],
)
def test_a_period_is_told_in_words(first, last, words, short):
    period = span((first, last))
    assert (wording(period), wording(period, with_year=False)) == (words, short)
    whole = "日" not in words and words != "2022年"
    assert (period_told(f"某市简报({words})") == period) is whole


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [("2022年6月第1期", "2022-06-01", "2022-06-30"), ("2022年第3季度", "2022-07-01", "2022-09-30"),
     ("2022年1-5月情况", "2022-01-01", "2022-05-31"), ("2023年度报告", "2023-01-01", "2023-12-31"),
     ("2022年第21期,2022年5月", "2022-05-01", "2022-05-31")],
)  # fmt: skip
def test_months_told_in_a_text_are_found(words, first, last):
    assert told(period_told(words)) == (first, last)


def test_days_and_numbers_are_no_months():
    for words in ("2022年第21期", "2022年6月27日", "2022年13月", "2022年6-5月", "0000年3月", "六月"):
        assert period_told(words) is None
