"""Keeping the tallies small: deltas are replaced by their sums, in the background, while others read and write."""

from __future__ import annotations

from django.db import connection, transaction

from yichuang.cases.named import sql

COMPACTING_LOCK = 0x5943_0003
STATEMENT_MINUTES_MAX = 30
# What rows of a grain are summed by, in the order in which its index is read.
GRAINS = {
    "month": ("measure", "month", "item_type", "department_id", "centre_id"),
    "coarse": ("measure", "day", "item_type", "department_id", "centre_id"),
    "fine": ("measure", "day", "item_id", "centre_id", "department_id", "region_id", "channel", "source"),
}


def compact_tallies() -> dict[str, int]:
    """Replace the deltas of each grain by sums, one transaction each; return the sums that were written by grain.

    What it takes grows with what was posted since the last time: sums to which nothing came are left alone. Another one
    compacting at the same time is waited for. No figure changes at any moment: a reader sees all of the deltas or all
    of the sums, and what is written meanwhile stays as it is: deltas are only ever added.
    """
    return {grain: _compact(f"cases_tally{grain}", keys) for grain, keys in GRAINS.items()}


def _compact(table: str, keys: tuple[str, ...]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:

        def run(name: str) -> int:
            statement = sql(name, "jobs.sql").format(
                table=table, keys=", ".join(keys), old_keys=", ".join(f"old.{key}" for key in keys),
                fresh_keys=", ".join(f"fresh.{key}" for key in keys),
            )  # fmt: skip
            cursor.execute(statement)
            return int(cursor.rowcount)

        patience = f"{STATEMENT_MINUTES_MAX}min"
        cursor.execute(f"SET LOCAL statement_timeout = '{patience}'; SET LOCAL lock_timeout = '{patience}'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COMPACTING_LOCK])
        written = run("take_deltas")  # a statement of its own, later than the lock: it sees what another one left
        if written:
            cursor.execute("ANALYZE cases_summing")
            run("take_sums")
            written = run("put_sums")
        run("forget_summing")
    return written
