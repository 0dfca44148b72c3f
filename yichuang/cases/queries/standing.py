"""Dossiers: a case's row and events brought together, as `rules` wants them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from yichuang.cases.models import RemedyNotice
from yichuang.cases.named import sql
from yichuang.cases.rows import EVENT_READ, READ, event_from
from yichuang.cases.rules.demands import check_case
from yichuang.cases.rules.dossier import Attributes, Dossier
from yichuang.cases.rules.records import Event, NewCase
from yichuang.catalogue.queries import frozen_version
from yichuang.kit.time import zone
from yichuang.workdays.queries import calendar as calendar_of
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Calendar

CHUNK = 2_000
_ATTRIBUTES = READ[1:-1]


def dossier(row: Sequence[Any], events: list[Event], calendar: Calendar) -> Dossier:
    """Return the dossier of a case's row (columns `READ`) and its events, with the calendar for what comes next."""
    return _dossier(row[0], dict(zip(_ATTRIBUTES, row[1:-1], strict=True)), events, calendar)


def new_dossier(number: str, new: NewCase, calendar: Calendar) -> Dossier:
    """Return the dossier of a case that is not in the ledger yet. Raises Refusal `malformed_case`."""
    check_case(new)
    return _dossier(number, new.attributes(), [], calendar)


def _dossier(number: str, attributes: Attributes, events: list[Event], calendar: Calendar) -> Dossier:
    def known(version: int) -> Calendar:
        return calendar if version == calendar.version else calendar_of(version)

    return Dossier(
        number, attributes, events, version_of=frozen_version, calendar=calendar, zone=zone(), calendar_of=known
    )


def dossiers(numbers: Sequence[str]) -> Iterator[Dossier]:
    """Yield the dossiers of cases by number, read in chunks and without a lock."""
    calendar = calendar_in_force()
    for start in range(0, len(numbers), CHUNK):
        some = list(numbers[start : start + CHUNK])
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(READ)} FROM cases_case WHERE number = ANY(%s) ORDER BY number", [some])
            rows = cursor.fetchall()
            cursor.execute(sql("events_of_many").format(columns=EVENT_READ), {"numbers": some})
            events: dict[str, list[Event]] = {}
            for number, *event in cursor.fetchall():
                events.setdefault(number, []).append(event_from(event))
        for row in rows:
            yield dossier(row, events[row[0]], calendar)


def whose(numbers: Sequence[str]) -> list[tuple[str, int, int, date | None]]:
    """Return (number, department, item version, day of acceptance) of those of the cases that stand in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(sql("whose", "reading.sql"), {"numbers": list(numbers)})
        rows: list[tuple[str, int, int, date | None]] = cursor.fetchall()
    return rows


def remedies() -> frozenset[str]:
    """Return the codes of the remedy notices that the legal office set."""
    return frozenset(RemedyNotice.objects.values_list("code", flat=True))
