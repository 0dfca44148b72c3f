"""Windows of time and the running sums in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from yichuang.cases.rules.words import Measure
from yichuang.kit.errors import Refusal
from yichuang.statistics.rules.periods import period_of, reach

_DAY = timedelta(days=1)
PERIODS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both ends included, and what it is called ("2022-07", "2022-W26")."""

    name: str
    start: date
    end: date


@dataclass(slots=True)
class Amounts:
    """The amounts of one group up to the end of a window."""

    _before: Mapping[Measure, int]
    _within: Mapping[Measure, int] = field(default_factory=dict)
    _last_day: Mapping[Measure, int] = field(default_factory=dict)

    def before(self, measure: Measure) -> int:
        """Return the sum over all days before the window."""
        return self._before.get(measure, 0)

    def within(self, measure: Measure) -> int:
        """Return the sum over the window's days."""
        return self._within.get(measure, 0)

    def through(self, measure: Measure) -> int:
        """Return the sum over all days up to and including the window's last."""
        return self.before(measure) + self.within(measure)

    def before_end(self, measure: Measure) -> int:
        """Return the sum over all days before the window's last."""
        return self.through(measure) - self._last_day.get(measure, 0)


def windows(start: date, end: date, period: str | None) -> list[Window]:
    """Return the windows of `start`–`end`: one, or one for each day, week, month or year in it (cut at its ends).

    Raises Refusal `period_reversed`, or, for more than one window, `day_out_of_reach`.

    >>> [(w.name, w.start.day, w.end.day) for w in windows(date(2022, 6, 29), date(2022, 7, 4), "week")]
    [('2022-W26', 29, 3), ('2022-W27', 4, 4)]
    """
    if end < start:
        raise Refusal("period_reversed", f"截止日期 {end} 早于起始日期 {start}", field="to")
    if period is None:
        return [Window(f"{start}/{end}", start, end)]
    found, first = [], reach(start, "from")
    reach(end, "to")
    while first <= end:
        last = min(period_of(period, first)[1], end)
        found.append(Window(_name(first, period), first, last))
        first = last + _DAY
    return found


def _name(day: date, period: str) -> str:
    if period == "day":
        return day.isoformat()
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day:%Y-%m}" if period == "month" else f"{day.year}"


def accumulate(
    amounts: Iterable[tuple[tuple[object, ...], Measure, date, int]], spans: list[Window]
) -> Iterator[tuple[Window, tuple[object, ...], Amounts]]:
    """Yield the running sums of every window and group; a group appears from its first amount on.

    amounts: (group, measure, day, n); a day before the first window stands for all days before it.
    """
    by_group: dict[tuple[object, ...], dict[date, dict[Measure, int]]] = defaultdict(lambda: defaultdict(dict))
    for group, measure, day, n in amounts:
        by_group[group][day][measure] = by_group[group][day].get(measure, 0) + n
    for group in sorted(by_group, key=lambda key: tuple(str(part) for part in key)):
        days = sorted(by_group[group])
        running: dict[Measure, int] = defaultdict(int)
        place = 0
        for span in spans:
            while place < len(days) and days[place] < span.start:
                _add(running, by_group[group][days[place]])
                place += 1
            within: dict[Measure, int] = defaultdict(int)
            while place < len(days) and days[place] <= span.end:
                _add(within, by_group[group][days[place]])
                place += 1
            if running or within:
                yield span, group, Amounts(dict(running), dict(within), by_group[group].get(span.end, {}))
            _add(running, within)


def _add(total: dict[Measure, int], more: Mapping[Measure, int]) -> None:
    for measure, n in more.items():
        total[measure] += n
