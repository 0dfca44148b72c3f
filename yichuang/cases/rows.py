"""Rows of the ledger: which columns there are, and how records become rows and rows records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from yichuang.cases.rules.clocks import due_instant, notice_due_on
from yichuang.cases.rules.dossier import Attributes, Dossier, Posting
from yichuang.cases.rules.records import After, Event
from yichuang.cases.rules.words import GROUPING, Act, Outcome, State
from yichuang.kit.time import zone

FIXED = ("number", "procedure", "sender_number", "parent_number", "subject")
MOVING = (
    *GROUPING, "item_type", "national_code", "local_code", "national_kind", "hall_kind", "state", "outcome",
    "received_on", "accepted_on", "ended_on", "due_on", "legal_due_on", "due_at", "calendar", "working_days",
    "notice_due_on", "gap_due_on", "overrun_explained", "last_seq", "link",
)  # fmt: skip
CASE = FIXED + MOVING
READ = ("number", *GROUPING, "sender_number", "parent_number", "last_seq")
_EVENT = (
    "seq", "act", "occurred_at", "occurred_on", "recorded_at", "actor_kind", "actor_id", "actor_post", "reason",
    "supersedes", "data", "text_digest", "state", "outcome", "accepted_on", "ended_on", "due_on", "legal_due_on",
    "calendar", "working_days", "link",
)  # fmt: skip
EVENT = ("case_number", *_EVENT)
EVENT_WRITTEN = (*EVENT, "item_version_id")
EVENT_READ = ", ".join(_EVENT)
_RUNNING = (State.UNDER_REVIEW, State.PAUSED)


def event_from(row: Sequence[Any]) -> Event:
    """Return the event of a row read with `EVENT_READ`, its instant in the hall's zone (limits in hours need it)."""
    (seq, act, at, on, recorded_at, actor_kind, actor_id, actor_post, reason, supersedes, data, digest, state, outcome,
     accepted_on, ended_on, due_on, legal_due_on, calendar, working_days, link) = row  # fmt: skip
    after = After(
        State(state), Outcome(outcome) if outcome else None, accepted_on, ended_on, due_on, legal_due_on, calendar,
        working_days,
    )  # fmt: skip
    return Event(
        seq, Act(act), at.astimezone(zone()), on, recorded_at, actor_kind, actor_id, actor_post, reason, supersedes,
        None if data is None else json.loads(data),  # Django's connections hand JSON over as text
        None if digest is None else bytes(digest), after, bytes(link),
    )  # fmt: skip


def event_row(number: str, event: Event, item_version_id: int) -> tuple[Any, ...]:
    """Return an event in the order of `EVENT_WRITTEN`; the version is the one its case has after it."""
    after = event.after
    return (
        number, event.seq, event.act.value, event.occurred_at, event.occurred_on, event.recorded_at, event.actor_kind,
        event.actor_id, event.actor_post, event.reason, event.supersedes, Jsonb(event.data) if event.data else None,
        event.text_digest, after.state.value, after.outcome.value if after.outcome else "", after.accepted_on,
        after.ended_on, after.due_on, after.legal_due_on, after.calendar, after.working_days, event.link,
        item_version_id,
    )  # fmt: skip


def versions_held(dossier: Dossier) -> dict[int, int]:
    """Return the item's version that the case had after each of its events, by `seq`."""
    version, held = dossier.attributes["item_version_id"], {}
    for event in reversed(dossier.events):
        held[event.seq] = version
        version = (event.data or {}).get("was", {}).get("item_version_id", version)
    return held


def case_row(dossier: Dossier, subject: str = "") -> tuple[Any, ...]:
    """Return a case in the order of `CASE`; `subject` is written only when the case is new."""
    return (
        dossier.number, dossier.version.procedure.value, dossier.attributes["sender_number"],
        dossier.attributes["parent_number"], subject, *moving_row(dossier),
    )  # fmt: skip


def moving_row(dossier: Dossier) -> tuple[Any, ...]:
    """Return what acts can change of a case, in the order of `MOVING`."""
    standing, after, version, attributes = dossier.standing, dossier.after, dossier.version, dossier.attributes
    awaiting = after.state is State.RECEIVED and standing.received_on is not None
    gap_open = standing.gap == "open" and after.state in _RUNNING
    return (
        *[attributes[name] for name in GROUPING], version.item_type, version.national_code, version.local_code,
        version.terms.national_kind, str(version.terms.hall_kind), after.state.value,
        after.outcome.value if after.outcome else "", standing.received_on, after.accepted_on, after.ended_on,
        after.due_on, after.legal_due_on, due_instant(standing, version.promised), after.calendar, after.working_days,
        notice_due_on(standing.received_on, dossier.calendar) if awaiting and standing.received_on else None,
        standing.gap_due_on if gap_open else None, standing.overrun_explained, len(dossier.events),
        dossier.events[-1].link,
    )  # fmt: skip


class TallyRows:
    """Deltas gathered for the three grains, summed where they fall together."""

    def __init__(self) -> None:
        self.fine: dict[tuple[Any, ...], int] = {}
        self.coarse: dict[tuple[Any, ...], int] = {}
        self.month: dict[tuple[Any, ...], int] = {}

    def add(self, dossier: Dossier) -> None:
        """Add what the dossier changed."""
        for posting in dossier.postings():
            self._add(posting, dossier)

    def _add(self, posting: Posting, dossier: Dossier) -> None:
        day, measure, amount, attributes = posting
        version = dossier.version_of(attributes["item_version_id"])
        fine = (
            day, int(measure), version.item_id, attributes["centre_id"], attributes["department_id"],
            attributes["region_id"], attributes["channel"], attributes["source"],
        )  # fmt: skip
        self.fine[fine] = self.fine.get(fine, 0) + amount
        coarse = (day, int(measure), attributes["centre_id"], attributes["department_id"], version.item_type)
        self.coarse[coarse] = self.coarse.get(coarse, 0) + amount
        month = (day.replace(day=1), *coarse[1:])
        self.month[month] = self.month.get(month, 0) + amount

    def fine_rows(self) -> Iterable[tuple[Any, ...]]:
        """Return (day, measure, item, centre, department, region, channel, source, n)."""
        return [(*key, n) for key, n in sorted(self.fine.items()) if n]

    def coarse_rows(self) -> Iterable[tuple[Any, ...]]:
        """Return (day, measure, centre, department, item_type, n)."""
        return [(*key, n) for key, n in sorted(self.coarse.items()) if n]

    def month_rows(self) -> Iterable[tuple[Any, ...]]:
        """Return (month by its first day, measure, centre, department, item_type, n)."""
        return [(*key, n) for key, n in sorted(self.month.items()) if n]


def posting_arrays(dossier: Dossier) -> dict[str, list[Any]]:
    """Return the dossier's postings as the arrays that `write_one` unnests."""
    arrays: dict[str, list[Any]] = {name: [] for name in _ARRAYS}
    for day, measure, amount, attributes in dossier.postings():
        version = dossier.version_of(attributes["item_version_id"])
        for name, content in zip(_ARRAYS, _array_row(day, int(measure), amount, attributes, version), strict=True):
            arrays[name].append(content)
    return arrays


_ARRAYS = (
    "days", "measures", "amounts", "items", "centres", "departments", "regions", "channels", "sources", "item_types",
)  # fmt: skip


def _array_row(day: date, measure: int, amount: int, attributes: Attributes, version: Any) -> tuple[Any, ...]:
    return (
        day, measure, amount, version.item_id, attributes["centre_id"], attributes["department_id"],
        attributes["region_id"], attributes["channel"], attributes["source"], version.item_type,
    )  # fmt: skip
