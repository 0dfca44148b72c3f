"""Opening cases for writing: the writers' lock, the row lock, the instant of recording."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from yichuang.cases.named import sql
from yichuang.cases.queries.instants import LEDGER_LOCK
from yichuang.cases.queries.standing import dossier
from yichuang.cases.rows import EVENT_READ, READ, event_from
from yichuang.cases.rules.dossier import Dossier
from yichuang.kit.errors import Unknown
from yichuang.workdays.queries import calendar_in_force

_COLUMNS = ", ".join(READ)


def enter() -> datetime:
    """Enter as a writer and return the instant of recording (a statement of its own, after the lock)."""
    with connection.cursor() as cursor:
        cursor.execute(sql("enter"), {"ledger": LEDGER_LOCK})
        cursor.execute(sql("clock"))
        instant: datetime = cursor.fetchone()[0]
    return instant


def open_case(number: str) -> tuple[Dossier, datetime]:
    """Lock the case, read its events, and return both with the instant of recording. Unknown `unknown_case`.

    Four statements in one round trip; each still sees what was committed before it began.
    """
    with connection.cursor() as outer:  # opens Django's connection and its transaction
        outer.execute(sql("enter"), {"ledger": LEDGER_LOCK})
        raw = connection.connection
        with raw.pipeline(), raw.cursor() as lock, raw.cursor() as clock, raw.cursor() as events:
            lock.execute(sql("lock_case").format(columns=_COLUMNS), {"number": number})
            clock.execute(sql("clock"))
            events.execute(sql("events_of").format(columns=EVENT_READ), {"number": number})
            row, (recorded_at,), rows = lock.fetchone(), clock.fetchone(), events.fetchall()
    if row is None:
        raise Unknown("unknown_case", f"没有编号为 {number} 的办件", field="number")
    return dossier(row, [event_from(event) for event in rows], calendar_in_force()), recorded_at
