"""Receive, accept, pause, grant: a case goes through the ledger and is counted."""

from __future__ import annotations

from datetime import date

from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.models import Case
from yichuang.cases.rules.words import Measure


def test_a_case_is_received_accepted_and_granted(hall: Hall) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-08")
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome) == ("granted", "granted")
    assert (case.accepted_on, case.due_on, case.legal_due_on) == (
        day("2022-07-01"),
        day("2022-07-15"),
        day("2022-07-29"),
    )
    assert case.working_days == 5


def test_the_clock_stands_still_while_a_hearing_is_held(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    acts.pause(number, by=hall.manager, at=day("2022-07-05"), kind="hearing")
    assert Case.objects.get(number=number).due_on is None
    receipt = acts.resume(number, by=hall.manager, at=day("2022-07-07"), pause=3)
    assert receipt.due_on == day("2022-07-20")  # 15 July and the three days of the hearing


def test_tallies_say_what_happened(hall: Hall) -> None:
    hall.granted_case(on="2022-07-01", granted="2022-07-20")
    hall.accepted_case(on="2022-07-04")
    amounts = {
        (amount.measure, amount.day): amount.n
        for amount in queries.sums(start=date(2022, 7, 1), end=date(2022, 7, 31), daily=True)
        if amount.n
    }
    assert amounts == {
        (Measure.ACCEPTED, day("2022-07-01")): 1,
        (Measure.ACCEPTED, day("2022-07-04")): 1,
        (Measure.DUE, day("2022-07-15")): 1,
        (Measure.DUE, day("2022-07-18")): 1,
        (Measure.CONCLUDED, day("2022-07-20")): 1,
        (Measure.LATE, day("2022-07-20")): 1,
        (Measure.DAYS, day("2022-07-20")): 13,
    }


def test_the_ledger_verifies(hall: Hall) -> None:
    hall.granted_case(on="2022-07-01", granted="2022-07-20")
    looked, findings = queries.verify()
    assert findings == []
    assert (looked["cases"], looked["events"]) == (1, 3)
