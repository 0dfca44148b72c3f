"""`yichuang cluster sql`: every table has a place, and what is printed runs where Citus would take it."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from yichuang.site.describing import described_tables
from yichuang.site.rules import cluster
from yichuang.site.rules.tables import ForeignKey, Table, Unique

STORED = Path(__file__).parents[1] / "golden" / "cluster.sql"
RENEW = "YICHUANG_RENEW=1 .venv/bin/python -m pytest tests/site/test_cluster.py -k stored"

# What Citus asks of a table before it takes it, and nothing else of Citus: no triggers, the distribution column in
# every unique index, the table beside which it shall lie. Foreign keys must be away, as its documentation advises.
STANDING_IN = """
CREATE FUNCTION citus_version() RETURNS text LANGUAGE sql AS $$ SELECT 'standing in' $$;
CREATE TABLE pg_dist_node (groupid int);
CREATE TABLE placed (name regclass, dist text, beside text);
CREATE FUNCTION take(one regclass, dist text, beside text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one AND NOT tgisinternal) THEN
        RAISE EXCEPTION 'trigger on %', one;
    END IF;
    IF dist IS NOT NULL AND EXISTS (
        SELECT FROM pg_index WHERE indrelid = one AND indisunique AND NOT
            (SELECT attnum FROM pg_attribute WHERE attrelid = one AND attname = dist) = ANY(indkey)
    ) THEN
        RAISE EXCEPTION 'unique without % on %', dist, one;
    END IF;
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND one IN (conrelid, confrelid)) THEN
        RAISE EXCEPTION 'foreign key on %', one;
    END IF;
    IF beside <> 'none' AND beside::regclass NOT IN (SELECT name FROM placed) THEN
        RAISE EXCEPTION '% is not there yet', beside;
    END IF;
    INSERT INTO placed VALUES (one, dist, CASE beside WHEN 'none' THEN one::text ELSE beside END);
END $$;
CREATE FUNCTION create_reference_table(one regclass) RETURNS void LANGUAGE sql AS $$ SELECT take(one, NULL, NULL) $$;
CREATE FUNCTION create_distributed_table(one regclass, dist text, colocate_with text) RETURNS void LANGUAGE sql AS $$
    SELECT take(one, dist, colocate_with) $$;
