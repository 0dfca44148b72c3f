"""The clocks: due dates with pauses, extensions and their explanations, and what a new calendar moves."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.ways import acts_of, whole
from tests.cast import Hall, day, instant
from yichuang.cases import acts, queries
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.clocks import Due
from yichuang.cases.rules.clocks import explained as clocks_of
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.replay import Standing
from yichuang.cases.rules.words import Act, Measure, State
from yichuang.catalogue.queries import frozen_version
from yichuang.kit.errors import Refusal
from yichuang.kit.time import now
from yichuang.workdays import acts as workdays
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Override

# The vectors of the hall's rule: the day of acceptance is not counted (行政许可法 Art. 42, 82).
VECTORS = [
    ("2022-07-01", "licence", "legal_due_on", "2022-07-29"),
    ("2022-09-29", "other", "due_on", "2022-10-11"),
    ("2022-04-29", "other", "due_on", "2022-05-10"),
    ("2022-01-28", "licence", "legal_due_on", "2022-03-02"),
    ("2022-07-01", "calendar", "due_on", "2022-07-16"),
    ("2022-07-01", "calendar", "legal_due_on", "2022-07-31"),
    ("2022-07-01", "at_once", "due_on", "2022-07-01"),
]


def due(number: str) -> date | None:
    return Case.objects.values_list("due_on", flat=True).get(number=number)


def clocks(hall: Hall, number: str) -> dict[str, Due]:
    return {clock.name: clock for clock in queries.case_page(number, seen_by=hall.leader).clocks}


def paused(hall: Hall, number: str, *spans: tuple[str, str], kind: str = "hearing") -> date | None:
    """Hold special procedures on these days of July 2022, in the order given, and return the due date."""
    for first, last in spans:
        place = acts.pause(number, by=hall.manager, at=day(f"2022-07-{first}"), kind=kind).seq
        acts.resume(number, by=hall.manager, at=day(f"2022-07-{last}"), pause=place)
    return due(number)


def test_due_dates_are_those_of_the_vectors(hall: Hall) -> None:
    for accepted, item, column, expected in VECTORS:
        number = hall.accepted_case(on=accepted, item=item)
        assert Case.objects.values_list(column, flat=True).get(number=number) == day(expected), (accepted, item)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), "2022-07-15"),  # ten working days from Friday 1 July
        ((("05", "07"),), "2022-07-20"),  # three days, first and last included
        ((("06", "06"),), "2022-07-18"),  # one day counts as one
        ((("02", "03"),), "2022-07-15"),  # a weekend moves nothing
        ((("01", "04"),), "2022-07-18"),  # the day of acceptance is not counted anyway
        ((("05", "07"), ("12", "12")), "2022-07-21"),
        ((("05", "07"), ("18", "18")), "2022-07-21"),  # within the time as the first one moved it
        ((("15", "15"),), "2022-07-18"),  # on the last day
    ],
)
def test_a_pause_moves_the_due_date_by_its_working_days(
    hall: Hall, spans: tuple[tuple[str, str], ...], expected: str
) -> None:
    assert paused(hall, hall.accepted_case(on="2022-07-01"), *spans) == day(expected)


def test_overlapping_pauses_count_once(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    acts.pause(number, by=hall.manager, at=day("2022-07-05"), kind="hearing")
    acts.pause(number, by=hall.manager, at=day("2022-07-06"), kind="testing")
    assert acts.resume(number, by=hall.manager, at=day("2022-07-07"), pause=3).due_on is None
    assert acts.resume(number, by=hall.manager, at=day("2022-07-08"), pause=4).due_on == day("2022-07-21")


def test_a_pause_begun_after_the_due_date_moves_nothing(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    acts.pause(number, by=hall.manager, at=day("2022-07-18"), kind="hearing")
    assert due(number) is None
    assert acts.resume(number, by=hall.manager, at=day("2022-07-20"), pause=3).due_on == day("2022-07-15")


def test_an_extension_adds_its_days_to_both_limits_and_to_what_pauses_moved(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    paused(hall, number, ("05", "07"))
    acts.record(number, whole(Act.EXTEND, day("2022-07-18")), by=hall.manager)
    case = Case.objects.get(number=number)
    assert (case.due_on, case.legal_due_on) == (day("2022-07-27"), day("2022-08-10"))


def test_an_extension_is_in_working_days_also_where_the_limit_is_not(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01", item="calendar")
    assert due(number) == day("2022-07-16")  # a Saturday
    acts.record(number, whole(Act.EXTEND, day("2022-07-15")), by=hall.manager)
    assert due(number) == day("2022-07-22")
    assert paused(hall, number, ("20", "21")) == day("2022-07-26")  # also what falls into the extension


def test_a_limit_in_hours_is_an_instant_tallied_by_its_local_date(hall: Hall) -> None:
    number = acts.receive(hall.new_case("hours"), by=hall.manager, at=instant("2022-07-01T22:00")).number
    acts.accept(number, by=hall.manager, at=instant("2022-07-01T23:00"))
    case = Case.objects.get(number=number)
    assert (case.due_at, case.due_on) == (instant("2022-07-02T03:00"), day("2022-07-02"))
    (row,) = (row for row in queries.sums(start=day("2022-07-01"), end=day("2022-07-31"), daily=True)
              if row.measure is Measure.DUE)  # fmt: skip
    assert row.day == day("2022-07-02")
    assert paused(hall, number, ("02", "03")) == day("2022-07-04")
    assert clocks(hall, number)["promised"].at == instant("2022-07-04T03:00")


def test_outside_office_hours_the_local_date_counts(hall: Hall) -> None:
    number = acts.receive(hall.new_case(), by=hall.manager, at=instant("2022-06-30T23:30")).number
    acts.accept(number, by=hall.manager, at=instant("2022-07-01T00:10"))  # still 30 June in Greenwich
    assert Case.objects.get(number=number).accepted_on == day("2022-07-01")
    assert due(number) == day("2022-07-15")


def test_the_notice_is_due_after_five_working_days_and_the_clock_ends_with_it(hall: Hall) -> None:
    number = hall.received_case(on="2022-06-02")
    assert clocks(hall, number)["notice"].on == day("2022-06-10")
    assert Case.objects.get(number=number).notice_due_on == day("2022-06-10")
    acts.request_supplement(number, by=hall.manager, at=day("2022-06-06"))
    assert Case.objects.get(number=number).notice_due_on is None
    supplement = clocks(hall, number)["supplement"]
    assert supplement.on == day("2022-06-27")  # fifteen working days, where the item says nothing else
    assert supplement.sentences == ("告知补正时要求在 2022-06-27 前补齐全部材料。",)


def test_a_result_is_handed_over_within_ten_working_days(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-08")
    clock = clocks(hall, number)["handing_over"]
    assert clock.on == day("2022-07-22")
    assert clock.sentences == ("2022-07-08 作出准予决定，应在 10 个工作日内送达（行政许可法第四十四条）。",)
    acts.deliver(number, by=hall.manager, at=day("2022-07-11"), how="window")
    assert "handing_over" not in clocks(hall, number)


def test_a_due_date_explains_itself_sentence_by_sentence(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    paused(hall, number, ("05", "07"))
    acts.record(number, whole(Act.EXTEND, day("2022-07-18")), by=hall.manager)
    explained = clocks(hall, number)
    assert explained["promised"].sentences == (
        "2022-07-01 受理，当日不计，承诺期限 10 个工作日。",
        "听证 2022-07-05 至 2022-07-07 不计入期限（行政许可法第四十五条）。",
        "2022-07-18 经批准延长 5 个工作日（行政许可法第四十二条）。",
        "最后一日为 2022-07-27。",
    )
    assert explained["legal"].sentences[0] == "2022-07-01 受理，当日不计，法定期限 20 个工作日。"
    acts.pause(number, by=hall.manager, at=day("2022-07-19"), kind="expert_review")
    assert clocks(hall, number)["promised"].sentences[-2:] == (
        "2022-07-18 经批准延长 5 个工作日（行政许可法第四十二条）。",
        "特别程序进行中，期限暂停计算。",
    )
    at_once = clocks(hall, hall.accepted_case(on="2022-07-01", item="at_once"))
    assert at_once["promised"].sentences[0] == "2022-07-01 受理，当日不计，承诺期限 当场。"


def test_the_reason_of_an_overrun_is_published_with_the_case(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-20")
    assert not Case.objects.get(number=number).overrun_explained
    with pytest.raises(Refusal) as refused:
        acts.explain_overrun(number, by=hall.manager, at=day("2022-07-20"))
    assert refused.value.code == "reason_missing"
    acts.explain_overrun(number, by=hall.manager, at=day("2022-07-20"), reason="backlog", text="集中申报")
    assert Case.objects.get(number=number).overrun_explained
    line = queries.case_page(number, seen_by=hall.leader).events[-1]
    assert (line.act, line.reason, line.text) == (Act.EXPLAIN_OVERRUN, "backlog", "集中申报")


@pytest.fixture
def holiday(hall: Hall) -> None:
    """Publish 12 and 13 July 2022 as days off."""
    overrides = [Override(day(f"2022-07-{n}"), False, "国办发明电〔2022〕某号") for n in ("12", "13")]
    workdays.publish(overrides, note="临时放假", by="job:test", at=now())


@pytest.fixture
def cases(hall: Hall) -> dict[str, str]:
    """Cases whose time runs through 12 July or not, before the new calendar is published."""
    numbers = {
        "running": hall.accepted_case(on="2022-07-01"),
        "elsewhere": hall.accepted_case(on="2022-07-14"),
        "over": hall.accepted_case(on="2022-06-01", item="other"),
        "concluded": hall.granted_case(on="2022-07-01", granted="2022-07-08"),
        "late": hall.granted_case(on="2022-07-01", granted="2022-07-18"),
        "paused": hall.accepted_case(on="2022-07-01"),
        "calendar": hall.accepted_case(on="2022-07-01", item="calendar"),
        "void": hall.accepted_case(on="2022-07-01"),
        "legal_only": hall.accepted_case(on="2022-06-20"),
    }
    acts.pause(numbers["paused"], by=hall.manager, at=day("2022-07-05"), kind="hearing")
    acts.void(numbers["void"], by=hall.manager, at=day("2022-07-05"), reason="entered_twice")
    return numbers


def test_a_new_calendar_moves_open_cases_and_writes_an_event_only_where_a_date_changes(
    hall: Hall, cases: dict[str, str], holiday: None
) -> None:
    before = dict(Case.objects.values_list("number", "due_on"))
    assert acts.move_due_dates(day("2022-07-12"), day("2022-07-13")) == 2
    moved = {name for name, number in cases.items() if acts_of(number)[-1] == "due_moved"}
    assert moved == {"running", "legal_only"}
    running, legal_only = (Case.objects.get(number=cases[name]) for name in ("running", "legal_only"))
    assert (running.due_on, running.legal_due_on) == (day("2022-07-19"), day("2022-08-02"))
    assert (legal_only.due_on, legal_only.legal_due_on) == (day("2022-07-04"), day("2022-07-20"))
    event = CaseEvent.objects.get(case_id=cases["running"], act="due_moved")
    assert (event.actor_kind, event.calendar, event.data) == ("job", 2, {"calendar": 2})
    unmoved = {number: on for number, on in before.items() if number != cases["running"]}
    assert dict(Case.objects.exclude(number=cases["running"]).values_list("number", "due_on")) == unmoved
    assert acts.move_due_dates(day("2022-07-12"), day("2022-07-13")) == 0
    assert queries.verify()[1] == []


def test_a_paused_case_gets_its_new_date_when_it_resumes(hall: Hall, cases: dict[str, str], holiday: None) -> None:
    acts.move_due_dates(day("2022-07-12"), day("2022-07-13"))
    assert due(cases["paused"]) is None
    receipt = acts.resume(cases["paused"], by=hall.manager, at=day("2022-07-07"), pause=3)
    assert receipt.due_on == day("2022-07-22")


def test_a_concluded_case_is_never_moved_not_even_by_what_is_recorded_late(
    hall: Hall, cases: dict[str, str], holiday: None
) -> None:
    acts.move_due_dates(day("2022-07-12"), day("2022-07-13"))
    number = cases["late"]
    acts.deliver(number, by=hall.manager, at=day("2022-07-20"), how="window")
    acts.close(number, by=hall.manager, at=day("2022-07-29"))
    acts.explain_overrun(number, by=hall.manager, at=day("2022-07-19"), reason="backlog")  # late: a whole replay
    case = Case.objects.get(number=number)
    assert (case.due_on, case.calendar, case.working_days) == (day("2022-07-15"), 1, 11)
    assert queries.verify()[1] == []


def test_an_act_dated_before_a_publication_and_recorded_after_it_is_still_lawful(
    hall: Hall, cases: dict[str, str], holiday: None
) -> None:
    acts.move_due_dates(day("2022-07-12"), day("2022-07-13"))
    receipt = acts.grant(cases["running"], by=hall.manager, at=day("2022-07-11"))
    assert (receipt.state, receipt.due_on) == ("granted", day("2022-07-19"))
    with pytest.raises(Refusal):  # and a concluded one is not moved again
        acts.record(cases["running"], NewEvent(Act.MOVE_DUE, now(), data={"calendar": 2}), by=hall.manager)
    assert queries.verify()[1] == []


def test_the_date_of_a_year_without_a_published_calendar_is_marked_provisional(hall: Hall) -> None:
    standing = Standing("licence", State.UNDER_REVIEW, accepted_on=day("2026-12-18"), acceptance=Act.ACCEPT)
    version, calendar = frozen_version(hall.versions["licence"]), calendar_in_force()
    explained = {clock.name: clock for clock in clocks_of(standing, version, calendar)}
    assert explained["legal"].on == day("2027-01-18")
    assert explained["legal"].sentences[-1] == (
        "最后一日为 2027-01-18（该年放假安排尚未公布，暂按周末和固定节日推算）。"
    )
