"""Submitting figures (填报): all of what is sent or nothing; a correction adds a version and needs a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from yichuang.cases.acts import enter
from yichuang.kit.errors import Conflict, Forbidden, Refusal
from yichuang.kit.hashing import canonical, sm3
from yichuang.people import acts as people_acts
from yichuang.people import queries as people
from yichuang.people.rules import Actor, Unit
from yichuang.statistics.models import WAYS, Submission
from yichuang.statistics.queries.defined import Defined, defined
from yichuang.statistics.queries.submissions import Standing, standing
from yichuang.statistics.rules.faults import Fault, refuse_all
from yichuang.statistics.rules.periods import Span, in_words, period_of, reach
from yichuang.statistics.rules.rights import SUBMIT
from yichuang.statistics.rules.submitted import NewFigure, SubmittedIndicator, due_on, read_amount, shown
from yichuang.workdays.queries import calendar_in_force

FIGURES_MAX = 20_000  # sent at once: 200 departments with 100 indicators
REASON_MAX = 200


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of the figures sent: how many are new, corrected, unchanged; how many of the first two came late."""

    taken: int
    corrected: int
    unchanged: int
    late: int

    def as_record(self) -> dict[str, int]:
        """Return it as plain data."""
        return {"taken": self.taken, "corrected": self.corrected, "unchanged": self.unchanged, "late": self.late}


