"""Persons and organisations: sealed, found again, masked, shown in full only with a line in the log, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people.conftest import DAY, SETTING_UP, House
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.kit.time import start_of
from yichuang.people import acts, queries
from yichuang.people.models import AccessLog, Organisation, Person
from yichuang.people.rules import DocumentKind, RecordState

NUMBER, CODE, PHONE = "11010519491231002X", "91350100M000100Y43", "13812345678"
NOON = start_of(DAY) + timedelta(hours=12)


def register(name: str = "王芳", number: str = NUMBER, kind: DocumentKind = DocumentKind.RESIDENT_ID) -> str:
    return acts.register(by=SETTING_UP, kind=kind, number=number, name=name, phone=PHONE, at=NOON)


def test_somebody_registered_is_found_by_their_document_and_shown_masked(house: House) -> None:
    who = register()
    assert queries.find_identity(DocumentKind.RESIDENT_ID, " 11010519491231002x") == who
    shown = queries.identity(who)
    assert (shown.name, shown.number_masked, shown.phone_masked) == ("王芳", "110105********002X", "138****5678")
    assert shown.state is RecordState.IN_USE


def test_the_table_holds_no_number_that_can_be_read(house: House) -> None:
    row = Person.objects.get(pk=register())
    kept = bytes(row.number_sealed) + bytes(row.phone_sealed) + bytes(row.number_hash or b"")
    assert NUMBER.encode() not in kept
    assert PHONE.encode() not in kept
    assert (row.number, row.phone) == (NUMBER, PHONE)


def test_a_sealed_number_does_not_open_in_another_row(house: House) -> None:
    one = Person.objects.get(pk=register())
    other = Person.objects.get(pk=register("李雷", "E12345678", DocumentKind.PASSPORT))
    other.number_sealed = one.number_sealed
    with pytest.raises(ValueError, match="does not open"):
        _ = other.number


def test_the_same_document_is_the_same_person(house: House) -> None:
    assert register() == register("王 芳")
    assert Person.objects.get().name == "王芳"


def test_organisations_stand_apart_and_are_known_by_their_credit_code(house: House) -> None:
    who = register("某公司", CODE, DocumentKind.CREDIT_CODE)
    assert Organisation.objects.filter(pk=who).exists()
    assert queries.find_identity(DocumentKind.CREDIT_CODE, CODE) == who


@pytest.mark.parametrize(
    ("name", "number", "code"),
    [("王芳", "110105194912310021", "document_number_form"), (" ", NUMBER, "name_missing")],
)
def test_a_wrong_number_or_no_name_is_refused(house: House, name: str, number: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        register(name, number)
    assert refused.value.code == code
    assert number not in str(refused.value.as_record())


def test_seeing_a_number_in_full_is_written_down(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.health)
    who = register()
    seen = acts.reveal(by=clerk, identity_id=who, purpose="核对身份证件", address="10.0.0.7", at=NOON)
    assert (seen.number, seen.phone) == (NUMBER, PHONE)
    line = AccessLog.objects.get(kind="disclosure")
    assert (line.actor_id, line.post_id, line.object, line.purpose) == (
        clerk.id, clerk.post_id, f"identity/{who}", "核对身份证件",
    )  # fmt: skip


def test_without_right_or_purpose_nothing_is_shown(house: House) -> None:
    who = register()
    with pytest.raises(Forbidden):
        acts.reveal(by=house.holder("qian", "leader"), identity_id=who, purpose="好奇", at=NOON)
    with pytest.raises(Refusal) as refused:
        acts.reveal(by=house.holder("zhao", "clerk"), identity_id=who, purpose="", at=NOON)
    assert refused.value.code == "purpose_missing"


def test_what_is_kept_only_is_neither_found_nor_shown_until_a_new_matter_brings_it_back(house: House) -> None:
    who = register()
    acts.restrict(by=SETTING_UP, identity_id=who, at=NOON)
    assert queries.find_identity(DocumentKind.RESIDENT_ID, NUMBER) is None
    with pytest.raises(Conflict) as refused:
        acts.reveal(by=house.holder("zhao", "clerk"), identity_id=who, purpose="核对", at=NOON)
    assert refused.value.code == "not_in_use"
    assert register() == who
    assert queries.identity(who).state is RecordState.IN_USE


def test_an_erased_person_leaves_a_tombstone_and_may_come_again_as_somebody_new(house: House) -> None:
    who = register()
    acts.erase(by=SETTING_UP, identity_id=who, at=NOON)
    acts.erase(by=SETTING_UP, identity_id=who, at=NOON + timedelta(days=1))
    shown = queries.identity(who)
    assert (shown.name, shown.number_masked, shown.phone_masked, shown.state) == ("", "", "", RecordState.ERASED)
    assert Person.objects.get(pk=who).state_changed_at == NOON
    assert register() != who


def test_a_name_and_a_telephone_can_be_corrected(house: House) -> None:
    who = register()
    acts.correct(by=SETTING_UP, identity_id=who, name="王方", phone="13900001111")
    assert (queries.identity(who).name, queries.identity(who).phone_masked) == ("王方", "139****1111")


def test_names_are_kept_in_composed_form_and_otherwise_as_written(house: House) -> None:
    decomposed, composed = "Jose\u0301 买买提·吐尔逊𠮷", "Jos\u00e9 买买提·吐尔逊𠮷"
    assert queries.identity(register(decomposed)).name == composed


@pytest.mark.parametrize("nobody", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_person_is_unknown(house: House, nobody: str) -> None:
    with pytest.raises(Unknown):
        queries.identity(nobody)
