"""What is not submitted yet, over periods: what is due now, what is late, and the last sheet that was taken."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from yichuang.people import queries as people
from yichuang.people.rules import Actor
from yichuang.statistics.named import sql
from yichuang.statistics.queries.defined import defined
from yichuang.statistics.queries.submissions import Slot, slots_in, standing
from yichuang.statistics.rules.periods import Span, filled_by, period_of, reach
from yichuang.statistics.rules.rights import OVERSEE
from yichuang.statistics.rules.submitted import SubmittedIndicator

BACK_DAYS = 366  # what nobody has sent for a year is no longer asked for


def outstanding(*, seen_by: Actor, on: date, department_id: int | None = None) -> list[Slot]:
    """Return what is not submitted of the periods that have ended, by department, the oldest period first.

    on: the hall's day. department_id: of this department only.
    A period is asked for from the first one on that anybody has submitted (of the last `BACK_DAYS`); where nobody has,
    the last one that ended. Raises Forbidden `not_allowed`.
    """
    people.require(seen_by, OVERSEE)
    indicators = defined().wanted()
    since = reach(on, "on") - timedelta(days=BACK_DAYS)
    begun: dict[str, date] = {}
    for one in standing([one.code for one in indicators], since, on):
        begun[one.indicator] = min(one.period[0], begun.get(one.indicator, on))
    wanted = sorted(
        ((one, period) for one in indicators for period in _ended(one, begun.get(one.code), on)),
        key=lambda pair: pair[1][1],
    )
    found = slots_in(wanted, seen_by=seen_by, on=on, department_id=department_id)
    return [slot for slot in found if slot.amount is None]


def _ended(one: SubmittedIndicator, begun: date | None, on: date) -> list[Span]:
    """Return the periods of an indicator that have ended on a day, from the one that begins on `begun`."""
    last = last_ended(one.period, on)
    return filled_by(one.period, begun, last[1]) if begun and begun <= last[0] else [last]


def last_ended(rule: str, on: date) -> Span:
    """Return the last period of a rule that has ended on a day, that day included."""
    period = period_of(rule, on)
    return period if period[1] == on else period_of(rule, period[0] - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Upload:
    """The last sheet that was taken: when, from whom, how many figures were new, corrected, late."""

    recorded_at: datetime
    by: str
    taken: int
    corrected: int
    late: int

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


def last_upload(*, seen_by: Actor) -> Upload | None:
    """Return the last sheet with figures of departments that the reader sees, or None. Forbidden `not_allowed`."""
    people.require(seen_by, OVERSEE)
    seen = people.departments_of(seen_by, OVERSEE)
    with connection.cursor() as cursor:
        cursor.execute(sql("last_upload", "submitted.sql"), {"departments": None if seen is None else list(seen)})
        row = cursor.fetchone()
    if row is None:
        return None
    recorded_at, by, taken, corrected, late = row
    actor = Actor.from_record(json.loads(by))
    return Upload(recorded_at, people.names_of([actor]).get(actor, actor.id), taken, corrected, late)
