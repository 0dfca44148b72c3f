"""Every event names the item's version that its case had after it, and the few unsettling ones have an index."""

from django.db import migrations, models

from yichuang.kit.sql import statement


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_tally_by_month")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(statement(__file__, "name_versions", "0005_events_name_the_version.sql"))],
            [
                migrations.AddField(
                    model_name="caseevent", name="item_version_id", field=models.IntegerField(), preserve_default=False
                )
            ],
        ),
        migrations.AddIndex(
            model_name="caseevent",
            index=models.Index(
                fields=["act", "case"],
                name="event_unsettling",
                condition=models.Q((
                    "act__in",
                    ["accept_with_gap", "deem_accepted", "due_moved", "extend", "gap_filled", "gap_missed", "pause",
                     "reassign", "rectify", "resume", "void"],
                )),
            ),
        ),
        migrations.RunSQL(statement(__file__, "say_how_few", "0005_events_name_the_version.sql")),
    ]
