"""What was submitted: the figures that stand, what is missing or late, and each figure's history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from yichuang.statistics.rules.submitted import SubmittedIndicator, due_on
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
    version:   of the figure that stands, 0 if there never was one: what an entry sends back as `seen_version`.
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
    people.require(seen_by, OVERSEE)
    seen, enter = people.departments_of(seen_by, OVERSEE), people.departments_of(seen_by, SUBMIT)
    indicators = [one for one in defined().wanted() if not only or one.code in only]
    if not indicators:
        return []
    periods = {one.code: period_of(one.period, reach(day, "day")) for one in indicators}
    found = standing(
        list(periods), min(first for first, _ in periods.values()), max(last for _, last in periods.values())
    )
    there = {one.key: one for one in found}
    calendar = calendar_in_force()
    deadlines = {one.code: due_on(one, periods[one.code], calendar) for one in indicators}
    return [
        _slot(one, unit, periods[one.code], deadlines[one.code], on, there, enter is None or unit.id in enter)
        for unit in sorted(people.departments().values(), key=lambda unit: unit.code)
        if seen is None or unit.id in seen
        for one in indicators
        if is_expected(one, unit, periods[one.code])
    ]


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
    return Slot(one, unit, period, known.due_on, state, _shown(known.amount, one), known.version, may_enter)


def _shown(amount: Decimal, indicator: SubmittedIndicator) -> Decimal:
    """Return an amount with the indicator's decimals; one that had more (of an earlier version) keeps them."""
    shown = amount.quantize(Decimal(1).scaleb(-indicator.decimals))
    return shown if shown == amount else amount.normalize()


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
            row.version, None if row.amount is None else _shown(row.amount, one), row.reason, row.due_on,
            row.submitted_on, row.is_late, row.way, names.get(actors[row.pk], actors[row.pk].id), row.recorded_at,
        )
        for row in rows
    ]  # fmt: skip
