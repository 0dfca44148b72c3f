"""Who came in, who was shown what, what was taken out, whose rights changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.people.rules import AccessKind, ActorKind


class AccessLog(models.Model):
    """One line of the access log (GB/T 22239 安全审计). Added, never changed: by role, and by a trigger.

    `object` names what it is about without personal data: a case's or a row's key, a keyed hash of a sign-in name.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=60, blank=True)  # empty: somebody who is nobody here failed to sign in
    post_id = models.IntegerField(null=True, blank=True)
    kind = models.CharField(max_length=16)
    object = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    success = models.BooleanField()
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in AccessKind]), name="access_kind_known"),
            models.CheckConstraint(
                condition=Q(actor_kind__in=[k.value for k in ActorKind]), name="access_actor_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[AccessKind.DISCLOSURE.value, AccessKind.EXPORT.value]) | ~Q(purpose=""),
                name="access_purpose_given",
            ),
        ]
        indexes = [
            models.Index(fields=["object", "at"], name="access_by_object"),  # failures of one name; who saw one case
            models.Index(fields=["actor_kind", "actor_id", "at"], name="access_by_actor"),  # what one person did
            models.Index(fields=["at"], name="access_by_time"),  # the auditor's page, newest first
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
