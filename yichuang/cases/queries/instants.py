"""Instants before which nothing will change any more."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection

from yichuang.cases.named import sql
from yichuang.kit.errors import Conflict

LEDGER_LOCK = 0x5943_0001  # first half of the advisory key under which writers stand in pg_locks
PATIENCE_SECONDS, PAUSE_SECONDS = 10.0, 0.01


def safe_instant() -> datetime:
    """Return an instant T such that no event with recorded_at ≤ T will still appear.

    It is just before the earlier of now (read first) and the earliest start of a transaction that holds the writers'
    lock: a writer takes the lock before it reads the instant it records with. Nobody has to wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql("clock"))
        before: datetime = cursor.fetchone()[0]
        cursor.execute(sql("earliest_writer", "reading.sql"), {"ledger": LEDGER_LOCK, "now": before})
        instant: datetime = cursor.fetchone()[0]
    return instant


def stable_instant(known_at: datetime) -> datetime:
    """Return `known_at` once it is safe, waiting for writers under way; Conflict `not_yet_known` if it lies ahead."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        safe = safe_instant()
        if known_at <= safe:
            return known_at
        if time.monotonic() > deadline or (known_at - safe).total_seconds() > PATIENCE_SECONDS:
            raise Conflict("not_yet_known", f"{known_at.isoformat()} 的数据尚未确定，请稍后再查", field="known_at")
        time.sleep(PAUSE_SECONDS)
