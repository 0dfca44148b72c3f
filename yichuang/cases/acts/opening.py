"""Opening cases for writing: the writers' lock, the row lock, the instant of recording, and what the act depends on.

All of it is asked in one round trip, each a statement of its own: the instant of recording is read after the writers'
lock is held and after the case's row is locked, so that the order of recording is the order of the instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yichuang.cases.acts.dating import back_dating
from yichuang.cases.named import sql
from yichuang.cases.queries.instants import LEDGER_LOCK
from yichuang.cases.queries.standing import dossier
from yichuang.cases.rows import EVENT_READ, READ, event_from
from yichuang.cases.rules.demands import RIGHT_OF
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.words import Act
from yichuang.kit.errors import Unknown
from yichuang.kit.questions import Question, Rows, ask, no_rows
from yichuang.people.queries import Permission, permission
from yichuang.people.rules import Actor
from yichuang.workdays.queries import in_force
from yichuang.workdays.rules import Calendar

_LOCK_CASE = sql("lock_case").format(columns=", ".join(READ))
_EVENTS_OF = sql("events_of").format(columns=EVENT_READ)
ENTER = Question(sql("enter"), no_rows, {"ledger": LEDGER_LOCK})


def _first(rows: Rows) -> datetime:
    instant: datetime = rows[0][0]
    return instant


CLOCK = Question(sql("clock"), _first)
_SERIAL = Question(sql("next_serial"), lambda rows: int(rows[0][0]))


@dataclass(frozen=True, slots=True)
class Opened:
    """What an act needs to know: when it is recorded, what the actor may, how far back, by which calendar."""

    recorded_at: datetime
    permission: Permission
    back_dating_days: dict[str, int]
    calendar: Calendar


def enter() -> datetime:
    """Enter as a writer and return the instant of recording (a statement of its own, after the lock)."""
    _, instant = ask(ENTER, CLOCK)
    return instant


def enter_for(act: Act, by: Actor) -> tuple[Opened, int]:
    """Enter as a writer for the first act of a new case; return what it needs, and a serial for its number."""
    _, instant, may, days, calendar, serial = ask(
        ENTER, CLOCK, permission(by, RIGHT_OF[act]), back_dating(), in_force(), _SERIAL
    )
    return Opened(instant, may, days, calendar), serial


def open_case(number: str, act: Act, by: Actor) -> tuple[Dossier, Opened]:
    """Lock the case, read its events, and return its dossier with what the act needs. Unknown `unknown_case`."""
    _, rows, instant, events, may, days, calendar = ask(
        ENTER,
        Question(_LOCK_CASE, list, {"number": number}),
        CLOCK,
        Question(_EVENTS_OF, list, {"number": number}),
        permission(by, RIGHT_OF[act]),
        back_dating(),
        in_force(),
    )
    if not rows:
        raise Unknown("unknown_case", f"没有编号为 {number} 的办件", field="number")
    one = dossier(rows[0], [event_from(event) for event in events], calendar)
    return one, Opened(instant, may, days, calendar)
