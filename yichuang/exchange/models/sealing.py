"""What of the exchange's rows is sealed, and to which place each sealed value is bound."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from yichuang.kit.crypto import FieldCipher


@cache
def cipher() -> FieldCipher:
    """Return the cipher with the installation's keys."""
    return FieldCipher(settings.KEYS)


def front_context(code: str) -> str:
    """Return the place of the address of a system's front database."""
    return f"exchange/system/{code}/front"


def raw_context(delivery_id: int, row: int) -> str:
    """Return the place of a row of a delivery that was set aside."""
    return f"exchange/delivery/{delivery_id}/{row}"
