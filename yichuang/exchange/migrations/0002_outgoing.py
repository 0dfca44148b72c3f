"""What goes out: exports, their codes (with a first content, marked as far as it is known), errors that come back."""

import django.db.models.deletion
from django.db import migrations, models

# kind → (standing, note, {ours: theirs}). Lists of the two-character columns were not found in any stored source, so
# most of this is a proposal that the province's administrator confirms or changes before the first export.
_A5 = "GB/T 39046-2020 A.5 的代码；国家表 apply_type 是否采用，未能查证"
_ACTION = "GB/T 39046-2020 业务动作（1 通过，2 退回，9 其他）；国家表 event_name 的取值未能查证"
_ENDING = "旧电子监察办结结果（0 出证，1 退回，2 作废，5 补正不来，6 办结）；国家表 result_type 的取值未能查证"
FIRST_CODES = (
    ("apply_type", "second_hand", _A5, {"1": "1", "2": "2", "3": "3", "4": "4", "9": "9"}),
    ("project_type", "standard", "GB/T 39046-2020 A.6", {"1": "1", "2": "2", "9": "9"}),
    ("special_type", "standard", "GB/T 39046-2020 A.7", {"extend": "1", "pause": "2"}),
    ("applyer_type", "second_hand", "GB/T 39046-2020 A.4；本系统只区分个人和单位", {"person": "1", "organisation": "2"}),
    ("page_type", "recalled", "常用证件类型代码，凭记忆，未能查证",
     {"resident_id": "111", "passport": "414", "permanent_residence": "553", "credit_code": "001"}),
    ("yes_no", "recalled", "凭记忆，未能查证", {"yes": "1", "no": "0"}),
    ("operation", "recalled", "凭记忆，未能查证", {"insert": "I", "update": "U", "delete": "D"}),
    ("event_name", "second_hand", _ACTION, {
        "1": "1", "2": "2", "9": "9",  # of the departments' own steps
        "receive": "9", "tell_not_required": "2", "decline": "2", "amend": "9", "request_supplement": "2",
        "supplement": "9", "accept": "1", "accept_with_gap": "1", "deem_accepted": "1", "gap_filled": "9",
        "gap_missed": "9", "explain_overrun": "9", "grant": "1", "refuse": "2", "withdraw": "9", "terminate": "9",
        "deliver": "9", "close": "9",
    }),
    ("result_type", "second_hand", _ENDING, {
        "granted": "6", "refused": "1", "withdrawn": "2", "terminated": "6", "supplement_missed": "5",
        "not_required": "1", "out_of_scope": "1",
    }),
)


def first_codes(apps, schema_editor):
    code = apps.get_model("exchange", "NationalCode")
    code.objects.using(schema_editor.connection.alias).bulk_create([  # `run` migrates as owner
        code(kind=kind, ours=ours, theirs=theirs, standing=standing, note=note)
        for kind, standing, note, codes in FIRST_CODES for ours, theirs in codes.items()
    ])


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AbnormalFile',
            fields=[
                ('checksum', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=255)),
                ('rows', models.PositiveIntegerField()),
                ('new', models.PositiveIntegerField()),
                ('unknown', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('since', models.DateTimeField(null=True)),
                ('until', models.DateTimeField()),
                ('codes', models.JSONField()),
                ('opened_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(null=True)),
                ('tables', models.JSONField(default=dict)),
                ('missing', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('since', None), ('since__lt', models.F('until')), _connector='OR'), name='export_goes_on'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('since', None)), models.Q(('number__gt', 1), ('since__isnull', False)), _connector='OR'), name='export_first_from_the_beginning'), models.UniqueConstraint(fields=('since',), name='export_window_begins_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('made_at', None), models.Q(('tables', {}), _negated=True), _connector='OR'), name='export_made_with_files')],
            },
        ),
        migrations.CreateModel(
            name='NationalCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('ours', models.CharField(max_length=40)),
                ('theirs', models.CharField(max_length=40)),
                ('standing', models.CharField(max_length=12)),
                ('note', models.CharField(max_length=200)),
                ('entered_at', models.DateTimeField(null=True)),
                ('entered_by', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'ours'), name='national_code_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('apply_type', 'applyer_type', 'data_source', 'event_name', 'operation', 'page_type', 'project_type', 'result_type', 'special_type', 'yes_no'))), name='national_code_kind_known'), models.CheckConstraint(condition=models.Q(('standing__in', ['standard', 'second_hand', 'recalled', 'set'])), name='national_code_standing')],
            },
        ),
        migrations.CreateModel(
            name='Abnormal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('table', models.TextField()),
                ('row_guid', models.TextField()),
                ('error_type', models.TextField()),
                ('remark', models.TextField()),
                ('mark', models.BinaryField(max_length=32)),
                ('case_number', models.CharField(blank=True, db_collation='C', max_length=50)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=80)),
                ('settled_remark', models.CharField(blank=True, max_length=500)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.abnormalfile')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['id'], name='abnormal_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('mark',), name='abnormal_open_once'), models.UniqueConstraint(fields=('file', 'row'), name='abnormal_row_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', ''), ('settled_remark', '')), models.Q(('settled_at__isnull', False), models.Q(('settled_by', ''), _negated=True), models.Q(('settled_remark', ''), _negated=True)), _connector='OR'), name='abnormal_settled_by_whom_and_why')],
            },
        ),
        migrations.RunPython(first_codes, migrations.RunPython.noop),
        # the steps told in an export's window
        migrations.RunSQL(
            "CREATE INDEX exchange_step_recorded ON exchange_step USING brin (recorded_at)",
            "DROP INDEX exchange_step_recorded",
        ),
        migrations.RunSQL(
            "CREATE INDEX exchange_step_first ON exchange_step (first_at) WHERE first_at IS NOT NULL",
            "DROP INDEX exchange_step_first",
        ),
    ]
