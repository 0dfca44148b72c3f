"""What a day's seal says, byte for byte."""

from __future__ import annotations

from datetime import date

from yichuang.kit.hashing import canonical

FORM = 1


def sealed_message(day: date, events: int, cases: int, root: bytes, previous: bytes) -> bytes:
    """Return the message that is digested and signed: form, day, counts, Merkle root, digest of the seal before."""
    return canonical([FORM, {"day": day, "events": events, "cases": cases, "root": root, "previous": previous}])
