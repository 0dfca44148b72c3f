"""The ledger's hand-written SQL, by name."""

from __future__ import annotations

from yichuang.kit.sql import statement


def sql(name: str, file: str = "writing.sql") -> str:
    """Return the statement `name` of `cases/sql/<file>`."""
    return statement(__file__, name, file)
