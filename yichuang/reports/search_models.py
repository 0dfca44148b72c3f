"""Tables made from the published and archived issues, by which they are searched. They hold nothing that is not in an
issue's record: `yichuang report index` makes them anew.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Passage(models.Model):
    """A passage of a published or archived issue (rules.search.passages)."""

    issue = models.ForeignKey("reports.Issue", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()  # in the order of the text
    series = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    day = models.DateField()  # of the issue: by which the newest come first
    section = models.CharField(max_length=300, blank=True)
    category = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    heading = models.BooleanField()
    words = models.TextField()  # as printed
    keyed = models.TextField()  # as they are looked up (rules.search.Keyed)
    keys = SearchVectorField()  # pairs of characters, Latin words, numbers, and what the passage is filed under

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "place"], name="passage_once")]
        indexes = [GinIndex(fields=["keys"], name="passage_keys")]  # the search of the archive

    def __str__(self) -> str:
        return f"{self.issue_id} {self.place}"


class PrintedFigure(models.Model):
    """A figure that a published or archived issue printed (rules.recurring), for its trend over the issues."""

    issue = models.ForeignKey("reports.Issue", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()  # in the order of the text
    series = models.CharField(max_length=24)
    key = models.CharField(max_length=120)  # by which it recurs, with unit and length
    name = models.CharField(max_length=120)  # as this issue calls it
    unit = models.CharField(max_length=24)
    length = models.CharField(max_length=16)  # what kind of period it is for (rules.recurring)
    start = models.DateField()
    end = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    written = models.CharField(max_length=80)  # number and unit as printed
    sentence = models.CharField(max_length=400)  # in which it stands
    definition = models.JSONField(default=dict)  # {"scope", "group", "meaning", "template", "version"}, those known

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "key", "unit", "length"], name="printed_figure_once"),
            models.CheckConstraint(
                condition=models.Q(start__lte=models.F("end")), name="printed_figure_period_forward"
            ),
        ]
        indexes = [models.Index(fields=["series", "key", "unit", "length", "end"], name="printed_figure_trend")]

    def __str__(self) -> str:
        return f"{self.name} {self.written}"
