"""Persons and organisations: registering, correcting, showing in full, restricting, erasing."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import true_now
from yichuang.people.acts.access import disclose
from yichuang.people.models.identities import Identity, cipher
from yichuang.people.queries.identities import row_of, table_of
from yichuang.people.queries.rights import require
from yichuang.people.rules import Actor, DocumentKind, RecordState, number_fault, tidy_number


@dataclass(frozen=True, slots=True)
class Revealed:
    """What is shown in full once it was written down who looks and why."""

    number: str
    phone: str


@transaction.atomic
def register(
    *, by: Actor, kind: DocumentKind, number: str, name: str, phone: str = "", at: datetime | None = None
) -> str:
    """Return the id of whoever this document belongs to, registering them if they are new.

    Somebody known keeps name and telephone (see `correct`); a record that was kept only comes back into use: a new
    matter is a new purpose. Raises Refusal `document_number_form` or `name_missing`.
    """
    require(by, "people.register")
    tidy = tidy_number(number)
    if fault := number_fault(kind, tidy):
        raise Refusal("document_number_form", fault, field="number")
    table: type[Identity] = table_of(kind)
    digest = cipher().lookup(tidy, kind)
    row = table(id=uuid4(), document_kind=kind, number_hash=digest, name=_written(name))
    row.number_sealed = cipher().seal(tidy, row.place("number"))
    row.phone_sealed = cipher().seal(phone.strip(), row.place("phone"))
    table._default_manager.bulk_create([row], ignore_conflicts=True)  # of two at once, one is kept
    kept = table._default_manager.exclude(state=RecordState.ERASED).get(document_kind=kind, number_hash=digest)
    if kept.state == RecordState.KEPT_ONLY:
        _move(kept, RecordState.IN_USE, at)
    return str(kept.pk)


@transaction.atomic
def correct(*, by: Actor, identity_id: str, name: str | None = None, phone: str | None = None) -> None:
    """Correct name or telephone of a record in use (个人信息保护法 Art. 46). Raises Conflict `not_in_use`."""
    require(by, "people.register")
    row = _in_use(identity_id)
    if name is not None:
        row.name = _written(name)
    if phone is not None:
        row.phone_sealed = cipher().seal(phone.strip(), row.place("phone"))
    row.save(update_fields=["name", "phone_sealed"])


@transaction.atomic
def reveal(*, by: Actor, identity_id: str, purpose: str, address: str = "", at: datetime | None = None) -> Revealed:
    """Return number and telephone in full, and write down who looked and why.

    Raises Forbidden without the right `people.see_number`, Refusal `purpose_missing`, Conflict `not_in_use`.
    """
    actor = require(by, "people.see_number")
    row = _in_use(identity_id)
    disclose(by=actor, about=f"identity/{row.pk}", purpose=purpose, address=address, at=at)
    return Revealed(row.number, row.phone)


@transaction.atomic
def restrict(*, by: Actor, identity_id: str, at: datetime | None = None) -> None:
    """Stop everything but storage (个人信息保护法 Art. 47 para. 2). Raises Conflict `not_in_use`."""
    require(by, "people.restrict")
    _move(_in_use(identity_id), RecordState.KEPT_ONLY, at)


@transaction.atomic
def erase(*, by: Actor, identity_id: str, at: datetime | None = None) -> None:
    """Erase name, number and telephone; the row stays as a tombstone. Erasing twice changes nothing."""
    require(by, "people.restrict")
    row = row_of(identity_id, lock=True)
    if row.state != RecordState.ERASED:
        row.name, row.number_sealed, row.number_hash, row.phone_sealed = "", b"", None, b""
        row.state, row.state_changed_at = RecordState.ERASED, at or true_now()
        row.save()


def _written(name: str) -> str:
    """Return a name as it is kept: NFC, nothing else folded. Raises Refusal `name_missing`."""
    kept = unicodedata.normalize("NFC", name.strip())
    if not kept:
        raise Refusal("name_missing", "请填写姓名或名称", field="name")
    return kept


def _in_use(identity_id: str) -> Identity:
    row = row_of(identity_id, lock=True)
    if row.state != RecordState.IN_USE:
        raise Conflict("not_in_use", "该个人信息已停止处理", field="identity", rule="个人信息保护法 第四十七条")
    return row


def _move(row: Identity, state: RecordState, at: datetime | None) -> None:
    row.state, row.state_changed_at = state, at or true_now()
    row.save(update_fields=["state", "state_changed_at"])
