"""Keeping the tallies small: deltas are replaced by their sums, in the background, while others read and write."""

from __future__ import annotations

from django.db import connection, transaction

from yichuang.cases.named import sql

COMPACTING_LOCK = 0x5943_0003
STATEMENT_MINUTES_MAX = 30


def compact_tallies() -> dict[str, int]:
    """Replace the deltas of each grain by their sums, one transaction each; return the rows that are left by grain.

    Another one compacting at the same time is waited for. No figure changes at any moment: a reader sees all of the
    deltas or all of the sums, and what is written meanwhile stays as it is.
    """
    left = {}
    for grain in ("coarse", "fine"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COMPACTING_LOCK])
            cursor.execute(f"SET LOCAL statement_timeout = '{STATEMENT_MINUTES_MAX}min'")
            cursor.execute(sql(f"compact_{grain}", "jobs.sql"))
            left[grain] = cursor.rowcount
    return left
