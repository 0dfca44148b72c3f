"""The tables refuse nonsense by themselves, each with a constraint that says what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.people.conftest import DAY, OPENED, House
from yichuang.kit.time import start_of
from yichuang.people.models import (
    AccessLog,
    Account,
    ApiClient,
    Centre,
    Department,
    IdempotencyKey,
    Organisation,
    Person,
    Post,
    Region,
    Role,
    RoleRight,
)

NOON = start_of(DAY)


def department(house: House, **fields: Any) -> None:
    common = {"code": "D9", "name": "某厅", "short_name": "厅", "centre_id": house.centre, "valid_from": OPENED}
    Department.objects.create(**common | fields)


def region(house: House, **fields: Any) -> None:
    Region.objects.create(**{"code": "519900", "name": "某地", "level": 3, "valid_from": OPENED} | fields)


def person(house: House, **fields: Any) -> None:
    common = {"document_kind": "passport", "number_sealed": b"x", "number_hash": b"h", "name": "王芳"}
    Person.objects.create(**common | fields)


def line(house: House, **fields: Any) -> None:
    AccessLog.objects.create(**{"at": NOON, "actor_kind": "staff", "kind": "sign_in", "success": True} | fields)


REFUSED: list[tuple[str, Callable[[House], Any]]] = [
    ("department_code_form", lambda h: department(h, code="部门")),
    ("department_credit_code_form", lambda h: department(h, credit_code="123")),
    ("department_period_in_order", lambda h: department(h, valid_to=date(2021, 12, 31))),
    ("department_code_valid_once", lambda h: department(h, code="D1", valid_from=DAY)),
    ("department_code_begins_once", lambda h: department(h, code="D1", valid_to=DAY)),
    ("department_not_own_successor", lambda h: Department.objects.filter(pk=h.health).update(successor_id=h.health)),
    ("region_code_form", lambda h: region(h, code="5199")),
    ("region_level_known", lambda h: region(h, level=8)),
    ("region_code_valid_once", lambda h: region(h, code="510000", valid_from=DAY)),
    ("region_code_begins_once", lambda h: region(h, code="510000", valid_to=DAY)),
    ("region_period_in_order", lambda h: region(h, valid_to=date(2021, 1, 1))),
    ("region_not_own_successor", lambda h: Region.objects.filter(pk=h.province).update(successor_id=h.province)),
    ("centre_code_form", lambda h: Centre.objects.create(code="省 中心", name="x", short_name="x")),
    ("account_username_form", lambda h: Account.objects.create(username="Wang", name="王", password="x")),
    ("account_named", lambda h: Account.objects.create(username="wang", name="", password="x")),
    ("account_has_password", lambda h: Account.objects.create(username="wang", name="王", password="")),
    ("role_code_form", lambda h: Role.objects.create(code="Role 1", name="x")),
    ("role_right_form", lambda h: RoleRight.objects.create(role_id="clerk", right="everything")),
    ("role_right_once", lambda h: RoleRight.objects.create(role_id="clerk", right="cases.accept")),
    (
        "post_period_in_order",
        lambda h: Post.objects.create(
            account_id=h.account("li"), centre_id=h.centre, valid_from=DAY, valid_to=date(2022, 6, 30)
        ),
    ),
    ("person_document_kind_known", lambda h: person(h, document_kind="credit_code")),
    ("person_state_known", lambda h: person(h, state="hidden")),
    ("person_erased_is_empty", lambda h: person(h, state="erased")),
    ("person_kept_is_whole", lambda h: person(h, name="")),
    ("person_kept_is_whole", lambda h: person(h, number_hash=None)),
    ("person_known_once", lambda h: [person(h), person(h)]),
    (
        "organisation_document_kind_known",
        lambda h: Organisation.objects.create(
            document_kind="passport", number_sealed=b"x", number_hash=b"h", name="某公司"
        ),
    ),
    (
        "client_code_form",
        lambda h: ApiClient.objects.create(
            code="a b", name="x", token_hash=b"t", department_id=h.health, active_from=DAY
        ),
    ),
    (
        "client_period_in_order",
        lambda h: ApiClient.objects.create(
            code="HIS", name="x", token_hash=b"t", department_id=h.health, active_from=DAY, active_to=OPENED
        ),
    ),
    (
        "idempotency_key_given",
        lambda h: IdempotencyKey.objects.create(client="staff:1", key="", request_digest=b"d", recorded_at=NOON),
    ),
    ("access_kind_known", lambda h: line(h, kind="peek")),
    ("access_actor_kind_known", lambda h: line(h, actor_kind="ghost")),
    ("access_purpose_given", lambda h: line(h, kind="disclosure")),
]


@pytest.mark.parametrize(("constraint", "nonsense"), REFUSED, ids=[f"{i}-{row[0]}" for i, row in enumerate(REFUSED)])
def test_a_table_refuses_nonsense_by_name(house: House, constraint: str, nonsense: Callable[[House], Any]) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        nonsense(house)


def test_an_ended_department_leaves_its_code_to_another(house: House) -> None:
    Department.objects.filter(pk=house.health).update(valid_to=date(2022, 6, 30))
    department(house, code="D2", valid_from=DAY)
    assert Department.objects.filter(code="D2").count() == 2


def test_many_erased_persons_can_stand_side_by_side(house: House) -> None:
    for _ in range(2):
        person(house, state="erased", number_sealed=b"", number_hash=None, name="")
    assert Person.objects.filter(state="erased").count() == 2
