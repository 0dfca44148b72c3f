"""The access log is added to and never changed; the reader's role sees neither it nor anything personal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.people.conftest import DAY, House
from yichuang.kit.errors import Forbidden, Refusal
from yichuang.kit.time import start_of
from yichuang.people import acts, queries
from yichuang.people.models import AccessLog
from yichuang.people.rules import AccessKind, Actor

NOON = start_of(DAY) + timedelta(hours=12)
CLERK = Actor.staff(7, 3)


def signed_in_as(role: str) -> psycopg.Connection[Any]:
    """Sign in to the test's database as the role itself."""
    settings = connection.settings_dict
    if "EMBEDDED_DATA" not in settings:
        pytest.skip("on a server the roles have no password that the tests know")
    return psycopg.connect(host=settings["HOST"], dbname=settings["NAME"], user=role, autocommit=True)


@pytest.fixture
def program(db: None) -> Iterator[psycopg.Connection[Any]]:
    with signed_in_as("yichuang_app") as session:
        yield session


@pytest.fixture
def reader(db: None) -> Iterator[psycopg.Connection[Any]]:
    with signed_in_as("yichuang_reader") as session:
        yield session


@pytest.mark.parametrize(
    "statement",
    ["UPDATE people_accesslog SET success = true", "DELETE FROM people_accesslog", "TRUNCATE people_accesslog"],
)
def test_the_program_signed_in_as_its_role_cannot_change_the_log(
    program: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="people_accesslog"):
        program.execute(statement)


def test_the_program_signed_in_as_its_role_can_add_and_read(program: psycopg.Connection[Any]) -> None:
    with program.transaction(force_rollback=True):
        program.execute(
            "INSERT INTO people_accesslog (at, actor_kind, actor_id, kind, object, purpose, success)"
            " VALUES (now(), 'job', 'test', 'export', '', 'proof', true)"
        )
        found = program.execute("SELECT purpose FROM people_accesslog WHERE actor_id = 'test'").fetchone()
    assert found == ("proof",)


def test_the_program_owns_no_table_and_makes_none(program: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        program.execute("CREATE TABLE loophole ()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        program.execute("ALTER TABLE people_accesslog DISABLE TRIGGER ALL")


@pytest.mark.owner
def test_even_the_owner_meets_the_trigger(house: House) -> None:
    acts.disclose(by=CLERK, about="case/1", purpose="核对材料", at=NOON)
    for change in (lambda: AccessLog.objects.update(success=False), lambda: AccessLog.objects.all().delete()):
        with pytest.raises(IntegrityError, match="added, never changed"), transaction.atomic():
            change()


def test_the_tests_work_as_the_program_does(house: House) -> None:
    acts.disclose(by=CLERK, about="case/1", purpose="核对材料", at=NOON)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        AccessLog.objects.update(success=False)


@pytest.mark.parametrize(
    "table",
    [
        "people_person",
        "people_organisation",
        "people_accesslog",
        "people_apiclient",
        "people_idempotencykey",
        "people_account",
        "django_session",
    ],
)
def test_the_reader_sees_nothing_personal_and_no_secret(reader: psycopg.Connection[Any], table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(f"SELECT * FROM {table}")


def test_the_reader_sees_who_holds_which_post(reader: psycopg.Connection[Any]) -> None:
    found = reader.execute(
        "SELECT a.name, p.valid_from FROM people_post p JOIN people_account a ON a.id = p.account_id"
    )
    assert found.fetchall() == []


def test_showing_and_exporting_need_a_purpose(house: House) -> None:
    for act in (acts.disclose, acts.export):
        with pytest.raises(Refusal) as refused:
            act(by=CLERK, about="case/1", purpose=" ", at=NOON)
        assert (refused.value.code, refused.value.field) == ("purpose_missing", "purpose")
    assert not AccessLog.objects.filter(actor_id=CLERK.id).exists()


def test_an_auditor_reads_the_log_and_a_clerk_does_not(house: House) -> None:
    auditor = house.holder("audit", "auditor")
    clerk = house.holder("clerk", "clerk", department=house.transport)
    acts.export(by=clerk, about="cases?day=2022-07-01", purpose="月报", address="10.0.0.7", at=NOON)
    acts.sign_out(by=clerk, address="not an address", at=NOON + timedelta(minutes=1))
    lines = queries.access_log(auditor, since=NOON, until=NOON + timedelta(hours=1))
    assert [(entry.kind, entry.actor, entry.purpose, entry.address) for entry in lines] == [
        (AccessKind.SIGN_OUT, clerk, "", ""),
        (AccessKind.EXPORT, clerk, "月报", "10.0.0.7"),
    ]
    assert [
        entry.kind for entry in queries.access_log(auditor, since=NOON, until=NOON + timedelta(hours=1), about="x")
    ] == []
    with pytest.raises(Forbidden):
        queries.access_log(clerk, since=NOON, until=NOON)
