"""The demo's cases as a stream of histories for the ledger's bulk door. One seed gives one stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from fractions import Fraction
from itertools import accumulate
from random import Random

from yichuang.cases.rules.numbers import ALPHABET, own_number
from yichuang.cases.rules.records import History, NewCase, NewEvent, NewParty
from yichuang.cases.rules.words import Act
from yichuang.demo.rules.applicants import agent_of, applicants
from yichuang.demo.rules.courses import REMEDY, WORDS, Courses
from yichuang.demo.rules.items import DemoItem, items
from yichuang.demo.rules.places import prefectures
from yichuang.demo.rules.rhythm import Season, TimesOfDay, season
from yichuang.demo.rules.volumes import FROM, THROUGH, Quota, quotas
from yichuang.workdays.rules import Calendar

CHUNK = 2048  # cases drawn at once
LATE, LATE_WHEN_CARRIED = 0.012, 0.08
FROM_A_SYSTEM = {"01": 0.85, "20": 0.995}  # of the items whose department has a system; the others half
STILL_LONG, FINISHED_LONG = 0.995, 0.03  # of public services
OVERDUE = {"01": 0.05, "20": 0.04, "02-10": 0.06}  # of the open ones, services that run for a year apart
BEFORE = date(2021, 12, 31)
_AT_LEAST = timedelta(minutes=6)  # between acceptance and decision on the spot
_COUNTER_CHANNELS = (("1", "2", "3", "4"), (0.62, 0.9, 0.94, 1.0))
NETWORK_CHANNELS = (("1", "2", "3", "4"), (0.09, 0.42, 0.995, 1.0))


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


@dataclass(frozen=True, slots=True)
class Pool:
    """Items with the weights by which cases fall on them."""

    items: tuple[DemoItem, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, group: str, wanted: Callable[[DemoItem], bool]) -> Pool:
        """Return the items of a group of types that are wanted."""
        types = {"02-10": {f"{code:02d}" for code in range(2, 11)}}.get(group, {group})
        chosen = tuple(item for item in items() if item.item_type in types and wanted(item))
        return cls(chosen, tuple(accumulate(item.share for item in chosen)))


class Generator:
    """Writes the histories of one seed and scale. `expected` tells how many there are."""

    def __init__(self, *, seed: int, scale: Fraction, keys: Keys, calendar: Calendar, zone: tzinfo) -> None:
        self.chance, self.keys, self.calendar = Random(seed), keys, calendar
        self.quotas = quotas(scale)
        self.expected = sum(quota.cases for quota in self.quotas.values())
        self.times = TimesOfDay(self.chance, zone)
        self.courses = Courses(self.chance, calendar, self.times)
        self.counter = season(FROM, THROUGH, calendar, way="counter")
        self.online = season(FROM, THROUGH, calendar, way="online")
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
        usual = Pool.of(group, lambda item: not item.long)
        slow = Pool.of(group, lambda item: item.pace >= 3 and not item.long)
        finished_long = open_long = 0
        if group == "20":
            long = Pool.of(group, lambda item: item.long)
            finished_long, open_long = int(quota.finished * FINISHED_LONG), int(quota.open * STILL_LONG)
            yield from self._finished(long, finished_long)
            yield from self._still_running(long, open_long)
        yield from self._finished(usual, quota.finished - finished_long)
        yield from self._open(slow, quota.open - open_long, OVERDUE[group])
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
        counter, online = self._days(self.counter), self._days(self.online)
        for item, region in self._draw(pool, count):
            delivered = self._is_delivered(item)
            days, way, span = None, online if delivered else counter, self.courses.span
            while days is None:  # one that would end after the last day is none of the finished
                accepted_on = next(way)
                days = span(item, accepted_on, late=LATE)
            ended_on = self.calendar.add(accepted_on, days)
            yield self._concluded(item, region, accepted_on, ended_on, delivered=delivered)

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
            yield self._concluded(item, region, accepted_on, ended_on, delivered=self._is_delivered(item))

    def _concluded(self, item: DemoItem, region: int, accepted_on: date, ended_on: date, *, delivered: bool) -> History:
        if not delivered:
            return self._at_the_counter(item, region, self.courses.finished(item, accepted_on, ended_on))
        first, second = self.times.draw(self.chance, 2)
        accepted_at = self.times.midnight(accepted_on) + first
        ended_at = self.times.midnight(ended_on) + second
        if ended_at <= accepted_at:
            ended_at = accepted_at + _AT_LEAST
        acceptance = NewEvent(Act.ACCEPT, accepted_at)
        fate = self.chance.random()
        if fate < 0.972:
            ending = NewEvent(Act.GRANT, ended_at)
        elif fate < 0.99:
            ending = NewEvent(Act.REFUSE, ended_at, "conditions_unmet", WORDS["conditions_unmet"], {"remedy": REMEDY})
        else:
            ending = NewEvent(Act.WITHDRAW, ended_at)
        return self._delivered(item, region, accepted_on, (acceptance, ending))

    def _still_running(self, pool: Pool, count: int) -> Iterator[History]:
        """Public services that run for a year: accepted in the period, open on its last day, nothing overdue."""
        for size in _chunks(count):
            chosen = self.chance.choices(pool.items, cum_weights=pool.cumulative, k=size)
            days, steps = self.online.draw(self.chance, size), self.times.draw(self.chance, size)
            for item, region, day, step in zip(chosen, self._draw_regions(size), days, steps, strict=True):
                acceptance = NewEvent(Act.ACCEPT, self.times.midnight(day) + step)
                yield self._delivered(item, region, day, (acceptance,))

    def _open(self, pool: Pool, count: int, overdue: float) -> Iterator[History]:
        """Accepted in the period and undecided: mostly in time still, some of them overdue."""
        first = self.calendar.number(FROM) + 1
        for item, region in self._draw(pool, count):
            if self.chance.random() < overdue:
                number = self.courses.end - item.pace - 1 - int(self.chance.expovariate(0.15))
            else:
                number = self.courses.end - self.chance.randint(0, item.pace - 1)
            yield self._undecided(item, region, self.courses.day(max(number, first)))

    def _left(self, pool: Pool, count: int) -> Iterator[History]:
        """Accepted in the year before and undecided to this day: the overdue ones that a leader asks about."""
        last = self.calendar.number(BEFORE)
        for item, region in self._draw(pool, count):
            yield self._undecided(item, region, self.courses.day(last - self.chance.randint(0, 30)))

    def _undecided(self, item: DemoItem, region: int, accepted_on: date) -> History:
        if not self._is_delivered(item):
            return self._at_the_counter(item, region, self.courses.open(item, accepted_on))
        (step,) = self.times.draw(self.chance, 1)
        return self._delivered(
            item, region, accepted_on, (NewEvent(Act.ACCEPT, self.times.midnight(accepted_on) + step),)
        )

    def _turned_away(self) -> list[NewEvent]:
        return self.courses.turned_away(self.counter.draw(self.chance, 1)[0])

    def _ended_early(self) -> list[NewEvent]:
        return self.courses.ended_early(self.counter.draw(self.chance, 1)[0])

    def _waiting(self) -> list[NewEvent]:
        return self.courses.waiting()

    def _is_delivered(self, item: DemoItem) -> bool:
        return bool(item.bureau.system) and self.chance.random() < FROM_A_SYSTEM.get(item.item_type, 0.5)

    def _delivered(self, item: DemoItem, region: int, day: date, events: tuple[NewEvent, ...]) -> History:
        """Return a case that a department's own system tells of; public services come without their applicant."""
        system, keys = item.bureau.system, self.keys
        serial = self._serials[system, day.year] = self._serials[system, day.year] + 1
        sender_number = f"{day.year}{serial:08d}"
        channels, weights = NETWORK_CHANNELS
        case = NewCase(
            keys.version_ids[item.local_code], keys.centre_id, keys.department_ids[item.bureau.code], region,
            self.chance.choices(channels, cum_weights=weights)[0], system, "", sender_number, "", "",
            () if item.item_type == "20" else (self._applicant(item),),
        )  # fmt: skip
        return History(f"{system}-{sender_number}", events, case)

    def _at_the_counter(self, item: DemoItem, region: int, events: list[NewEvent]) -> History:
        """Return a case of the hall itself, with its applicant and now and then an agent."""
        keys, chance = self.keys, self.chance
        occurred = events[0].occurred
        day = date(occurred.year, occurred.month, occurred.day)
        serial = self._serials[day] = self._serials[day] + 1
        number = own_number(keys.number_prefix, day, serial, "".join(chance.choices(ALPHABET, k=3)))
        channels, weights = _COUNTER_CHANNELS
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
