"""Columns of case numbers: one index begins with them, and they are compared as bytes (keys: `test_case_keys.py`)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from yichuang.cases.rules.numbers import LENGTH_MAX

CASE_TABLES = [
    model
    for model in apps.get_models()
    if any(field.is_relation and field.column == "case_number" for field in model._meta.fields)
]


def test_there_are_such_tables() -> None:
    assert {model.__name__ for model in CASE_TABLES} >= {"CaseEvent", "CaseParty", "CaseText"}


@pytest.mark.parametrize("model", CASE_TABLES, ids=lambda model: model.__name__)
def test_no_second_index_begins_where_the_key_does(model: type[models.Model], db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [model._meta.db_table])
        beginning = [row[0] for row in cursor.fetchall() if "(case_number" in row[0]]
    assert len(beginning) == 1


def test_case_numbers_are_compared_as_bytes_everywhere(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, collation_name, character_maximum_length FROM information_schema.columns "
            "WHERE column_name IN ('case_number', 'parent_number') OR table_name || '.' || column_name = %s",
            ["cases_case.number"],
        )
        rows = cursor.fetchall()
    assert len(rows) >= 5
    assert {(collation, length) for _, _, collation, length in rows} == {("C", LENGTH_MAX)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%pattern_ops%' AND tablename LIKE 'cases_case%'"
        )
        assert cursor.fetchone() == (0,)
