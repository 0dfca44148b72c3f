"""The lawful path as tables that a lawyer can read: what may follow each state, and what may not."""

from __future__ import annotations

import pytest

from tests.cases.ways import ON, WAYS, acts_of, case_in, do, state_of, whole
from tests.cast import Hall
from yichuang.cases import acts
from yichuang.cases.labels import ACT_WORDS, MEASURE_WORDS, STATE_WORDS
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.paths import LAWFUL_PATHS, UnlawfulAct, acts_from, step_for
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import Act, Measure, State
from yichuang.kit.errors import Conflict

ITEMS = {"licence": "licence", "other": "other", "public_service": "service"}

# What may follow in a licence, and where it leads ("=": the state stays, or the open special procedures decide it).
LAWFUL = """
new                  : receive>received accept>under_review tell_not_required>not_required decline>out_of_scope
received             : tell_not_required>not_required decline>out_of_scope amend>= accept>under_review
received             : request_supplement>supplement_requested accept_with_gap>under_review
received             : deem_accepted>under_review withdraw>withdrawn reassign>= void>voided
supplement_requested : supplement>supplemented withdraw>withdrawn terminate>terminated reassign>= void>voided
supplemented         : accept>under_review accept_with_gap>under_review decline>out_of_scope withdraw>withdrawn
supplemented         : reassign>= void>voided
under_review         : grant>granted refuse>refused withdraw>withdrawn terminate>terminated pause>paused extend>=
under_review         : gap_filled>= gap_missed>= due_moved>= explain_overrun>= reassign>= void>voided
paused               : pause>paused resume>= withdraw>withdrawn terminate>terminated
paused               : gap_filled>= gap_missed>= explain_overrun>= reassign>= void>voided
not_required         : deliver>delivered close>closed reassign>= void>voided
out_of_scope         : deliver>delivered close>closed reassign>= void>voided
granted              : deliver>delivered close>closed explain_overrun>= reassign>= void>voided
refused              : deliver>delivered close>closed explain_overrun>= reassign>= void>voided
withdrawn            : close>closed explain_overrun>= reassign>= void>voided
terminated           : close>closed explain_overrun>= reassign>= void>voided
delivered            : close>closed explain_overrun>= reassign>= void>voided
closed               : explain_overrun>= reassign>= void>voided
"""
# What must never follow in a licence. Written out, so that whoever widens the law sees it here.
FORBIDDEN = """
new                  : amend request_supplement supplement accept_with_gap deem_accepted gap_filled gap_missed pause
new                  : resume extend due_moved explain_overrun reassign grant refuse withdraw terminate deliver close
new                  : void
received             : receive supplement gap_filled gap_missed pause resume extend due_moved explain_overrun grant
received             : refuse terminate deliver close
supplement_requested : receive tell_not_required decline amend request_supplement accept accept_with_gap deem_accepted
supplement_requested : gap_filled gap_missed pause resume extend due_moved explain_overrun grant refuse deliver close
supplemented         : receive tell_not_required amend request_supplement supplement deem_accepted gap_filled
supplemented         : gap_missed pause resume extend due_moved explain_overrun grant refuse terminate deliver close
under_review         : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
under_review         : deem_accepted resume deliver close
paused               : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
paused               : deem_accepted extend due_moved grant refuse deliver close
not_required         : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
not_required         : deem_accepted gap_filled gap_missed pause resume extend due_moved explain_overrun grant refuse
not_required         : withdraw terminate
out_of_scope         : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
out_of_scope         : deem_accepted gap_filled gap_missed pause resume extend due_moved explain_overrun grant refuse
out_of_scope         : withdraw terminate
granted              : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
granted              : deem_accepted gap_filled gap_missed pause resume extend due_moved grant refuse withdraw
granted              : terminate
refused              : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
refused              : deem_accepted gap_filled gap_missed pause resume extend due_moved grant refuse withdraw
refused              : terminate
withdrawn            : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
withdrawn            : deem_accepted gap_filled gap_missed pause resume extend due_moved grant refuse withdraw
withdrawn            : terminate deliver
terminated           : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
terminated           : deem_accepted gap_filled gap_missed pause resume extend due_moved grant refuse withdraw
terminated           : terminate deliver
delivered            : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
delivered            : deem_accepted gap_filled gap_missed pause resume extend due_moved grant refuse withdraw
delivered            : terminate deliver
closed               : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
closed               : deem_accepted gap_filled gap_missed pause resume extend due_moved grant refuse withdraw
closed               : terminate deliver close
voided               : receive tell_not_required decline amend request_supplement supplement accept accept_with_gap
voided               : deem_accepted gap_filled gap_missed pause resume extend due_moved explain_overrun reassign
voided               : grant refuse withdraw terminate deliver close void
"""
# What a licence knows and the other procedures do not: nothing is accepted by silence outside the licensing law,
# and a public service has no extension.
NOT_IN = {"other": "deem_accepted", "public_service": "deem_accepted extend"}


