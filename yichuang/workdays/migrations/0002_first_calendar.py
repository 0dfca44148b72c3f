"""The first version of the calendar, and the right to change one taken away. The SQL here is frozen on purpose."""

from datetime import datetime, timezone

from django.db import migrations

from yichuang.workdays import rules

TABLES = "workdays_calendarversion, workdays_override, workdays_day"
VERSION = """
INSERT INTO workdays_calendarversion (number, published_at, published_by, note, official_through)
VALUES (1, %s, 'system', '2004—2026 年依国务院办公厅历年节假日安排；其后各年暂定', %s)
"""
DAYS = """
INSERT INTO workdays_day (version, day, working, number)
SELECT 1, day, working, sum(working::int) OVER (ORDER BY day) FROM unnest(%s::date[], %s::boolean[]) AS d (day, working)
"""


def load(apps, schema_editor):
    calendar = rules.first_calendar()
    days = rules.days_from(calendar.first_day, calendar.last_day)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(VERSION, [datetime.now(timezone.utc), calendar.official_through])
        cursor.execute(DAYS, [days, [bool(byte) for byte in calendar.working]])


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLES} FROM yichuang_app",
            f"GRANT UPDATE, DELETE, TRUNCATE ON {TABLES} TO yichuang_app",
        ),
    ]
