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


class TallyCoarse(models.Model):
    """By day, centre, department, item type and measure: figures by day, and the days at the edges of a period."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    centre_id = models.IntegerField()
    department_id = models.IntegerField()
    n = models.IntegerField()
    measure = models.SmallIntegerField()
    item_type = models.CharField(max_length=2)

    class Meta:
        indexes = [
            models.Index(  # an index-only scan answers every figure
                fields=["measure", "day"],
                include=["item_type", "department_id", "centre_id", "n"],
                name="tally_coarse_measure_day",
            )
        ]


class TallyMonth(models.Model):
    """The same by month: what a period's whole months are summed from, however many cases there are."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()  # its first day
    centre_id = models.IntegerField()
    department_id = models.IntegerField()
    n = models.IntegerField()
    measure = models.SmallIntegerField()
    item_type = models.CharField(max_length=2)

    class Meta:
        indexes = [
            models.Index(
                fields=["measure", "month"],
                include=["item_type", "department_id", "centre_id", "n"],
                name="tally_month_measure_month",
            )
        ]
