"""What every test stands on: the real server, and the application's role for the body of each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def application_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the application's role (no UPDATE or DELETE on events) for a test that touches the database.

    Set-up before this and flush after it run as owner. Mark a test `owner` to stay owner.
    """
    needs_database = {"db", "transactional_db", "django_db_setup"} & set(request.fixturenames)
    if not needs_database or request.node.get_closest_marker("owner"):
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE yichuang_app")
    yield
    connection.rollback() if connection.needs_rollback and not connection.in_atomic_block else None
    if connection.connection is not None and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
