"""The bulk door for columns: new events of many cases, set-wise, in one transaction.

What comes in order and is plain is moved on by `rules.setwise`, each rule asked once per distinct situation, and goes
to the database by one COPY a table. Whatever else there is (a late event, a special procedure, something the ledger
holds already, an unlawful act) goes by `Dossier.append` in the same transaction, as at the single door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from django.db import Error, connection, transaction
from psycopg.errors import DeadlockDetected

from yichuang.cases.acts import carefully, frames, opening, retold, storing
from yichuang.cases.acts.reactions import Happened, tell
from yichuang.cases.named import sql
from yichuang.cases.rules.demands import TAKE_IN
from yichuang.cases.rules.setwise import STANDINGS, Columns, Terms, run, versions_frame
from yichuang.catalogue.queries import frozen_version
from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.time import now, zone
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.workdays.queries import calendar as calendar_of
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Calendar

TRIES = 5  # where others use the same numbers at the same time
_UNBORN = {"new": True, "state": "new", "outcome": "", "overrun_explained": False, "last_seq": 0, "link": bytes(32)}


@dataclass(slots=True)
class Taken:
    """What became of the histories, by their row: those that are named nowhere here were taken.

    unchanged: the ledger knew all of it; unknown: its case is not in the ledger; refused: nothing of it was written.
    """

    opened: int = 0
    events: int = 0
    unchanged: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


def take_in_columns(
    columns: Columns, *, by: Actor, amend: bool = False, recorded_at: datetime | None = None
) -> Taken:  # fmt: skip
    """Take the histories in, all in one transaction (the caller's, if there is one), and say what became of each.

    What is told of a case that the ledger holds is compared with it: new is added, the same is left, something else is
    Conflict `recorded_differs`, or, with `amend`, put in its place (`rectify`, `reassign`; parties are corrected).
    `recorded_at` is for tests alone. Raises Forbidden `not_allowed`.
    """
    by = require(by, TAKE_IN)
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _take(columns, by=by, amend=amend, recorded_at=recorded_at)
        except Error as error:
            shared = storing.is_number_used(error) or isinstance(error.__cause__, DeadlockDetected)
            if attempt == TRIES or not shared:
                raise
    raise AssertionError("the last try returns or raises")


def _take(columns: Columns, *, by: Actor, amend: bool, recorded_at: datetime | None) -> Taken:
    calendar, at_most = calendar_in_force(), now()
    instant = opening.enter()
    known = frames.standings_of(columns.heads["number"].unique().sort().to_list())
    if known.height:  # after the rows are locked, so that the order of recording is the order of the instants
        with connection.cursor() as cursor:
            cursor.execute(sql("clock"))
            instant = cursor.fetchone()[0]
    instant, taken = recorded_at or instant, Taken()
    heads = columns.heads
    if not columns.opens:
        taken.unknown = heads.join(known, on="number", how="anti")["row"].to_list()
        heads = heads.join(known, on="number", how="semi")
    once = heads.filter(pl.len().over("number") == 1)  # several histories of one case wait for one another
    press = _Press(columns, taken, by, instant, at_most, calendar)
    rest = press.go(heads, _plain(once, known, opens=columns.opens), columns.events)
    if rest.height and known.height:
        again = retold.sorted_out(columns, rest.join(once, on="row", how="semi"), known)
        taken.unchanged = again.unchanged
        rest = press.go(rest.filter(~pl.col("row").is_in(again.unchanged)), again.standings, again.events)
    if rest.height:
        desk = carefully.Desk(by, amend, instant, at_most, calendar)
        done = carefully.take(columns.histories(rest["row"].to_list()), desk)
        taken.opened, taken.events = taken.opened + done.opened, taken.events + len(done.happened)
        taken.unchanged, taken.refused = taken.unchanged + done.unchanged, done.refused
        press.happened += done.happened
    tell(press.happened)
    return taken


@dataclass
class _Press:
    """Runs standings through their events, set-wise, and writes what comes of it."""

    columns: Columns
    taken: Taken
    by: Actor
    recorded_at: datetime
    at_most: datetime
    calendar: Calendar
    happened: list[Happened] = field(default_factory=list)

    def go(self, heads: pl.DataFrame, before: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
        """Move `before` on by `events`; return the heads that are left: of histories that are not plain."""
        terms = Terms(_versions(before), self.calendar, _calendars(self.calendar), zone(), self.at_most)
        course = run(before, events, terms)
        written = frames.write(course, before, self.columns.parties, terms, by=self.by, recorded_at=self.recorded_at)
        self.happened += frames.happened(written, by=self.by, recorded_at=self.recorded_at)
        self.taken.opened += int(course.standings["new"].sum())
        self.taken.events += sum(one.height for one in written)
        return heads.join(course.standings, on="row", how="anti")


def _versions(standings: pl.DataFrame) -> pl.DataFrame:
    found = []
    for version_id in standings["item_version_id"].unique().sort().to_list():
        try:
            found.append(frozen_version(version_id))
        except Unknown:  # its histories are then looked at one by one, and told why
            continue
    return versions_frame(found)


def _calendars(in_force: Calendar) -> Callable[[int], Calendar]:
    def known(version: int) -> Calendar:
        return in_force if version == in_force.version else calendar_of(version)

    return known


def _plain(once: pl.DataFrame, known: pl.DataFrame, *, opens: bool) -> pl.DataFrame:
    """Return the standings of the histories that may go set-wise at once: new cases, and simple ones that go on.

    A case that is told from its beginning and that the ledger holds has to be compared first.
    """
    if not opens:
        simple = known.filter("simple").drop("simple")
        return once.select("row", "number").join(simple, on="number").select(STANDINGS.keys())
    fresh = once.join(known, on="number", how="anti").with_columns(
        pl.col("subject").str.normalize("NFC"),
        *[pl.lit(_UNBORN.get(name), kind).alias(name) for name, kind in STANDINGS.items() if name not in once.columns],
    )
    procedures = _versions(fresh).select("item_version_id", "version_procedure")
    return fresh.drop("procedure").join(procedures, on="item_version_id").rename(
        {"version_procedure": "procedure"}
    ).select(STANDINGS.keys())  # fmt: skip
