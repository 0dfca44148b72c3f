"""Centres, regions and departments. They are renamed, merged and split: a row is one of them for a time.

`valid_to` is the last day on which the row holds; empty means it still does. `successor` says who took over.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

PERIOD_IN_ORDER = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
STILL_VALID = Q(valid_to=None)


class Region(models.Model):
    """An administrative region (行政区划) by its code of GB/T 2260: 6 digits, 9 or 12 for townships and villages."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    level = (
        models.PositiveSmallIntegerField()
    )  # GB/T 39046 A.2: 1 state, 2 province, 3 city, 4 county, 5 town, 6 village
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"), name="region_code_form"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=7), name="region_level_known"),
            models.CheckConstraint(condition=PERIOD_IN_ORDER, name="region_period_in_order"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="region_not_own_successor"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="region_code_begins_once"),
            models.UniqueConstraint(fields=["code"], condition=STILL_VALID, name="region_code_valid_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """A government service centre (政务服务中心)."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="centres")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Za-z_-]+$"), name="centre_code_form")]

    def __str__(self) -> str:
        return self.short_name


class Department(models.Model):
    """A department (部门) that answers for items; `credit_code` is its 统一社会信用代码, if known."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    credit_code = models.CharField(max_length=18, blank=True)
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="departments")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Za-z_-]+$"), name="department_code_form"),
            models.CheckConstraint(
                condition=Q(credit_code="") | Q(credit_code__regex=r"^[0-9A-Z]{18}$"),
                name="department_credit_code_form",
            ),
            models.CheckConstraint(condition=PERIOD_IN_ORDER, name="department_period_in_order"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="department_not_own_successor"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="department_code_begins_once"),
            models.UniqueConstraint(fields=["code"], condition=STILL_VALID, name="department_code_valid_once"),
        ]

    def __str__(self) -> str:
        return self.short_name
