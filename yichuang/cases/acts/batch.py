"""The bulk door: new events of many cases at once, in chunks, each chunk one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from yichuang.cases.acts import opening, storing
from yichuang.cases.acts.dating import check_not_future
from yichuang.cases.acts.reactions import Happened, tell
from yichuang.cases.named import sql
from yichuang.cases.queries.standing import dossier as dossier_of
from yichuang.cases.queries.standing import new_dossier
from yichuang.cases.rows import EVENT_READ, READ, TallyRows, event_from
from yichuang.cases.rules import numbers
from yichuang.cases.rules.demands import TAKE_IN
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.paths import UnlawfulAct
from yichuang.cases.rules.records import Event, History, NewEvent
from yichuang.catalogue.queries import frozen_versions
from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import now, today
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Calendar

CHUNK = 5_000
TRIES = 3  # of a chunk whose numbers others use at the same time


@dataclass(slots=True)
class BatchResult:
    """How many cases were taken, how many events written, and what was refused: (number, refusal), whole cases."""

    cases: int = 0
    events: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)


def take_in_batch(
    histories: Iterable[History], *, by: Actor, recorded_at: datetime | None = None, chunk: int = CHUNK
) -> Iterator[BatchResult]:
    """Write the histories, `chunk` cases to a transaction, and yield a result after each commit.

    The rows are those that the single door would write, for both doors write through `Dossier.append`. A history with
    an unlawful event is refused as a whole, the others of its chunk are taken. What a sender may send is checked by the
    room that receives it; `recorded_at` is for tests alone. Raises Forbidden `not_allowed`.
    """
    by = require(by, TAKE_IN)
    frozen_versions()  # read once, kept for all cases that follow
    source = iter(histories)
    while group := list(islice(source, chunk)):
        yield _take_or_again(group, by=by, recorded_at=recorded_at)


def _take_or_again(group: Sequence[History], *, by: Actor, recorded_at: datetime | None) -> BatchResult:
    """Take a chunk; where somebody else used one of its numbers meanwhile, once more: now that number is refused."""
    for _ in range(TRIES - 1):
        try:
            return _take_chunk(group, by=by, recorded_at=recorded_at)
        except (IntegrityError, UniqueViolation) as error:
            if not storing.is_number_used(error):
                raise
    return _take_chunk(group, by=by, recorded_at=recorded_at)


@transaction.atomic
def _take_chunk(histories: Sequence[History], *, by: Actor, recorded_at: datetime | None) -> BatchResult:
    result, tallies = BatchResult(), TallyRows()
    prepared, calendar, at_most = _numbered(histories), calendar_in_force(), now()
    instant = opening.enter()
    known = open_known([number for number, _ in prepared], calendar)
    if known:  # after the rows are locked, so that the order of recording is the order of the instants
        with connection.cursor() as cursor:
            cursor.execute(sql("clock"))
            instant = cursor.fetchone()[0]
    opened: dict[str, tuple[Dossier, str | None]] = {}
    events: list[tuple[str, Event]] = []
    parties: list[tuple[Any, ...]] = []
    texts: list[tuple[Any, ...]] = []
    for number, history in prepared:
        try:
            dossier = _dossier_for(number, history, known, calendar)
            written, words = append_all(
                dossier, history.events, by=by, recorded_at=recorded_at or instant, at_most=at_most
            )
        except Refusal as refusal:
            result.refused.append((number, refusal))
            continue
        known[number] = dossier
        opened.setdefault(number, (dossier, history.case.subject if history.case else None))
        events += [(number, event) for event in written]
        texts += words
        if history.case:
            parties += storing.party_rows(number, history.case.parties)
    for dossier, _ in opened.values():
        tallies.add(dossier)
    storing.write_many(list(opened.values()), events, tallies)
    storing.write_personal(parties, texts)
    tell([Happened(number, event) for number, event in events])
    result.cases, result.events = len(opened), len(events)
    return result


def _numbered(histories: Sequence[History]) -> list[tuple[str, History]]:
    """Return the histories with their numbers, in order of number (the order in which rows are locked).

    Several histories of one case stay in the order in which they came.
    """
    nameless = sum(not history.number for history in histories)
    serials: list[int] = []
    if nameless:
        with connection.cursor() as cursor:
            cursor.execute(sql("serials"), {"n": nameless})
            serials = [serial for (serial,) in cursor.fetchall()]
    rows = [(history.number or _own(serials.pop()), history) for history in histories]
    rows.sort(key=lambda row: row[0])
    return rows


def _own(serial: int) -> str:
    random_part = "".join(secrets.choice(numbers.ALPHABET) for _ in range(3))
    return numbers.own_number(settings.NUMBER_PREFIX, today(), serial, random_part)


def open_known(case_numbers: list[str], calendar: Calendar) -> dict[str, Dossier]:
    """Lock the cases that stand in the ledger already and return their dossiers by number."""
    with connection.cursor() as cursor:
        cursor.execute(sql("lock_cases").format(columns=", ".join(READ)), {"numbers": case_numbers})
        rows = cursor.fetchall()
        if not rows:
            return {}
        cursor.execute(sql("events_of_many").format(columns=EVENT_READ), {"numbers": [row[0] for row in rows]})
        events: dict[str, list[Event]] = {}
        for number, *event in cursor.fetchall():
            events.setdefault(number, []).append(event_from(event))
    return {row[0]: dossier_of(row, events[row[0]], calendar) for row in rows}


def _dossier_for(number: str, history: History, known: dict[str, Dossier], calendar: Calendar) -> Dossier:
    if not history.events:
        raise Refusal("events_missing", f"编号 {number} 没有任何办理记录", field="events")
    if history.case is None:
        if number not in known:
            raise Unknown("unknown_case", f"没有编号为 {number} 的办件", field="number")
        return known[number]
    if number in known:
        raise Conflict("number_used", f"编号 {number} 的办件已经登记", field="number")
    return new_dossier(numbers.checked(number), history.case, calendar)


def append_all(
    dossier: Dossier, events: Sequence[NewEvent], *, by: Actor, recorded_at: datetime, at_most: datetime
) -> tuple[list[Event], list[tuple[Any, ...]]]:
    """Append a history's events, all or none; return their rows and those of their free words.

    Events that are unlawful one by one, because they speak of the past together, are taken together or not at all.
    """
    for new in events:
        check_not_future(new, at_most)
    salted = [storing.digest_of(new.text) if new.text else (b"", None) for new in events]
    mark, written = dossier.mark(), []
    try:
        for new, (_, digest) in zip(events, salted, strict=True):
            written.append(dossier.append(new, by=by, recorded_at=recorded_at, text_digest=digest))
    except Refusal as refusal:
        dossier.back_to(mark)
        if not (isinstance(refusal, UnlawfulAct) and dossier.events and len(events) > 1):
            raise
        worded = [(new, digest) for new, (_, digest) in zip(events, salted, strict=True)]
        written = dossier.append_together(worded, by=by, recorded_at=recorded_at)
    return written, [
        (dossier.number, event.seq, salt, new.text)
        for event, new, (salt, _) in zip(written, events, salted, strict=True)
        if new.text
    ]
