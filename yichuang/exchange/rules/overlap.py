"""How far a table of a front database is read again, so that a late commit is not missed. Pure.

Rows come by watermark. A transaction that began before a pull and commits after it leaves rows behind a watermark that
was read already; so do rows that share the newest value. The next pull therefore reads the last rows again, and what it
knows of them by digest is not delivered twice. Rows of one value stay together.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from hashlib import blake2b

DIGEST_BYTES = 16
DIGESTS_MAX = 1_000_000  # remembered of a table; a bulk load may give more rows than this one value


def digest_of(watermark: str | None, line: str) -> bytes:
    """Return what a row is known by: all it says, its watermark too, so that a row that was touched comes again."""
    return blake2b(f"{watermark}\n{line}".encode(), digest_size=DIGEST_BYTES).digest()


def unpacked(seen: bytes) -> frozenset[bytes]:
    """Return digests from their packed form."""
    return frozenset(seen[place : place + DIGEST_BYTES] for place in range(0, len(seen), DIGEST_BYTES))


@dataclass(slots=True)
class _Value:
    """The rows of one value of the watermark: how many, and their digests as far as they are remembered."""

    watermark: str
    rows: int = 0
    digests: bytearray = field(default_factory=bytearray)


class Overlap:
    """Keeps the last rows that were read: whole values, at least `rows` rows where there are so many.

    settled: the value up to which nothing is read again; "" for nothing.
    """

    def __init__(self, rows: int, settled: str = "", *, digests_max: int = DIGESTS_MAX) -> None:
        self.settled = settled
        self._rows, self._max, self._held = rows, digests_max, 0
        self._values: deque[_Value] = deque()
        self._unmarked = bytearray()

    def add(self, watermark: str | None, digest: bytes) -> None:
        """Take the next row in; rows come by watermark, those without one at either end."""
        if watermark is None:
            if len(self._unmarked) < self._max * DIGEST_BYTES:
                self._unmarked += digest
            return
        if not self._values or self._values[-1].watermark != watermark:
            self._values.append(_Value(watermark))
        last = self._values[-1]
        last.rows += 1
        self._held += 1
        if last.rows <= self._max:
            last.digests += digest
        while len(self._values) > 1 and self._is_behind(self._values[0]):
            first = self._values.popleft()
            self._held -= first.rows
            self.settled = first.watermark

    def _is_behind(self, first: _Value) -> bool:
        return self._held - first.rows >= self._rows or self._held > self._max

    @property
    def newest(self) -> str:
        """The greatest value that was read; "" where none was."""
        return self._values[-1].watermark if self._values else ""

    def packed(self) -> bytes:
        """Return the digests of the rows that will be read again."""
        return bytes(self._unmarked) + b"".join(bytes(value.digests) for value in self._values)
