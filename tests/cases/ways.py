"""Ways by which a case comes into every state, through the ledger's own door; and acts that lack nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import Hall
from yichuang.cases import acts
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import Act, State

ON = date(2022, 7, 1)  # a Friday
REASON = "conditions_unmet"
REMEDY = {"remedy": "standard"}
# What each act must bring; acts that are not here need nothing.
BRINGS: dict[Act, tuple[str, dict[str, Any]]] = {
    Act.TELL_NOT_REQUIRED: ("no_licence_needed", {}),
    Act.DECLINE: ("other_authority", REMEDY),
    Act.REFUSE: (REASON, REMEDY),
    Act.TERMINATE: ("subject_ended", {}),
    Act.EXTEND: ("complex_matter", {"days": 5, "approver": "authority_head"}),
    Act.PAUSE: ("", {"kind": "hearing"}),
    Act.RESUME: ("", {"pause": 3}),
    Act.EXPLAIN_OVERRUN: ("backlog", {}),
    Act.REASSIGN: ("", {"to": {"channel": "2"}}),
    Act.DELIVER: ("", {"how": "window"}),
    Act.VOID: ("entered_twice", {}),
}
# The acts after the receipt that lead to each state.
WAYS: dict[State, tuple[Act, ...]] = {
    State.RECEIVED: (),
    State.SUPPLEMENT_REQUESTED: (Act.REQUEST_SUPPLEMENT,),
    State.SUPPLEMENTED: (Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT),
    State.UNDER_REVIEW: (Act.ACCEPT,),
    State.PAUSED: (Act.ACCEPT, Act.PAUSE),
    State.NOT_REQUIRED: (Act.TELL_NOT_REQUIRED,),
    State.OUT_OF_SCOPE: (Act.DECLINE,),
    State.GRANTED: (Act.ACCEPT, Act.GRANT),
    State.REFUSED: (Act.ACCEPT, Act.REFUSE),
    State.WITHDRAWN: (Act.ACCEPT, Act.WITHDRAW),
    State.TERMINATED: (Act.ACCEPT, Act.TERMINATE),
    State.DELIVERED: (Act.ACCEPT, Act.GRANT, Act.DELIVER),
    State.CLOSED: (Act.ACCEPT, Act.GRANT, Act.DELIVER, Act.CLOSE),
    State.VOIDED: (Act.VOID,),
}


def whole(act: Act, on: date = ON) -> NewEvent:
    """Return the act with everything that it must bring."""
    reason, data = BRINGS.get(act, ("", {}))
    return NewEvent(act, on, reason, "", data)


def do(hall: Hall, number: str, act: Act, on: date = ON) -> acts.Receipt:
    """Record the act on the case, with everything that it must bring."""
    return acts.record(number, whole(act, on), by=hall.manager)


def case_in(hall: Hall, state: State, item: str = "licence") -> str:
    """Bring a new case into a state and return its number."""
    number = acts.receive(hall.new_case(item), by=hall.manager, at=ON).number
    for act in WAYS[state]:
        do(hall, number, act)
    return number


def state_of(number: str) -> str:
    return Case.objects.values_list("state", flat=True).get(number=number)


def acts_of(number: str) -> list[str]:
    """Return the acts recorded on a case, in order of recording."""
    return list(CaseEvent.objects.filter(case_id=number).order_by("seq").values_list("act", flat=True))
