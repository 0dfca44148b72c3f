"""Replay: where a case stands is what its events, in the order in which they happened, make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yichuang.cases.rules.paths import UnlawfulAct, step_for
from yichuang.cases.rules.records import NOTHING, Event
from yichuang.cases.rules.words import ACCEPTANCES, ENDINGS, Act, Outcome, State


@dataclass(frozen=True, slots=True)
class Fact:
    """What replay reads of an event: its place in the order, and what happened."""

    place: int
    act: Act
    at: datetime
    on: date
    data: Mapping[str, Any]


@dataclass(slots=True)
class Pause:
    """A special procedure (行政许可法 Art. 45), its days inclusive; `last` None: it is still open."""

    place: int
    kind: str
    first: date
    last: date | None = None
    no: str = ""  # the number that a delivering system gave it


@dataclass(slots=True)
class Standing:
    """Where a case stands after some of its events."""

    procedure: str
    state: State = State.NEW
    outcome: Outcome | None = None
    received_on: date | None = None
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_on: date | None = None
    acceptance: Act | None = None
    ended_on: date | None = None
    delivered_on: date | None = None
    noticed_on: date | None = None
    supplement_due_on: date | None = None
    supplemented_on: date | None = None
    gap: str = ""  # "", open, filled or missed
    gap_due_on: date | None = None
    extended_days: int = 0
    extended_on: date | None = None
    overrun_explained: bool = False
    pauses: list[Pause] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def paused(self) -> bool:
        """Tell whether a special procedure is open."""
        return any(pause.last is None for pause in self.pauses)

    def take(self, fact: Fact) -> None:
        """Move on by one fact; raise UnlawfulAct, and then throw this standing away."""
        step = step_for(self.procedure, self.state, fact.act)
        _EFFECTS.get(fact.act, _no_effect)(self, fact)
        if fact.act in ENDINGS:
            self.outcome, self.ended_on = ENDINGS[fact.act], fact.on
        if fact.act is Act.RESUME or (step.target is None and self.state in (State.UNDER_REVIEW, State.PAUSED)):
            self.state = State.PAUSED if self.paused else State.UNDER_REVIEW
        elif step.target is not None:
            self.state = step.target


def _no_effect(standing: Standing, fact: Fact) -> None:
    """Most acts only move the state."""


def _receive(standing: Standing, fact: Fact) -> None:
    standing.received_at, standing.received_on = fact.at, fact.on


def _accept(standing: Standing, fact: Fact) -> None:
    standing.accepted_at, standing.accepted_on, standing.acceptance = fact.at, fact.on, fact.act
    if standing.received_on is None:  # a system tells of a case from its acceptance on
        _receive(standing, fact)
    if fact.act is Act.ACCEPT_WITH_GAP:
        standing.gap = "open"
        due_on = fact.data.get("gap_due_on")
        standing.gap_due_on = date.fromisoformat(due_on) if due_on else None


def _request_supplement(standing: Standing, fact: Fact) -> None:
    standing.noticed_on = fact.on
    due_on = fact.data.get("due_on")
    standing.supplement_due_on = date.fromisoformat(due_on) if due_on else None


def _supplement(standing: Standing, fact: Fact) -> None:
    standing.supplemented_on = fact.on


def _fill_gap(standing: Standing, fact: Fact) -> None:
    if standing.gap not in ("open", "missed"):
        raise UnlawfulAct("这件办件没有待补的容缺材料", rule="容缺受理")
    standing.gap = "filled"


def _miss_gap(standing: Standing, fact: Fact) -> None:
    if standing.gap != "open":
        raise UnlawfulAct("这件办件没有待补的容缺材料", rule="容缺受理")
    standing.gap = "missed"


def _pause(standing: Standing, fact: Fact) -> None:
    standing.pauses.append(Pause(fact.place, str(fact.data.get("kind", "")), fact.on, no=str(fact.data.get("no", ""))))


def _resume(standing: Standing, fact: Fact) -> None:
    place, no = fact.data.get("pause"), fact.data.get("no")
    for pause in standing.pauses:
        if pause.last is None and (pause.place == place if place is not None else pause.no == no):
            pause.last = fact.on
            return
    raise UnlawfulAct(f"没有正在进行的第 {place or no} 号特别程序", field="pause", rule="行政许可法第四十五条")


def _grant(standing: Standing, fact: Fact) -> None:
    if standing.gap == "open":
        raise UnlawfulAct("容缺材料尚未补齐，不能作出准予决定", rule="容缺受理")


def _extend(standing: Standing, fact: Fact) -> None:
    if standing.extended_on is not None:
        raise UnlawfulAct("期限只能延长一次", rule="行政许可法第四十二条")
    standing.extended_days, standing.extended_on = int(fact.data["days"]), fact.on


def _explain_overrun(standing: Standing, fact: Fact) -> None:
    standing.overrun_explained = True


def _deliver(standing: Standing, fact: Fact) -> None:
    standing.delivered_on = fact.on


def _reassign(standing: Standing, fact: Fact) -> None:
    standing.changes.update(fact.data["to"])


_EFFECTS = {
    Act.RECEIVE: _receive,
    Act.ACCEPT: _accept,
    Act.ACCEPT_WITH_GAP: _accept,
    Act.DEEM_ACCEPTED: _accept,
    Act.REQUEST_SUPPLEMENT: _request_supplement,
    Act.SUPPLEMENT: _supplement,
    Act.FILL_GAP: _fill_gap,
    Act.MISS_GAP: _miss_gap,
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.EXTEND: _extend,
    Act.GRANT: _grant,
    Act.EXPLAIN_OVERRUN: _explain_overrun,
    Act.DELIVER: _deliver,
    Act.REASSIGN: _reassign,
}
assert set(_EFFECTS) >= ACCEPTANCES, "every acceptance starts the clock"


_SUPPLEMENTS = frozenset({Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT})


def fact_of(event: Event) -> Fact:
    """Return what replay reads of an ordinary event."""
    return Fact(event.seq, event.act, event.occurred_at, event.occurred_on, event.data or NOTHING)


def facts_in_force(events: Iterable[Event]) -> list[Fact]:
    """Return what still holds, in the order in which it happened: (occurred_at, place).

    A `rectify` stands in the place of what it supersedes (the place of the first, if that was a rectification too) and
    brings what holds there instead, or nothing. It must name what holds now; else UnlawfulAct. That a calendar moved a
    due date is no fact: an act dated before it and recorded after it finds the case as it was.
    """
    held, _ = _in_force(events)
    return _supplements_first(sorted(held.values(), key=lambda fact: (fact.at, fact.place)))


def _supplements_first(facts: list[Fact]) -> list[Fact]:
    """Put a notice and its supplement before the acceptance of the same instant, where they were told after it.

    Systems that know days but no times tell of the acceptance first and of that day's supplement afterwards.
    """
    for place, fact in enumerate(facts):
        if fact.act in ACCEPTANCES:
            told = [one for one in facts[place + 1 :] if one.at == fact.at and one.act in _SUPPLEMENTS]
            if told:
                rest = [one for one in facts[place:] if one not in told]
                return facts[:place] + told + rest
    return facts


def place_of(seq: int | None, events: Iterable[Event]) -> int:
    """Return the place in the order that the event `seq` holds; UnlawfulAct if it is not there or holds no more."""
    _, places = _in_force(events)
    if seq not in places:
        raise _not_in_force(seq)
    return places[seq]


def holder_of(place: int, events: Iterable[Event]) -> int:
    """Return the number of the event that holds a place now; KeyError if nothing does."""
    _, places = _in_force(events)
    return {held: seq for seq, held in places.items()}[place]


def _in_force(events: Iterable[Event]) -> tuple[dict[int, Fact], dict[int, int]]:
    """Return the facts in force by place, and the place of each event that may still be superseded."""
    held: dict[int, Fact] = {}
    places: dict[int, int] = {}
    for event in events:
        if event.act is Act.MOVE_DUE:  # a word about the clock, not about the case
            continue
        if event.act is not Act.RECTIFY:
            held[event.seq] = fact_of(event)
            places[event.seq] = event.seq
            continue
        place = places.pop(event.supersedes or 0, None)
        if place is None:
            raise _not_in_force(event.supersedes)
        places[event.seq] = place
        held.pop(place, None)
        instead = (event.data or NOTHING).get("instead")
        if instead:
            at = datetime.fromisoformat(instead["occurred_at"])
            on = date.fromisoformat(instead["occurred_on"])
            held[place] = Fact(place, Act(instead["act"]), at, on, instead.get("data") or NOTHING)
    return held, places


def _not_in_force(seq: int | None) -> UnlawfulAct:
    return UnlawfulAct(f"第 {seq} 号记录不存在或已被更正", field="supersedes")


def replay(events: Iterable[Event], procedure: str) -> Standing:
    """Return where a case stands after `events` (in order of `seq`); raise UnlawfulAct if they make no lawful path."""
    standing = Standing(procedure)
    for fact in facts_in_force(events):
        standing.take(fact)
    return standing
