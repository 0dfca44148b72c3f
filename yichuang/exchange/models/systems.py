"""Systems that deliver their cases, and how their codes are read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.words import MAPPED

_ONE_OF = {"format": list(FORMATS), "dataset": list(DATASETS), "kind": list(MAPPED)}


class System(models.Model):
    """A departmental system (对接系统). It signs in as the API client of the same code (`people`)."""

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=100)
    centre = models.ForeignKey("people.Centre", models.PROTECT, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    region = models.ForeignKey("people.Region", models.PROTECT, related_name="+")  # where a row names none
    contact = models.CharField(max_length=200, blank=True)  # an office and its telephone, not a person
    format = models.CharField(max_length=10)  # the one that was agreed on
    encoding = models.CharField(max_length=10, default="utf-8")  # of CSV: utf-8 or gb18030
    channel = models.CharField(max_length=2, default="2")  # where a row names none (GB/T 39046-2020 A.5)
    remedy = models.CharField(max_length=40, default="standard")  # code of the remedy notice where a row names none
    every_hours = models.PositiveSmallIntegerField(default=24)  # silent, if nothing came for so long
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    front_url_sealed = models.BinaryField(default=b"")  # address of its front database (前置库), password included

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{2,8}$"), name="system_code_form"),
            models.CheckConstraint(condition=Q(format__in=_ONE_OF["format"]), name="system_format_known"),
            models.CheckConstraint(condition=Q(encoding__in=["utf-8", "gb18030"]), name="system_encoding_known"),
            models.CheckConstraint(condition=Q(every_hours__gte=1), name="system_schedule_counts"),
        ]

    def __str__(self) -> str:
        return self.code


class SystemItem(models.Model):
    """An item whose cases a system may deliver."""

    pk = models.CompositePrimaryKey("system_id", "item_id")
    system = models.ForeignKey(System, models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+")


class Mapping(models.Model):
    """A version of a system's code table; entered once, never changed. A delivery names the one it was read with."""

    system = models.ForeignKey(System, models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "number"], name="mapping_number_once")]


class MappingEntry(models.Model):
    """One code of theirs and what it means to us: an item's local code, a department's, a region's, an outcome."""

    mapping = models.ForeignKey(Mapping, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=12)
    theirs = models.CharField(max_length=80)
    ours = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "kind", "theirs"], name="mapping_entry_once"),
            models.CheckConstraint(condition=Q(kind__in=_ONE_OF["kind"]), name="mapping_kind_known"),
        ]


class FrontTable(models.Model):
    """A table of a system's front database: which data set it holds, and how far it was read."""

    system = models.ForeignKey(System, models.PROTECT, db_index=False, related_name="+")
    dataset = models.CharField(max_length=12)
    table = models.CharField(max_length=128)
    watermark_column = models.CharField(max_length=128)
    watermark = models.CharField(max_length=64, blank=True)  # the greatest value read, as text; empty: nothing yet
    overlap_rows = models.PositiveIntegerField(default=50_000)  # read again each time, so that no late commit is missed
    settled = models.CharField(max_length=64, blank=True)  # the value up to which nothing is read again
    seen = models.BinaryField(default=b"")  # digests of the rows above it that were delivered
    pulled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "dataset"], name="front_table_once"),
            models.CheckConstraint(condition=Q(dataset__in=_ONE_OF["dataset"]), name="front_table_dataset_known"),
        ]


class FrontPull(models.Model):
    """A pull that found something: from which watermark to which, and the delivery it became.

    It is written before its delivery; what it says of the watermark is taken over when the delivery is closed.
    """

    system = models.ForeignKey(System, models.PROTECT, db_index=False, related_name="+")
    dataset = models.CharField(max_length=12)
    number = models.CharField(max_length=100)  # of its delivery
    since = models.CharField(max_length=64, blank=True)
    until = models.CharField(max_length=64, blank=True)
    settled = models.CharField(max_length=64, blank=True)
    seen = models.BinaryField(default=b"")  # until it is closed
    read = models.BigIntegerField()  # rows looked at; the delivery counts those that were new
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    delivery = models.ForeignKey("exchange.Delivery", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "dataset"], name="front_pull_open_once", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(delivery__isnull=False), name="front_pull_closed_with_delivery"
            ),
        ]
