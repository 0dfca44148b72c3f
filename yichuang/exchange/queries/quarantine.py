"""Rows that stand aside: refused ones to be corrected or sent again, and those that wait for their case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from yichuang.exchange.models import HeldRow
from yichuang.exchange.models.sealing import cipher, raw_context
from yichuang.exchange.queries.systems import system as system_of
from yichuang.exchange.rules.datasets import DATASETS, Kind
from yichuang.exchange.rules.rights import CORRECT, READ
from yichuang.exchange.rules.words import Held
from yichuang.kit.errors import Unknown
from yichuang.people import acts as people_acts
from yichuang.people import queries as people
from yichuang.people.rules import Actor, mask_name, mask_number, mask_phone

PAGE_ROWS = 50
REFUSED = "refused"  # the word for all rows that count as refused
_STATES = {REFUSED: (Held.QUARANTINED.value, Held.RESENT.value, Held.DISMISSED.value)}
_UNREADABLE = ""  # the name under which a row stands that could not be read as cells


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A row that stands aside. `cells`: what it says, personal data masked (see `open_row` for the whole)."""

    id: int
    system: str
    delivery: int
    delivery_number: str
    dataset: str
    row: int
    case_number: str
    state: str
    held_at: datetime
    errors: Sequence[Mapping[str, str]]
    cells: Mapping[str, str]
    settled_at: datetime | None
    settled_by: str
    settled_in: int | None
    remark: str

    def as_record(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


def quarantine(
    *, seen_by: Actor, system: str = "", delivery: int | None = None, state: str = Held.QUARANTINED.value,
    code: str = "", first: date | None = None, last: date | None = None, after: int = 0, rows: int = PAGE_ROWS,
) -> list[HeldRecord]:  # fmt: skip
    """Return rows that stand aside, in order of arrival; `after`: the id of the last one of the page before.

    state:       a word of `Held`, `REFUSED` for all that the accounts count as refused, or "" for all.
    code:        only rows with an error of this code.
    first, last: days on which their deliveries were received.
    """
    found = _visible(seen_by)
    if system:
        found = found.filter(system_id=system)
    if delivery is not None:
        found = found.filter(delivery_id=delivery)
    if state:
        found = found.filter(state__in=_STATES.get(state, (state,)))
    if code:
        found = found.filter(errors__contains=[{"code": code}])
    if first:
        found = found.filter(delivery__received_on__gte=first)
    if last:
        found = found.filter(delivery__received_on__lte=last)
    return [_record(row) for row in found.filter(pk__gt=after).order_by("pk")[:rows]]


def held_row(held_id: int, *, seen_by: Actor) -> HeldRecord:
    """Return a row that stands aside, personal data masked. Unknown `unknown_row`."""
    return _record(_found(held_id, seen_by))


@transaction.atomic
def open_row(held_id: int, *, by: Actor, purpose: str, address: str = "") -> tuple[HeldRecord, dict[str, str]]:
    """Return a row with its cells in full, and write down who looked and why (it holds personal data).

    Unknown `unknown_row`; Forbidden without the right to correct; Refusal `purpose_missing`.
    """
    row = _found(held_id, by)
    actor = people.require(by, CORRECT, department_id=system_of(row.system_id).department_id)
    people_acts.disclose(by=actor, about=f"exchange:{row.delivery_id}/{row.row}", purpose=purpose, address=address)
    return _record(row), _cells(row)


def _found(held_id: int, seen_by: Actor) -> HeldRow:
    row = _visible(seen_by).filter(pk=held_id).first()
    if row is None:
        raise Unknown("unknown_row", "没有这一行，或您无权查看", field="row")
    return row


def _visible(seen_by: Actor) -> QuerySet[HeldRow]:
    departments = people.departments_of(seen_by, READ)
    rows = HeldRow.objects.select_related("delivery").defer("delivery__repeated")
    return rows if departments is None else rows.filter(system__department_id__in=departments)


def _cells(row: HeldRow) -> dict[str, str]:
    cells: dict[str, str] = json.loads(cipher().open(row.raw_sealed, raw_context(row.delivery_id, row.row)))
    return cells


def _record(row: HeldRow) -> HeldRecord:
    return HeldRecord(
        row.pk, row.system_id, row.delivery_id, row.delivery.number, row.dataset, row.row, row.case_number, row.state,
        row.held_at, row.errors, masked(row.dataset, _cells(row)), row.settled_at, row.settled_by, row.settled_in_id,
        row.remark,
    )  # fmt: skip


def masked(dataset: str, cells: Mapping[str, str]) -> dict[str, str]:
    """Return cells as lists show them: personal ones masked, a row that could not be read only by its length."""
    found = {}
    for name, text in cells.items():
        if name == _UNREADABLE:
            found[name] = f"（{len(text)} 个字符）"
            continue
        column = DATASETS[dataset].column(name)
        mask = {Kind.DOCUMENT: mask_number, Kind.PHONE: mask_phone}.get(column.kind, mask_name)
        found[name] = mask(text) if column.personal else text
    return found
