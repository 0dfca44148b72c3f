"""Definitions and submitted figures become append-only."""

from pathlib import Path

from django.db import migrations

_SQL = Path(__file__).parents[1] / "sql" / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_submitted")]

    operations = [migrations.RunSQL(_SQL.read_text(encoding="utf-8"))]
