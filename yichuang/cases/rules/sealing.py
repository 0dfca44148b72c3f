"""What a day's seal says, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yichuang.kit.hashing import MerkleTree, canonical

FORM = 1


def sealed_message(day: date, events: int, cases: int, root: bytes, previous: bytes) -> bytes:
    """Return the message that is digested and signed: form, day, counts, Merkle root, digest of the seal before."""
    return canonical([FORM, {"day": day, "events": events, "cases": cases, "root": root, "previous": previous}])


class DaySum:
    """What a seal says of the events recorded on its day, added up as they come in order of number and `seq`."""

    def __init__(self) -> None:
        self.events = self.cases = 0
        self._tree, self._last = MerkleTree(), ""

    def add(self, numbers: Sequence[str], seqs: Sequence[int | str], links: Sequence[bytes]) -> None:
        """Add events after those that came before; a case may go on from one call to the next."""
        if not numbers:
            return
        of_each = zip(numbers, seqs, links, strict=True)
        self._tree.add(f"{number}\x00{seq}\x00".encode() + link for number, seq, link in of_each)
        self.events += len(numbers)
        self.cases += len(set(numbers)) - (numbers[0] == self._last)
        self._last = numbers[-1]

    def root(self) -> bytes:
        """Return the Merkle root over number, `seq` and link of the events."""
        return self._tree.root()
