"""A request sent twice acts once; a key used for something else is refused; machines are let in by their token."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tests.people.conftest import DAY, OPENED, SETTING_UP, House
from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.hashing import sm3
from yichuang.people import acts, queries
from yichuang.people.models import Centre, IdempotencyKey
from yichuang.people.rules import Actor

CLIENT = Actor.client("c1").key
ONE, OTHER = sm3(b"one"), sm3(b"other")


def act_once(key: str, digest: bytes = ONE, client: str = CLIENT) -> dict[str, Any]:
    """What an act does with its key: add a centre, and answer with its number."""
    with transaction.atomic():
        known = acts.use_key(client=client, key=key, request_digest=digest)
        if known is not None:
            return known
        count = Centre.objects.count() + 1
        Centre.objects.create(code=f"K{count}", name="x", short_name="x")
        answer = {"count": count}
        acts.remember(client=client, key=key, answer=answer)
        return answer


def test_the_second_time_the_first_answer_comes_back(db: None) -> None:
    assert act_once("k") == act_once("k") == {"count": 1}
    assert Centre.objects.count() == 1


def test_other_content_under_the_same_key_is_refused(db: None) -> None:
    act_once("k")
    with pytest.raises(Conflict) as refused:
        act_once("k", OTHER)
    assert refused.value.code == "key_reused"
    assert Centre.objects.count() == 1


def test_keys_of_two_clients_do_not_meet(db: None) -> None:
    act_once("k")
    assert act_once("k", OTHER, client="client:c2") == {"count": 2}


def test_without_a_key_every_request_acts(db: None) -> None:
    act_once("")
    act_once("")
    assert Centre.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_a_key_whose_act_failed_is_free_again(db: None) -> None:
    with transaction.atomic():
        acts.use_key(client=CLIENT, key="k", request_digest=ONE)
        transaction.set_rollback(True)
    assert act_once("k", OTHER) == {"count": 1}


def test_a_key_longer_than_a_hundred_characters_is_refused(db: None) -> None:
    with pytest.raises(Refusal) as refused:
        act_once("k" * 101)
    assert refused.value.field == "idempotency_key"


@pytest.mark.owner
def test_of_eight_at_once_with_one_key_one_acts_and_all_get_its_answer(transactional_db: None) -> None:
    start, answers = Barrier(8), []

    def send() -> None:
        start.wait()
        try:
            answers.append(act_once("k"))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"count": 1}] * 8
    assert Centre.objects.count() == 1


def test_a_machine_is_known_by_its_token_while_it_is_let_in(house: House) -> None:
    token = acts.open_client(by=SETTING_UP, code="HIS", name="卫健系统", department_id=house.health, active_from=OPENED)
    assert queries.client_of(token, DAY) == Actor.client("HIS")
    assert queries.client_of(token + "x", DAY) is None
    lost, token = token, acts.renew_token(by=SETTING_UP, code="HIS")
    assert (queries.client_of(lost, DAY), queries.client_of(token, DAY)) == (None, Actor.client("HIS"))
    acts.end_client(by=SETTING_UP, code="HIS", last_day=DAY)
    assert queries.client_of(token, DAY + timedelta(days=1)) is None


def test_a_machine_that_does_not_fit_is_refused(house: House) -> None:
    said = {"by": SETTING_UP, "name": "x", "department_id": house.health, "active_from": DAY}
    acts.open_client(code="HIS", **said)
    for code, active_to, reason in (
        ("HIS", None, "client_taken"),
        ("a b", None, "client_form"),
        ("B", OPENED, "period_reversed"),
    ):
        with pytest.raises(Refusal) as refused:
            acts.open_client(code=code, active_to=active_to, **said)
        assert refused.value.code == reason
    with pytest.raises(Refusal):
        acts.end_client(by=SETTING_UP, code="HIS", last_day=OPENED)
    with pytest.raises(Unknown):
        acts.end_client(by=SETTING_UP, code="NONE", last_day=DAY)
