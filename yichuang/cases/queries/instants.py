"""Instants before which nothing will change any more."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection

from yichuang.cases.named import sql
from yichuang.kit.errors import Conflict, Refusal

LEDGER_LOCK = 0x5943_0001  # first half of the advisory key under which writers stand in pg_locks
PATIENCE_SECONDS, UNSEEN_SECONDS, PAUSE_SECONDS = 10.0, 1.0, 0.01


def safe_instant() -> datetime:
    """Return an instant T such that no event with recorded_at ≤ T will still appear.

    It is just before the earlier of now (read first) and the earliest start of a transaction that holds the writers'
    lock: a writer takes the lock before it reads the instant it records with. Nobody has to wait.
    Refusal `writers_unseen` where the database's role may not see when other sessions began.
    """
    deadline = time.monotonic() + UNSEEN_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql("look_anew", "reading.sql"))
            cursor.execute(sql("clock"))
            before: datetime = cursor.fetchone()[0]
            cursor.execute(sql("earliest_writer", "reading.sql"), {"ledger": LEDGER_LOCK, "now": before})
            instant: datetime
            instant, unseen = cursor.fetchone()
        if not unseen:
            return instant
        if time.monotonic() > deadline:
            raise Refusal("writers_unseen", "数据库角色看不到其他会话何时开始", rule="GRANT pg_read_all_stats")
        time.sleep(PAUSE_SECONDS)


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
