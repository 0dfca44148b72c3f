"""Reads for what goes out: the changes of a window, the exports made, the codes they are written with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from yichuang.cases.queries import whole_cases
from yichuang.exchange.models import Export, NationalCode
from yichuang.exchange.named import sql
from yichuang.exchange.rules.national import Book, Change, OwnStep, Task, changes
from yichuang.exchange.rules.rights import READ
from yichuang.kit.time import zone
from yichuang.people.queries import names_of, require
from yichuang.people.rules import Actor, ActorKind

CHUNK = 1_000  # cases in memory at once
SQL = "outgoing.sql"


def book(codes: Sequence[Sequence[str]]) -> Book:
    """Return what rows are written with, the codes being [(kind, ours, theirs), …]."""
    with connection.cursor() as cursor:
        cursor.execute(sql("tasks", SQL))
        tasks = {row[0]: Task(*row[1:]) for row in cursor.fetchall()}
        cursor.execute(sql("departments", SQL))
        departments = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    return Book({(kind, ours): theirs for kind, ours, theirs in codes}, tasks, departments, zone())


def codes_now() -> list[list[str]]:
    """Return [[kind, ours, theirs], …] as they are now, in order."""
    rows = NationalCode.objects.order_by("kind", "ours").values_list("kind", "ours", "theirs")
    return [list(row) for row in rows]


Told = Callable[[int, int], object]  # how far it is: cases done, cases in all


def nobody(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def changes_of(since: datetime | None, until: datetime, with_book: Book, told: Told = nobody) -> Iterator[Change]:
    """Yield every row to be told of (since, until], in order of case number; call it within the export's snapshot.

    told: is called after each chunk.
    """
    done = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql("changed_cases", SQL), {"since": since or "-infinity", "until": until})
        while rows := cursor.fetchmany(CHUNK):
            yield from _changes_of_chunk([row[0] for row in rows], since, until, with_book)
            done += len(rows)
            told(done, rows[0][1])


def _changes_of_chunk(numbers: list[str], since: datetime | None, until: datetime, with_book: Book) -> Iterator[Change]:
    cases, steps = whole_cases(numbers), _steps_of(numbers)
    staff = {
        Actor.staff(int(event.actor_id))
        for case in cases
        for event in case.events
        if event.actor_kind == ActorKind.STAFF
    }
    with_book.names = {(str(actor.kind), actor.id): name for actor, name in names_of(staff).items()}
    for case in cases:
        yield from changes(case, steps.get(case.number, ()), since=since, until=until, book=with_book)


def _steps_of(numbers: list[str]) -> dict[str, list[OwnStep]]:
    found: dict[str, list[OwnStep]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql("steps_of_many", SQL), {"numbers": numbers})
        for number, *step in cursor.fetchall():
            found.setdefault(number, []).append(OwnStep(*step))
    return found


def exports(*, seen_by: Actor, after: int = 0, rows: int = 50) -> list[dict[str, Any]]:
    """Return the exports with a number below `after` (0: from the last one on), the newest first."""
    require(seen_by, READ)
    found = Export.objects.order_by("-number")
    if after:
        found = found.filter(number__lt=after)
    names = ("number", "since", "until", "made_at", "tables", "missing")
    return [dict(row) for row in found[:rows].values(*names)]


def national_codes(*, seen_by: Actor) -> list[dict[str, Any]]:
    """Return the codes with how far each is to be trusted, by kind and code."""
    require(seen_by, READ)
    names = ("kind", "ours", "theirs", "standing", "note", "entered_at", "entered_by")
    return [dict(row) for row in NationalCode.objects.order_by("kind", "ours").values(*names)]
