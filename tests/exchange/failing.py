"""Accidents inside a loading: the write of a certain place fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

WRITING = ("INSERT", "UPDATE", "COPY", "DELETE", "CREATE", "TRUNCATE")


class Broken(Exception):
    """What the tests let fail."""


@contextmanager
def failing_at(place: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let the write of this place (from 1) fail, statements and COPYs counted; yields the writes so far."""
    writes: list[str] = []
    copy = psycopg.Cursor.copy

    def passed(statement: str) -> None:
        first = statement.split("*/")[-1].split("\n-- ")[-1].lstrip()
        if first.startswith(WRITING) or " INSERT INTO " in statement:
            writes.append(first[:60])
            if len(writes) == place:
                raise Broken

    def executed(execute: Any, statement: str, *facts: Any) -> Any:
        passed(statement)
        return execute(statement, *facts)

    def copied(cursor: Any, statement: str, *facts: Any) -> Any:
        passed(statement)
        return copy(cursor, statement, *facts)

    with monkeypatch.context() as patched, connection.execute_wrapper(executed):
        patched.setattr(psycopg.Cursor, "copy", copied)
        yield writes
