"""Tallies by month, filled from those by day; and all tallies are vacuumed early, for figures read indexes alone."""

from django.db import migrations, models

from yichuang.kit.sql import statement


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_back_dating_of_clients")]
    operations = [
        migrations.CreateModel(
            name="TallyMonth",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("centre_id", models.IntegerField()),
                ("department_id", models.IntegerField()),
                ("n", models.IntegerField()),
                ("measure", models.SmallIntegerField()),
                ("item_type", models.CharField(max_length=2)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["measure", "month"],
                        include=("item_type", "department_id", "centre_id", "n"),
                        name="tally_month_measure_month",
                    )
                ]
            },
        ),
        migrations.RunSQL(statement(__file__, "fill", "0004_tally_by_month.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(statement(__file__, "vacuum_early", "0004_tally_by_month.sql"), migrations.RunSQL.noop),
    ]
