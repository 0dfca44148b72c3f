"""Tables of statistics: definitions of submitted and derived figures, and what was submitted. All are only added to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

KINDS = ("submitted", "derived")
WAYS = ("page", "file", "api", "command")  # how a figure came


class Definition(models.Model):
    """One version of an indicator's definition. The last version of a code holds; codes are never used anew."""

    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    content = models.JSONField()  # the record that `rules.submitted` or `rules.derived` reads
    retired = models.BooleanField(default=False)  # nobody submits it any more; what there is still counts
    defined_by = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="definition_kind_known"),
            models.UniqueConstraint(fields=["code", "version"], name="definition_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Submission(models.Model):
    """One version of a figure that a department submitted for a period. The last version holds.

    `amount` is empty where the figure was taken back. `is_late` says whether this version came after `due_on`.
    """

    indicator = models.CharField(max_length=40)
    department = models.ForeignKey("people.Department", models.PROTECT, db_index=False, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    version = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    reason = models.CharField(max_length=200, blank=True)  # of a correction
    due_on = models.DateField()
    submitted_on = models.DateField()  # the hall's day
    is_late = models.BooleanField()
    way = models.CharField(max_length=12)
    submitted_by = models.JSONField()
    recorded_at = models.DateTimeField()  # read under the writers' lock, so that a safe instant covers it

    class Meta:
        constraints = [
            models.UniqueConstraint(  # in the order of the query `standing`: an indicator's figures of a span
                fields=["indicator", "period_from", "period_to", "department", "version"],
                name="submission_version_once",
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="submission_period_forward"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="submission_not_negative"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="submission_correction_explained"),
            models.CheckConstraint(
                condition=Q(version__gt=1) | Q(amount__isnull=False), name="submission_begins_with_amount"
            ),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="submission_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period_from} v{self.version}"
