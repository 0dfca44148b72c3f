"""The access log becomes append-only; the reader's role loses sight of what is personal or secret."""

from pathlib import Path

from django.db import migrations

_SQL = Path(__file__).parents[1] / "sql" / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("sessions", "0001_initial")]

    operations = [migrations.RunSQL(_SQL.read_text(encoding="utf-8"))]
