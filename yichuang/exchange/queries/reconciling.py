"""Reconciliation (对账): whether every row that was sent has a fate, by system and by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from yichuang.exchange.named import sql
from yichuang.exchange.queries.systems import Health, systems
from yichuang.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Balance:
    """The account of a system, or of one of its days (`day`; None for all days of the period).

    sent:        rows of its deliveries, counted before anything was taken.
    taken, unchanged: as the loaders counted. parked, refused: counted anew from the rows that stand aside.
    pending:     rows of open deliveries that are not read yet. quarantined: of the refused, those nobody settled.
    difference:  sent − taken − unchanged − parked − refused − pending. Anything but zero is a fault of ours.
    """

    code: str
    name: str
    day: date | None
    deliveries: int
    sent: int
    taken: int
    unchanged: int
    parked: int
    refused: int
    quarantined: int
    pending: int
    last_received_at: datetime | None
    silent: bool

    @property
    def difference(self) -> int:
        """Rows without a fate."""
        return self.sent - self.taken - self.unchanged - self.parked - self.refused - self.pending

    def as_record(self) -> dict[str, Any]:
        """Return the account as plain data."""
        names = (
            "code", "name", "deliveries", "sent", "taken", "unchanged", "parked", "refused", "quarantined", "pending",
            "difference", "silent", "last_received_at",
        )  # fmt: skip
        record = {name: getattr(self, name) for name in names}
        return {"day": self.day, **record} if self.day else record


def reconcile(
    *, seen_by: Actor, first: date | None = None, last: date | None = None, by_day: bool = False, system: str = ""
) -> list[Balance]:
    """Return the accounts of the systems that `seen_by` may look after, of deliveries received from `first` to `last`.

    Without `by_day` every system has one, also one that sent nothing; with it, each day with deliveries has one.
    """
    healths = {one.system.code: one for one in systems(seen_by=seen_by) if system in ("", one.system.code)}
    query = sql("reconcile", "reconciling.sql").format(day="d.received_on" if by_day else "NULL::date")
    with connection.cursor() as cursor:
        cursor.execute(query, {"first": first, "last": last, "systems": list(healths)})
        found = [_balance(healths[row[0]], row) for row in cursor.fetchall()]
    if by_day:
        return found
    known = {one.code: one for one in found}
    return [known.get(code) or _balance(health, (code, None, *[0] * 8)) for code, health in healths.items()]


def _balance(health: Health, row: tuple[Any, ...]) -> Balance:
    _, day, deliveries, sent, taken, unchanged, parked, refused, quarantined, pending = row
    return Balance(
        health.system.code, health.system.name, day, int(deliveries), int(sent), int(taken), int(unchanged),
        int(parked), int(refused), int(quarantined), int(pending), health.last_received_at, health.silent,
    )  # fmt: skip
