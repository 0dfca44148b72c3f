"""Submitted figures: who may submit what where, corrections with their history, deadlines, and all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import SETTING_UP, Hall, day
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.people import acts as people
from yichuang.people.rules import Actor
from yichuang.statistics import acts, queries
from yichuang.statistics.acts import NewFigure
from yichuang.statistics.labels import (
    DEADLINE_WORDS,
    DERIVED_KIND_MEANINGS,
    OPERAND_WORDS,
    OPTION_NAMES,
    OPTION_WORDS,
    SUBMISSION_WAY_WORDS,
)
from yichuang.statistics.models import WAYS, Submission
from yichuang.statistics.rules.derived import KINDS
from yichuang.statistics.rules.rights import RIGHTS
from yichuang.statistics.rules.submitted import DEADLINE_IN

CONSULTATIONS = {"code": "consultations", "name": "咨询", "unit": "人次", "period": "month"}
FEES = {"code": "fees", "name": "收费", "unit": "万元", "decimals": 2, "period": "month", "deadline_days": 10,
        "deadline_in": "calendar_day"}  # fmt: skip
JUNE, JULY_5 = day("2022-06-15"), day("2022-07-05")


@pytest.fixture
def filling(hall: Hall) -> Hall:
    people.ensure_roles(RIGHTS)
    acts.define(by=SETTING_UP, submitted=[CONSULTATIONS, FEES])
    return hall


def figure(amount: object, department: str = "D1", indicator: str = "consultations", **more: Any) -> NewFigure:
    return NewFigure(indicator, department, more.pop("day", JUNE), amount, **more)


def history(hall: Hall, indicator: str = "consultations") -> list[tuple[int, Decimal | None, str, bool]]:
    versions = queries.submission_history(indicator, hall.transport, JUNE, seen_by=hall.leader)
    return [(one.version, one.amount, one.reason, one.is_late) for one in versions]


def errors(refused: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str]]:
    return [(error["place"], error["code"]) for error in refused.value.details["errors"]]


def test_a_clerk_submits_for_the_own_department_only(filling: Hall) -> None:
    done = acts.submit([figure(5)], by=filling.clerk, on=JULY_5, way="page")
    assert done.as_record() == {"taken": 1, "corrected": 0, "unchanged": 0, "late": 0}
    with pytest.raises(Forbidden, match="不能为某省卫健委填报"):
        acts.submit([figure(5), figure(5, "D2")], by=filling.clerk, on=JULY_5)
    with pytest.raises(Forbidden):
        acts.submit([figure(5)], by=filling.leader, on=JULY_5)
    assert Submission.objects.count() == 1
    acts.submit([figure(7, "D2")], by=filling.manager, on=JULY_5)  # a post in the whole centre


def test_a_machine_submits_for_its_department(filling: Hall) -> None:
    people.open_client(
        by=SETTING_UP, code="counter", name="接口", department_id=filling.health, active_from=date(2020, 1, 1)
    )
    client = Actor.client("counter")
    acts.submit([figure(7, "D2")], by=client, on=JULY_5)
    with pytest.raises(Forbidden):
        acts.submit([figure(7)], by=client, on=JULY_5)


def test_a_correction_adds_a_version_and_needs_a_reason(filling: Hall) -> None:
    acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    with pytest.raises(Refusal) as refused:
        acts.submit([figure(6)], by=filling.clerk, on=JULY_5)
    assert errors(refused) == [("consultations.D1", "reason_missing")]
    assert acts.submit([figure(5)], by=filling.clerk, on=JULY_5).unchanged == 1
    done = acts.submit([figure(6, reason="漏计电话咨询")], by=filling.manager, on=day("2022-07-09"))
    assert (done.corrected, done.late) == (1, 1)
    assert history(filling) == [(1, 5, "", False), (2, 6, "漏计电话咨询", True)]
    first, second = queries.submission_history("consultations", filling.transport, JUNE, seen_by=filling.leader)
    assert (first.by, second.by, first.way) == ("clerk", "manager", "api")
    assert first.as_record()["amount"] == "5"


def test_a_figure_can_be_taken_back_and_submitted_again(filling: Hall) -> None:
    with pytest.raises(Refusal) as refused:
        acts.submit([figure(None, reason="误报")], by=filling.clerk, on=JULY_5)
    assert errors(refused) == [("consultations.D1", "nothing_to_take_back")]
    acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    acts.submit([figure(None, reason="误报")], by=filling.clerk, on=JULY_5)
    with pytest.raises(Refusal):
        acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    acts.submit([figure(5, reason="核实")], by=filling.clerk, on=JULY_5)
    assert [amount for _, amount, _, _ in history(filling)] == [5, None, 5]


def test_versions_are_never_changed(filling: Hall) -> None:
    acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    for statement in ("UPDATE statistics_submission SET amount = 6", "DELETE FROM statistics_definition",
                      "TRUNCATE statistics_submission"):  # fmt: skip
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as at:
            at.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            cursor.execute("UPDATE statistics_submission SET amount = 6")


def test_the_second_of_two_who_looked_at_the_same_is_told(filling: Hall) -> None:
    acts.submit([figure(5, seen_version=0)], by=filling.clerk, on=JULY_5)
    with pytest.raises(Conflict) as conflict:
        acts.submit([figure(6, reason="更正", seen_version=0)], by=filling.manager, on=JULY_5)
    assert conflict.value.code == "figure_moved_on"
    acts.submit([figure(6, reason="更正", seen_version=1)], by=filling.manager, on=JULY_5)


def test_of_two_at_once_one_wins(filling: Hall) -> None:
    start, told = Barrier(2), []

    def race(amount: int) -> None:
        start.wait()
        try:
            told.append(acts.submit([figure(amount)], by=filling.manager, on=JULY_5).taken)
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    racers = [Thread(target=race, args=(amount,)) for amount in (5, 6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(told, key=str) in ([1, "figure_moved_on"], [1, "figures_refused"])
    assert len(history(filling)) == 1


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (figure(""), "amount_missing"), (figure("很多"), "amount_unreadable"), (figure("1e3"), "amount_unreadable"),
        (figure("1,23"), "amount_unreadable"), (figure(-1), "amount_negative"), (figure(True), "amount_unreadable"),
        (figure(1.5), "amount_decimals"), (figure(10**15), "amount_too_large"), (figure(10**5000), "amount_too_large"),
        (figure(float("nan")), "amount_unreadable"), (figure(float("inf")), "amount_unreadable"),
        (figure(1e300), "amount_unreadable"), (figure(5, indicator="nothing"), "unknown_figure"),
        (figure(5, "D9"), "unknown_department"), (figure(5, day=day("2022-08-01")), "period_ahead"),
        (figure(5, day=date.max), "day_out_of_reach"),
        (figure(5, reason="长" * 201), "reason_too_long"), (figure([5]), "amount_unreadable"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_place(filling: Hall, one: NewFigure, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.submit([figure("12.3", indicator="fees"), one], by=filling.manager, on=JULY_5)
    assert errors(refused) == [(f"{one.indicator}.{one.department}", code)]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "amount"),
    [("1,234.5", "1234.50"), ("１２．３０", "12.30"), (12.3, "12.30"), (7, "7.00"), (" 8 ", "8.00"),
     (Decimal("0.10"), "0.10"), ("0", "0.00")],
)  # fmt: skip
def test_amounts_are_understood_as_people_write_them(filling: Hall, said: object, amount: str) -> None:
    acts.submit([figure(said, indicator="fees")], by=filling.clerk, on=JULY_5)
    ((_, stored, _, _),) = history(filling, "fees")
    assert str(stored) == amount


def test_every_way_and_deadline_has_its_word() -> None:
    assert set(WAYS) == SUBMISSION_WAY_WORDS.keys()
    assert set(DEADLINE_IN) == DEADLINE_WORDS.keys()
    assert KINDS.keys() == DERIVED_KIND_MEANINGS.keys()
    named = {name for kind in KINDS.values() for name in (*kind.operands, *filter(None, [kind.many]))}
    assert named == OPERAND_WORDS.keys()
    words = {name: set(words) for kind in KINDS.values() for name, words in (kind.options or {}).items()}
    assert words.keys() == OPTION_NAMES.keys()
    assert {name: words[name] for name in OPTION_WORDS} == {name: set(told) for name, told in OPTION_WORDS.items()}


def test_the_same_figure_twice_is_refused(filling: Hall) -> None:
    with pytest.raises(Refusal) as refused:
        acts.submit([figure(5), figure(5, day=day("2022-06-30"))], by=filling.clerk, on=JULY_5)
    assert errors(refused) == [("consultations.D1", "figure_twice")]


def test_slots_say_what_is_missing_and_by_when(filling: Hall) -> None:
    acts.submit([figure(5)], by=filling.clerk, on=JULY_5)  # three working days after 30 June 2022, a Thursday
    acts.submit([figure(6, "D2")], by=filling.manager, on=day("2022-07-06"))
    found = queries.slots(seen_by=filling.leader, day=JUNE, on=day("2022-07-10"))
    assert [
        (one.department.code, one.indicator.code, one.state, one.due_on, one.amount, one.version) for one in found
    ] == [
        ("D1", "consultations", "submitted", day("2022-07-05"), 5, 1),
        ("D1", "fees", "missing", day("2022-07-10"), None, 0),
        ("D2", "consultations", "submitted_late", day("2022-07-05"), 6, 1),
        ("D2", "fees", "missing", day("2022-07-10"), None, 0),
    ]
    assert found[2].state_words == "迟报"
    late = queries.slots(seen_by=filling.clerk, day=JUNE, on=day("2022-07-11"), only=["fees"])
    assert [(one.department.code, one.state, one.may_enter) for one in late] == [("D1", "overdue", True)]
    with pytest.raises(Forbidden):
        queries.slots(seen_by=Actor.applicant("x"), day=JUNE, on=JULY_5)


def test_what_is_outstanding_goes_back_to_the_first_period_that_anybody_sent(filling: Hall) -> None:
    acts.submit([figure(5, day=day("2022-04-01")), figure(6)], by=filling.clerk, on=JULY_5)
    found = queries.outstanding(seen_by=filling.leader, on=JULY_5)
    assert [(one.department.code, one.indicator.code, one.period[0].month, one.state) for one in found] == [
        ("D1", "consultations", 5, "overdue"), ("D1", "fees", 6, "missing"),
        ("D2", "consultations", 4, "overdue"), ("D2", "consultations", 5, "overdue"),
        ("D2", "consultations", 6, "missing"), ("D2", "fees", 6, "missing"),
    ]  # fmt: skip
    on_the_last_day = queries.outstanding(seen_by=filling.clerk, on=day("2022-06-30"))
    assert {one.period for one in on_the_last_day if one.indicator.code == "fees"} == {
        (day("2022-06-01"), day("2022-06-30"))
    }


def test_what_is_given_is_added_up_as_the_definition_allows(filling: Hall) -> None:
    acts.submit([figure(5), figure(7, "D2"), figure(2, day=day("2022-05-01"))], by=filling.manager, on=JULY_5)
    state = queries.submitted_indicator("consultations")
    both = [(state, queries.last_ended("month", on)) for on in (day("2022-06-01"), JULY_5)]
    found = queries.slots_in(both, seen_by=filling.leader, on=JULY_5)
    assert queries.total(state, found) == queries.Total(Decimal(14), 3, 4)
    assert queries.total(replace(state, over_periods="last"), found) == queries.Total(Decimal(12), 2, 2)
    assert queries.total(replace(state, over_units="none"), found).amount is None
    assert queries.total(replace(state, over_periods="none"), found).amount is None
    assert queries.total(state, found[:0]) == queries.Total(None, 0, 0)


def test_a_sheet_that_was_taken_is_remembered(filling: Hall) -> None:
    acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    assert queries.last_upload(seen_by=filling.leader) is None
    acts.submit([figure(6, reason="更正"), figure(7, "D2")], by=filling.manager, on=day("2022-07-06"), way="file")
    last = queries.last_upload(seen_by=filling.leader)
    assert last is not None
    assert (last.by, last.taken, last.corrected, last.late) == ("manager", 1, 1, 2)


def test_a_clerk_reads_the_history_of_the_own_department_only(filling: Hall) -> None:
    assert queries.submission_history("fees", filling.transport, JUNE, seen_by=filling.clerk) == []
    with pytest.raises(Forbidden):
        queries.submission_history("fees", filling.health, JUNE, seen_by=filling.clerk)
    with pytest.raises(Unknown):
        queries.submission_history("nothing", filling.transport, JUNE, seen_by=filling.clerk)


def test_only_those_asked_submit(filling: Hall) -> None:
    acts.define(by=SETTING_UP, submitted=[CONSULTATIONS | {"departments": ["D2"]}])
    assert {one.department.code for one in queries.slots(seen_by=filling.leader, day=JUNE, on=JULY_5)
            if one.indicator.code == "consultations"} == {"D2"}  # fmt: skip
    with pytest.raises(Refusal) as refused:
        acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    assert errors(refused) == [("consultations.D1", "unit_not_expected")]


def test_a_retired_indicator_is_no_longer_asked_for(filling: Hall) -> None:
    acts.submit([figure(5)], by=filling.clerk, on=JULY_5)
    acts.retire("consultations", by=SETTING_UP)
    assert {one.indicator.code for one in queries.slots(seen_by=filling.leader, day=JUNE, on=JULY_5)} == {"fees"}
    with pytest.raises(Refusal):
        acts.submit([figure(6, reason="更正")], by=filling.clerk, on=JULY_5)
    assert len(history(filling)) == 1
    assert acts.define(by=SETTING_UP, submitted=[CONSULTATIONS]) == ["consultations"]
    acts.submit([figure(6, reason="更正")], by=filling.clerk, on=JULY_5)


def test_definitions_have_versions_and_their_unit_and_period_stay(filling: Hall) -> None:
    assert acts.define(by=SETTING_UP, submitted=[CONSULTATIONS]) == []
    assert acts.define(by=SETTING_UP, submitted=[CONSULTATIONS | {"name": "现场咨询"}, FEES]) == ["consultations"]
    assert queries.defined().versions == {"consultations": 2, "fees": 1}
    with pytest.raises(Refusal) as refused:
        acts.define(by=SETTING_UP, submitted=[CONSULTATIONS | {"unit": "件", "period": "week"}, FEES | {"decimals": 9}])
    assert errors(refused) == [
        ("fees.decimals", "decimals_wrong"), ("consultations.unit", "unit_fixed"),
        ("consultations.period", "period_fixed"),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        acts.define(by=filling.clerk, submitted=[CONSULTATIONS])


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        ({"unit": ""}, "x.unit", "unit_missing"), ({"decimals": 7}, "x.decimals", "decimals_wrong"),
        ({"period": "fortnight"}, "x.period", "period_unknown"),
        ({"over_units": "mean"}, "x.over_units", "over_units_unknown"),
        ({"deadline_days": -1}, "x.deadline_days", "deadline_wrong"), ({"departments": "D1"}, "x.departments",
                                                                       "departments_wrong"),
        ({"code": "accepted"}, "accepted.code", "code_taken"), ({"colour": "red"}, "x.colour", "field_unknown"),
        ({"code": 7}, "submitted[1].code", "code_form"),
    ],
)  # fmt: skip
def test_a_wrong_indicator_is_refused_at_its_place(filling: Hall, more: dict[str, Any], place: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.define(by=SETTING_UP, submitted=[CONSULTATIONS | {"code": "x"} | more])
    assert (place, code) in errors(refused)


def test_a_derived_definition_is_checked_against_all_others(filling: Hall) -> None:
    per_visit = {"code": "per_visit", "name": "人均收费", "kind": "average", "unit": "元", "numerator": "fees",
                 "denominator": "consultations"}  # fmt: skip
    assert acts.define(by=SETTING_UP, derived=[per_visit]) == ["per_visit"]
    with pytest.raises(Refusal) as refused:
        acts.define(by=SETTING_UP, derived=[per_visit | {"numerator": "per_visit"}])
    assert errors(refused) == [("per_visit", "circular")]
    added = {"code": "all_fees", "name": "收费合计", "kind": "sum", "unit": "万元", "decimals": 2, "parts": ["fees"]}
    acts.define(by=SETTING_UP, derived=[added])
    with pytest.raises(Refusal) as refused:  # what stands on it would no longer be right
        acts.define(by=SETTING_UP, submitted=[FEES | {"decimals": 3}])
    assert errors(refused) == [("all_fees.decimals", "decimals_wrong")]
