"""Receipts: what became of a delivery's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from yichuang.exchange.models import Delivery
from yichuang.exchange.rules.rights import READ
from yichuang.kit.errors import Unknown
from yichuang.people import queries as people
from yichuang.people.rules import Actor

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery and what became of its rows; taken + unchanged + parked + refused = read, and in the end = rows."""

    delivery: int
    system: str
    number: str
    revision: int
    dataset: str
    way: str
    format: str
    encoding: str
    file_name: str
    checksum: str
    size: int
    state: str
    received_at: datetime
    closed_at: datetime | None
    rows: int
    read: int
    taken: int
    unchanged: int
    parked: int
    refused: int
    errors: Mapping[str, int]

    def as_record(self) -> dict[str, Any]:
        """Return the receipt as plain data: what files beside processed ones, the command and the interface hold."""
        record = {name: getattr(self, name) for name in self.__slots__}
        return record | {"errors": dict(sorted(self.errors.items()))}


def receipt_of(row: Delivery) -> Receipt:
    """Return the receipt of a delivery's row."""
    return Receipt(
        row.pk, row.system_id, row.number, row.revision, row.dataset, row.way, row.format, row.encoding, row.file_name,
        row.checksum, row.size, row.state, row.received_at, row.closed_at, row.rows, row.read, row.taken,
        row.unchanged, row.parked, row.refused, row.errors,
    )  # fmt: skip


def receipt(delivery_id: int, *, seen_by: Actor) -> Receipt:
    """Return a receipt. Unknown `unknown_delivery` also where the reader may not see it."""
    row = _visible(seen_by).filter(pk=delivery_id).first()
    if row is None:
        raise Unknown("unknown_delivery", f"没有编号为 {delivery_id} 的报送批次，或您无权查看", field="delivery")
    return receipt_of(row)


def deliveries(
    *, seen_by: Actor, system: str = "", day: date | None = None, first: date | None = None, last: date | None = None,
    state: str = "", before: int | None = None, rows: int = PAGE_ROWS,
) -> list[Receipt]:  # fmt: skip
    """Return deliveries, the latest first; `before`: only those with a smaller id, for the next page.

    day, or first to last: when they were received.
    """
    found = _visible(seen_by)
    if system:
        found = found.filter(system_id=system)
    if day:
        found = found.filter(received_on=day)
    if first:
        found = found.filter(received_on__gte=first)
    if last:
        found = found.filter(received_on__lte=last)
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [receipt_of(row) for row in found.order_by("-pk")[:rows]]


def _visible(seen_by: Actor) -> QuerySet[Delivery]:
    """Return the deliveries that `seen_by` may see: those of systems whose department they look after."""
    departments = people.departments_of(seen_by, READ)
    rows = Delivery.objects.defer("repeated")
    return rows if departments is None else rows.filter(system__department_id__in=departments)
