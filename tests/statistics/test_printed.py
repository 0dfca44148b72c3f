"""Checks of figures as an issue prints them: each by hand, with its arithmetic; and nothing said where all is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yichuang.statistics.rules.derived import Context, Figure, Known, derived_figures
from yichuang.statistics.rules.printed import (
    Printed,
    as_printed,
    check_change,
    check_cumulative,
    check_parts,
    check_period,
    check_rate,
    remarks_on,
)

JUNE = {"start": date(2022, 6, 1), "end": date(2022, 6, 30)}
MAY = {"start": date(2022, 5, 1), "end": date(2022, 5, 31)}


def printed(name: str, number: str, unit: str = "件", **more: Any) -> Printed:
    return Printed(name, Decimal(number), unit, **{**JUNE, **more})


IN_TIME, CONCLUDED = printed("按时办结", "412"), printed("办结", "420")


def test_a_rate_is_the_quotient_of_its_counts_at_its_printed_decimals() -> None:
    for right in ("98.10", "98.1", "98"):
        assert check_rate(printed("按时办结率", right, "%"), IN_TIME, CONCLUDED) == []
    (remark,) = check_rate(printed("按时办结率", "98.01", "%", where="全厅按时办结率98.01%。"), IN_TIME, CONCLUDED)
    assert remark.as_record() == {
        "code": "rate_differs", "kind": "doubt", "where": "全厅按时办结率98.01%。",
        "message": "按时办结率 98.01% 与分子、分母不符：按时办结 412 件 ÷ 办结 420 件 × 100 = 98.10%。",
        "arithmetic": "按时办结 412 件 ÷ 办结 420 件 × 100 = 98.10%",
    }  # fmt: skip


def test_an_average_is_checked_without_a_hundred_and_nothing_is_divided_by_zero() -> None:
    days = printed("用时", "10", "个工作日")
    assert check_rate(printed("平均用时", "3.33", "个工作日"), days, printed("办结", "3")) == []
    assert check_rate(printed("平均用时", "3.34", "个工作日"), days, printed("办结", "3"))[0].code == "rate_differs"
    assert check_rate(printed("平均用时", "3.34", "个工作日"), days, printed("办结", "0")) == []


def test_parts_add_up_to_their_whole() -> None:
    parts = [printed("A局", "3"), printed("B局", "2")]
    assert check_parts(printed("合计", "5"), parts) == []
    (remark,) = check_parts(printed("合计", "1,006".replace(",", "")), parts)
    assert (remark.code, remark.where) == ("parts_differ", "合计")
    assert remark.arithmetic == "A局 3 件 + B局 2 件 = 5 件，与 合计 1,006 件 相差 1,001 件"


def test_a_count_is_of_the_period_of_its_rate() -> None:
    rate = printed("按时办结率", "98.10", "%")
    assert check_period(CONCLUDED, rate) == []
    assert check_period(replace(CONCLUDED, start=None), rate) == []
    (remark,) = check_period(replace(CONCLUDED, **MAY), rate)
    assert remark.code == "period_differs"
    assert remark.arithmetic == "办结的时段为 2022-05-01 至 2022-05-31，按时办结率的时段为 2022-06-01 至 2022-06-30"


@pytest.mark.parametrize(
    ("before", "codes"),
    [
        (printed("受理", "101", start=date(2022, 1, 1), end=date(2022, 5, 31)), ["cumulative_fell"]),
        (printed("受理", "100", start=date(2022, 1, 1), end=date(2022, 5, 31)), []),
        (printed("受理", "101", start=date(2021, 1, 1), end=date(2021, 12, 31)), []),  # of another year
        (printed("受理", "101", start=date(2022, 1, 1), end=date(2022, 7, 31)), []),  # a later issue
    ],
)
def test_a_cumulative_figure_does_not_fall(before: Printed, codes: list[str]) -> None:
    now = printed("受理", "100", start=date(2022, 1, 1))
    assert [remark.code for remark in check_cumulative(now, before)] == codes


@pytest.mark.parametrize(
    ("way", "change", "now", "before", "right"),
    [
        ("number", "-30", "90", "120", True), ("number", "30", "90", "120", False),
        ("percent", "-25.0", "90", "120", True), ("percent", "-33.3", "90", "120", False),
        ("points", "0.50", "98.60", "98.10", True), ("points", "0.51", "98.60", "98.10", False),
        ("percent", "3", "5", "0", True),  # nothing to compare with
    ],
)  # fmt: skip
def test_a_change_is_that_from_the_earlier_issue(way: str, change: str, now: str, before: str, right: bool) -> None:
    found = check_change(printed("增减", change), printed("数", now), printed("数", before, **MAY), way=way)
    assert [remark.code for remark in found] == ([] if right else ["change_differs"])


def test_a_reckoned_figure_is_printed_as_it_is_or_as_a_hand_put_it() -> None:
    context = Context((JUNE["start"], JUNE["end"]))
    figure = Figure("concluded", "办结", "件", context, "counted", Decimal(420))
    assert as_printed(figure, where="第一段") == replace(CONCLUDED, where="第一段")
    assert as_printed(figure, number=Decimal(421)).number == 421
    with pytest.raises(ValueError, match="has no number"):
        as_printed(replace(figure, number=None))


DEFINITIONS = [
    {"code": "rate", "name": "按时办结率", "kind": "rate", "unit": "%", "decimals": 2, "numerator": "in_time",
     "denominator": "concluded"},
    {"code": "all", "name": "总数", "kind": "total", "unit": "件", "whole": "concluded", "parts": ["in_time", "late"]},
    {"code": "more", "name": "比上月", "kind": "change", "unit": "件", "figure": "concluded", "against": "previous",
     "in": "number"},
    {"code": "year", "name": "累计办结", "kind": "figure", "unit": "件", "figure": {"figure": "concluded",
                                                                          "since": "year"}},
]  # fmt: skip


def test_an_issue_is_checked_by_what_its_definitions_say() -> None:
    known = {code: Known(code, "件", 0) for code in ("in_time", "concluded", "late")}
    good, faults = derived_figures(DEFINITIONS, known=known, dimensions=())
    assert faults == []
    may = {"concluded": printed("办结", "400", **MAY), "year": printed("累计办结", "2000", **MAY)}
    april = {"year": printed("累计办结", "9000", start=date(2022, 4, 1), end=date(2022, 4, 30))}
    issue = {
        "in_time": IN_TIME, "concluded": CONCLUDED, "late": printed("逾期办结", "8"), "more": printed("比上月", "20"),
        "rate": printed("按时办结率", "98.10", "%"), "all": printed("总数", "420"), "year": printed("累计办结", "2420"),
    }  # fmt: skip
    assert remarks_on(good.values(), issue, [may, april]) == []
    wrong = issue | {
        "rate": printed("按时办结率", "99.10", "%"), "all": printed("总数", "421"), "more": printed("比上月", "21"),
        "year": printed("累计办结", "1999"),
    }  # fmt: skip
    assert [remark.code for remark in remarks_on(good.values(), wrong, [april, may])] == [
        "rate_differs", "parts_differ", "change_differs", "cumulative_fell",
    ]  # fmt: skip
    other_month = issue | {"in_time": replace(IN_TIME, **MAY)}
    assert [remark.code for remark in remarks_on(good.values(), other_month, [may])] == ["period_differs"]
