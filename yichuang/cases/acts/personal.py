"""Erasing and setting aside personal data (个人信息保护法 Art. 47); the events of the case stay as they are."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from yichuang.cases.models import CaseParty, CaseText
from yichuang.kit.errors import Unknown
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor, RecordState

_ERASED = {
    "record_state": RecordState.ERASED.value, "name": "", "document_kind": "", "document_number_sealed": b"",
    "document_number_hash": None, "phone_sealed": b"", "phone_hash": None, "address_sealed": b"",
}  # fmt: skip


@transaction.atomic
def erase_party(number: str, role: str, place: int, *, by: Actor) -> None:
    """Erase what is known of a party; a row without content stays as a tombstone. Unknown `unknown_party`."""
    _change_party(number, role, place, by, _ERASED)


@transaction.atomic
def keep_only(number: str, role: str, place: int, *, by: Actor) -> None:
    """Keep a party's data in storage and show it to nobody (Art. 47: the legal period of keeping is not over)."""
    _change_party(number, role, place, by, {"record_state": RecordState.KEPT_ONLY.value})


@transaction.atomic
def erase_text(number: str, seq: int, *, by: Actor) -> None:
    """Erase the free words of an event; its salted digest then says nothing any more. Unknown `unknown_text`."""
    require(by, "cases.erase")
    changed = CaseText.objects.filter(case_id=number, seq=seq).update(text="", salt=b"", erased_at=true_now())
    if not changed:
        raise Unknown("unknown_text", "这条记录没有文字说明", field="seq")


def _change_party(number: str, role: str, place: int, by: Actor, changes: Mapping[str, object]) -> None:
    require(by, "cases.erase")
    there = CaseParty.objects.filter(case_id=number, role=role, place=place).exclude(
        record_state=RecordState.ERASED.value
    )
    if not there.update(**changes):
        raise Unknown("unknown_party", "没有这位当事人，或其个人信息已经删除", field="party")
