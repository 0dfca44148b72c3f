"""What was submitted: the figures that stand, what is missing or late, and each figure's history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from yichuang.people import queries as people
from yichuang.people.rules import Actor, Unit
from yichuang.statistics.labels import SUBMISSION_STATE_WORDS
from yichuang.statistics.models import Submission
from yichuang.statistics.named import sql
from yichuang.statistics.queries.defined import defined, submitted_indicator
from yichuang.statistics.rules.periods import Span, period_of, reach
from yichuang.statistics.rules.rights import OVERSEE, SUBMIT
from yichuang.statistics.rules.submitted import SubmittedIndicator, due_on, shown
from yichuang.workdays.queries import calendar_in_force


@dataclass(frozen=True, slots=True)
class Standing:
    """A submitted figure as it stands. amount: None where it was taken back. is_late: its first version came late."""

    indicator: str
    period: Span
    department_id: int
    version: int
    amount: Decimal | None
    due_on: date
    submitted_on: date
    is_late: bool

    @property
    def key(self) -> tuple[str, date, date, int]:
        """What it is a version of."""
        return self.indicator, *self.period, self.department_id


def standing(indicators: Collection[str], start: date, end: date, known_at: datetime | None = None) -> list[Standing]:
    """Return what stands of some indicators for periods within a span, now or as known at an instant. One statement."""
    parameters: dict[str, Any] = {"indicators": list(indicators), "start": start, "end": end, "known_at": known_at}
    with connection.cursor() as cursor:
        cursor.execute(sql("standing", "submitted.sql"), parameters)
        return [
            Standing(code, (first, last), department, version, amount, due, on, late)
            for code, first, last, department, version, amount, due, on, late in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class Slot:
    """One figure that a department is to submit for a period, and where it is with it.

    state:     `submitted`, `submitted_late`, `missing` (its deadline has not passed), `overdue`.
    version:   of the figure that stands, 0 if there never was one: what an entry sends back as `seen_version`; above 1
               it was corrected (or taken back).
    may_enter: whether the reader may submit it.
    """

    indicator: SubmittedIndicator
    department: Unit
    period: Span
    due_on: date
    state: str
    amount: Decimal | None
    version: int
    may_enter: bool

    @property
    def state_words(self) -> str:
        """The state in Chinese."""
        return SUBMISSION_STATE_WORDS[self.state]

    @property
    def is_corrected(self) -> bool:
        """Whether the amount is not the one that came first."""
        return self.version > 1 and self.amount is not None

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "indicator": self.indicator.code, "name": self.indicator.name, "unit": self.indicator.unit,
            "department": self.department.code, "department_name": self.department.name,
            "from": self.period[0], "to": self.period[1], "due_on": self.due_on, "state": self.state,
            "amount": None if self.amount is None else f"{self.amount:f}", "version": self.version,
        }  # fmt: skip


def slots(*, seen_by: Actor, day: date, on: date, only: Collection[str] = ()) -> list[Slot]:
    """Return what is to be submitted for the periods in which a day lies, by department, then indicator.

    on: the hall's day. only: codes of indicators (all that are not retired).
    Departments out of the reader's reach are left out. Raises Forbidden `not_allowed`, Refusal `day_out_of_reach`.
    """
    indicators = [one for one in defined().wanted() if not only or one.code in only]
    return slots_in([(one, period_of(one.period, reach(day, "day"))) for one in indicators], seen_by=seen_by, on=on)


def slots_in(
    wanted: Sequence[tuple[SubmittedIndicator, Span]], *, seen_by: Actor, on: date, department_id: int | None = None
) -> list[Slot]:
    """Return what is to be submitted of some indicators for some of their periods, by department, in the order given.

    department_id: of this department only. What was given by one that is not asked (any more) is among them, too.
    What `slots` says of it holds here too. One statement for all figures.
    """
    people.require(seen_by, OVERSEE)
    if not wanted:
        return []
    seen, enter = people.departments_of(seen_by, OVERSEE), people.departments_of(seen_by, SUBMIT)
    known = standing(
        {one.code for one, _ in wanted}, min(first for _, (first, _) in wanted), max(last for _, (_, last) in wanted)
    )
    there = {one.key: one for one in known}
    calendar = calendar_in_force()
    deadlines = {(one.code, period): due_on(one, period, calendar) for one, period in wanted}
    found = []
    for unit in sorted(people.departments().values(), key=lambda unit: unit.code):
        if (seen is not None and unit.id not in seen) or department_id not in (None, unit.id):
            continue
        may_enter = enter is None or unit.id in enter
        for one, period in wanted:
            asked = is_expected(one, unit, period)
            slot = _slot(one, unit, period, deadlines[one.code, period], on, there, asked and may_enter)
            if asked or slot.amount is not None:
                found.append(slot)
    return found


def is_expected(indicator: SubmittedIndicator, unit: Unit, period: Span) -> bool:
    """Tell whether a department is to submit a figure for a period: it stands at its end, and is asked for it."""
    return (
        (not indicator.departments or unit.code in indicator.departments)
        and (unit.valid_from is None or unit.valid_from <= period[1])
        and (unit.valid_to is None or unit.valid_to >= period[1])
    )


def _slot(
    one: SubmittedIndicator, unit: Unit, period: Span, due: date, on: date,
    there: dict[tuple[str, date, date, int], Standing], may_enter: bool,
) -> Slot:  # fmt: skip
    known = there.get((one.code, *period, unit.id))
    if known is None or known.amount is None:
        state = "overdue" if on > due else "missing"
        return Slot(one, unit, period, due, state, None, known.version if known else 0, may_enter)
    state = "submitted_late" if known.is_late else "submitted"
    return Slot(one, unit, period, known.due_on, state, shown(known.amount, one), known.version, may_enter)


@dataclass(frozen=True, slots=True)
class Total:
    """What some figures of one indicator come to. amount: None where they may not be added, or none is there."""

    amount: Decimal | None
    given: int
    due: int


def total(one: SubmittedIndicator, slots: Iterable[Slot]) -> Total:
    """Return what the figures of an indicator come to, as far as they are given: over departments and over periods.

    Of a state at the end of a period (`over_periods` is `last`) only the last period's count.
    """
    found = list(slots)
    if one.over_periods == "last" and found:
        last = max(slot.period for slot in found)
        found = [slot for slot in found if slot.period == last]
    given = [slot.amount for slot in found if slot.amount is not None]
    units, periods = {slot.department.id for slot in found}, {slot.period for slot in found}
    added = (one.over_units == "sum" or len(units) < 2) and (one.over_periods != "none" or len(periods) < 2)
    return Total(shown(sum(given, Decimal(0)), one) if given and added else None, len(given), len(found))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a submitted figure: what, why, when, late or not, by which way, and by whom."""

    version: int
    amount: Decimal | None
    reason: str
    due_on: date
    submitted_on: date
    is_late: bool
    way: str
    by: str
    recorded_at: datetime

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        record: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return record | {"amount": None if self.amount is None else f"{self.amount:f}"}


def submission_history(indicator: str, department_id: int, day: date, *, seen_by: Actor) -> Sequence[Version]:
    """Return all versions of a figure, the first one first.

    Raises Unknown `unknown_figure`, Forbidden `not_allowed`, Refusal `day_out_of_reach`.
    """
    people.require(seen_by, OVERSEE, department_id=department_id)
    one = submitted_indicator(indicator)
    first, last = period_of(one.period, reach(day, "day"))
    rows = Submission.objects.filter(
        indicator=indicator, department_id=department_id, period_from=first, period_to=last
    ).order_by("version")
    actors = {row.pk: Actor.from_record(row.submitted_by) for row in rows}
    names = people.names_of(actors.values())
    return [
        Version(
            row.version, None if row.amount is None else shown(row.amount, one), row.reason, row.due_on,
            row.submitted_on, row.is_late, row.way, names.get(actors[row.pk], actors[row.pk].id), row.recorded_at,
        )
        for row in rows
    ]  # fmt: skip
