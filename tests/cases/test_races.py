"""Several people at once: one wins, nothing is done twice, and what was known at a safe instant never changes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Event as Flag
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cases.chance import SEED
from tests.cases.crowd import WAIT_SECONDS, at_once, meanwhile
from tests.cases.ways import ON, acts_of, case_in, state_of, whole
from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.acts import Receipt
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.rules.records import History, NewEvent
from yichuang.cases.rules.words import Act, State
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import now

TRIES = 5
WINDOW = {"start": day("2022-01-01"), "end": day("2022-12-31")}


def codes(answers: list[Any]) -> Counter[str]:
    return Counter(answer.code if isinstance(answer, Refusal) else "done" for answer in answers)


def known(instant: datetime) -> list[Any]:
    return sorted(queries.sums(**WINDOW, daily=True, counted_at=instant), key=str)


def clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def test_of_two_people_deciding_one_case_at_once_exactly_one_wins(real_hall: Hall) -> None:
    hall = real_hall
    for _ in range(TRIES):
        number = case_in(hall, State.UNDER_REVIEW)
        answers = at_once(
            lambda number=number: acts.record(number, whole(Act.GRANT), by=hall.manager, expected_seq=2),
            lambda number=number: acts.record(number, whole(Act.REFUSE), by=hall.manager, expected_seq=2),
        )
        assert codes(answers) == {"done": 1, "stale_seq": 1}
        (receipt,) = (answer for answer in answers if isinstance(answer, Receipt))
        assert (state_of(number), len(acts_of(number))) == (receipt.state, 3)


def test_two_acceptances_race_and_one_stands(real_hall: Hall) -> None:
    hall = real_hall
    for _ in range(TRIES):
        number = case_in(hall, State.RECEIVED)
        accept = lambda number=number: acts.accept(number, by=hall.manager, at=ON)  # noqa: E731
        assert codes(at_once(accept, accept, accept)) == {"done": 1, "unlawful_act": 2}
        assert acts_of(number) == ["receive", "accept"]
    assert queries.verify()[1] == []


def test_one_request_sent_twice_at_once_acts_once_and_is_answered_twice(real_hall: Hall) -> None:
    hall = real_hall
    for n in range(TRIES):
        number = case_in(hall, State.UNDER_REVIEW)
        pause = lambda number=number, n=n: acts.pause(  # noqa: E731
            number, by=hall.manager, at=ON, kind="hearing", key=f"pause-{n}"
        )
        first, second = at_once(pause, pause)
        assert first == second == Receipt(number, 3, "paused", None)
        assert acts_of(number) == ["receive", "accept", "pause"]
        case = hall.new_case()
        receive = lambda case=case, n=n: acts.receive(case, by=hall.manager, at=ON, key=f"in-{n}")  # noqa: E731
        first, second = at_once(receive, receive)
        assert first == second
    assert Case.objects.count() == 2 * TRIES


def test_two_different_requests_under_one_key_at_once_are_a_conflict(real_hall: Hall) -> None:
    hall = real_hall
    number = case_in(hall, State.UNDER_REVIEW)
    answers = at_once(
        lambda: acts.grant(number, by=hall.manager, at=ON, key="k"),
        lambda: acts.pause(number, by=hall.manager, at=ON, kind="hearing", key="k"),
    )
    assert codes(answers) == {"done": 1, "key_reused": 1}


def test_a_number_is_used_once_also_when_two_use_it_at_once_at_any_door(real_hall: Hall) -> None:
    hall = real_hall
    for n in range(TRIES):
        case = hall.new_case(number=f"SCJG-{n}")
        history = History(f"SCJG-{n}", (whole(Act.RECEIVE), whole(Act.ACCEPT)), case)
        other = History(f"SCJG-{n}-B", (whole(Act.RECEIVE),), hall.new_case())
        one, two, batch, again = at_once(
            lambda case=case: acts.receive(case, by=hall.manager, at=ON),
            lambda case=case: acts.receive(case, by=hall.manager, at=ON),
            lambda history=history, other=other: list(acts.take_in_batch([history, other], by=hall.manager)),
            lambda history=history: list(acts.take_in_batch([history], by=hall.manager)),
        )
        taken = [result for answer in (batch, again) for result in answer]
        refused = [refusal.code for result in taken for _, refusal in result.refused]
        assert codes([one, two])["done"] + sum(f"SCJG-{n}" not in dict(result.refused) for result in taken) == 1
        assert set(refused) | {answer.code for answer in (one, two) if isinstance(answer, Refusal)} == {"number_used"}
        assert Case.objects.filter(number=f"SCJG-{n}-B").exists()  # the rest of the chunk is taken
    assert queries.verify()[1] == []


def test_a_chunk_waits_for_who_writes_already_and_finds_the_case_as_he_left_it(real_hall: Hall) -> None:
    hall = real_hall
    number, granted, go_on = case_in(hall, State.UNDER_REVIEW), Flag(), Flag()

    def grant_slowly() -> None:
        with transaction.atomic():
            acts.record(number, whole(Act.GRANT), by=hall.manager)
            granted.set()
            assert go_on.wait(WAIT_SECONDS)

    with ThreadPoolExecutor(2) as pool:
        slow = meanwhile(pool, grant_slowly)
        assert granted.wait(WAIT_SECONDS)
        history = History(number, (whole(Act.DELIVER),))
        quick = meanwhile(pool, lambda: list(acts.take_in_batch([history], by=hall.manager)))
        sleep(0.1)
        assert not quick.done()
        go_on.set()
        slow.result(WAIT_SECONDS)
        (result,) = quick.result(WAIT_SECONDS)
    assert (result.refused, acts_of(number)) == ([], ["receive", "accept", "grant", "deliver"])
    recorded = list(CaseEvent.objects.order_by("seq").values_list("recorded_at", flat=True))
    assert recorded == sorted(set(recorded)), "the order of recording is the order of the instants"


def test_a_writer_who_commits_late_would_change_the_past_but_not_before_a_safe_instant(real_hall: Hall) -> None:
    hall = real_hall
    hall.accepted_case(on="2022-07-01")
    written, go_on = Flag(), Flag()

    def accept_slowly() -> None:
        with transaction.atomic():
            hall.accepted_case(on="2022-07-04")
            written.set()
            assert go_on.wait(WAIT_SECONDS)

    with ThreadPoolExecutor(2) as pool:
        slow = meanwhile(pool, accept_slowly)
        assert written.wait(WAIT_SECONDS)
        unsafe, safe = clock(), queries.safe_instant()
        before = known(unsafe), known(safe)
        with transaction.atomic():  # also where the transaction looked at other sessions before
            assert queries.safe_instant() <= queries.safe_instant() < unsafe
        with pytest.raises(Conflict) as refused:
            queries.stable_instant(now() + timedelta(hours=1))
        assert refused.value.code == "not_yet_known"
        waiting = meanwhile(pool, lambda: queries.stable_instant(unsafe))
        sleep(0.1)
        assert not waiting.done()
        go_on.set()
        slow.result(WAIT_SECONDS)
        assert waiting.result(WAIT_SECONDS) == unsafe
    assert safe < unsafe
    assert known(unsafe) != before[0], "the control: an instant chosen without the lock"
    assert known(safe) == before[1]
    assert queries.safe_instant() > unsafe


def test_with_many_writers_no_figure_known_at_a_safe_instant_ever_changes(real_hall: Hall) -> None:
    hall, stop = real_hall, Flag()
    seen: list[tuple[datetime, list[Any]]] = []
    careless: list[tuple[datetime, list[Any]]] = []

    def write(seed: int) -> None:
        chance = Random(SEED + seed)
        for _ in range(12):
            with transaction.atomic():
                number = hall.accepted_case(on="2022-07-01")
                sleep(chance.random() / 50)
                acts.record(number, NewEvent(Act.GRANT, day("2022-07-04")), by=hall.manager)
                sleep(chance.random() / 50)

    def watch() -> None:
        while not stop.is_set():
            for instants, choose in ((seen, queries.safe_instant), (careless, clock)):
                instant = choose()
                instants.append((instant, known(instant)))

    with ThreadPoolExecutor(5) as pool:
        watching = meanwhile(pool, watch)
        for writing in [meanwhile(pool, lambda seed=seed: write(seed)) for seed in range(4)]:
            assert writing.result(WAIT_SECONDS) is None
        stop.set()
        watching.result(WAIT_SECONDS)
    assert len(seen) > 10
    assert [instant for instant, figures in seen if known(instant) != figures] == []
    assert [instant for instant, figures in careless if known(instant) != figures], "the control"
    assert queries.verify()[1] == []
    recorded = list(CaseEvent.objects.order_by("case_id", "seq").values_list("case_id", "recorded_at"))
    assert recorded == sorted(recorded)


@pytest.mark.owner
def test_who_may_not_see_when_others_began_gets_no_safe_instant(real_hall: Hall) -> None:
    hall = real_hall
    written, go_on = Flag(), Flag()

    def write_slowly() -> None:
        with transaction.atomic():
            hall.received_case(on="2022-07-01")
            written.set()
            assert go_on.wait(WAIT_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        slow = meanwhile(pool, write_slowly)
        assert written.wait(WAIT_SECONDS)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE yichuang_reader")
        with pytest.raises(Refusal) as refused:
            queries.safe_instant()
        go_on.set()
        slow.result(WAIT_SECONDS)
    assert refused.value.code == "writers_unseen"