"""
FOREIGN_KEYS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
    " AND connamespace = 'public'::regnamespace ORDER BY 1, 2"
)
CANNOT_BE_KEPT = (  # between tables that lie as Citus allows it: to reference tables, or beside one another by the key
    "SELECT c.conname FROM pg_constraint c JOIN placed target ON target.name = c.confrelid"
    " LEFT JOIN placed source ON source.name = c.conrelid WHERE c.contype = 'f' AND target.dist IS NOT NULL"
    " AND (source.beside IS DISTINCT FROM target.beside OR source.dist <> (SELECT attname FROM pg_attribute"
    " WHERE attrelid = c.conrelid AND attnum = c.conkey[1]))"
    " UNION ALL SELECT c.conname FROM pg_constraint c JOIN placed source ON source.name = c.conrelid"
    " WHERE c.contype = 'f' AND c.confrelid NOT IN (SELECT name FROM placed)"
)


def printed(*options: str) -> str:
    out = StringIO()
    call_command("cluster", "sql", *options, stdout=out)
    return out.getvalue()


def test_what_is_printed_is_what_is_stored() -> None:
    """Whoever changes keys sees here what it means on a cluster."""
    told = printed()
    if os.environ.get("YICHUANG_RENEW"):
        STORED.write_text(told, encoding="utf-8")
    assert told == STORED.read_text(encoding="utf-8"), f"renew it, if this is meant: {RENEW}"


def test_as_json_it_is_one_object_with_the_same_script() -> None:
    record = json.loads(printed("--json"))
    assert record["script"] == printed()
    assert record["unplaced"] == []
    assert record["distributed"][0] == {"table": "cases_case", "column": "number", "beside": "none"}
    statements = [statement for step in record["steps"] for statement in step["statements"]]
    assert all(statement in record["script"] for statement in statements)


def test_every_table_of_the_database_has_a_place_in_the_script(db: None) -> None:
    record = json.loads(printed("--json"))
    placed = [one["table"] for part in ("distributed", "local") for one in record[part]] + record["reference"]
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    assert sorted(placed) == sorted(there)
    assert all(name in record["script"] for name in there)


def test_the_lists_of_places_name_no_table_that_is_gone() -> None:
    local = [name for names in cluster.LOCAL.values() for name in names]
    named = [*cluster.TALLIES, *cluster.REFERENCE, *local]
    assert len(set(named)) == len(named)
    assert set(named) | set(cluster.GUARDS) <= {table.name for table in described_tables()}


def test_every_trigger_of_a_table_that_does_not_stay_is_dropped_first(db: None) -> None:
    where = cluster.plan(described_tables())
    moved = [*where.reference, *(spread.table for spread in where.spread)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        guards = {(table, trigger) for table, trigger in cursor.fetchall() if table in moved}
    assert guards == {(table, name) for table, names in cluster.GUARDS.items() for name in names}


@pytest.mark.owner
def test_the_statements_run_and_leave_the_foreign_keys_as_they_were(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STANDING_IN)
        cursor.execute(FOREIGN_KEYS)
        before = cursor.fetchall()
        with pytest.raises(Error, match="协调节点未登记"), transaction.atomic():
            cursor.execute(printed())
        cursor.execute("INSERT INTO pg_dist_node VALUES (0)")
        cursor.execute(printed())
        cursor.execute(FOREIGN_KEYS)
        assert cursor.fetchall() == before
        cursor.execute(CANNOT_BE_KEPT)
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FILTER (WHERE dist IS NULL), count(DISTINCT beside) FROM placed")
        assert cursor.fetchone() == (len(cluster.REFERENCE), 2)


@pytest.mark.owner
@pytest.mark.parametrize(
    ("step", "refused"), [(1, "trigger on"), (2, "foreign key on"), (3, "unique without department_id")]
)
def test_without_what_comes_first_it_would_be_refused(db: None, step: int, refused: str) -> None:
    tables = described_tables()
    steps = cluster.steps(tables, cluster.plan(tables))
    with connection.cursor() as cursor:
        cursor.execute(STANDING_IN + "INSERT INTO pg_dist_node VALUES (0);")
        rest = [statement for one in steps[:step] + steps[step + 1 :] for statement in one.statements]
        with pytest.raises(Error, match=refused), transaction.atomic():
            cursor.execute("\n".join(rest))


def test_a_table_without_a_place_or_with_a_wrong_key_is_named_and_not_placed() -> None:
    new = Table("hall_window", ("id",), ("id",))
    wrong = Table("hall_visit", ("id", "case_number"), ("id",))
    twice = Table("hall_note", ("case_number",), ("case_number",), (Unique("note_once", ("text",)),))
    tables = [*described_tables(), new, wrong, twice]
    where = cluster.plan(tables)
    assert where.unplaced == (
        ("hall_note", "唯一约束不以办件编号开头（note_once）"),
        ("hall_visit", "主键不以办件编号开头（id）"),
        ("hall_window", "尚未规定放在哪里"),
    )
    script = cluster.as_text(where, cluster.steps(tables, where))
    assert "create_distributed_table('hall_" not in script
    assert "--   hall_window：尚未规定放在哪里" in script


def test_a_new_table_of_a_case_is_placed_beside_it_without_being_listed() -> None:
    lead = ForeignKey("seal_to_case", "case_number", "cases_case", "number")
    where = cluster.plan([*described_tables(), Table("hall_seal", ("case_number",), ("case_number",), (), (lead,))])
    assert cluster.Spread("hall_seal", "case_number", "cases_case") in where.spread
    assert where.unplaced == ()


def test_foreign_keys_in_a_circle_are_an_error() -> None:
    def leading(name: str, to: str) -> Table:
        return Table(name, ("id",), ("id",), (), (ForeignKey(f"{name}_fk", "x", to, "id"),))

    with pytest.raises(ValueError, match="circle"):
        cluster.plan([leading("people_centre", "people_region"), leading("people_region", "people_centre")])


def test_the_command_refuses_when_something_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "REFERENCE", cluster.REFERENCE - {"people_region"})
    with pytest.raises(SystemExit) as ended:
        printed()
    assert ended.value.code == 1
