"""Deliveries, the rows of theirs that were set aside, and the steps of a case inside the sender's house."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.exchange.models.systems import System
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.exchange.rules.words import DeliveryState, Held, Way

_STATES = [state.value for state in DeliveryState]


class Delivery(models.Model):
    """One batch of one data set. What became of its rows always adds up to how many were read (a check says so)."""

    system = models.ForeignKey(System, models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(max_length=100)  # the sender's
    revision = models.PositiveIntegerField(default=0)
    dataset = models.CharField(max_length=12)
    way = models.CharField(max_length=8)
    format = models.CharField(max_length=10)
    encoding = models.CharField(max_length=10)
    file_name = models.CharField(max_length=255)  # as the sender called it
    checksum = models.CharField(max_length=64)  # SM3 of the bytes, hexadecimal
    size = models.BigIntegerField()  # bytes
    mapping_number = models.PositiveIntegerField(default=0)  # 0: the system has no code table
    state = models.CharField(max_length=8, default=DeliveryState.OPEN.value)
    received_at = models.DateTimeField()  # on the hall's clock
    received_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField()  # counted when the file was surveyed, before anything was taken
    read = models.BigIntegerField(default=0)  # rows whose fate is decided; where an interrupted loading goes on
    taken = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    parked = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    errors = models.JSONField(default=dict)  # code → count, as first found
    repeated = models.BinaryField(default=b"")  # 64-bit digests of the row keys that occur more than once, sorted
    refusal = models.JSONField(null=True)  # why it was refused as a whole

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "number", "revision"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="delivery_state_known"),
            models.CheckConstraint(condition=Q(dataset__in=list(DATASETS)), name="delivery_dataset_known"),
            models.CheckConstraint(condition=Q(way__in=[way.value for way in Way]), name="delivery_way_known"),
            models.CheckConstraint(
                condition=Q(read=F("taken") + F("unchanged") + F("parked") + F("refused")), name="delivery_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(read__lte=F("rows")) & (~Q(state=DeliveryState.CLOSED.value) | Q(read=F("rows"))),
                name="delivery_closed_when_read",
            ),
        ]
        indexes = [
            models.Index(fields=["received_on", "system"], name="delivery_by_day"),
            models.Index(fields=["system"], name="delivery_open", condition=Q(state=DeliveryState.OPEN.value)),
        ]


class HeldRow(models.Model):
    """A row of a delivery that was not taken at once, verbatim and sealed (it holds personal data)."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    system = models.ForeignKey(System, models.PROTECT, db_index=False, related_name="+")
    dataset = models.CharField(max_length=12)
    row = models.BigIntegerField()  # 1, 2 … in the delivery
    case_number = models.CharField(max_length=50, blank=True, db_collation="C")
    key = models.CharField(
        max_length=240, blank=True, db_collation="C"
    )  # what the row names: case number/number of its own
    raw_sealed = models.BinaryField()
    errors = models.JSONField(default=list)  # [{"code", "message", "column", "rule"}]
    state = models.CharField(max_length=12)
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)  # who corrected or dismissed it
    settled_in = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")  # that brought it again
    remark = models.CharField(max_length=200, blank=True)  # why it was dismissed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row"], name="held_row_once"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in Held]), name="held_state_known"),
        ]
        indexes = [
            models.Index(fields=["case_number"], name="held_parked", condition=Q(state=Held.PARKED.value)),
            models.Index(
                fields=["system", "dataset", "key"], name="held_quarantined", condition=Q(state=Held.QUARANTINED.value)
            ),
        ]


class Step(models.Model):
    """A step of a case inside its department (办理过程), as the department's system tells it."""

    pk = models.CompositePrimaryKey("case_id", "step")
    case = models.ForeignKey("cases.Case", models.PROTECT, db_column="case_number", db_index=False, related_name="+")
    step = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    action = models.CharField(max_length=2)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    handler = models.CharField(max_length=60, blank=True)
    opinion = models.TextField(blank=True)
    recorded_at = models.DateTimeField()  # when this was told; read under the writers' lock, as an event's is
    first_at = models.DateTimeField(null=True)  # when the step was told first; empty: it was told once
