"""How many delivered cases each system has of each fate, and when those were accepted and concluded: in columns.

The delivered part of a quota is rounded once per fate; the rest is the hall's own (`own_quotas`, for `histories`), so
that both together are exact at any scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

import polars as pl

from yichuang.demo.rules.draws import Draws, places_of
from yichuang.demo.rules.items import DemoItem
from yichuang.demo.rules.pools import (
    BEFORE,
    FINISHED_LONG,
    LATE,
    LATE_WHEN_CARRIED,
    OVERDUE,
    STILL_LONG,
    Pool,
    delivered_share,
)  # fmt: skip
from yichuang.demo.rules.rhythm import season
from yichuang.demo.rules.volumes import FROM, THROUGH, Quota, quotas
from yichuang.workdays.rules import Calendar

_EPOCH = date(1970, 1, 1)


class Fate(StrEnum):
    """What becomes of a delivered case, as the quotas have it; `RUNNING` are services that run for a year."""

    FINISHED = "finished"
    FINISHED_LONG = "finished_long"
    OPEN = "open"
    RUNNING = "running"
    CARRIED = "carried"
    LEFT = "left"

    @property
    def flows(self) -> bool:
        """Whether these cases are accepted all through the period."""
        return self in (Fate.FINISHED, Fate.FINISHED_LONG, Fate.RUNNING)

    @property
    def counted_as(self) -> str:
        """The number of a quota to which these cases belong."""
        return {Fate.FINISHED_LONG: "finished", Fate.RUNNING: "open"}.get(self, self.value)


@dataclass(frozen=True)
class Stratum:
    """Cases of one system, group and fate: how many there are, and the items on which they fall."""

    system: str
    group: str
    fate: Fate
    count: int
    items: tuple[DemoItem, ...]

    @property
    def accepted(self) -> int:
        """How many of them were accepted in the period."""
        return 0 if self.fate in (Fate.CARRIED, Fate.LEFT) else self.count

    @property
    def concluded(self) -> int:
        """How many of them were concluded in the period."""
        return 0 if self.fate in (Fate.OPEN, Fate.RUNNING, Fate.LEFT) else self.count

    @cached_property
    def cumulative(self) -> list[float]:
        """The items' weights, summed up."""
        return list(accumulate(delivered_share(item) for item in self.items))


def strata(scale: Fraction) -> Iterator[Stratum]:
    """Yield every stratum that has cases, by groups and fates. ValueError for a scale outside its range."""
    for group, quota in quotas(scale).items():
        finished_long = int(quota.finished * FINISHED_LONG) if group == "20" else 0
        running = int(quota.open * STILL_LONG) if group == "20" else 0
        usual = Pool.of(group, lambda item: not item.long)
        slow = Pool.of(group, lambda item: item.pace >= 3 and not item.long)
        long = Pool.of(group, lambda item: item.long)
        for fate, pool, count in (
            (Fate.FINISHED, usual, quota.finished - finished_long), (Fate.FINISHED_LONG, long, finished_long),
            (Fate.OPEN, slow, quota.open - running), (Fate.RUNNING, long, running),
            (Fate.CARRIED, slow, quota.carried), (Fate.LEFT, slow, quota.left),
        ):  # fmt: skip
            if count:
                yield from _shared_out(group, fate, pool, count)


def own_quotas(scale: Fraction) -> dict[str, Quota]:
    """Return what is left of each group's quota for the hall itself. ValueError for a scale outside its range."""
    delivered: Counter[tuple[str, str]] = Counter()
    for stratum in strata(scale):
        delivered[stratum.group, stratum.fate.counted_as] += stratum.count
    names = sorted({fate.counted_as for fate in Fate})
    return {
        group: replace(quota, **{name: getattr(quota, name) - delivered[group, name] for name in names})
        for group, quota in quotas(scale).items()
    }


def _shared_out(group: str, fate: Fate, pool: Pool, count: int) -> Iterator[Stratum]:
    """Share the delivered part of a pool out among systems: parts rounded down, the rest to the greatest remainders."""
    weights: dict[str, float] = {}
    for item in pool.items:
        if item.bureau.system:
            weights[item.bureau.system] = weights.get(item.bureau.system, 0.0) + delivered_share(item)
    exact = {system: count * weight / pool.cumulative[-1] for system, weight in weights.items()}
    counts = {system: int(part) for system, part in exact.items()}
    rest = round(sum(exact.values())) - sum(counts.values())
    for system in sorted(exact, key=lambda system: (counts[system] - exact[system], system))[:rest]:
        counts[system] += 1
    for system, its_count in counts.items():
        if its_count:
            chosen = tuple(item for item in pool.items if item.bureau.system == system)
            yield Stratum(system, group, fate, its_count, chosen)


