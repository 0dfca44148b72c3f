"""The figures that a series' templates, tables and charts ask for, as `statistics` gives them; in few questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yichuang.reports.rules.composing import Answer, Ask, UnitRow, asks_of
from yichuang.reports.rules.periods import Span, period_before, shifts_of, spans_of, story_period
from yichuang.reports.rules.periods.stepping import IsWorking
from yichuang.reports.rules.series import Series, SeriesFault, check_references
from yichuang.reports.rules.series.references import WHERE
from yichuang.statistics import queries as statistics
from yichuang.statistics.rules.checks import Remark
from yichuang.statistics.rules.derived import Derived, Figure, Known, derived_figures
from yichuang.statistics.rules.printed import Printed, as_printed, remarks_on
from yichuang.workdays.queries import calendar_in_force


@dataclass(frozen=True, slots=True)
class Indicated:
    """What a series asked for, answered, and the remarks on its own definitions that are wrong."""

    answers: Mapping[Ask, Answer] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def as_record(self) -> list[dict[str, Any]]:
        """Return the answers as an issue keeps them. Those of a unit are kept without what they were reckoned from."""
        return [
            {
                "span": ask.span, "by": ask.by, "back": ask.back, "step": ask.step,
                "from": answer.days[0].isoformat(), "to": answer.days[1].isoformat(),
                "rows": [
                    {"code": row.code, "name": row.name,
                     "figures": {code: _kept(figure, ask) for code, figure in row.figures.items()}}
                    for row in answer.rows
                ],
            }
            for ask, answer in self.answers.items()
        ]  # fmt: skip

    def whole(self) -> dict[str, list[Figure]]:
        """Return the figures of all units together that the issue itself speaks of, by span."""
        own = ((ask.span, answer) for ask, answer in self.answers.items() if not (ask.by or ask.back or ask.step))
        return {span: [figure for row in answer.rows for figure in row.figures.values()] for span, answer in own}


def indicated(plan: Series, period: Span, *, known_at: datetime | None = None) -> Indicated:
    """Return the figures that a series asks for, of the issue of a period: now, or as known at an instant.

    One question to `statistics` for each span and dimension; of what is the same days under two names, one.
    """
    asks = asks_of(plan)
    if not asks:
        return Indicated()
    is_working = calendar_in_force().is_working
    periods = [period]
    while len(periods) <= max((ask.back for ask in asks if not ask.step), default=0):
        periods.append(period_before(plan.period, periods[-1], is_working))
    spans = [spans_of(plan, one, is_working) for one in periods]
    shifts: dict[tuple[str, Span], Span] = {}
    for one in reversed(periods):  # where the days of two issues' spans are the same, this issue's rule decides
        shifts |= shifts_of(plan, one, is_working)
    wanted: dict[tuple[Span, str], dict[str, None]] = {}
    places = {ask: (days, ask.by) for ask in asks if (days := _days(ask, spans, is_working)) is not None}
    for ask, place in places.items():
        wanted.setdefault(place, {}).update(dict.fromkeys(asks[ask]))
    found = {
        (days, by): statistics.indicators(
            list(codes), start=days[0], end=days[1], by=by, known_at=known_at, definitions=plan.definitions,
            shifts=shifts,
        )
        for (days, by), codes in wanted.items()
    }  # fmt: skip
    answers = {
        ask: Answer(place[0], tuple(UnitRow(row.code, row.name, row.figures) for row in found[place].rows))
        for ask, place in places.items()
    }
    faults = next(iter(found.values())).faults if found else []
    wrong = (Remark("definition_wrong", "doubt", f"本刊指标有误：{one.message}。", one.place) for one in faults)
    return Indicated(answers, tuple(wrong))


def _days(ask: Ask, spans: Sequence[Mapping[str, Span]], is_working: IsWorking) -> Span | None:
    """Return the days that a question is about, or None where the series has no such span."""
    days = spans[0 if ask.step else ask.back].get(ask.span)
    if days is None or not ask.step:
        return days
    days = story_period(ask.step, days[1], is_working)
    for _ in range(ask.back):
        days = period_before(ask.step, days, is_working)
    return days


def known_figures() -> dict[str, Known]:
    """Return every figure that a series of this installation may name, by code."""
    now = statistics.defined()
    return now.known() | {
        code: Known(one.name, one.unit, None if one.is_list else one.decimals) for code, one in now.derived.items()
    }


def faults_of(plan: Series) -> list[SeriesFault]:
    """Return what a series names that this installation does not know, each fault at its place."""
    return check_references(plan, known_figures())


def arithmetic_remarks(
    plan: Series, printed: Indicated, earlier: Sequence[Sequence[Mapping[str, Any]]]
) -> list[Remark]:
    """Return the comments on the arithmetic of the figures of all units together, and against earlier issues.

    earlier: what each earlier issue kept of them (`Indicated.as_record`).
    """
    definitions = _definitions(plan).values()
    before = [span for one in earlier for span in _printed_of(one).values()]
    found: list[Remark] = []
    for figures in printed.whole().values():  # what is of one span is compared with one another
        there = [figure for figure in figures if figure.number is not None]
        found += [
            Remark(one.reason, "doubt", f"{one.message}。", one.name, one.arithmetic) for one in there if one.reason
        ]
        told = {figure.code for figure in there if figure.reason}  # their own words say it already
        others = [one for one in definitions if one.code not in told]
        found += remarks_on(others, {figure.code: as_printed(figure) for figure in there}, before)
    return list(dict.fromkeys(found))


def changed(kept: Sequence[Mapping[str, Any]], now: Indicated) -> list[tuple[str, str, Decimal, Decimal]]:
    """Return what an issue kept of its figures and is reckoned otherwise now: name, code, as printed, now."""
    printed = _printed_of(kept)
    return [
        (figure.name, figure.code, before.number, figure.number)
        for span, figures in now.whole().items()
        for figure in figures
        if figure.number is not None
        and (before := printed.get(span, {}).get(figure.code)) is not None
        and before.number != figure.number
    ]


def _definitions(plan: Series) -> dict[str, Derived]:
    now = statistics.defined()
    own = {str(record.get("code")) for record in plan.definitions}
    known = {code: one for code, one in known_figures().items() if code not in own}
    return dict(now.derived) | derived_figures(plan.definitions, known=known, dimensions=WHERE)[0]


def _printed_of(kept: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Printed]]:
    """Return the figures of all units together that an issue kept, by span and code."""
    found: dict[str, dict[str, Printed]] = {}
    for answer in kept:
        if answer["by"] or answer["back"] or answer["step"]:
            continue
        days = date.fromisoformat(answer["from"]), date.fromisoformat(answer["to"])
        found[answer["span"]] = {
            code: Printed(figure["name"], Decimal(figure["number"]), figure["unit"], *days)
            for row in answer["rows"]
            for code, figure in row["figures"].items()
            if figure["number"] is not None
        }
    return found


def _kept(figure: Figure, ask: Ask) -> dict[str, Any]:
    record = figure.as_record()
    if ask.by:
        record.pop("operands", None)
    return record
