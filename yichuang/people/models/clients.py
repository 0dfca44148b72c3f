"""Machines that call us, and the keys by which a repeated request acts once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ApiClient(models.Model):
    """A program of a department. Its token is shown once, when it is made; here stands a keyed hash."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    token_hash = models.BinaryField(max_length=32, unique=True)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="clients")
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Za-z_-]+$"), name="client_code_form"),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=F("active_from")), name="client_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IdempotencyKey(models.Model):
    """A request that was acted on: the key its sender gave it, what it asked, and what was answered."""

    client = models.CharField(max_length=60)  # "client:<code>" or "staff:<account id>"
    key = models.CharField(max_length=100)
    request_digest = models.BinaryField(max_length=32)
    answer = models.JSONField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="idempotency_key_once"),
            models.CheckConstraint(condition=~Q(client="") & ~Q(key=""), name="idempotency_key_given"),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.key}"
