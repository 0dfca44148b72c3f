"""The `row_guid` of a row in a national table: made from what the row is, and read back when an error names it.

A UUID of version 8 (a form of one's own). It holds the millisecond in which the case was first recorded, 54 bits of the
SM3 of its number, the table, and the row's key within case and table. So one row keeps its guid for life, and a guid
alone leads back to the case by the ledger's own index on `recorded_at`: nothing is kept for each exported row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from yichuang.kit.hashing import sm3

KEY_MAX = 2**17 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
_NUMBER_BITS, _TABLE_BITS, _KEY_BITS = 54, 3, 17
_LOW_BITS = 62  # of the 74 below the time that stand after the variant
_VERSION, _VARIANT = 8, 0b10


@dataclass(frozen=True, slots=True)
class Named:
    """What a guid says: the millisecond [start, start + 1 ms) of the case's first record, its mark, table, key."""

    start: datetime
    mark: int
    table: int
    key: int


def mark_of(number: str) -> int:
    """Return the 54 bits by which a guid knows a case among those first recorded in the same millisecond."""
    return int.from_bytes(sm3(number.encode())[:7]) >> 2


def row_guid(first_recorded_at: datetime, number: str, table: int, key: int) -> str:
    """Return the guid of a row. ValueError if table or key do not fit.

    >>> row_guid(datetime(2022, 7, 1, tzinfo=UTC), "SCJG-1", 0, 1)
    '0181b70e-a800-841c-b3a5-a3ecdfa00001'
    """
    if not (0 <= table < 2**_TABLE_BITS and 0 <= key <= KEY_MAX):
        raise ValueError(f"no guid holds table {table}, key {key}")
    millisecond = (first_recorded_at - _EPOCH) // MILLISECOND
    rest = (mark_of(number) << (_TABLE_BITS + _KEY_BITS)) | (table << _KEY_BITS) | key
    high, low = rest >> _LOW_BITS, rest & (2**_LOW_BITS - 1)
    return str(UUID(int=(millisecond << 80) | (_VERSION << 76) | (high << 64) | (_VARIANT << 62) | low))


def named_by(guid: str) -> Named | None:
    """Return what a guid says, or None if it is none of ours.

    >>> named_by(row_guid(datetime(2022, 7, 1, tzinfo=UTC), "SCJG-1", 2, 7)).key
    7
    >>> named_by("4b1e3f0e-9d7c-4f0a-8f6e-000000000000"), named_by("?")
    (None, None)
    """
    try:
        one = UUID(guid)
    except ValueError:
        return None
    whole = one.int
    if whole >> 76 & 0xF != _VERSION or whole >> 62 & 0b11 != _VARIANT:
        return None
    rest = ((whole >> 64 & 0xFFF) << _LOW_BITS) | (whole & (2**_LOW_BITS - 1))
    try:
        start = _EPOCH + MILLISECOND * (whole >> 80)
    except OverflowError:
        return None
    table_and_key = rest & (2 ** (_TABLE_BITS + _KEY_BITS) - 1)
    return Named(start, rest >> (_TABLE_BITS + _KEY_BITS), table_and_key >> _KEY_BITS, table_and_key & KEY_MAX)
