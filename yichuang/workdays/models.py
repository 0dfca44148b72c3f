"""The calendar's tables. A published version never changes: the application may only add rows (migration 0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CalendarVersion(models.Model):
    """One publication of the working-day calendar; the highest number is in force."""

    number = models.PositiveIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)  # kind and id of the actor; this room knows no accounts
    note = models.TextField()
    official_through = models.PositiveSmallIntegerField()  # the last year whose calendar is published

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(note=""), name="calendar_says_why"),)

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Override(models.Model):
    """A day that a version sets, with the document that says so. Later versions inherit it."""

    pk = models.CompositePrimaryKey("version_id", "day")
    version = models.ForeignKey(CalendarVersion, models.PROTECT, db_column="version", db_index=False)
    day = models.DateField()
    working = models.BooleanField()
    source = models.TextField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(source=""), name="override_names_its_source"),)

    def __str__(self) -> str:
        return f"{self.day} {self.source}"


class Day(models.Model):
    """A day of a version. `number` counts the working days up to and including it, so due dates are a join."""

    pk = models.CompositePrimaryKey("version_id", "day")
    version = models.ForeignKey(CalendarVersion, models.PROTECT, db_column="version", db_index=False)
    day = models.DateField()
    working = models.BooleanField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (
            # the n-th working day is one day; also the index that due dates are looked up by
            models.UniqueConstraint(fields=["version", "number"], condition=Q(working=True), name="one_day_a_number"),
        )

    def __str__(self) -> str:
        return str(self.day)
