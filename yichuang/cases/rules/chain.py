"""The chain: each event's link vouches for it and, through the link before, for all that came before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yichuang.cases.rules.records import EMPTY_LINK, Event
from yichuang.kit.hashing import canonical, sm3

FORM = 1  # the version of the canonical form; it stands first


def canonical_event(number: str, event: Event, first_attributes: Mapping[str, Any] | None) -> bytes:
    """Return the canonical form of an event: what is empty is left out; no personal data is in it.

    first_attributes: the case's attributes as they first were; given for the first event only, whose link so vouches
    for the case's row too.
    """
    after = event.after
    fields = {
        "case": number,
        "seq": event.seq,
        "act": event.act,
        "at": event.occurred_at,
        "on": event.occurred_on,
        "recorded": event.recorded_at,
        "actor": [event.actor_kind, event.actor_id, event.actor_post],
        "reason": event.reason,
        "supersedes": event.supersedes,
        "data": dict(event.data) if event.data else None,
        "digest": event.text_digest,
        "first": first_attributes,
        "state": after.state,
        "outcome": after.outcome,
        "accepted": after.accepted_on,
        "ended": after.ended_on,
        "due": after.due_on,
        "legal": after.legal_due_on,
        "calendar": after.calendar,
        "days": after.working_days,
    }
    return canonical([FORM, {name: value for name, value in fields.items() if value not in (None, "")}])


def link(previous: bytes, number: str, event: Event, first_attributes: Mapping[str, Any] | None = None) -> bytes:
    """Return SM3(previous link ‖ canonical event); the first event's previous link is 32 zero bytes."""
    assert (event.seq == 1) == (previous == EMPTY_LINK), "a chain begins once"
    return sm3(previous, canonical_event(number, event, first_attributes))
