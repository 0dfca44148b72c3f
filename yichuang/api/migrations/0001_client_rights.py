"""Where an installation has its roles already, `client` gets the rights that came with this door.

A fresh installation gets them with its roles (`people.acts.ensure_roles`), which leaves a right alone that some role
holds already; so what a later version states for another role would never reach an installation without this.
"""

from django.db import migrations

ACTS = (
    "receive", "tell_not_required", "decline", "amend", "request_supplement", "supplement", "accept",
    "accept_with_gap", "gap_filled", "withdraw", "deliver", "close", "pause", "resume", "gap_missed",
    "explain_overrun", "grant", "refuse", "terminate", "extend", "rectify",
)


def give(apps, schema_editor):
    alias = schema_editor.connection.alias  # the owner's: the program's own role may not be there yet
    Role, RoleRight = apps.get_model("people", "Role"), apps.get_model("people", "RoleRight")
    if Role.objects.using(alias).filter(code="client").exists():
        rows = [RoleRight(role_id="client", right=f"cases.{act}") for act in ACTS]
        RoleRight.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
