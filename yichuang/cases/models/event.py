"""The ledger's lines."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.cases.models.case import Case
from yichuang.cases.rules.contribution import UNSETTLING
from yichuang.cases.rules.demands import REASONED
from yichuang.cases.rules.words import Act

_ACTS = [act.value for act in Act]
_REASONED = sorted(act.value for act in REASONED)
_UNSETTLING = sorted(act.value for act in UNSETTLING)


class CaseEvent(models.Model):
    """One act done to one case, and what held after it. Added, never changed: role and trigger refuse."""

    pk = models.CompositePrimaryKey("case_id", "seq")  # a case and its events live on one shard
    occurred_at = models.DateTimeField()  # when it happened in law
    recorded_at = models.DateTimeField()  # when we heard of it; read under the writers' lock, never a default
    occurred_on = models.DateField()
    accepted_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    legal_due_on = models.DateField(null=True)
    calendar = models.IntegerField(null=True)
    actor_post = models.IntegerField(null=True)
    seq = models.SmallIntegerField()  # 1, 2, 3 … within the case, in order of recording
    supersedes = models.SmallIntegerField(null=True)
    working_days = models.SmallIntegerField(null=True)
    case = models.ForeignKey(Case, models.PROTECT, db_column="case_number", db_index=False, related_name="events")
    act = models.CharField(max_length=24)
    state = models.CharField(max_length=24)  # what held when recorded; Case.state is the replay's
    outcome = models.CharField(max_length=16, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=60)
    reason = models.CharField(max_length=40, blank=True)  # a code; its words stand in CaseText
    data = models.JSONField(null=True)
    text_digest = models.BinaryField(max_length=32, null=True)
    link = models.BinaryField(max_length=32)
    item_version_id = models.IntegerField()  # which the case had after it: figures by item need no case

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=_ACTS), name="event_act_known"),
            models.CheckConstraint(condition=~Q(act__in=_REASONED) | ~Q(reason=""), name="event_reason_given"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_seq_counts"),
            models.CheckConstraint(
                condition=~Q(act=Act.RECTIFY.value) | Q(supersedes__isnull=False), name="event_rectify_names_event"
            ),
        ]
        indexes = [
            # the few cases of which not every event says by itself what it added to the figures (the recount)
            models.Index(
                fields=["act", "case"],
                name="event_unsettling",
                condition=Q(act__in=_UNSETTLING),
            )
        ]
