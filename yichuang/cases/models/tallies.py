"""The tallies: append-only deltas in three grains, written in the transaction of the events. A figure is sum(n)."""

from __future__ import annotations

from django.db import models


class TallyFine(models.Model):
    """By day, item, centre, department, region, channel, source and measure."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    item_id = models.IntegerField()
    centre_id = models.IntegerField()
    department_id = models.IntegerField()
    region_id = models.IntegerField()
    n = models.IntegerField()
    measure = models.SmallIntegerField()
    channel = models.CharField(max_length=2)
    source = models.CharField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["measure", "day"], name="tally_fine_measure_day")]


class _ByType(models.Model):
    """What is summed by centre, department, item type and measure."""

    id = models.BigAutoField(primary_key=True)
    centre_id = models.IntegerField()
    department_id = models.IntegerField()
    n = models.IntegerField()
    measure = models.SmallIntegerField()
    item_type = models.CharField(max_length=2)

    class Meta:
        abstract = True


class TallyCoarse(_ByType):
    """By day, centre, department, item type and measure: figures by day, and the days at the edges of a period."""

    day = models.DateField()

    class Meta:
        indexes = [
            models.Index(  # an index-only scan answers every figure
                fields=["measure", "day"],
                include=["item_type", "department_id", "centre_id", "n"],
                name="tally_coarse_measure_day",
            )
        ]


class TallyMonth(_ByType):
    """The same by month: what a period's whole months are summed from, however many cases there are."""

    month = models.DateField()  # its first day

    class Meta:
        indexes = [
            models.Index(
                fields=["measure", "month"],
                include=["item_type", "department_id", "centre_id", "n"],
                name="tally_month_measure_month",
            )
        ]
