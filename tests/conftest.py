"""What every test stands on: the real server, and the application's role for the body of each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.cases.chance import SEED

# What migrations put in, and tests never change.
FIRST_ROWS = frozenset({
    "cases_backdating", "cases_remedynotice", "django_content_type", "django_migrations", "exchange_nationalcode",
    "workdays_calendarversion", "workdays_day", "workdays_override",
})  # fmt: skip

CALENDARS = {"workdays_override": "version", "workdays_day": "version", "workdays_calendarversion": "number"}


def pytest_report_header() -> str:
    """Say which chance the tests draw, so that a run can be repeated."""
    return f"YICHUANG_TEST_SEED={SEED}"


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which the test commits; afterwards everything but the first rows is emptied, as owner.

    Ids are never given out twice, here as in an installation: what is remembered by id stays true. Calendars that a
    test published go too, or they would be in force for all tests after it.
    """
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            tables = sorted(set(connection.introspection.table_names(cursor)) - FIRST_ROWS)
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            for table, column in CALENDARS.items():
                cursor.execute(f"DELETE FROM {table} WHERE {column} > 1")
        connection.close()


@pytest.fixture(autouse=True)
def application_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the application's role (no UPDATE or DELETE on events) for a test that touches the database.

    Set-up before this and emptying after it run as owner; where all is rolled back, the role is too. A test marked
    `owner` stays owner.
    """
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    if request.node.get_closest_marker("owner"):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE yichuang_app")
    yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Give tests that run beside each other databases of their own on one server; each embedded server has but one."""
    if "DATABASE_URL" in os.environ:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
