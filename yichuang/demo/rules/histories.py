"""The hall's own cases, those of the counter, as a stream of histories for the ledger's bulk door.

One seed gives one stream. What departments' systems have comes by `deliveries`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from fractions import Fraction
from itertools import accumulate
from random import Random

from yichuang.cases.rules.numbers import ALPHABET, own_number
from yichuang.cases.rules.records import History, NewCase, NewEvent, NewParty
from yichuang.demo.rules.applicants import agent_of, applicants
from yichuang.demo.rules.courses import Courses
from yichuang.demo.rules.items import DemoItem, items
from yichuang.demo.rules.places import prefectures
from yichuang.demo.rules.pools import BEFORE, LATE, LATE_WHEN_CARRIED, OVERDUE, Pool, own_share
from yichuang.demo.rules.rhythm import Season, TimesOfDay, season
from yichuang.demo.rules.strata import own_quotas
from yichuang.demo.rules.volumes import FROM, THROUGH, Quota
from yichuang.workdays.rules import Calendar

CHUNK = 2048  # cases drawn at once
_CHANNELS = (("1", "2", "3", "4"), (0.62, 0.9, 0.94, 1.0))


@dataclass(frozen=True, slots=True)
class Keys:
    """The ledger's keys for what the pure demo knows by code; `number_prefix` is that of the hall's own numbers."""

    centre_id: int
    department_ids: Mapping[str, int]
    region_ids: Mapping[str, int]
    version_ids: Mapping[str, int]
    number_prefix: str = ""

    @classmethod
    def counted(cls) -> Keys:
        """Return keys that merely count, for use without a database."""
        bureaus = {item.bureau.code for item in items()}
        return cls(
            1,
            {code: place for place, code in enumerate(sorted(bureaus), 1)},
            {prefecture.code: place for place, prefecture in enumerate(prefectures(), 1)},
            {item.local_code: place for place, item in enumerate(items(), 1)},
        )


class Generator:
    """Writes the hall's own histories of one seed and scale. `expected` tells how many there are."""

    def __init__(self, *, seed: int, scale: Fraction, keys: Keys, calendar: Calendar, zone: tzinfo) -> None:
        self.chance, self.keys, self.calendar = Random(seed), keys, calendar
        self.quotas = own_quotas(scale)
        self.expected = sum(quota.cases for quota in self.quotas.values())
        self.times = TimesOfDay(self.chance, zone)
        self.courses = Courses(self.chance, calendar, self.times)
        self.counter = season(FROM, THROUGH, calendar, way="counter")
        size = min(max(self.expected // 60, 40), 6000)
        self.persons, self.organisations = applicants(self.chance, persons=size, organisations=size)
        self._regions = [keys.region_ids[prefecture.code] for prefecture in prefectures()]
        self._region_weights = list(accumulate(prefecture.share for prefecture in prefectures()))
        self._serials: Counter[object] = Counter()

    def histories(self) -> Iterator[History]:
        """Yield every case with its events, a group of item types and a fate after the other."""
        for group, quota in self.quotas.items():
            yield from self._group(group, quota)

    def _group(self, group: str, quota: Quota) -> Iterator[History]:
        usual = Pool.of(group, lambda item: not item.long, own_share)
        slow = Pool.of(group, lambda item: item.pace >= 3 and not item.long, own_share)
        yield from self._finished(usual, quota.finished)
        yield from self._open(slow, quota.open, OVERDUE[group])
        yield from self._carried(slow, quota.carried)
        yield from self._left(slow, quota.left)
        for count, course in (
            (quota.turned_away, self._turned_away),
            (quota.ended_early, self._ended_early),
            (quota.waiting, self._waiting),
        ):
            for item, region in self._draw(usual, count):
                yield self._at_the_counter(item, region, course())

    def _draw(self, pool: Pool, count: int) -> Iterator[tuple[DemoItem, int]]:
        """Yield items and regions, drawn a chunk at a time."""
        for size in _chunks(count):
            chosen = self.chance.choices(pool.items, cum_weights=pool.cumulative, k=size)
            yield from zip(chosen, self._draw_regions(size), strict=True)

    def _draw_regions(self, size: int) -> list[int]:
        return self.chance.choices(self._regions, cum_weights=self._region_weights, k=size)

    def _days(self, days: Season) -> Iterator[date]:
        while True:
            yield from days.draw(self.chance, CHUNK)

    def _finished(self, pool: Pool, count: int) -> Iterator[History]:
        """Accepted and concluded in the period."""
        ways = self._days(self.counter)
        for item, region in self._draw(pool, count):
            days = None
            while days is None:  # one that would end after the last day is none of the finished
                accepted_on = next(ways)
                days = self.courses.span(item, accepted_on, late=LATE)
            ended_on = self.calendar.add(accepted_on, days)
            yield self._at_the_counter(item, region, self.courses.finished(item, accepted_on, ended_on))

    def _carried(self, pool: Pool, count: int) -> Iterator[History]:
        """Accepted in the last weeks of the year before, concluded in the period; some of them late."""
        last, first_new = self.calendar.number(BEFORE), self.calendar.number(FROM) + 1
        for item, region in self._draw(pool, count):
            back = self.chance.randrange(item.pace)
            latest = last - back + item.pace
            if self.chance.random() < LATE_WHEN_CARRIED:
                number = latest + 1 + int(self.chance.expovariate(0.2))
            else:
                number = self.chance.randint(first_new, latest)
            accepted_on, ended_on = self.courses.day(last - back), self.courses.day(min(number, self.courses.end))
            yield self._at_the_counter(item, region, self.courses.finished(item, accepted_on, ended_on))

    def _open(self, pool: Pool, count: int, overdue: float) -> Iterator[History]:
        """Accepted in the period and undecided: mostly in time still, some of them overdue."""
        first = self.calendar.number(FROM) + 1
        for item, region in self._draw(pool, count):
            if self.chance.random() < overdue:
                number = self.courses.end - item.pace - 1 - int(self.chance.expovariate(0.15))
            else:
                number = self.courses.end - self.chance.randint(0, item.pace - 1)
            yield self._at_the_counter(item, region, self.courses.open(item, self.courses.day(max(number, first))))

    def _left(self, pool: Pool, count: int) -> Iterator[History]:
        """Accepted in the year before and undecided to this day: the overdue ones that a leader asks about."""
        last = self.calendar.number(BEFORE)
        for item, region in self._draw(pool, count):
            accepted_on = self.courses.day(last - self.chance.randint(0, 30))
            yield self._at_the_counter(item, region, self.courses.open(item, accepted_on))

    def _turned_away(self) -> list[NewEvent]:
        return self.courses.turned_away(self.counter.draw(self.chance, 1)[0])

    def _ended_early(self) -> list[NewEvent]:
        return self.courses.ended_early(self.counter.draw(self.chance, 1)[0])

    def _waiting(self) -> list[NewEvent]:
        return self.courses.waiting()

    def _at_the_counter(self, item: DemoItem, region: int, events: list[NewEvent]) -> History:
        """Return a case of the hall itself, with its applicant and now and then an agent."""
        keys, chance = self.keys, self.chance
        occurred = events[0].occurred
        day = date(occurred.year, occurred.month, occurred.day)
        serial = self._serials[day] = self._serials[day] + 1
        number = own_number(keys.number_prefix, day, serial, "".join(chance.choices(ALPHABET, k=3)))
        channels, weights = _CHANNELS
        applicant = self._applicant(item)
        parties = (applicant, agent_of(chance.choice(self.persons))) if chance.random() < 0.3 else (applicant,)
        case = NewCase(
            keys.version_ids[item.local_code], keys.centre_id, keys.department_ids[item.bureau.code], region,
            chance.choices(channels, cum_weights=weights)[0], "hall", number, "", "", item.name, parties,
        )  # fmt: skip
        return History(number, tuple(events), case)

    def _applicant(self, item: DemoItem) -> NewParty:
        of_persons = 0.85 if item.item_type == "20" else 0.2
        return self.chance.choice(self.persons if self.chance.random() < of_persons else self.organisations)


def _chunks(count: int) -> Iterator[int]:
    """Yield sizes of at most `CHUNK` that make up `count`."""
    while count > 0:
        yield min(count, CHUNK)
        count -= CHUNK
