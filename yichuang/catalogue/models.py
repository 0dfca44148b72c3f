"""Items, their versions, and the code sets of the standard. A published version never changes (migration 0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.rules import GapRule, HallKind, Procedure, Unit, VersionState

_UNITS = [unit.value for unit in Unit]
_AT_ONCE = Unit.AT_ONCE.value
_DRAFT = VersionState.DRAFT.value


class CodeSet(models.Model):
    """A code set of a standard in one of its versions (GB/T 39046-2020 Annex A): extensible, therefore data."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="code_set_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Code(models.Model):
    """One code of a set, with its labels by language: {"zh-hans": "行政许可", …}."""

    code_set = models.ForeignKey(CodeSet, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=20)
    labels = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_set", "code"], name="code_once"),
            models.CheckConstraint(condition=Q(labels__has_key="zh-hans"), name="code_has_chinese_label"),
        ]

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    """A matter one can apply for (事项).

    What cases are grouped by (codes, type, procedure, department) stays as it is once a version was published: an item
    that goes to another department is retired, and its successor named. `name` is today's; versions keep their own.
    """

    id = models.AutoField(primary_key=True)
    national_code = models.CharField(max_length=50, blank=True)  # 业务办理项编码 (33) or 实施编码 (31), GB/T 39554.1
    local_code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    item_type = models.CharField(max_length=2)  # 事项类型, GB/T 39046 A.1
    procedure = models.CharField(max_length=16)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="items")
    retired_on = models.DateField(null=True, blank=True)  # the last day on which it can be applied for
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(item_type__regex=r"^[0-9]{2}$"), name="item_type_form"),
            models.CheckConstraint(
                condition=Q(procedure__in=[p.value for p in Procedure]), name="item_procedure_known"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(local_code=""), name="item_named"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="item_not_own_successor"),
        ]
        indexes = [models.Index(fields=["national_code"], name="item_by_national_code")]  # deliveries bring this code

    def __str__(self) -> str:
        return self.name


class ItemVersion(models.Model):
    """What holds for an item from a day to a last day: limits, kinds, gap rule. Draft, then published, then retired."""

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … within the item
    state = models.CharField(max_length=12, default=_DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)  # the last day; empty: still in force
    name = models.CharField(max_length=200)
    legal_limit_n = models.PositiveSmallIntegerField()
    legal_limit_unit = models.CharField(max_length=12)
    promised_limit_n = models.PositiveSmallIntegerField()
    promised_limit_unit = models.CharField(max_length=12)
    national_kind = models.CharField(max_length=1)  # 办件类型, GB/T 39046 A.6: 1 即办件, 2 承诺件, 9 其他
    hall_kind = models.CharField(max_length=12)
    supplement_days = models.PositiveSmallIntegerField()  # working days the applicant has for a supplement
    gap_allowed = models.BooleanField(default=False)
    gap_days = models.PositiveSmallIntegerField(default=0)  # working days to hand in what was missing
    gap_rule = models.CharField(max_length=12, blank=True)
    joint = models.BooleanField(default=False)  # 统一/联合/集中办理: 45 + 15 days, 行政许可法 Art. 42 para. 2
    basis = models.TextField(blank=True)  # 设定依据

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(state=_DRAFT), name="version_one_draft"),
            models.UniqueConstraint(
                fields=["item"], condition=~Q(state=_DRAFT) & Q(in_force_to=None), name="version_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["item", "in_force_from"], condition=~Q(state=_DRAFT), name="version_begins_once"
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in VersionState]), name="version_state_known"),
            models.CheckConstraint(
                condition=Q(state=_DRAFT) | Q(published_at__isnull=False, in_force_from__isnull=False),
                name="version_published_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.RETIRED.value) | Q(in_force_to__isnull=False),
                name="version_retired_when",
            ),
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")), name="version_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(legal_limit_unit=_AT_ONCE, legal_limit_n=0)
                | (Q(legal_limit_unit__in=_UNITS, legal_limit_n__gte=1) & ~Q(legal_limit_unit=_AT_ONCE)),
                name="version_legal_limit_form",
            ),
            models.CheckConstraint(
                condition=Q(promised_limit_unit=_AT_ONCE, promised_limit_n=0)
                | (Q(promised_limit_unit__in=_UNITS, promised_limit_n__gte=1) & ~Q(promised_limit_unit=_AT_ONCE)),
                name="version_promised_limit_form",
            ),
            models.CheckConstraint(
                condition=~Q(promised_limit_unit=F("legal_limit_unit")) | Q(promised_limit_n__lte=F("legal_limit_n")),
                name="version_promise_within_law",
            ),
            models.CheckConstraint(condition=Q(national_kind__regex=r"^[0-9]$"), name="version_national_kind_form"),
            models.CheckConstraint(
                condition=Q(hall_kind__in=[k.value for k in HallKind]), name="version_hall_kind_known"
            ),
            models.CheckConstraint(condition=Q(supplement_days__gte=1), name="version_supplement_days_given"),
            models.CheckConstraint(
                condition=Q(gap_allowed=False, gap_days=0, gap_rule="")
                | Q(gap_allowed=True, gap_days__gte=1, gap_rule__in=[r.value for r in GapRule]),
                name="version_gap_form",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="version_named"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.number}"
