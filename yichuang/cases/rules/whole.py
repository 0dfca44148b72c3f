"""A case as a whole, its parties readable: what a law sends elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yichuang.cases.rules.records import Event


@dataclass(frozen=True, slots=True)
class FullParty:
    """A party whose data are in use, everything readable."""

    role: str
    place: int
    kind: str
    name: str
    document_kind: str
    document_number: str
    phone: str
    address: str


@dataclass(slots=True)
class WholeCase:
    """A case with all that the ledger holds of it; `attributes` are today's, `events` stand in order of `seq`."""

    number: str
    subject: str
    attributes: Mapping[str, Any]
    events: list[Event] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    parties: list[FullParty] = field(default_factory=list)
