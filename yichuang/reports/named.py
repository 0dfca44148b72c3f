"""The room's hand-written SQL, by name."""

from __future__ import annotations

from yichuang.kit.sql import statement


def sql(name: str, file: str) -> str:
    """Return the statement `name` of `reports/sql/<file>`."""
    return statement(__file__, name, file)
