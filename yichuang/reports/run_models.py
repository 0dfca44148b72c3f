"""Tables of what was read from folders: a run over a folder, its files and their fates, the files as they came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.reports.rules.archiving import ARCHIVED, FATES


class Original(models.Model):
    """A file as it came, kept in the data directory by its checksum. Added, never changed."""

    checksum = models.CharField(max_length=64, primary_key=True)  # SM3, hexadecimal
    name = models.TextField()  # under which it came first
    size = models.PositiveBigIntegerField()  # bytes
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ArchiveRun(models.Model):
    """A folder that is read into the archive of a series. Read again it goes on: what is done stays done."""

    folder = models.TextField()
    series = models.CharField(max_length=24)
    total = models.PositiveIntegerField(default=0)  # files in the folder, when it was looked at last
    started_by = models.JSONField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # null: under way, or broken off

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "series"], name="archive_run_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.folder}"


class ArchiveFile(models.Model):
    """A file of a folder and what became of it. One that is archived or dismissed is not changed any more."""

    run = models.ForeignKey(ArchiveRun, models.PROTECT, related_name="files")
    path = models.TextField()  # within the folder
    checksum = models.CharField(max_length=64, blank=True)  # SM3; empty: it could not be opened
    size = models.PositiveBigIntegerField()
    fate = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True)  # why
    message = models.TextField(blank=True)
    reasons = models.JSONField(default=list)  # all of them: {"code", "message"}
    text = models.TextField(blank=True)  # of one that waits: what was read
    extracted = models.JSONField(null=True)  # of one that waits: what stands beside the text (reading.Extracted)
    number_scope = models.CharField(max_length=8, blank=True)  # of one that waits: its place in the series, as read
    number = models.BigIntegerField(null=True)
    total_number = models.BigIntegerField(null=True)
    issued_on = models.DateField(null=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the file it is a duplicate of
    issue = models.ForeignKey("reports.Issue", models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()
    settled_by = models.JSONField(null=True)  # of one that a person decided about
    settled_at = models.DateTimeField(null=True)
    corrections = models.JSONField(default=dict)  # field → {"read", "now"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fate__in=FATES), name="archive_file_fate_known"),
            models.CheckConstraint(
                condition=~Q(fate=ARCHIVED) | Q(issue__isnull=False), name="archive_file_archived_has_issue"
            ),
            models.UniqueConstraint(fields=["run", "path", "checksum"], name="archive_file_once"),
        ]
        indexes = [
            models.Index(fields=["run", "fate", "path"], name="archive_file_list"),  # the page of a run
            models.Index(fields=["checksum"], name="archive_file_same"),  # whether these bytes came before
        ]

    def __str__(self) -> str:
        return self.path