class Days:
    """Days as whole numbers (since 1970), and the working days among them by number.

    through: the last day on which anything happened.
    """

    def __init__(self, calendar: Calendar, through: date = THROUGH) -> None:
        self.first = (calendar.first_day - _EPOCH).days
        self._numbers = pl.Series(accumulate(calendar.working), dtype=pl.Int64)
        self._working = _working_days(calendar)
        online = season(FROM, through, calendar, way="online")
        self._season = pl.Series(online.cumulative, dtype=pl.Float64)
        self.start, self.last_before = calendar.number(FROM) + 1, calendar.number(BEFORE)
        self.end = calendar.number(through)
        self.new_year = (FROM - _EPOCH).days

    def number(self, days: pl.Series) -> pl.Series:
        """Return how many working days there are up to each day."""
        return self._numbers.gather(days - self.first)

    def day(self, numbers: pl.Series) -> pl.Series:
        """Return the working days of numbers."""
        return self._working.gather(numbers - 1)

    def after(self, days: pl.Series, spans: pl.Series) -> pl.Series:
        """Return the days that lie so many working days after; a day itself for 0."""
        return pl.select(pl.when(spans == 0).then(days).otherwise(self.day(self.number(days) + spans))).to_series()

    def spread(self, stratum: Stratum, first: int, draws: Draws) -> pl.Series:
        """Return days of acceptance as cases come in over the period: the later a case's place, the later its day."""
        places = pl.select(pl.int_range(first, first + draws.count)).to_series()
        return places_of((places + draws.uniform("when")) / stratum.count, self._season) + self.new_year


def _working_days(calendar: Calendar) -> pl.Series:
    first = (calendar.first_day - _EPOCH).days
    return pl.Series([first + place for place, working in enumerate(calendar.working) if working], dtype=pl.Int64)


def courses(stratum: Stratum, first: int, draws: Draws, paces: pl.Series, days: Days) -> tuple[pl.Series, pl.Series]:
    """Return the days of acceptance and of conclusion (null: none yet) of cases from the place `first` on.

    paces: working days within which each case is surely in time.
    """
    if stratum.fate.flows:
        accepted = days.spread(stratum, first, draws)
        return accepted, _none(draws) if stratum.fate is Fate.RUNNING else _finished(accepted, draws, paces, days)
    if stratum.fate is Fate.OPEN:
        overdue = draws.uniform("overdue") < OVERDUE[stratum.group]
        numbers = _either(
            overdue, days.end - paces - 1 - draws.waits("over", 0.15), days.end - draws.below("back", paces)
        )
        return days.day(numbers.clip(days.start)), _none(draws)
    if stratum.fate is Fate.LEFT:
        return days.day(days.last_before - draws.below("back", 31)), _none(draws)
    back = draws.below("back", paces)
    latest = days.last_before - back + paces
    late = draws.uniform("late") < LATE_WHEN_CARRIED
    in_time = days.start + draws.below("end", (latest - days.start + 1).clip(1))
    ended = _either(late, latest + 1 + draws.waits("over", 0.2), in_time)
    return days.day(days.last_before - back), days.day(ended.clip(days.start, days.end))


def _finished(accepted: pl.Series, draws: Draws, paces: pl.Series, days: Days) -> pl.Series:
    left = days.end - days.number(accepted)
    late = (draws.uniform("late") < LATE) & (left > paces)
    in_time = (draws.uniform("span") ** 1.4 * (paces + 1)).cast(pl.Int64)
    spans = _either(late, paces + 1 + draws.waits("over", 0.4), in_time)
    return days.after(accepted, pl.select(pl.min_horizontal(spans, left)).to_series())


def _either(which: pl.Series, yes: pl.Series, no: pl.Series) -> pl.Series:
    return pl.select(pl.when(which).then(yes).otherwise(no)).to_series()


def _none(draws: Draws) -> pl.Series:
    return pl.Series([None], dtype=pl.Int64).new_from_index(0, draws.count)
