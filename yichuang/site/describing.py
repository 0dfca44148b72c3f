"""The tables of all rooms as their models describe them: the one place that reads keys from models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model, UniqueConstraint

from yichuang.site.rules.tables import ForeignKey, Table, Unique

_SUFFIX = "_fk_%(to_table)s_%(to_column)s"  # of the names that Django gives to foreign keys


def described_tables() -> list[Table]:
    """Return all tables by name: those of the rooms, of Django and of the queue. The database is not asked."""
    models: list[Any] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    tables = [described(model) for model in models if not model._meta.proxy]
    return sorted(tables, key=lambda table: table.name)


def described(model: type[Model]) -> Table:
    """Return the table of a model."""
    meta: Any = model._meta
    columns = [field.column for field in meta.local_concrete_fields if field.column]  # a composite key has none
    primary = [field.column for field in meta.pk_fields]
    uniques = [
        Unique(field.column, (field.column,))
        for field in meta.local_concrete_fields
        if field.unique and field.column and not field.primary_key
    ]
    uniques += [Unique("_".join(fields), _columns(model, fields)) for fields in meta.unique_together]
    uniques += [
        Unique(constraint.name, _columns(model, constraint.fields))
        for constraint in meta.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    foreign_keys = [
        _foreign_key(model, field) for field in meta.local_concrete_fields if field.is_relation and field.db_constraint
    ]
    return Table(meta.db_table, tuple(columns), tuple(primary), tuple(uniques), tuple(foreign_keys))


def _columns(model: type[Model], fields: Iterable[str]) -> tuple[str, ...]:
    meta: Any = model._meta
    return tuple(meta.get_field(field).column for field in fields)


def _foreign_key(model: type[Model], field: Any) -> ForeignKey:
    editor: Any = connections["owner"].schema_editor()  # names what it would make; nothing is sent
    name = str(editor._fk_constraint_name(model, field, _SUFFIX)).strip('"')
    return ForeignKey(name, field.column, field.target_field.model._meta.db_table, field.target_field.column)
