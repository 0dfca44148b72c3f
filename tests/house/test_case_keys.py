"""One case lives on one shard: the models of all rooms keep the rule of keys, and say what the database has."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from yichuang.cases.models import Case, CaseNumberField
from yichuang.site.describing import described, described_tables
from yichuang.site.rules.cluster import LOCAL, REFERENCE
from yichuang.site.rules.tables import NAMING, WORDS, Fault, ForeignKey, Table, Unique, faults, of_a_case

TABLES = described_tables()
TO_ITS_CASE = ForeignKey("to_its_case", "case_number", "cases_case", "number")
TO_A_CENTRE = ForeignKey("to_a_centre", "centre_id", "people_centre", "id")
NOTE = Table("note", ("case_number", "place"), ("case_number", "place"), (), (TO_ITS_CASE, TO_A_CENTRE))
CENTRE = Table("people_centre", ("id", "region_id"), ("id",))


def codes(*tables: Table) -> list[tuple[str, str]]:
    return [(fault.code, fault.constraint) for fault in faults(tables, reference={"people_centre"})]


def test_no_table_breaks_the_rule() -> None:
    assert faults(TABLES, reference=REFERENCE) == []


def test_these_tables_belong_to_a_case() -> None:
    assert [table.name for table in TABLES if of_a_case(table)] == [
        "cases_case", "cases_caseevent", "cases_caseparty", "cases_casetext", "exchange_step",
    ]  # fmt: skip


def test_what_only_names_a_case_has_no_foreign_key_to_it_and_a_place_of_its_own() -> None:
    local = {name for names in LOCAL.values() for name in names}
    for table in TABLES:
        if table.name in NAMING:
            assert "case_number" in table.columns
            assert all(key.table != "cases_case" for key in table.foreign_keys)
    assert NAMING.keys() <= {table.name for table in TABLES} & local


def test_a_table_of_a_case_may_also_lead_to_reference_tables() -> None:
    assert codes(NOTE, CENTRE) == []


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (Table("t", ("id", "case_number"), ("id",)), ("key_elsewhere", "id")),
        (Table("t", ("place", "case_number"), ("place", "case_number")), ("key_elsewhere", "place, case_number")),
        (Table("cases_case", ("id", "number"), ("id",)), ("key_elsewhere", "id")),
        (Table("t", ("id", "about_id"), ("id",), (), (ForeignKey("about", "about_id", "cases_case", "number"),)),
         ("key_elsewhere", "id")),
        (Table("t", ("case_number",), ("case_number",), (Unique("once", ("place", "case_number")),)),
         ("unique_elsewhere", "once")),
        (Table("t", ("case_number",), ("case_number",), (Unique("on_expression", ()),)),
         ("unique_elsewhere", "on_expression")),
        (Table("cases_case", ("number",), ("number",), (Unique("link", ("link",)),)), ("unique_elsewhere", "link")),
        (Table("t", ("case_number",), ("case_number",), (), (ForeignKey("local", "by_id", "people_account", "id"),)),
         ("leads_elsewhere", "local")),
        (Table("t", ("case_number",), ("case_number",), (), (ForeignKey("sister", "case_number", "note", "x"),)),
         ("leads_elsewhere", "sister")),
        (Table("t", ("case_number",), ("case_number",), (), (ForeignKey("parent", "parent", "cases_case", "number"),)),
         ("leads_elsewhere", "parent")),
        (Table("t", ("id", "event"), ("id",), (), (ForeignKey("event", "event", "cases_caseevent", "case_number"),)),
         ("leads_to_event", "event")),
        (Table("people_centre", ("id",), ("id",), (), (ForeignKey("head", "head_id", "people_account", "id"),)),
         ("reference_leads_elsewhere", "head")),
    ],
)  # fmt: skip
def test_what_breaks_the_rule_is_named(table: Table, expected: tuple[str, str]) -> None:
    assert expected in codes(table)
    assert expected[0] in WORDS


@isolate_apps("yichuang.cases")
def test_a_model_that_breaks_the_rule_is_read_and_named() -> None:
    class Pledge(models.Model):
        case = models.ForeignKey(Case, models.PROTECT, db_column="case_number", related_name="+")
        receipt = models.CharField(max_length=20, unique=True)
        place = models.SmallIntegerField()

        class Meta:
            app_label = "cases"
            unique_together = [("place", "receipt")]
            constraints = [
                models.UniqueConstraint(fields=["place", "case"], name="open_once", condition=models.Q(place=1)),
                models.UniqueConstraint(fields=["case", "place"], name="lawful"),
                models.UniqueConstraint(models.functions.Lower("receipt"), name="by_expression"),
            ]

    found = faults([described(Pledge)], reference=REFERENCE)
    assert found == [
        Fault("cases_pledge", "key_elsewhere", "id"),
        Fault("cases_pledge", "unique_elsewhere", "receipt"),
        Fault("cases_pledge", "unique_elsewhere", "place_receipt"),
        Fault("cases_pledge", "unique_elsewhere", "open_once"),
        Fault("cases_pledge", "unique_elsewhere", "by_expression"),
    ]


@isolate_apps("yichuang.cases")
def test_a_column_of_that_name_is_enough_to_be_held_to_the_rule() -> None:
    class Remark(models.Model):
        case_number = CaseNumberField()

        class Meta:
            app_label = "cases"

    assert faults([described(Remark)], reference=REFERENCE) == [Fault("cases_remark", "key_elsewhere", "id")]


def test_models_say_what_the_database_has(db: None) -> None:
    """Keys made by hand in a migration would escape a reader of models: there are none."""
    ours = [table for table in TABLES if table.name.split("_")[0] in {app.label for app in apps.get_app_configs()}]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indrelid::regclass::text, i.indisprimary, array(SELECT coalesce((SELECT attname::text FROM"
            " pg_attribute WHERE attrelid = i.indrelid AND attnum = k.number AND k.number > 0), '')"
            " FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place) ORDER BY place) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace"
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        )
        leading = cursor.fetchall()
    assert len(ours) > 40
    for table in ours:
        has = sorted((primary, columns) for name, primary, columns in rows if name == table.name)
        says = [(True, list(table.primary)), *((False, list(unique.columns)) for unique in table.uniques)]
        assert has == sorted(says), table.name
        keys = {(name, to) for own, name, to in leading if own == table.name}
        if not table.name.startswith("procrastinate"):  # made by the queue's own script, with names of its own
            assert keys == {(key.name, key.table) for key in table.foreign_keys}, table.name
