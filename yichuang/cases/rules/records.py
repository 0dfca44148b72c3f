"""What is handed to the ledger (`NewCase`, `NewEvent`, `History`) and what it keeps (`Event`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from yichuang.cases.rules.words import GROUPING, Act, Outcome, State

NOTHING: Mapping[str, Any] = MappingProxyType({})
EMPTY_LINK = bytes(32)


def _as_kept(record: Any, *names: str) -> None:
    """Bring what people wrote to NFC, as it is kept; nothing else is folded (names hold rare characters and `·`)."""
    for name in names:
        text = getattr(record, name)
        if not text.isascii():
            object.__setattr__(record, name, normalize("NFC", text))


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party as it comes in; everything here is personal data and never enters an event.

    role: applicant, agent or interested. kind: person or organisation. document_kind: people's codes.
    """

    role: str
    name: str
    kind: str = "person"
    document_kind: str = ""
    document_number: str = ""
    phone: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        _as_kept(self, "name", "address")


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it comes in. `number` empty: the ledger numbers it; `source` is `hall` or a system's code."""

    item_version_id: int
    centre_id: int
    department_id: int
    region_id: int
    channel: str = "1"
    source: str = "hall"
    number: str = ""
    sender_number: str = ""
    parent_number: str = ""
    subject: str = ""
    parties: tuple[NewParty, ...] = ()

    def __post_init__(self) -> None:
        _as_kept(self, "subject")

    def attributes(self) -> dict[str, Any]:
        """Return what the first link of the chain vouches for."""
        grouping = {name: getattr(self, name) for name in GROUPING}
        return grouping | {"sender_number": self.sender_number, "parent_number": self.parent_number}


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An act as it comes in.

    occurred:   when it happened in law; a date without a time means the earliest instant of that day that keeps order.
    reason:     a code (some acts demand one); text: free words, kept where they can be erased.
    data:       facts without personal data: `kind` of a pause, `days` of an extension, `remedy`, `approver` …
    supersedes: for `rectify`: the event that no longer holds; data["instead"] is what holds in its place, if anything.
    """

    act: Act
    occurred: datetime | date
    reason: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    supersedes: int | None = None

    def __post_init__(self) -> None:
        _as_kept(self, "text")


@dataclass(frozen=True, slots=True)
class History:
    """New events of one case for the bulk door; `case` is None when the case stands in the ledger already."""

    number: str
    events: tuple[NewEvent, ...]
    case: NewCase | None = None


@dataclass(frozen=True, slots=True)
class After:
    """What held once an event was recorded; stored with the event, so that any past instant can be counted.

    due_on, legal_due_on: the promised and the legal due date; None while no clock runs.
    calendar: version of the working-day calendar with which the due date was set; working_days: used until the end.
    """

    state: State
    outcome: Outcome | None = None
    accepted_on: date | None = None
    ended_on: date | None = None
    due_on: date | None = None
    legal_due_on: date | None = None
    calendar: int | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger, as stored."""

    seq: int
    act: Act
    occurred_at: datetime
    occurred_on: date
    recorded_at: datetime
    actor_kind: str
    actor_id: str
    actor_post: int | None
    reason: str
    supersedes: int | None
    data: Mapping[str, Any] | None
    text_digest: bytes | None
    after: After
    link: bytes = EMPTY_LINK
