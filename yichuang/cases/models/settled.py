"""What days are sealed with, and what an administrator may set."""

from __future__ import annotations

from django.db import models


class Seal(models.Model):
    """The seal over all events recorded on one day: Merkle root, counts, the previous seal's digest, a signature."""

    day = models.DateField(primary_key=True)
    sealed_at = models.DateTimeField()
    events = models.BigIntegerField()
    cases = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)  # digest of the seal before; 32 zero bytes for the first
    digest = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=40)  # names the algorithm too
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return self.day.isoformat()


class BackDating(models.Model):
    """How many days back a role may date what it records; a role without a row is not limited."""

    role = models.CharField(max_length=40, primary_key=True)
    days = models.SmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(days__gte=0), name="back_dating_not_negative")]

    def __str__(self) -> str:
        return f"{self.role}: {self.days}"


class RemedyNotice(models.Model):
    """The words that tell how to appeal; set by the centre's legal office, referred to by code."""

    code = models.CharField(max_length=40, primary_key=True)
    text = models.TextField()
    source = models.TextField()

    def __str__(self) -> str:
        return self.code
