"""Other rooms are told of a set of events inside the ledger's transaction; who raises undoes the act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.db import connection

from tests.cases.ways import ON, acts_of, case_in, whole
from tests.cast import APPLICANT, Hall
from yichuang.cases import acts
from yichuang.cases.acts import Happened, reactions
from yichuang.cases.models import Case, CaseParty, TallyFine
from yichuang.cases.rules.records import History
from yichuang.cases.rules.words import Act, State
from yichuang.kit.errors import Refusal

Told = list[list[tuple[str, int, str]]]


@pytest.fixture
def told(hall: Hall) -> Iterator[Told]:
    """What a room that reacts to acceptances and grants was told, set by set."""
    sets: Told = []

    def note(happened: Sequence[Happened]) -> None:
        assert connection.in_atomic_block
        assert Case.objects.filter(number=happened[0].number).exists(), "the case is there when a room is told of it"
        sets.append([(one.number, one.event.seq, one.event.act.value) for one in happened])

    wired = dict(reactions._reactions)
    acts.set_reactions({"accept": [note], "grant": [note]})
    yield sets
    reactions._reactions.clear()
    reactions._reactions.update(wired)


def test_a_room_is_told_of_the_acts_it_reacts_to_and_of_no_others(hall: Hall, told: Told) -> None:
    number = case_in(hall, State.CLOSED)
    assert told == [[(number, 2, "accept")], [(number, 3, "grant")]]


def test_a_batch_is_told_as_one_set_for_each_kind(hall: Hall, told: Told) -> None:
    events = tuple(whole(act) for act in (Act.RECEIVE, Act.ACCEPT, Act.GRANT))
    histories = [History(f"T-{n}", events[: 2 + n % 2], hall.new_case()) for n in range(4)]
    list(acts.take_in_batch(histories, by=hall.manager))
    accepted = [(f"T-{n}", 2, "accept") for n in range(4)]
    assert told == [accepted, [("T-1", 3, "grant"), ("T-3", 3, "grant")]]


def test_who_raises_undoes_the_act_with_all_it_wrote(hall: Hall, told: Told) -> None:
    def object_to(happened: Sequence[Happened]) -> None:
        raise Refusal("no_tasks", "没有人可以办理")

    number = case_in(hall, State.RECEIVED)
    before = TallyFine.objects.count()
    acts.set_reactions({"accept": [object_to]})
    with pytest.raises(Refusal, match="没有人"):
        acts.accept(number, by=hall.manager, at=ON, key="k")
    with pytest.raises(Refusal, match="没有人"):
        list(acts.take_in_batch([History(number, (whole(Act.ACCEPT),))], by=hall.manager))
    assert (acts_of(number), TallyFine.objects.count()) == (["receive"], before)
    acts.set_reactions({})
    assert acts.accept(number, by=hall.manager, at=ON, key="k").seq == 2  # the key is free, too


def test_a_room_told_of_a_receipt_finds_its_parties(hall: Hall, told: Told) -> None:
    seen: list[int] = []
    acts.set_reactions({"receive": [lambda happened: seen.append(CaseParty.objects.count())]})
    acts.receive(hall.new_case(parties=(APPLICANT,)), by=hall.manager, at=ON)
    history = History("T-1", (whole(Act.RECEIVE),), hall.new_case(parties=(APPLICANT,)))
    list(acts.take_in_batch([history], by=hall.manager))
    assert seen == [1, 2]


def test_an_event_kind_that_the_ledger_does_not_know_is_an_error_at_start(told: Told) -> None:
    with pytest.raises(ValueError, match="promoted"):
        acts.set_reactions({"accept": [], "promoted": []})
