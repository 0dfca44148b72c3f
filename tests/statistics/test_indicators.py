"""Counted, submitted and derived indicators together, from a hall's cases and submissions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import OPENED, SETTING_UP, Hall, day
from yichuang.kit.errors import Refusal
from yichuang.people import acts as people
from yichuang.people.rules import NewDepartment
from yichuang.statistics import acts, queries
from yichuang.statistics.acts import NewFigure
from yichuang.statistics.queries import IndicatorRow
from yichuang.statistics.rules.derived import Figure
from yichuang.statistics.rules.rights import RIGHTS

JULY = {"start": date(2022, 7, 1), "end": date(2022, 7, 31)}
CONSULTATIONS = {"code": "consultations", "name": "咨询", "unit": "人次", "period": "month"}
ON_DUTY = {"code": "on_duty", "name": "在岗人数", "unit": "人", "period": "month", "over_periods": "last"}
SCORE = {"code": "score", "name": "评分", "unit": "分", "period": "month", "over_units": "none", "over_periods": "none"}
RATE = {"code": "rate", "name": "办结率", "kind": "rate", "unit": "%", "decimals": 1, "numerator": "concluded",
        "denominator": "accepted"}  # fmt: skip
PER_CASE = {"code": "per_case", "name": "每件咨询", "kind": "average", "unit": "人次", "decimals": 2,
            "numerator": "consultations", "denominator": "accepted"}  # fmt: skip
MORE = {"code": "more", "name": "受理比上月", "kind": "change", "unit": "件", "figure": "accepted",
        "against": "previous", "in": "number"}  # fmt: skip
LICENCES = {"code": "licences", "name": "许可占比", "kind": "share", "unit": "%", "decimals": 1, "whole": "accepted",
            "part": {"figure": "accepted", "where": {"item_type": ["01", "07"]}}}  # fmt: skip
TOP = {"code": "top", "name": "受理前列", "kind": "ranking", "figure": "accepted", "over": "department", "order": "top",
       "first": 1}  # fmt: skip
IDLE = {"code": "idle", "name": "零办件部门", "kind": "list", "figure": "accepted", "over": "department",
        "condition": "equal", "limit": 0}  # fmt: skip
LATE = {"code": "late", "name": "超期部门", "kind": "list", "figure": "overdue", "over": "department",
        "condition": "above", "limit": 0}  # fmt: skip


@pytest.fixture
def busy(hall: Hall) -> Hall:
    """Transport: in July 3 accepted, 2 concluded, in June 1 accepted; health: 1 accepted. Nothing is submitted."""
    people.ensure_roles(RIGHTS)
    hall.accepted_case(on="2022-06-20")
    hall.granted_case(on="2022-07-01", granted="2022-07-08")
    hall.granted_case(on="2022-07-01", granted="2022-07-20", item="other")
    hall.accepted_case(on="2022-07-04", item="service")
    hall.accepted_case(on="2022-07-29", department_id=hall.health)
    acts.define(by=SETTING_UP, submitted=[CONSULTATIONS, ON_DUTY, SCORE])
    return hall


def submitted(hall: Hall, indicator: str, department: str, month: str, amount: object) -> None:
    figure = NewFigure(indicator, department, day(f"{month}-10"), amount)
    acts.submit([figure], by=hall.manager, on=day("2022-08-03"))


def whole(codes: Sequence[str], **more: Any) -> dict[str, Figure]:
    (row,) = queries.indicators(codes, **{**JULY, **more}).rows
    return dict(row.figures)


def numbers(rows: list[IndicatorRow], code: str) -> dict[str, str]:
    return {row.code: str(row.figures[code].number) for row in rows}


def test_counted_and_derived_figures_of_the_whole(busy: Hall) -> None:
    definitions = [RATE, MORE, LICENCES, TOP, IDLE, LATE]
    found = whole(["accepted", "rate", "more", "licences", "top", "idle", "late"], definitions=definitions)
    assert (found["accepted"].number, str(found["rate"].number), found["more"].number) == (4, "50.0", 3)
    assert str(found["licences"].number) == "75.0"
    assert [(one.code, one.figure.number) for one in found["top"].places or ()] == [("D1", 3)]
    assert found["idle"].places == ()
    assert [(one.name, one.figure.number) for one in found["late"].places or ()] == [("某省交通运输厅", 2)]


def test_the_two_ratios_of_the_registry_are_those_that_figures_print(busy: Hall) -> None:
    (row,) = queries.figures(**JULY)
    found = whole(["within_limit_rate", "average_working_days"])
    assert float(found["within_limit_rate"].number or 0) == row["within_limit_rate"] == 50.0
    assert float(found["average_working_days"].number or 0) == row["average_working_days"]
    assert found["average_working_days"].operands[0].number == 2 * Decimal(str(row["average_working_days"]))


def test_the_speed_up_compares_what_was_used_with_what_the_law_allows(busy: Hall) -> None:
    """licence 20 days by law, 10 promised, 5 used; other 20, 5, 13; a case in calendar days does not count."""
    busy.granted_case(on="2022-07-01", granted="2022-07-15", item="calendar")
    found = whole(["speed_up_rate", "promised_speed_up_rate"])
    assert found["speed_up_rate"].arithmetic == (
        "（法定时限合计 40 个工作日 − 实际用时合计 18 个工作日）÷ 法定时限合计 40 个工作日 × 100 = 55.00%"
    )
    assert str(found["promised_speed_up_rate"].number) == "62.50"
    rows = queries.indicators(["legal_working_days", "speed_up_rate"], **JULY, by="item_type").rows
    assert {row.code: row.figures["legal_working_days"].number for row in rows if row.code in ("01", "07", "10")} == {
        "01": 20, "07": 20, "10": 0,
    }  # fmt: skip
    assert {row.figures["legal_working_days"].source for row in rows} == {"summed"}
    by_item = {row.code: row.figures for row in queries.indicators(["speed_up_rate"], **JULY, by="item").rows}
    assert str(by_item["licence"]["speed_up_rate"].number) == "75.00"
    assert by_item["calendar"]["speed_up_rate"].reason == "division_by_zero"


def test_an_operand_leads_to_the_cases_that_it_counts(busy: Hall) -> None:
    part = whole(["licences"], definitions=[LICENCES])["licences"].operands[0]
    span = {"start": part.context.span[0], "end": part.context.span[1]}
    behind = [
        len(queries.cases_behind(part.code, **span, seen_by=busy.leader, filters={name: code}).rows)
        for name, codes in part.context.where
        for code in codes
    ]
    assert sum(behind) == part.number


@pytest.mark.parametrize("code", ["accepted", "concluded", "open", "overdue", "carried_over"])
@pytest.mark.parametrize("by", ["department", "item_type", "item", "region"])
def test_by_unit_they_are_those_of_figures_and_add_up(busy: Hall, by: str, code: str) -> None:
    rows = numbers(queries.indicators([code], **JULY, by=by).rows, code)
    printed = {row[by]: str(row[code]) for row in queries.figures(**JULY, by=(by,))}
    assert {unit: n for unit, n in rows.items() if n != "0"} == {unit: n for unit, n in printed.items() if n != "0"}
    assert sum(map(int, rows.values())) == whole([code])[code].number


def test_a_department_without_any_case_has_its_row_too(busy: Hall) -> None:
    new = [NewDepartment("D3", "某省民政厅", "民政厅")]
    people.add_departments(by=SETTING_UP, centre_id=busy.centre, departments=new, valid_from=OPENED)
    result = queries.indicators(["accepted", "rate"], **JULY, by="department", definitions=[RATE])
    assert numbers(result.rows, "accepted") == {"D1": "3", "D2": "1", "D3": "0"}
    assert numbers(result.rows, "rate") == {"D1": "66.7", "D2": "0.0", "D3": "None"}
    assert result.rows[2].figures["rate"].reason == "division_by_zero"
    idle = whole(["idle"], definitions=[IDLE])["idle"]
    assert [place.name for place in idle.places or ()] == ["某省民政厅"]


def test_a_former_department_counts_what_it_left_open(busy: Hall) -> None:
    people.succeed_department(
        by=SETTING_UP, department_id=busy.transport, successor_id=busy.health, last_day=day("2022-07-31")
    )
    august = {"start": date(2022, 8, 1), "end": date(2022, 8, 31)}
    rows = queries.indicators(["open", "accepted"], **august, by="department").rows
    assert numbers(rows, "open") == {"D1": "2", "D2": "1"}
    assert sum(row.figures["open"].number or 0 for row in rows) == whole(["open"], **august)["open"].number
    assert numbers(queries.indicators(["accepted"], **august, by="department").rows, "accepted") == {"D2": "0"}


def test_a_missing_submission_is_named_and_the_rest_is_reckoned(busy: Hall) -> None:
    submitted(busy, "consultations", "D1", "2022-07", 30)
    found = whole(["per_case", "rate", "consultations"], definitions=[PER_CASE, RATE])
    assert (found["per_case"].number, found["per_case"].reason) == (None, "missing_submission")
    assert found["consultations"].missing == ("卫健委 2022-07-01 至 2022-07-31",)
    assert found["per_case"].message == "“咨询”未报齐：卫健委 2022-07-01 至 2022-07-31未报，已报 1 处合计 30 人次"
    assert str(found["rate"].number) == "50.0"
    submitted(busy, "consultations", "D2", "2022-07", 12)
    assert str(whole(["per_case"], definitions=[PER_CASE])["per_case"].number) == "10.50"
    rows = queries.indicators(["consultations"], **JULY, by="department").rows
    assert numbers(rows, "consultations") == {"D1": "30", "D2": "12"}


def test_submissions_add_up_over_periods_and_from_a_date(busy: Hall) -> None:
    for month, amounts in (("2022-01", (1, 2)), ("2022-06", (3, 4)), ("2022-07", (5, 6))):
        for department, amount in zip(("D1", "D2"), amounts, strict=True):
            submitted(busy, "consultations", department, month, amount)
            submitted(busy, "on_duty", department, month, amount)
    two = {"start": date(2022, 6, 1), "end": date(2022, 7, 31)}
    assert whole(["consultations"], **two)["consultations"].number == 18
    assert whole(["on_duty"], **two)["on_duty"].number == 11
    since = {"code": "so_far", "name": "累计咨询", "kind": "figure", "unit": "人次",
             "figure": {"figure": "consultations", "since": "2022-06-01"}}  # fmt: skip
    year = since | {"code": "year", "figure": {"figure": "consultations", "since": "year"}}
    found = whole(["so_far", "year"], definitions=[since, year])
    assert found["so_far"].number == 18
    assert found["year"].reason == "missing_submission"
    assert len(found["year"].operands[0].missing) == 8  # February to May, two departments


@pytest.mark.parametrize(
    ("code", "more", "reason"),
    [
        ("consultations", {"start": date(2022, 7, 1), "end": date(2022, 7, 15)}, "other_periods"),
        ("consultations", {"by": "item_type"}, "no_such_dimension"),
        ("score", {}, "not_added_up"),
        ("score", {"by": "department", "start": date(2022, 6, 1)}, "not_added_up"),
        ("nothing", {}, "unknown_figure"),
    ],
)
def test_what_cannot_be_told_says_why(busy: Hall, code: str, more: dict[str, Any], reason: str) -> None:
    found = queries.indicators([code, "accepted"], **{**JULY, **more})
    assert {row.figures[code].reason for row in found.rows} == {reason}
    assert all(row.figures[code].message and row.figures["accepted"].number is not None for row in found.rows)


@pytest.mark.parametrize("dimension", ["department", "item_type", "item", "region", "centre"])
def test_a_code_that_nobody_has_is_not_zero(busy: Hall, dimension: str) -> None:
    part = {"figure": "accepted", "where": {dimension: "X9"}}
    found = whole(["x", "accepted"], definitions=[MORE | {"code": "x", "figure": part}])
    assert (found["x"].number, found["x"].reason) == (None, "unknown_value")
    assert found["x"].message.startswith("没有代码为“X9”的")
    assert [
        (fault.place, fault.code) for fault in queries.faults_of(derived=[MORE | {"code": "x", "figure": part}])
    ] == [(f"x.figure.where.{dimension}", "unknown_value")]
    assert found["accepted"].number == 4


def test_wrong_definitions_are_told_and_the_rest_is_reckoned(busy: Hall) -> None:
    wrong = [
        RATE, PER_CASE | {"unit": ""}, MORE | {"figure": "nothing"},
        {"code": "a", "name": "甲", "kind": "sum", "unit": "件", "parts": ["b"]},
        {"code": "b", "name": "乙", "kind": "sum", "unit": "件", "parts": ["a"]},
        {"code": "above", "name": "丙", "kind": "sum", "unit": "件", "parts": ["a"]},
    ]  # fmt: skip
    result = queries.indicators(["rate", "per_case", "more", "a", "above"], **JULY, definitions=wrong)
    (row,) = result.rows
    assert [(fault.place, fault.code) for fault in result.faults] == [
        ("per_case.unit", "unit_missing"), ("more.figure", "unknown_figure"), ("a", "circular"), ("b", "circular"),
    ]  # fmt: skip
    assert {code: figure.reason for code, figure in row.figures.items()} == {
        "rate": "", "per_case": "unit_missing", "more": "unknown_figure", "a": "circular", "above": "circular",
    }  # fmt: skip


def test_a_series_may_say_what_its_previous_period_is(busy: Hall) -> None:
    july = (JULY["start"], JULY["end"])
    longer = {("previous", july): (date(2022, 1, 1), date(2022, 7, 31))}
    assert whole(["more"], definitions=[MORE], shifts=longer)["more"].number == -1


def test_what_was_known_then_stays_with_submissions_too(busy: Hall) -> None:
    for department in ("D1", "D2"):
        submitted(busy, "consultations", department, "2022-07", 10)
    known_at = queries.safe_instant()
    correction = NewFigure("consultations", "D1", day("2022-07-10"), 11, "漏计")
    acts.submit([correction], by=busy.manager, on=day("2022-08-04"))
    acts.define(by=SETTING_UP, submitted=[CONSULTATIONS | {"name": "现场咨询"}])
    then, now = (whole(["consultations"], **more)["consultations"] for more in ({"known_at": known_at}, {}))
    assert (then.number, then.name, now.number, now.name) == (20, "咨询", 21, "现场咨询")


def test_statements_do_not_grow_with_units(busy: Hall) -> None:
    codes = ["accepted", "rate", "more", "top", "idle", "consultations", "per_case"]

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.indicators(codes, **JULY, by="department", definitions=[RATE, MORE, TOP, IDLE, PER_CASE])
        return len(captured)

    before = statements()
    new = [NewDepartment(f"E{n}", f"某局{n}", f"某局{n}") for n in range(50)]
    people.add_departments(by=SETTING_UP, centre_id=busy.centre, departments=new, valid_from=OPENED)
    assert statements() == before <= 6


def test_a_period_or_dimension_that_cannot_be_is_refused(busy: Hall) -> None:
    with pytest.raises(Refusal, match="早于"):
        queries.indicators(["accepted"], start=date(2022, 7, 2), end=date(2022, 7, 1))
    with pytest.raises(Refusal) as refused:
        queries.indicators(["more"], start=date.min, end=date.min, definitions=[MORE])
    assert refused.value.code == "day_out_of_reach"
    with pytest.raises(Refusal) as refused:
        queries.indicators(["accepted"], **JULY, by="day")
    assert refused.value.code == "unknown_dimension"
