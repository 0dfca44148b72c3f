"""Persons and organisations as lists and pages show them: masked. In full only through `acts.reveal`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.kit.errors import Unknown
from yichuang.people.models import Organisation, Person
from yichuang.people.models.identities import Identity, cipher
from yichuang.people.rules import DocumentKind, RecordState, mask_number, mask_phone, tidy_number


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """A person or organisation with number and telephone masked; an erased one has no name."""

    id: str
    document_kind: DocumentKind
    name: str
    number_masked: str
    phone_masked: str
    state: RecordState


def table_of(kind: DocumentKind) -> type[Identity]:
    """Return the table that holds identities proved by this kind of document."""
    return Organisation if kind is DocumentKind.CREDIT_CODE else Person


def row_of(identity_id: str, *, lock: bool = False) -> Identity:
    """Return the row of a person or organisation, locked if it is to change. Raises Unknown `unknown_identity`."""
    try:
        key = UUID(identity_id)
    except ValueError:
        key = None
    tables: tuple[type[Identity], ...] = (Person, Organisation)
    for table in tables:
        rows = table._default_manager.select_for_update() if lock else table._default_manager.all()
        if key is not None and (row := rows.filter(pk=key).first()) is not None:
            return row
    raise Unknown("unknown_identity", "没有这个自然人或组织", field="identity")


def find_identity(kind: DocumentKind, number: str) -> str | None:
    """Return the id of whoever this document belongs to, if they are in use here; None otherwise."""
    wanted = cipher().lookup(tidy_number(number), kind)
    rows = table_of(kind)._default_manager.filter(document_kind=kind, number_hash=wanted, state=RecordState.IN_USE)
    key = rows.values_list("id", flat=True).first()
    return None if key is None else str(key)


def identity(identity_id: str) -> IdentityRecord:
    """Return a person or organisation, masked. Raises Unknown `unknown_identity`."""
    row = row_of(identity_id)
    return IdentityRecord(
        id=str(row.pk),
        document_kind=DocumentKind(row.document_kind),
        name=row.name,
        number_masked=mask_number(row.number),
        phone_masked=mask_phone(row.phone),
        state=RecordState(row.state),
    )
