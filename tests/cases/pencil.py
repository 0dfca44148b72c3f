"""Counting with a pencil: figures from the plain rows of the ledger's events, day by day, without the ledger's rules.

It shares no code with the ledger: events as known at an instant, put in order, walked through; due dates by counting
days on the fingers; then one looks at every case on every day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yichuang.catalogue.rules import FrozenVersion
from yichuang.workdays.rules import Calendar

ONE = timedelta(days=1)
HALL = ZoneInfo("Asia/Shanghai")
ACCEPTING = {"accept", "accept_with_gap", "deem_accepted"}
ENDING = {"tell_not_required", "decline", "grant", "refuse", "withdraw", "terminate"}
Row = Mapping[str, Any]
_NOT_ACCEPTED = {"tell_not_required": "not_required", "decline": "out_of_scope"}
_CONCLUDED = {"refuse": "refused", "withdraw": "withdrawn", "terminate": "terminated"}


@dataclass
class Counted:
    """What a clerk notes on a case's sheet."""

    attributes: dict[str, Any]
    accepted_on: date | None = None
    accepted_at: datetime | None = None
    ended_on: date | None = None
    ended_by: str = ""
    void: bool = False
    extended: int = 0
    pauses: dict[int, list[date | None]] = field(default_factory=dict)
    due_on: date | None = None
    days_used: int = 0


def read(
    first: Mapping[str, Any], rows: Iterable[Row], *, known_at: datetime, version_of: Callable[[int], FrozenVersion],
    calendar_of: Callable[[int], Calendar],
) -> Counted | None:  # fmt: skip
    """Return a case's sheet as known at an instant; None if nothing was known of it then."""
    known = [row for row in rows if row["recorded_at"] <= known_at]
    if not known:
        return None
    sheet = Counted(dict(first))
    for act, at, on, data, place in _in_order(known):
        _note(sheet, act, at, on, data, place)
    version = version_of(sheet.attributes["item_version_id"])
    calendar = known[-1]["calendar"]  # with which the last due date was set; the date itself is counted here
    if sheet.accepted_on and not sheet.void and calendar is not None:
        sheet.due_on = _due(sheet, version, calendar_of(calendar))
    if sheet.accepted_on and sheet.ended_on:
        sheet.days_used = _used(sheet, calendar_of(calendar or 1))
    return sheet


def _in_order(rows: list[Row]) -> list[tuple[str, datetime, date, Mapping[str, Any], int]]:
    """Return what holds, in the order in which it happened; rectifications stand where the first mistake stood."""
    place_of: dict[int, int] = {}
    holds: dict[int, tuple[str, datetime, date, Mapping[str, Any], int]] = {}
    for row in rows:
        if row["act"] == "due_moved":
            continue
        place = place_of.pop(row["supersedes"]) if row["act"] == "rectify" else row["seq"]
        place_of[row["seq"]] = place
        if row["act"] != "rectify":
            holds[place] = (row["act"], row["occurred_at"], row["occurred_on"], row["data"] or {}, place)
            continue
        holds.pop(place, None)
        instead = row["data"].get("instead")
        if instead:
            at, on = datetime.fromisoformat(instead["occurred_at"]), date.fromisoformat(instead["occurred_on"])
            holds[place] = (instead["act"], at, on, instead.get("data") or {}, place)
    return sorted(holds.values(), key=lambda one: (one[1], one[4]))


def _note(sheet: Counted, act: str, at: datetime, on: date, data: Mapping[str, Any], place: int) -> None:
    if act in ACCEPTING:
        sheet.accepted_on, sheet.accepted_at = on, at
    elif act in ENDING:
        sheet.ended_on, sheet.ended_by = on, act
    elif act == "pause":
        sheet.pauses[place] = [on, None]
    elif act == "resume":
        sheet.pauses[data["pause"]][1] = on
    elif act == "extend":
        sheet.extended = data["days"]
    elif act == "reassign":
        sheet.attributes.update(data["to"])
    elif act == "void":
        sheet.void = True


def _due(sheet: Counted, version: FrozenVersion, calendar: Calendar) -> date | None:
    """Count the promised due date on the fingers; None while a special procedure is open."""
    assert sheet.accepted_on is not None
    assert sheet.accepted_at is not None
    if any(last is None for _, last in sheet.pauses.values()):
        return None
    still = _days_in(sheet.pauses.values(), date.max)
    limit = version.promised
    if limit.unit == "at_once":
        return sheet.accepted_on
    if limit.unit == "hour":
        return _hours_due(sheet, limit.n)
    day = sheet.accepted_on
    if limit.unit == "calendar_day":
        day = _walk(day, limit.n, lambda one: one not in still)
        return _walk(day, sheet.extended, lambda one: one not in still and calendar.is_working(one))
    return _walk(day, limit.n + sheet.extended, lambda one: one not in still and calendar.is_working(one))


def _hours_due(sheet: Counted, hours: int) -> date:
    """A pause that begins in time pushes the instant by its days after that of acceptance."""
    assert sheet.accepted_on is not None
    assert sheet.accepted_at is not None
    due = (sheet.accepted_at + timedelta(hours=hours)).astimezone(HALL).date()
    passed: set[date] = set()
    while True:
        begun = [span for span in _joined(sheet.pauses.values()) if span[0] <= due + len(passed) * ONE]
        days = {one for one in _days_in(begun, date.max) if one > sheet.accepted_on}
        if days == passed:
            return due + len(passed) * ONE
        passed = days


def _joined(spans: Iterable[list[date | None]]) -> list[list[date | None]]:
    days = sorted(_days_in(spans, date.max))
    runs: list[list[date | None]] = []
    for one in days:
        if runs and runs[-1][1] == one - ONE:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return runs


def _walk(day: date, n: int, counts: Callable[[date], bool]) -> date:
    while n > 0:
        day += ONE
        n -= counts(day)
    return day


def _days_in(spans: Iterable[list[date | None]], end: date) -> set[date]:
    days: set[date] = set()
    for first, last in spans:
        assert first is not None
        day = first
        while day <= (last or end):
            days.add(day)
            day += ONE
    return days


def _used(sheet: Counted, calendar: Calendar) -> int:
    assert sheet.accepted_on is not None
    assert sheet.ended_on is not None
    still, used, day = _days_in(sheet.pauses.values(), sheet.ended_on), 0, sheet.accepted_on
    while day < sheet.ended_on:
        day += ONE
        used += calendar.is_working(day) and day not in still
    return used


def figures(sheets: Iterable[Counted], day: date) -> Counter[str]:
    """Look at every sheet as of the end of a day and count: what happened on it, what is open, what is overdue."""
    counts: Counter[str] = Counter()
    for sheet in sheets:
        if sheet.void:
            continue
        if sheet.accepted_on is None:
            if sheet.ended_on == day:
                counts[_NOT_ACCEPTED.get(sheet.ended_by, "ended_before_acceptance")] += 1
            continue
        counts["accepted"] += sheet.accepted_on == day
        counts["concluded"] += sheet.ended_on == day
        if sheet.ended_on == day:
            counts["days"] += sheet.days_used
            counts["late"] += sheet.due_on is not None and sheet.ended_on > sheet.due_on
            counts[_CONCLUDED.get(sheet.ended_by, "granted")] += 1
        if sheet.accepted_on <= day and (sheet.ended_on is None or sheet.ended_on > day):
            counts["open"] += 1
            counts["overdue"] += sheet.due_on is not None and sheet.due_on < day
    return +counts
