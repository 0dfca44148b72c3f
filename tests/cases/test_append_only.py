"""Events and seals are added, never changed: the role has no right to, and a trigger refuses whoever has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction
from psycopg.errors import InsufficientPrivilege

from tests.cases.ways import ON
from tests.cast import APPLICANT, Hall
from yichuang.cases import acts

FORBIDDEN_TO_THE_APPLICATION = [
    "UPDATE cases_caseevent SET reason = 'x'",
    "UPDATE cases_caseevent SET reason = 'x' WHERE false",
    "DELETE FROM cases_caseevent",
    "TRUNCATE cases_caseevent",
    "SELECT 1 FROM cases_caseevent FOR UPDATE",
    "UPDATE cases_seal SET events = 0",
    "DELETE FROM cases_seal",
    "TRUNCATE cases_seal",
    "UPDATE cases_tallyfine SET n = 0",
    "UPDATE cases_tallycoarse SET n = 0",
    "UPDATE cases_tallymonth SET n = 0",
    "TRUNCATE cases_tallyfine",
    "TRUNCATE cases_tallycoarse",
    "TRUNCATE cases_tallymonth",
    "TRUNCATE cases_case CASCADE",
    "ALTER TABLE cases_caseevent DISABLE TRIGGER ALL",
    "DROP TRIGGER cases_event_append_only ON cases_caseevent",
    "SET ROLE yichuang_owner",
]
READ_BY_THE_READER = [
    "cases_case", "cases_caseevent", "cases_tallyfine", "cases_tallycoarse", "cases_tallymonth", "cases_seal",
]  # fmt: skip
NOT_READ_BY_THE_READER = ["cases_caseparty", "cases_casetext"]


def sign_in(role: str) -> psycopg.Connection[Any]:
    """Sign in as a role itself, the way the program does."""
    settings = connection.settings_dict
    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, dbname=settings["NAME"], user=role, autocommit=True
    )


@pytest.fixture
def application(real_hall: Hall) -> Iterator[psycopg.Connection[Any]]:
    """The application signed in, in a ledger with a case, a text, a party and a seal."""
    acts.receive(real_hall.new_case(parties=(APPLICANT,)), by=real_hall.manager, at=ON, text="说明")
    try:
        with sign_in("yichuang_app") as signed_in:
            yield signed_in
    except psycopg.OperationalError as error:  # pragma: no cover -- a server that lets only the owner in
        pytest.skip(f"this server lets no yichuang_app sign in: {error}")


@pytest.mark.parametrize("query", FORBIDDEN_TO_THE_APPLICATION)
def test_the_application_itself_may_not(application: psycopg.Connection[Any], query: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        application.execute(query)


def test_the_application_may_read_and_add(application: psycopg.Connection[Any]) -> None:
    (events,) = application.execute("SELECT count(*) FROM cases_caseevent").fetchone() or (0,)
    assert events == 1
    application.execute("SELECT 1 FROM cases_case FOR UPDATE")
    application.execute("DELETE FROM cases_tallyfine WHERE false")  # compaction deletes and inserts the sums


def test_the_reader_reads_figures_and_nothing_personal(application: psycopg.Connection[Any]) -> None:
    with sign_in("yichuang_reader") as reader:
        for table in READ_BY_THE_READER:
            reader.execute(f"SELECT * FROM {table}")
            with pytest.raises(InsufficientPrivilege):
                reader.execute(f"DELETE FROM {table}")
        for table in NOT_READ_BY_THE_READER:
            with pytest.raises(InsufficientPrivilege):
                reader.execute(f"SELECT * FROM {table}")


@pytest.mark.owner
@pytest.mark.parametrize(
    "query",
    ["UPDATE cases_caseevent SET reason = 'x'", "DELETE FROM cases_caseevent", "DELETE FROM cases_seal",
     "UPDATE cases_seal SET events = 0"],
)  # fmt: skip
def test_even_the_owner_is_refused_by_a_trigger(hall: Hall, query: str) -> None:
    hall.accepted_case(on="2022-07-01")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_seal (day, sealed_at, events, cases, root, previous, digest, key_id, public_key,"
            " signature) VALUES ('2022-07-01', now(), 1, 1, '', '', '', 'k', '', '')"
        )
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)
