"""Histories one by one, through `Dossier.append`: late events, special procedures, what the ledger holds already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from yichuang.cases.acts import parties, storing
from yichuang.cases.acts.batch import append_all, open_known
from yichuang.cases.acts.reactions import Happened
from yichuang.cases.named import sql
from yichuang.cases.queries.standing import new_dossier
from yichuang.cases.rows import TallyRows
from yichuang.cases.rules import numbers
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.records import Event, History, NewParty
from yichuang.cases.rules.telling import regrouping, what_is_new
from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor
from yichuang.workdays.rules import Calendar


@dataclass(frozen=True, slots=True)
class Desk:
    """Who takes histories in, whether they may amend what was told before, when, and by which calendar."""

    by: Actor
    amend: bool
    recorded_at: datetime
    at_most: datetime
    calendar: Calendar


@dataclass(slots=True)
class Done:
    """What became of the histories, by their row; those that are neither unchanged nor refused were taken."""

    opened: int = 0
    happened: list[Happened] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


@dataclass(slots=True)
class _Sheet:
    """What is to be written."""

    events: list[tuple[str, Event]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)
    parties: list[tuple[str, int, NewParty]] = field(default_factory=list)


def take(histories: Mapping[int, History], desk: Desk) -> Done:
    """Take the histories in, in order of case number and row; each is taken as a whole or refused."""
    known = open_known([history.number for history in histories.values()], desk.calendar)
    words, kept = _texts(list(known)), parties.kept(list(known))
    opened: dict[str, tuple[Dossier, str | None]] = {}
    done, sheet = Done(), _Sheet()
    for row, history in sorted(histories.items(), key=lambda one: (one[1].number, one[0])):
        number = history.number
        dossier, new = known.get(number), False
        try:
            if dossier is None:
                if history.case is None:  # those of cases that are not here were sorted out before
                    raise Refusal("unknown_case", f"没有编号为 {number} 的办件", field="number")
                dossier, new = new_dossier(numbers.checked(number), history.case, desk.calendar), True
            if not _took(history, dossier, desk, sheet, words.get(number, {}), kept.setdefault(number, {})):
                done.unchanged.append(row)
                continue
        except Refusal as refusal:
            done.refused[row] = refusal
            continue
        known[number] = dossier
        opened.setdefault(number, (dossier, history.case.subject if new and history.case else None))
        done.opened += new
    _write(opened, sheet)
    done.happened = [Happened(number, event) for number, event in sheet.events]
    return done


def _took(
    history: History, dossier: Dossier, desk: Desk, sheet: _Sheet, words: Mapping[int, str], kept: parties.Kept
) -> bool:
    """Append what is new of a history and put it on the sheet; return whether there was anything."""
    told = list(history.events)
    if dossier.events:
        told = what_is_new(dossier, told, words, amend=desk.amend, by=desk.by.key, at=desk.at_most)
        if history.case:
            told += regrouping(dossier, history.case, amend=desk.amend, at=desk.at_most)
    those = history.case.parties if history.case else ()
    people = parties.differing(dossier.number, those, kept, amend=desk.amend)
    written, texts = append_all(
        dossier, told, by=desk.by, recorded_at=desk.recorded_at, at_most=desk.at_most
    )  # fmt: skip
    sheet.events += [(dossier.number, event) for event in written]
    sheet.texts += texts
    sheet.parties += [(dossier.number, place, party) for place, party in people]
    return bool(written or people)


def _texts(case_numbers: Sequence[str]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql("texts_of_many"), {"numbers": list(case_numbers)})
        for number, seq, text in cursor.fetchall():
            found.setdefault(number, {})[seq] = text
    return found


def _write(opened: Mapping[str, tuple[Dossier, str | None]], sheet: _Sheet) -> None:
    tallies = TallyRows()
    for dossier, _ in opened.values():
        tallies.add(dossier)
    storing.write_many(list(opened.values()), sheet.events, tallies)
    storing.write_personal([], sheet.texts)
    parties.write(sheet.parties)
