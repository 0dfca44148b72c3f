"""Lists run by day, item and region: indexes of few values, a tenth of the size of those that ended in the number."""

from django.db import migrations, models

_RUNNING = models.Q(due_on__isnull=False, ended_on=None)


def _index(name: str, *fields: str, condition: models.Q | None = None) -> migrations.AddIndex:
    listed = models.Index(fields=[*fields, "item_version", "region"], name=name, condition=condition)
    return migrations.AddIndex("case", listed)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_events_name_the_version")]
    operations = [
        migrations.RemoveIndex("case", "case_running_due"),
        migrations.RemoveIndex("case", "case_work_list"),
        migrations.RemoveIndex("case", "case_by_acceptance"),
        migrations.RemoveIndex("case", "case_by_end"),
        _index("case_list_due", "due_on", condition=_RUNNING),
        _index("case_list_work", "department", "due_on", condition=_RUNNING),
        _index("case_list_accepted", "accepted_on"),
        _index("case_list_ended", "ended_on", condition=models.Q(ended_on__isnull=False)),
        # No act leaves all indexed columns alone (the state is one, in a condition), so room kept on a page helps none.
        # Twenty per cent of nineteen million rows is too late: room is used again, and the planner knows, at two.
        migrations.RunSQL(
            "ALTER TABLE cases_case SET"
            " (fillfactor = 100, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);"
            "ALTER TABLE cases_caseevent SET"
            " (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)",
            migrations.RunSQL.noop,
        ),
    ]
