"""Checks at reading against earlier issues: changes that do not match what those printed, cumulative figures that fell.

Only what surely speaks of the same is compared: the same name, subject and unit, for periods that fit each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yichuang.reports.rules.sentences.arithmetic import Fault, half, plain_count, shown
from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.numerals import Number
from yichuang.reports.rules.sentences.remarks import Remark, as_remark, compared

BEFORE, YEAR_BEFORE = "环比", "同比"
_LAST = re.compile("上(?:月|周|季度?|期|一期|半月)$")
_LAST_YEAR = re.compile("(?:去年|上年)同(?:期|月|季)$")
Days = tuple[date, date]
_ALIKE_MAX = 20  # figures of one name in an issue; of more it is not sure which is meant
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier issue: what changes of which kind are measured on, how it is called, its period, its figures."""

    kind: str
    called: str
    own: Days
    figures: Sequence[Figure]


def remarks_against(figures: Sequence[Figure], text: str, own: Days, issues: Sequence[Earlier]) -> list[Remark]:
    """Return what in an issue's figures does not match earlier ones. own: its period."""
    faults = [fault for issue in issues for fault in _faults(figures, own, issue)]
    return [
        as_remark(fault, figures, text) for fault in sorted(faults, key=lambda one: figures[one.figures[-1]].offset)
    ]


def _faults(figures: Sequence[Figure], own: Days, issue: Earlier) -> Iterator[Fault]:
    known: dict[_Key, list[Figure]] = {}
    for one in issue.figures:
        if not _is_rough(one):
            known.setdefault(_key(one), []).append(one)
    here: dict[tuple[_Key, Days | None], set[Number]] = {}
    for one in figures:
        here.setdefault((_key(one), _days(one, own)), set()).add(one.value)
    for index, figure in enumerate(figures):
        old = known.get(_key(figure), [])
        if _is_rough(figure) or len(here[_key(figure), _days(figure, own)]) > 1 or len(old) > _ALIKE_MAX:
            continue
        printed = _printed_again(figure, issue.kind)
        if printed:
            yield from _repeated(index, figure, [one for one in old if _days(one, issue.own) == issue.own], issue)
            continue
        now = _days(figure, own)
        fitting = [one for one in old if now and _fits(now, own, _days(one, issue.own), issue)]
        if fitting and len({one.value for one in fitting}) == 1:
            yield from _changes(index, figure, fitting[0], issue)
        if issue.kind == BEFORE and now and plain_count(figure):
            yield from _fallen(index, figure, now, old, issue)


def _is_rough(figure: Figure) -> bool:
    return figure.high is not None or figure.is_change or bool(figure.about)


def _key(figure: Figure) -> _Key:
    return figure.name, figure.subject, figure.unit


def _days(figure: Figure, own: Days) -> Days | None:
    """Return the days of a figure: of its period, else of its issue; None where its period is not sure."""
    if figure.period is None:
        return own
    return (figure.period.start, figure.period.end) if figure.period.start and figure.period.end else None


def _fits(now: Days, own: Days, then: Days | None, issue: Earlier) -> bool:
    """Tell whether changes of the issue's kind are measured on a figure for the days `then`."""
    if now == own and then == issue.own:
        return True
    return issue.kind == YEAR_BEFORE and then == (_a_year_before(now[0]), _a_year_before(now[1]))


def _a_year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day) if day.year > 1 else day


def _printed_again(figure: Figure, kind: str) -> bool:
    """Tell whether a figure is what the earlier issue printed for its own period (上月, 去年同期)."""
    words = figure.period.text if figure.period else ""
    return bool((_LAST if kind == BEFORE else _LAST_YEAR).search(words))


def _changes(index: int, figure: Figure, old: Figure, issue: Earlier) -> Iterator[Fault]:
    for change in figure.changes:
        said = compared(old, figure, change) if change.kind == issue.kind else None
        if said:
            code, message, arithmetic = said
            printed = f"{issue.called}印为 {shown(old.value)} {old.unit}".rstrip()
            yield Fault(code, f"{message.rstrip('。')}（{printed}）。", arithmetic, (index,))


def _repeated(index: int, figure: Figure, old: Sequence[Figure], issue: Earlier) -> Iterator[Fault]:
    values = {one.value for one in old}
    if len(values) != 1:
        return
    then = next(iter(values))
    if abs(Decimal(figure.value) - Decimal(then)) <= half(figure) + half(old[0]):
        return
    there = f"{issue.called}印为 {shown(then)}{_unit(figure)}"
    message = f"前期的{figure.name}印为 {shown(figure.value)}{_unit(figure)}，{there}。"
    yield Fault("change_differs", message, f"{shown(figure.value)} ≠ {shown(then)}", (index,))


def _fallen(index: int, figure: Figure, now: Days, old: Sequence[Figure], issue: Earlier) -> Iterator[Fault]:
    """Compare a figure with the one for fewer days from the same first day."""
    fewer = [one for one in old if (then := _days(one, issue.own)) and then[0] == now[0] and then[1] < now[1]]
    if len({one.value for one in fewer}) != 1:
        return
    one = fewer[0]
    if Decimal(figure.value) < Decimal(one.value) - half(one):
        there = f"{issue.called}的 {shown(one.value)}{_unit(one)}"
        message = f"累计{figure.name} {shown(figure.value)}{_unit(figure)}，低于{there}。"
        yield Fault("cumulative_fell", message, f"{shown(figure.value)} < {shown(one.value)}", (index,))


def _unit(figure: Figure) -> str:
    return f" {figure.unit}" if figure.unit else ""
