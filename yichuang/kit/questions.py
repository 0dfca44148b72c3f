"""Several statements in one round trip. A room offers a read as a `Question`; who needs many asks them together.

Each is still a statement of its own, in the order given, and sees what was committed before it began. They are
prepared on the server, so that the text is parsed and planned once a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import psycopg
from django.db import connection

Answer = TypeVar("Answer")
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """A statement with its parameters, and what its rows mean."""

    sql: str
    meaning: Callable[[Rows], Answer]
    parameters: Mapping[str, Any] = field(default_factory=dict)


def no_rows(rows: Rows) -> None:
    """Take nothing from a statement that is asked for its effect."""


def ask(*questions: Question[Any]) -> list[Any]:
    """Return the answers in the order of the questions. Must be called within a transaction."""
    assert connection.in_atomic_block, "questions are asked within a transaction"
    connection.ensure_connection()
    raw = connection.connection
    cursors = [psycopg.Cursor(raw) for _ in questions]
    with connection.wrap_database_errors, raw.pipeline():
        for cursor, question in zip(cursors, questions, strict=True):
            cursor.execute(question.sql, question.parameters, prepare=True)
    found = [cursor.fetchall() for cursor in cursors]  # after the pipeline's end: all answers came in one wait
    return [question.meaning(rows) for question, rows in zip(questions, found, strict=True)]


def tell(sql: str, parameters: Mapping[str, Any]) -> None:
    """Run one prepared statement that answers nothing, within a transaction."""
    assert connection.in_atomic_block, "statements are told within a transaction"
    with connection.wrap_database_errors:
        psycopg.Cursor(connection.connection).execute(sql, parameters, prepare=True)