@transaction.atomic
def submit(
    figures: Sequence[NewFigure], *, by: Actor, on: date, way: str = "api", faults: Sequence[Fault] = (), key: str = ""
) -> Submitted:
    """Take figures in, all or none. The same figure once more changes nothing.

    on:     the hall's day; a figure that comes after its deadline is marked late.
    way:    `page`, `file`, `api` or `command`.
    faults: what is already known to be wrong with what was sent.
    key:    a machine's key of the request; the same once more is answered the same and changes nothing.
    Raises Refusal `figures_refused` with all faults in `details.errors` (place, code, message: `unknown_figure`,
    `unknown_department`, `unit_not_expected`, `day_out_of_reach`, `period_ahead`, `figure_twice`, `reason_missing`,
    `reason_too_long`, `nothing_to_take_back`, and those of `read_amount`), `figures_many`; Forbidden `not_allowed` for
    a department out of the actor's reach; Conflict `figure_moved_on` where somebody else was quicker, `key_reused`.
    """
    assert way in WAYS, way
    if len(figures) > FIGURES_MAX:
        raise Refusal("figures_many", f"一次至多填报 {FIGURES_MAX} 个数", field="figures")
    if key:
        digest = sm3(canonical(repr((list(figures), way))))
        answer = people_acts.use_key(client=by.key, key=key, request_digest=digest)
        if answer is not None:
            return Submitted(**answer)
    actor = people.require(by, SUBMIT)
    work = _Work(actor, on, way, enter(), defined(), list(faults))
    found = [found for figure in figures if (found := work.understood(figure)) is not None]
    work.check_reach()
    rows = work.rows(found)
    refuse_all("figures_refused", work.faults, "填报")
    try:
        with transaction.atomic():
            Submission.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict("figure_moved_on", "有的数刚被他人填报或更正，请刷新后再报", field="figures") from None
    corrected = sum(row.version > 1 for row in rows)
    done = Submitted(len(rows) - corrected, corrected, len(found) - len(rows), sum(row.is_late for row in rows))
    people_acts.remember(client=by.key, key=key, answer=done.as_record())
    return done


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure whose indicator, department and period are known."""

    figure: NewFigure
    indicator: SubmittedIndicator
    department: Unit
    period: Span
    amount: Decimal | None

    @property
    def key(self) -> tuple[str, date, date, int]:
        """What it is a version of."""
        return self.indicator.code, *self.period, self.department.id


@dataclass
class _Work:
    actor: Actor
    on: date
    way: str
    recorded_at: datetime
    definitions: Defined
    faults: list[Fault]
    _units: Mapping[int, Unit] = field(default_factory=people.departments)
    _asked: dict[int, str] = field(default_factory=dict)
    _seen: set[tuple[str, date, date, int]] = field(default_factory=set)

    def fault(self, figure: NewFigure, code: str, message: str) -> None:
        """Add a fault at the figure's place."""
        self.faults.append(Fault(figure.place or f"{figure.indicator}.{figure.department}", code, message))

    def understood(self, figure: NewFigure) -> _Found | None:
        """Return the figure with what it names, or None where something of it is wrong."""
        indicator = self.definitions.submitted.get(figure.indicator)
        if indicator is None or indicator.code in self.definitions.retired:
            self.fault(figure, "unknown_figure", f"没有代码为“{figure.indicator}”的填报指标，或已停用")
            return None
        try:
            period = period_of(indicator.period, reach(figure.day, "day"))
        except Refusal as refusal:
            self.fault(figure, refusal.code, refusal.message)
            return None
        unit = _unit(self._units, figure.department, period)
        if unit is None:
            self.fault(figure, "unknown_department", f"{in_words(period)} 没有代码为“{figure.department}”的部门")
            return None
        self._asked.setdefault(unit.id, unit.name)
        found = self._amount(figure, indicator, unit, period)
        if found and found.key in self._seen:
            self.fault(figure, "figure_twice", f"{unit.short_name}的{indicator.name}出现两次")
            return None
        if found:
            self._seen.add(found.key)
        return found

    def _amount(self, figure: NewFigure, indicator: SubmittedIndicator, unit: Unit, period: Span) -> _Found | None:
        if indicator.departments and unit.code not in indicator.departments:
            self.fault(figure, "unit_not_expected", f"{indicator.name}不由{unit.short_name}填报")
        elif period[0] > self.on:
            self.fault(figure, "period_ahead", f"{in_words(period)} 尚未开始，不能填报")
        elif len(figure.reason) > REASON_MAX:
            self.fault(figure, "reason_too_long", f"更正原因至多 {REASON_MAX} 个字")
        else:
            try:
                amount = None if figure.amount is None else read_amount(figure.amount, indicator)
            except Refusal as refusal:
                self.fault(figure, refusal.code, refusal.message)
                return None
            return _Found(figure, indicator, unit, period, amount)
        return None

    def check_reach(self) -> None:
        """Raise Forbidden where a department is out of the actor's reach."""
        reach = people.departments_of(self.actor, SUBMIT)
        out = [name for key, name in self._asked.items() if reach is not None and key not in reach]
        if out:
            more = f"等 {len(out)} 个部门" if len(out) > 1 else ""
            raise Forbidden("not_allowed", f"您的岗位不能为{out[0]}{more}填报", field="department", rule=SUBMIT)

    def rows(self, found: Sequence[_Found]) -> list[Submission]:
        """Return the rows to add; what stands already with the same amount adds none."""
        if not found:
            return []
        before = {
            one.key: one
            for one in standing(
                {one.indicator.code for one in found},
                min(one.period[0] for one in found), max(one.period[1] for one in found),
            )
        }  # fmt: skip
        calendar = calendar_in_force()
        deadlines = {(one.indicator, one.period): due_on(one.indicator, one.period, calendar) for one in found}
        rows = []
        for one in found:
            known = before.get(one.key)
            if self._changes(one, known):
                rows.append(self._row(one, known, deadlines[one.indicator, one.period]))
        return rows

    def _changes(self, one: _Found, known: Standing | None) -> bool:
        figure, version = one.figure, known.version if known else 0
        if figure.seen_version is not None and figure.seen_version != version:
            raise Conflict(
                "figure_moved_on", f"{one.department.short_name}的{one.indicator.name}刚被他人填报或更正，请刷新后再报",
                field="seen_version", details={"indicator": one.indicator.code, "department": one.department.code},
            )  # fmt: skip
        if one.amount is None and (known is None or known.amount is None):
            self.fault(figure, "nothing_to_take_back", f"{one.department.short_name}没有填报过{one.indicator.name}")
            return False
        if known is None or known.amount == one.amount:
            return known is None
        if not figure.reason.strip():
            was = "已撤回" if known.amount is None else f"原为 {shown(known.amount, one.indicator):f}"
            self.fault(figure, "reason_missing", f"{one.indicator.name}{was}，更正须写明原因")
        return True

    def _row(self, one: _Found, known: Standing | None, deadline: date) -> Submission:
        return Submission(
            indicator=one.indicator.code, department_id=one.department.id, period_from=one.period[0],
            period_to=one.period[1], version=known.version + 1 if known else 1, amount=one.amount,
            reason=one.figure.reason.strip() if known else "", due_on=deadline, submitted_on=self.on,
            is_late=self.on > deadline, way=self.way, submitted_by=self.actor.record(), recorded_at=self.recorded_at,
        )  # fmt: skip


def _unit(units: Mapping[int, Unit], code: str, period: Span) -> Unit | None:
    """Return the department of that code at the end of a period, or the last that stood in it."""
    standing_then = [
        unit
        for unit in units.values()
        if unit.code == code
        and (unit.valid_from is None or unit.valid_from <= period[1])
        and (unit.valid_to is None or unit.valid_to >= period[0])
    ]
    return max(standing_then, key=lambda unit: unit.valid_from or date.min) if standing_then else None
