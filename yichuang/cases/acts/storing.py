"""Writing what a dossier holds: one statement for one act, COPY for a chunk."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection
from psycopg.errors import UniqueViolation

from yichuang.cases.named import sql
from yichuang.cases.rows import (
    CASE,
    EVENT_WRITTEN,
    MOVING,
    TallyRows,
    case_row,
    event_row,
    moving_row,
    posting_arrays,
    versions_held,
)
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.records import Event, NewParty
from yichuang.kit.crypto import FieldCipher, salted_digest
from yichuang.kit.questions import tell
from yichuang.people.rules import RecordState

SALT_BYTES = 16
PARTY = (
    "case_number", "role", "place", "kind", "record_state", "name", "document_kind", "document_number_sealed",
    "document_number_hash", "phone_sealed", "phone_hash", "address_sealed",
)  # fmt: skip
TEXT = ("case_number", "seq", "salt", "text")
_FINE = ("day", "measure", "item_id", "centre_id", "department_id", "region_id", "channel", "source", "n")
_COARSE = ("day", "measure", "centre_id", "department_id", "item_type", "n")
_MONTH = ("month", "measure", "centre_id", "department_id", "item_type", "n")
_cipher = FieldCipher(settings.KEYS)


def digest_of(text: str) -> tuple[bytes, bytes | None]:
    """Return a fresh salt and the salted digest of an event's free words; no digest for no words."""
    salt = secrets.token_bytes(SALT_BYTES)
    return salt, salted_digest(salt, text) if text else None


def party_rows(number: str, parties: Iterable[NewParty]) -> list[tuple[Any, ...]]:
    """Return the parties of a new case in the order of `PARTY`, each in its place within its role."""
    places: dict[str, int] = {}
    rows = []
    for party in parties:
        places[party.role] = place = places.get(party.role, 0) + 1
        rows.append(party_row(number, place, party))
    return rows


def party_row(number: str, place: int, party: NewParty) -> tuple[Any, ...]:
    """Return a party in the order of `PARTY`, its personal numbers sealed and findable by keyed hash."""
    context = f"{number}/{party.role}/{place}"
    return (
        number, party.role, place, party.kind, RecordState.IN_USE.value, party.name, party.document_kind,
        _cipher.seal(party.document_number, f"{context}/document"),
        _cipher.lookup(party.document_number, "document") if party.document_number else None,
        _cipher.seal(party.phone, f"{context}/phone"), _cipher.lookup(party.phone, "phone") if party.phone else None,
        _cipher.seal(party.address, f"{context}/address"),
    )  # fmt: skip


_MOVES = f"UPDATE cases_case SET {', '.join(f'{name} = %({name})s' for name in MOVING)} WHERE number = %(number)s"
_ENTERS = f"INSERT INTO cases_case ({', '.join(CASE)}) VALUES ({', '.join(f'%({name})s' for name in CASE)})"
# What event and case have in common is sent once.
_OF_THE_EVENT = {
    name: "number" if name == "case_number" else name if name in MOVING else f"event_{name}" for name in EVENT_WRITTEN
}
_WRITE_ONE = {
    new: sql("write_one").format(
        state=_ENTERS if new else _MOVES, event_columns=", ".join(EVENT_WRITTEN),
        event_values=", ".join(f"%({name})s" for name in _OF_THE_EVENT.values()),
    )
    for new in (True, False)
}  # fmt: skip


def is_number_used(error: Exception) -> bool:
    """Tell whether an error of the database says that a case's number is used already."""
    cause = error.__cause__ if isinstance(error, IntegrityError) else error
    return isinstance(cause, UniqueViolation) and cause.diag.constraint_name in (
        "cases_case_pkey",
        "cases_caseevent_pkey",
    )


def write_one(dossier: Dossier, event: Event, *, new: bool, subject: str = "") -> None:
    """Write one act: state, tallies and event in one statement."""
    row = event_row(dossier.number, event, dossier.attributes["item_version_id"])
    parameters = dict(zip(_OF_THE_EVENT.values(), row, strict=True))
    if new:
        parameters |= zip(CASE, case_row(dossier, subject), strict=True)
    else:  # at most 50 parameters: psycopg then remembers how the statement is to be sent
        parameters |= zip(MOVING, moving_row(dossier), strict=True)
    tell(_WRITE_ONE[new], parameters | posting_arrays(dossier))


def write_many(
    opened: Sequence[tuple[Dossier, str | None]], events: Sequence[tuple[str, Event]], tallies: TallyRows
) -> None:
    """Write a chunk by COPY; a dossier comes with its subject if the case is new, with None if it stands already."""
    copy_rows("cases_case", CASE, [case_row(one, subject) for one, subject in opened if subject is not None])
    standing = [case_row(one) for one, subject in opened if subject is None]
    if standing:
        with connection.cursor() as cursor:
            cursor.execute(sql("stage"))
        copy_rows("cases_stage", CASE, standing)
        moves = ", ".join(f"{name} = cases_stage.{name}" for name in MOVING)
        with connection.cursor() as cursor:
            cursor.execute(sql("move_staged").format(assignments=moves))
            cursor.execute("TRUNCATE cases_stage")
    versions = {one.number: versions_held(one) for one, _ in opened}
    rows = [event_row(number, event, versions[number][event.seq]) for number, event in events]
    copy_rows("cases_caseevent", EVENT_WRITTEN, rows)
    copy_rows("cases_tallyfine", _FINE, tallies.fine_rows())
    copy_rows("cases_tallycoarse", _COARSE, tallies.coarse_rows())
    copy_rows("cases_tallymonth", _MONTH, tallies.month_rows())


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows, if there are any, into a table of the ledger."""
    rows = list(rows)
    if not rows:
        return
    query = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in rows:
            copy.write_row(row)


def write_personal(parties: Sequence[Sequence[Any]], texts: Sequence[Sequence[Any]]) -> None:
    """Write the parties and free words of a chunk."""
    copy_rows("cases_caseparty", PARTY, parties)
    copy_rows("cases_casetext", TEXT, texts)


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert a few rows."""
    if rows:
        values = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)
