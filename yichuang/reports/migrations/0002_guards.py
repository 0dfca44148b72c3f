"""What is published, archived or part of a history can no longer be changed."""

from pathlib import Path

from django.db import migrations

_SQL = Path(__file__).parents[1] / "sql" / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunSQL(_SQL.read_text(encoding="utf-8"))]
