"""Programs that act for a department may date a month back (they catch up after an outage); an administrator may change it."""

from django.db import migrations

ROLE, DAYS = "client", 30


def first_row(apps, schema_editor):
    rows = apps.get_model("cases", "BackDating").objects.using(schema_editor.connection.alias)
    rows.bulk_create([apps.get_model("cases", "BackDating")(role=ROLE, days=DAYS)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guards")]
    operations = [migrations.RunPython(first_row, migrations.RunPython.noop)]
