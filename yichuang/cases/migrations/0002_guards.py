"""Events and seals can only be added; case numbers have a counter; first rows of what an administrator may set."""

from django.db import migrations

from yichuang.kit.sql import statement

FIRST_BACK_DATING = {"clerk": 3, "reviewer": 5, "approver": 10, "issuer": 3}


def first_rows(apps, schema_editor):
    rows = apps.get_model("cases", "BackDating")
    rows.objects.bulk_create([rows(role=role, days=days) for role, days in FIRST_BACK_DATING.items()])
    apps.get_model("cases", "RemedyNotice").objects.create(
        code="standard",
        text="如对本决定不服，可以依法申请行政复议或者提起行政诉讼；期限和受理机关由本中心法制机构在此写明。",
        source="行政许可法第三十八条；期限待法制机构确认",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL(statement(__file__, "append_only", "0002_guards.sql")),
        migrations.RunPython(first_rows, migrations.RunPython.noop),
    ]
