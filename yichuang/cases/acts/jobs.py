"""What the hall does by itself: deemed acceptances, missed gaps, due dates under a new calendar, seals."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from yichuang.cases.acts.batch import take_in_batch
from yichuang.cases.acts.single import record
from yichuang.cases.models import Seal
from yichuang.cases.named import sql
from yichuang.cases.queries.instants import safe_instant
from yichuang.cases.queries.sealed import line_of
from yichuang.cases.queries.standing import dossiers
from yichuang.cases.rules.clocks import due_on
from yichuang.cases.rules.records import EMPTY_LINK, History, NewEvent
from yichuang.cases.rules.sealing import DaySum, sealed_message
from yichuang.cases.rules.words import Act
from yichuang.catalogue.queries import frozen_version
from yichuang.catalogue.rules import GapRule
from yichuang.kit.crypto import key_id_of, public_key_of
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import sm3
from yichuang.kit.time import local_date, now, start_of, true_now
from yichuang.people.rules import Actor
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Calendar

LINKS = 5_000  # of a day's links at a time
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deemed:
    """What the job did and what it only warns of: (number, why)."""

    accepted: tuple[str, ...]
    warned: tuple[tuple[str, str], ...]


def accept_deemed(today: date) -> Deemed:
    """Accept by law the licences of which nobody gave notice within five working days (行政许可法 Art. 32(4)).

    The acceptance is back-dated to the receipt. Cases of delivering systems (their notice may still be on its way) and
    days of a provisional year are only warned of.
    """
    calendar, accepted, warned = calendar_in_force(), [], []
    with connection.cursor() as cursor:
        cursor.execute(sql("awaiting_notice", "jobs.sql"), {"today": today})
        rows = cursor.fetchall()
    for number, source, received_on, notice_due_on in rows:
        if why := _uncertain(source, notice_due_on, calendar):
            warned.append((number, why))
        else:
            event = NewEvent(Act.DEEM_ACCEPTED, received_on, data={"notice_due_on": notice_due_on.isoformat()})
            try:
                record(number, event, by=Actor.job("deemed_acceptance"))
                accepted.append(number)
            except Refusal as refusal:  # somebody gave notice between our look and our act
                warned.append((number, refusal.message))
    return Deemed(tuple(accepted), tuple(warned))


@dataclass(frozen=True, slots=True)
class MissedGaps:
    """What the job did: cases whose gap it marked as missed, those it terminated for it, and (number, why) of others.

    `marked` includes the terminated ones: the item's rule (terminate or go on) is applied to every marked case.
    """

    marked: tuple[str, ...]
    terminated: tuple[str, ...]
    warned: tuple[tuple[str, str], ...]


def miss_gaps(today: date) -> MissedGaps:
    """Mark the gaps (容缺) that were not filled by their day, and apply the item's rule: terminate or go on.

    A gap is missed on the day after its due date; the case is terminated on `today`. Cases of delivering systems and
    days of a provisional year are only warned of, as with deemed acceptances.
    """
    calendar, warned, terminated = calendar_in_force(), [], set()
    with connection.cursor() as cursor:
        cursor.execute(sql("open_gaps", "jobs.sql"), {"today": today})
        rows = cursor.fetchall()
    histories = []
    for number, source, gap_due_on, version_id in rows:
        if why := _uncertain(source, gap_due_on, calendar):
            warned.append((number, why))
            continue
        events = [NewEvent(Act.MISS_GAP, gap_due_on + _DAY, data={"gap_due_on": gap_due_on.isoformat()})]
        if frozen_version(version_id).terms.gap_rule is GapRule.TERMINATE:
            events.append(NewEvent(Act.TERMINATE, today, "gap_missed"))
            terminated.add(number)
        histories.append(History(number, tuple(events)))
    marked = {history.number for history in histories}
    for result in take_in_batch(histories, by=Actor.job("missed_gaps")):
        for number, refusal in result.refused:  # somebody filled it between our look and our act
            marked.discard(number)
            warned.append((number, refusal.message))
    return MissedGaps(tuple(sorted(marked)), tuple(sorted(marked & terminated)), tuple(warned))


def _uncertain(source: str, due_on: date, calendar: Calendar) -> str:
    """Return why a day that passed in silence proves nothing; "" if it does."""
    if source != "hall":
        return "由部门系统报送，材料或告知可能尚未送达"
    return "该年放假安排尚未公布" if calendar.is_provisional(due_on.year) else ""


def move_due_dates(changed_from: date, changed_to: date) -> int:
    """Move the due dates of open cases after a calendar was published; return how many moved.

    Only cases whose time runs through the changed days are looked at, an event is written only where a date changes,
    and concluded cases are never moved. Paused cases get their new date when they resume.
    """
    calendar, moved = calendar_in_force(), 0
    with connection.cursor() as cursor:
        cursor.execute(sql("open_through", "jobs.sql"), {"first": changed_from, "last": changed_to})
        candidates = [number for (number,) in cursor.fetchall()]
    histories = []
    for one in dossiers(candidates):
        dates = [due_on(one.standing, limit, calendar) for limit in (one.version.promised, one.version.legal)]
        if dates != [one.after.due_on, one.after.legal_due_on]:
            event = NewEvent(Act.MOVE_DUE, now(), data={"calendar": calendar.version})
            histories.append(History(one.number, (event,)))
    for result in take_in_batch(histories, by=Actor.job("calendar")):
        moved += result.events
    return moved


def seal_days() -> list[date]:
    """Seal every day of recording that is over and not sealed yet, in order; return the days.

    A day is sealed once the safe instant has passed its end. The seal is signed with a key that is not in the database
    and appended to `seals.jsonl`, which is meant to be copied elsewhere.
    """
    sealed = []
    while (day := _next_day()) is not None and start_of(day + _DAY) <= safe_instant():
        sealed.append(_seal(day))
    return sealed


def _next_day() -> date | None:
    """Return the first day of recording after the last seal; None if nothing was recorded since."""
    last = Seal.objects.order_by("-day").values_list("day", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(sql("next_recorded", "jobs.sql"), {"after": start_of(last + _DAY) if last else None})
        instant = cursor.fetchone()[0]
    return None if instant is None else local_date(instant)


@transaction.atomic
def _seal(day: date) -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x5943_0002])  # one sealer at a time
        if Seal.objects.filter(day=day).exists():
            return day
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL cursor_tuple_fraction = 1")  # all of it is read
    summed = _summed(day)
    previous = Seal.objects.order_by("-day").values_list("digest", flat=True).first()
    counts, root = (summed.events, summed.cases), summed.root()
    message = sealed_message(day, *counts, root, bytes(previous) if previous else EMPTY_LINK)
    key = settings.KEYS.signing
    public_key = public_key_of(key)
    seal = Seal.objects.create(
        day=day, sealed_at=true_now(), events=counts[0], cases=counts[1], root=root,
        previous=bytes(previous) if previous else EMPTY_LINK, digest=sm3(message), key_id=key_id_of(public_key),
        public_key=public_key, signature=key.sign(message),
    )  # fmt: skip
    _append_to_file(seal)
    return day


def _summed(day: date) -> DaySum:
    """Add up what was recorded on a day, which may be a whole year's deliveries: a few rows at a time."""
    summed = DaySum()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql("links_of_day", "jobs.sql"), {"start": start_of(day), "end": start_of(day + _DAY)})
        while rows := cursor.fetchmany(LINKS):
            summed.add(*zip(*rows, strict=True))
    return summed


def _append_to_file(seal: Seal) -> None:
    path = Path(settings.VAR) / "seals.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line_of(seal)) + "\n")
