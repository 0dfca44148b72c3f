"""Persons and organisations that deal with the hall. Everything here is personal data.

Numbers and telephones are sealed (the key id stands in the sealed bytes) and found through a keyed hash. A row is in
use, kept only (storage and nothing else, 个人信息保护法 Art. 47) or erased: then the tombstone alone stays.
"""

from __future__ import annotations

import uuid
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q

from yichuang.kit.crypto import FieldCipher
from yichuang.people.rules import DocumentKind, RecordState

_ERASED = RecordState.ERASED.value
_OF_PERSONS = [kind.value for kind in DocumentKind if kind is not DocumentKind.CREDIT_CODE]


def _shape(noun: str, kinds: list[str]) -> list[models.BaseConstraint]:
    """Return the constraints that persons and organisations share, named after the noun."""
    empty = Q(name="", number_sealed=b"", number_hash=None, phone_sealed=b"")
    return [
        models.CheckConstraint(condition=Q(document_kind__in=kinds), name=f"{noun}_document_kind_known"),
        models.CheckConstraint(condition=Q(state__in=[s.value for s in RecordState]), name=f"{noun}_state_known"),
        models.CheckConstraint(condition=~Q(state=_ERASED) | empty, name=f"{noun}_erased_is_empty"),
        models.CheckConstraint(
            condition=Q(state=_ERASED) | (~Q(name="") & Q(number_hash__isnull=False)), name=f"{noun}_kept_is_whole"
        ),
        models.UniqueConstraint(
            fields=["document_kind", "number_hash"], condition=~Q(state=_ERASED), name=f"{noun}_known_once"
        ),
    ]


@cache
def cipher() -> FieldCipher:
    """Return what seals and finds personal fields, with the keys of this data directory."""
    return FieldCipher(settings.KEYS)


class Identity(models.Model):
    """What persons and organisations have in common. The id binds the sealed fields to their row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document_kind = models.CharField(max_length=24)
    number_sealed = models.BinaryField()
    number_hash = models.BinaryField(max_length=32, null=True)
    name = models.CharField(max_length=200)  # NFC; rare characters and `·` as people wrote them
    phone_sealed = models.BinaryField(default=b"")
    state = models.CharField(max_length=12, default=RecordState.IN_USE.value)
    state_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @property
    def number(self) -> str:
        """The document's number in full (for masking, and for `acts.reveal`)."""
        return cipher().open(bytes(self.number_sealed), self.place("number"))

    @property
    def phone(self) -> str:
        """The telephone number in full, "" if there is none."""
        return cipher().open(bytes(self.phone_sealed), self.place("phone"))

    def place(self, field: str) -> str:
        """Return what a sealed field of this row is bound to: moved to another row it does not open."""
        return f"{self._meta.db_table}/{self.id}/{field}"


class Person(Identity):
    """A natural person (自然人) with the document they showed."""

    class Meta:
        constraints = _shape("person", _OF_PERSONS)


class Organisation(Identity):
    """A legal person or other organisation (法人和其他组织) by its 统一社会信用代码."""

    class Meta:
        constraints = _shape("organisation", [DocumentKind.CREDIT_CODE.value])
