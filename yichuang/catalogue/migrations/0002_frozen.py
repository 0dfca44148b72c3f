"""Published versions, and what their items are grouped by, never change again."""

from pathlib import Path

from django.db import migrations

_SQL = Path(__file__).parents[1] / "sql" / "0002_frozen.sql"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(_SQL.read_text(encoding="utf-8"))]