def table(text: str) -> dict[tuple[State, Act], str]:
    cells: dict[tuple[State, Act], str] = {}
    for line in text.strip().splitlines():
        state, _, words = line.partition(":")
        for word in words.split():
            act, _, target = word.partition(">")
            assert (State(state.strip()), Act(act)) not in cells, line
            cells[State(state.strip()), Act(act)] = target
    return cells


def law_of(procedure: str) -> tuple[dict[tuple[State, Act], str], set[tuple[State, Act]]]:
    lawful, forbidden = table(LAWFUL), set(table(FORBIDDEN))
    missing = {key for key in lawful if key[1].value in NOT_IN.get(procedure, "").split()}
    return {key: target for key, target in lawful.items() if key not in missing}, forbidden | missing


def test_the_two_tables_speak_of_every_state_and_act_once() -> None:
    lawful, forbidden = table(LAWFUL), set(table(FORBIDDEN))
    assert not lawful.keys() & forbidden
    steps = {(state, act) for state in State for act in Act if act is not Act.RECTIFY}
    assert lawful.keys() | forbidden == steps


@pytest.mark.parametrize("procedure", ITEMS)
def test_the_lawful_steps_are_those_of_the_table_and_lead_where_it_says(procedure: str) -> None:
    lawful, forbidden = law_of(procedure)
    steps = {(step.source, step.act): step for step in LAWFUL_PATHS[procedure]}
    assert {key: step.target.value if step.target else "=" for key, step in steps.items()} == lawful
    assert all(step.article for step in steps.values())
    for state, act in forbidden:
        with pytest.raises(UnlawfulAct):
            step_for(procedure, state, act)


def test_no_forbidden_act_is_recorded_whoever_asks(hall: Hall) -> None:
    forbidden = law_of("licence")[1]
    for state in WAYS:
        number = case_in(hall, state)
        before = Case.objects.filter(number=number).values().get(), acts_of(number)
        for act in [act for source, act in forbidden if source is state]:
            event = whole(act) if act is not Act.ACCEPT_WITH_GAP else NewEvent(Act.ACCEPT, ON)
            with pytest.raises(Conflict) as refused:
                acts.record(number, event, by=hall.manager)
            assert (refused.value.code, refused.value.field) == ("unlawful_act", "act"), (state, act)
            assert STATE_WORDS[state] in refused.value.message
        assert (Case.objects.filter(number=number).values().get(), acts_of(number)) == before


@pytest.mark.parametrize("procedure", ITEMS)
def test_every_lawful_act_is_recorded_and_leads_where_the_table_says(hall: Hall, procedure: str) -> None:
    lawful = law_of(procedure)[0]
    for (state, act), target in lawful.items():
        if state is State.NEW or act in (Act.ACCEPT_WITH_GAP, Act.FILL_GAP, Act.MISS_GAP):  # see test_gap
            continue
        if procedure != "licence" and act in (Act.REASSIGN, Act.VOID, Act.CLOSE):  # the same rows in all three
            continue
        number = case_in(hall, state, ITEMS[procedure])
        receipt = do(hall, number, act)
        expected = "under_review" if act is Act.RESUME else {"=": state.value}.get(target, target)
        assert (receipt.state, state_of(number)) == (expected, expected), (state, act)
        assert acts_of(number)[-1] == act
    for state in State:
        assert set(acts_from(procedure, state)) == {act for source, act in lawful if source is state}


def test_a_system_may_tell_of_a_case_from_its_acceptance_on(hall: Hall) -> None:
    for act in [act for state, act in table(LAWFUL) if state is State.NEW]:
        receipt = acts.receive(hall.new_case(), by=hall.manager, at=ON, first=whole(act))
        assert receipt.state == table(LAWFUL)[State.NEW, act]


def test_no_case_begins_with_another_act(hall: Hall) -> None:
    for act in [act for state, act in table(FORBIDDEN) if state is State.NEW and act is not Act.ACCEPT_WITH_GAP]:
        with pytest.raises(UnlawfulAct):
            acts.receive(hall.new_case(), by=hall.manager, at=ON, first=whole(act))
    assert not CaseEvent.objects.exists()


def test_review_goes_on_only_when_no_special_procedure_is_open(hall: Hall) -> None:
    number = case_in(hall, State.PAUSED)
    do(hall, number, Act.PAUSE)
    assert acts.resume(number, by=hall.manager, at=ON, pause=3).state == "paused"
    with pytest.raises(UnlawfulAct):
        acts.resume(number, by=hall.manager, at=ON, pause=3)
    assert acts.resume(number, by=hall.manager, at=ON, pause=4).state == "under_review"


def test_a_term_is_extended_once(hall: Hall) -> None:
    number = case_in(hall, State.UNDER_REVIEW)
    do(hall, number, Act.EXTEND)
    with pytest.raises(UnlawfulAct) as refused:
        do(hall, number, Act.EXTEND)
    assert "第四十二条" in refused.value.rule


def test_every_word_has_its_chinese_word() -> None:
    assert set(ACT_WORDS) == set(Act)
    assert set(STATE_WORDS) == set(State)
    assert set(MEASURE_WORDS) == set(Measure)
