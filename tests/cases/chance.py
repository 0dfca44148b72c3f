"""Random histories: lawful by construction, with late acts, bare dates, rectifications and everything else.

`YICHUANG_TEST_SEED` draws others; a test that fails prints the seed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from tests.cast import APPLICANT, Hall
from yichuang.cases.queries.standing import new_dossier
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.paths import acts_from
from yichuang.cases.rules.records import NewCase, NewEvent
from yichuang.cases.rules.setwise import PLAIN
from yichuang.cases.rules.words import DELIVERY_WAYS, PAUSE_KINDS, Act
from yichuang.kit.errors import Refusal
from yichuang.kit.time import zone
from yichuang.workdays.queries import calendar_in_force

SEED = int(os.environ.get("YICHUANG_TEST_SEED", "20220701"))
ITEMS = ("licence", "gap", "joint", "other", "service", "hours", "calendar", "at_once")
_REASONED = {Act.TELL_NOT_REQUIRED, Act.DECLINE, Act.REFUSE, Act.TERMINATE, Act.EXTEND, Act.VOID, Act.EXPLAIN_OVERRUN}
_RARE = {
    Act.ACCEPT_WITH_GAP: 2.0,
    Act.VOID: 0.1,
    Act.WITHDRAW: 0.6,
    Act.TERMINATE: 0.3,
    Act.CLOSE: 0.5,
    Act.DEEM_ACCEPTED: 0.4,
}


@dataclass
class Story:
    """A case with the events that were found lawful in this order, in rounds as they become known."""

    number: str
    case: NewCase
    rounds: list[list[NewEvent]] = field(default_factory=list)


class Chance:
    """Writes stories; all chance comes from one seed."""

    def __init__(self, hall: Hall, seed: int = SEED) -> None:
        self.hall, self.random = hall, Random(seed)

    def stories(self, n: int, *, rounds: int = 3, events: int = 9) -> Iterator[Story]:
        """Yield `n` stories of up to `events` events, told in up to `rounds` rounds."""
        for serial in range(n):
            yield self._story(f"T-{serial:05d}", self.random.randint(1, rounds), events)

    def new_case(self) -> NewCase:
        """Return a case with random attributes."""
        chance, hall = self.random, self.hall
        return hall.new_case(
            chance.choice(ITEMS), department_id=chance.choice((hall.transport, hall.health)),
            region_id=chance.choice((hall.region, hall.other_region)), channel=chance.choice("1234"),
            source=chance.choice(("hall", "hall", "SCJG")), subject=chance.choice(("", "一件事")),
            parties=(APPLICANT,) if chance.random() < 0.1 else (),
        )  # fmt: skip

    def _story(self, number: str, rounds: int, events: int) -> Story:
        chance = self.random
        story = Story(number, self.new_case())
        dossier = new_dossier(number, story.case, calendar_in_force())
        day = date(2022, 5, 1) + timedelta(days=chance.randint(0, 60))
        told = []
        for _ in range(chance.randint(1, events)):
            day += timedelta(days=chance.choice((0, 0, 1, 1, 2, 3, 5, 9)))
            event = self.append(dossier, day)
            if event:
                told.append(event)
        cuts = sorted(chance.randint(0, len(told)) for _ in range(rounds - 1))
        for first, last in zip([0, *cuts], [*cuts, len(told)], strict=True):
            if first < last:
                story.rounds.append(told[first:last])
        return story

    def append(self, dossier: Dossier, day: date) -> NewEvent | None:
        """Append a random lawful act of about that day and return it; None if chance found none."""
        for _ in range(12):
            event, mark = self.event(dossier, day), dossier.mark()
            try:
                dossier.append(event, by=self.hall.manager, recorded_at=datetime(2022, 1, 1, tzinfo=zone()))
            except Refusal:
                dossier.back_to(mark)
                continue
            return event
        return None

    def event(self, dossier: Dossier, day: date) -> NewEvent:
        """Return a random act, mostly one that is lawful now, some of them dated back."""
        chance = self.random
        if dossier.events and chance.random() < 0.12:
            return self._rectification(dossier, day)
        lawful = [
            act for act in acts_from(dossier.version.procedure, dossier.standing.state) if act is not Act.MOVE_DUE
        ]
        weights = [_RARE.get(act, 1.0) for act in lawful]
        if not dossier.events:
            act = chance.choices(lawful, [8 if act is Act.RECEIVE else 1 for act in lawful])[0]
        elif dossier.standing.gap == "open" and chance.random() < 0.3:
            act = chance.choice((Act.FILL_GAP, Act.MISS_GAP))
        elif lawful and chance.random() < 0.85:
            act = chance.choices(lawful, weights)[0]
        else:
            act = chance.choice([act for act in Act if act not in (Act.RECTIFY, Act.MOVE_DUE)])
        back = chance.choice((1, 2, 3, 7)) if chance.random() < 0.2 else 0
        text = "一段说明" if chance.random() < 0.05 else ""
        return NewEvent(act, self._moment(day - timedelta(days=back)), *self._contents(act, dossier, text))

    def _contents(self, act: Act, dossier: Dossier, text: str) -> tuple[str, str, dict[str, Any]]:
        chance = self.random
        data: dict[str, Any] = {}
        if act is Act.PAUSE:
            data = {"kind": chance.choice(PAUSE_KINDS)}
        elif act is Act.RESUME:
            known = [pause.place for pause in dossier.standing.pauses]
            data = {"pause": chance.choice(known) if known else 3}
        elif act is Act.EXTEND:
            data = {"days": chance.randint(1, 10), "approver": "authority_head"}
        elif act in (Act.DECLINE, Act.REFUSE):
            data = {"remedy": "standard"}
        elif act is Act.DELIVER:
            data = {"how": chance.choice(DELIVERY_WAYS)}
        elif act is Act.REASSIGN:
            data = {"to": self._regrouping(dossier)}
        return ("some_reason" if act in _REASONED else ""), text, data

    def _regrouping(self, dossier: Dossier) -> dict[str, Any]:
        chance, hall = self.random, self.hall
        choices = {
            "department_id": (hall.transport, hall.health), "region_id": (hall.region, hall.other_region),
            "channel": ("1", "2", "3"), "source": ("hall", "SCJG"),
            "item_version_id": [hall.versions[name] for name in ITEMS],
        }  # fmt: skip
        return {name: chance.choice(choices[name]) for name in chance.sample(sorted(choices), chance.randint(1, 2))}

    def _rectification(self, dossier: Dossier, day: date) -> NewEvent:
        chance = self.random
        old = chance.choice(dossier.events)
        data: dict[str, Any] = {"approver": "authority_head"}
        if chance.random() < 0.7:
            act = old.act if chance.random() < 0.7 else chance.choice(list(Act))
            reason, _, contents = self._contents(act, dossier, "")
            moved = old.occurred_on + timedelta(days=chance.randint(-3, 3))
            data["instead"] = {
                "act": act, "occurred": self._moment(moved), "reason": reason,
                "data": dict(old.data or {}) if act is old.act and act is not Act.REASSIGN else contents,
            }  # fmt: skip
        return NewEvent(Act.RECTIFY, self._moment(day), "wrong_entry", "", data, old.seq)

    def _moment(self, day: date) -> datetime | date:
        chance = self.random
        if chance.random() < 0.4:
            return day
        return datetime.combine(day, time(chance.randint(0, 23), chance.choice((0, 15, 30))), zone())


class InOrder(Chance):
    """Writes stories of plain acts, each after the one before: what departmental systems mostly tell."""

    def event(self, dossier: Dossier, day: date) -> NewEvent:
        """Return a random plain act that is lawful now; text now and then, some dates without a time."""
        chance = self.random
        lawful = [act for act in acts_from(dossier.version.procedure, dossier.standing.state) if act in PLAIN]
        act = chance.choice(lawful or [Act.CLOSE])
        text = chance.choice(("说明 \\N", '“引号”与 "quotes"', "一段说明")) if chance.random() < 0.05 else ""
        moment = self._moment(day)
        last = dossier.events[-1].occurred_at if dossier.events else None
        if last is not None and isinstance(moment, datetime) and moment < last:
            moment = last
        return NewEvent(act, moment, *self._contents(act, dossier, text))
