"""What happens to one case from its receipt to its filing: the acts with their days, lawful and mostly in time.

Days are chosen first (`Doing`), by numbers of working days; instants are then laid along them in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from yichuang.cases.rules.records import NOTHING, NewEvent
from yichuang.cases.rules.words import PAUSE_KINDS, Act
from yichuang.demo.rules.items import DemoItem
from yichuang.demo.rules.rhythm import TimesOfDay
from yichuang.demo.rules.volumes import THROUGH
from yichuang.workdays.rules import Calendar, days_from

REMEDY = "可自收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼"
WORDS = {  # a reason's code, and the words of the decision
    "no_permit_needed": "所述事项依法不需要办理",
    "other_authority": "不属于本机关职权范围，请向有权机关申请",
    "conditions_unmet": "申请材料与法定条件不符",
    "supplement_overdue": "补正期限届满未提交全部材料",
    "subject_ended": "申请人主体资格已终止",
    "complex_matter": "案情复杂，需进一步核实",
    "expert_opinions": "需综合多方专家意见",
    "backlog": "集中申报，办理量超出日常承载",
    "material_checks": "材料真实性核验用时较长",
}
_FIRST = date(2021, 9, 1)
_ENDINGS = (Act.GRANT, Act.REFUSE, Act.WITHDRAW, Act.TERMINATE)
_ENDING_SHARES = (0.93, 0.963, 0.985, 1.0)  # cumulative, of cases that go through the hall


@dataclass(frozen=True, slots=True)
class Doing:
    """An act on a day; those of one day happen in the order in which they are listed."""

    on: date
    act: Act
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


class Courses:
    """Writes courses through the hall; all chance comes from the given source, so a seed gives the same courses."""

    def __init__(self, chance: Random, calendar: Calendar, times: TimesOfDay) -> None:
        self.chance, self.calendar, self.times = chance, calendar, times
        span = days_from(_FIRST, THROUGH + timedelta(60))
        self._at = {calendar.number(day): day for day in span if calendar.is_working(day)}
        self.end = calendar.number(THROUGH)

    def day(self, number: int) -> date:
        """Return the working day of a number."""
        return self._at[number]

    def before(self, day: date, n: int) -> date:
        """Return the working day that lies n working days before `day`; the day itself for n = 0."""
        return self._at[self.calendar.number(day) - n] if n else day

    def span(self, item: DemoItem, accepted_on: date, *, late: float) -> int | None:
        """Return after how many working days the decision comes, late with that chance; None if past the last day."""
        left = self.end - self.calendar.number(accepted_on)
        if left > item.pace and self.chance.random() < late:
            return min(left, item.pace + 1 + int(self.chance.expovariate(0.4)))
        days = int(self.chance.random() ** 1.4 * (item.pace + 1))
        return days if days <= left else None

    def finished(self, item: DemoItem, accepted_on: date, ended_on: date) -> list[NewEvent]:
        """Return a hall case from receipt to filing, decided on `ended_on`."""
        doings = [*self._intake(item, accepted_on, ended_on), *self._review(item, accepted_on, ended_on)]
        act = self.chance.choices(_ENDINGS, cum_weights=_ENDING_SHARES)[0]
        late = self.calendar.count(accepted_on, ended_on) > item.pace
        doings.append(_ending(ended_on, act))
        if late and not any(doing.act in (Act.PAUSE, Act.EXTEND) for doing in doings) and self.chance.random() < 0.8:
            reason = self.chance.choice(("backlog", "material_checks"))
            doings.append(Doing(ended_on, Act.EXPLAIN_OVERRUN, reason))
        doings += self._afterwards(act, ended_on)
        return self.events(doings)

    def open(self, item: DemoItem, accepted_on: date) -> list[NewEvent]:
        """Return a hall case that is still under review, some of them in a special procedure."""
        doings = list(self._intake(item, accepted_on, None))
        if item.pace >= 5 and self.chance.random() < 0.35:
            begun = self.calendar.number(accepted_on) + self.chance.randint(1, 4)
            if begun <= self.end:
                doings.append(self._pause(self.day(begun)))
        return self.events(doings)

    def turned_away(self, day: date) -> list[NewEvent]:
        """Return a case that never begins: no permit is needed, or another authority is competent."""
        if self.chance.random() < 0.4:
            last = Doing(day, Act.TELL_NOT_REQUIRED, "no_permit_needed")
        else:
            last = Doing(day, Act.DECLINE, "other_authority", {"remedy": REMEDY})
        doings = [Doing(self.before(day, self.chance.choice((0, 0, 1, 3))), Act.RECEIVE), last]
        return self.events([*doings, *self._afterwards(last.act, day)])

    def ended_early(self, day: date) -> list[NewEvent]:
        """Return a case that ends before acceptance: withdrawn, or the supplement never came."""
        if self.chance.random() < 0.5:
            begun = self.before(day, self.chance.randint(0, 4))
            return self.events([Doing(begun, Act.RECEIVE), Doing(day, Act.WITHDRAW), Doing(day, Act.CLOSE)])
        asked = self.before(day, 16)  # the fifteen working days of a supplement have passed
        doings = [Doing(self.before(asked, 2), Act.RECEIVE), Doing(asked, Act.REQUEST_SUPPLEMENT)]
        return self.events([*doings, Doing(day, Act.TERMINATE, "supplement_overdue"), Doing(day, Act.CLOSE)])

    def waiting(self) -> list[NewEvent]:
        """Return a case that waits for acceptance on the last day: nothing is overdue about it."""
        if self.chance.random() < 0.5:
            return self.events([Doing(self.before(THROUGH, self.chance.randint(0, 3)), Act.RECEIVE)])
        asked = self.before(THROUGH, self.chance.randint(0, 10))
        begun = self.before(asked, self.chance.randint(0, 4))
        return self.events([Doing(begun, Act.RECEIVE), Doing(asked, Act.REQUEST_SUPPLEMENT)])

    def events(self, doings: list[Doing]) -> list[NewEvent]:
        """Lay instants along the days: in office hours, in order, on one day some minutes apart."""
        events: list[NewEvent] = []
        last: datetime | None = None
        pause = 0
        doings = sorted(doings, key=lambda doing: doing.on)
        for seq, (doing, step) in enumerate(zip(doings, self.times.draw(self.chance, len(doings)), strict=True), 1):
            at = self.times.midnight(doing.on) + step
            if last is not None and at <= last:
                at = last + timedelta(minutes=self.chance.randint(2, 40))
            last = at
            pause = seq if doing.act is Act.PAUSE else pause
            data = {"pause": pause} if doing.act is Act.RESUME else doing.data
            events.append(NewEvent(doing.act, at, doing.reason, WORDS.get(doing.reason, ""), data))
        return events

    def _intake(self, item: DemoItem, accepted_on: date, ended_on: date | None) -> Iterator[Doing]:
        chance = self.chance
        if chance.random() < (0.1 if item.item_type != "20" else 0.02):
            asked = self.before(accepted_on, chance.randint(1, 8))
            yield Doing(self.before(asked, chance.randint(0, 3)), Act.RECEIVE)
            yield Doing(asked, Act.REQUEST_SUPPLEMENT)
            yield Doing(accepted_on, Act.SUPPLEMENT)
        else:
            yield Doing(self.before(accepted_on, chance.choice((0, 0, 0, 1, 2, 4))), Act.RECEIVE)
        if not item.terms.gap_allowed or chance.random() > 0.3:
            yield Doing(accepted_on, Act.ACCEPT)
            return
        yield Doing(accepted_on, Act.ACCEPT_WITH_GAP)
        days = self.calendar.count(accepted_on, ended_on or THROUGH)
        if ended_on is not None or days >= item.terms.gap_days:  # what is still missing on the last day is not overdue
            filled = self.calendar.number(accepted_on) + chance.randint(0, min(days, item.terms.gap_days))
            yield Doing(self.day(filled), Act.FILL_GAP)

    def _review(self, item: DemoItem, accepted_on: date, ended_on: date) -> Iterator[Doing]:
        """Return a special procedure or an extension where there is room for one between acceptance and decision."""
        days = self.calendar.count(accepted_on, ended_on)
        if item.pace < 3 or days < 3:
            return
        first = self.calendar.number(accepted_on)
        late = days > item.pace
        if late and item.item_type != "20" and self.chance.random() < 0.3:
            asked = self.day(first + self.chance.randint(1, min(days, item.pace)))
            reason = self.chance.choice(("complex_matter", "expert_opinions"))
            data = {"days": min(days - item.pace, 10), "approver": "authority_head"}
            yield Doing(asked, Act.EXTEND, reason, data)
        elif self.chance.random() < (0.5 if late else 0.08):
            begun = first + self.chance.randint(1, min(days, item.pace) - 1)
            ended = min(begun + max(days - item.pace - 1, self.chance.randint(0, 6)), first + days)
            yield self._pause(self.day(begun))
            yield Doing(self.day(ended), Act.RESUME)

    def _pause(self, day: date) -> Doing:
        return Doing(day, Act.PAUSE, "", {"kind": self.chance.choice(PAUSE_KINDS)})

    def _afterwards(self, act: Act, day: date) -> Iterator[Doing]:
        """Return handing over in ten working days (行政许可法 Art. 44) and filing, as far as the last day allows."""
        number = self.calendar.number(day)
        if act not in (Act.WITHDRAW, Act.TERMINATE):
            number += self.chance.randint(0, 8)
            if number > self.end:
                return
            day = max(day, self.day(number))
            yield Doing(day, Act.DELIVER, "", {"how": self.chance.choice(("window", "window", "express", "online"))})
        if self.chance.random() < 0.8:
            yield Doing(day, Act.CLOSE)


def _ending(day: date, act: Act) -> Doing:
    if act is Act.REFUSE:
        return Doing(day, act, "conditions_unmet", {"remedy": REMEDY})
    return Doing(day, act, "subject_ended" if act is Act.TERMINATE else "")
