"""What goes out to the national tables: exports by a cursor, the codes they are written with, errors that came back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.exchange.rules.national import CODE_KINDS


class Export(models.Model):
    """One export of what was recorded in (since, until]; the cursor is the last one's `until`.

    Opened before the first file is written and closed when all are in place; one left open is made again, with the same
    window and the same codes, so that it gives the same files.
    """

    number = models.PositiveIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    since = models.DateTimeField(null=True)  # empty: from the beginning
    until = models.DateTimeField()  # a safe instant
    codes = models.JSONField()  # [[kind, ours, theirs], …] as they were when it was opened
    opened_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)  # empty: open
    tables = models.JSONField(default=dict)  # table → {"file", "rows", "insert", "update", "delete", "checksum"}
    missing = models.JSONField(default=list)  # [[kind, ours], …]: there was no code of theirs, the cell is empty

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(since=None) | Q(since__lt=F("until")), name="export_goes_on"),
            models.CheckConstraint(condition=Q(since=None, number=1) | Q(since__isnull=False, number__gt=1),
                                   name="export_first_from_the_beginning"),
            models.UniqueConstraint(fields=["since"], nulls_distinct=False, name="export_window_begins_once"),
            models.CheckConstraint(condition=Q(made_at=None) | ~Q(tables={}), name="export_made_with_files"),
        ]  # fmt: skip


class NationalCode(models.Model):
    """A code of ours and what the national tables want for it. An administrator may change it (`set_national_code`).

    `standing` says how far the first content is to be trusted: standard (verified there), second_hand, recalled; what
    the hall set itself is `set`.
    """

    kind = models.CharField(max_length=20)
    ours = models.CharField(max_length=40)
    theirs = models.CharField(max_length=40)
    standing = models.CharField(max_length=12)
    note = models.CharField(max_length=200)
    entered_at = models.DateTimeField(null=True)  # empty: came with the program
    entered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ours"], name="national_code_once"),
            models.CheckConstraint(condition=Q(kind__in=CODE_KINDS), name="national_code_kind_known"),
            models.CheckConstraint(
                condition=Q(standing__in=["standard", "second_hand", "recalled", "set"]), name="national_code_standing"
            ),
        ]


class AbnormalFile(models.Model):
    """A file of `dn_audit_abnormal` that was read, by the SM3 of its bytes; the same file again changes nothing."""

    checksum = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255)
    rows = models.PositiveIntegerField()
    new = models.PositiveIntegerField()  # the others stood open already
    unknown = models.PositiveIntegerField()  # of the new: guids that are none of ours
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)


class Abnormal(models.Model):
    """An error that came back: open until a person settles it. The same error again, once settled, is a new one."""

    file = models.ForeignKey(AbnormalFile, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()  # 1, 2 … in the file
    table = models.TextField()  # as it came
    row_guid = models.TextField()
    error_type = models.TextField()
    remark = models.TextField()
    mark = models.BinaryField(max_length=32)  # SM3 of the four
    case_number = models.CharField(max_length=50, blank=True, db_collation="C")  # empty: unknown
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_remark = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=Q(settled_at=None), name="abnormal_open_once"),
            models.UniqueConstraint(fields=["file", "row"], name="abnormal_row_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by="", settled_remark="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="") & ~Q(settled_remark="")),
                name="abnormal_settled_by_whom_and_why",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="abnormal_open", condition=Q(settled_at=None))]  # the list
