"""Figures: now, as known at an instant, or counted anew; their definitions; the cases behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from yichuang.cases import queries as ledger
from yichuang.cases.labels import CHANNEL_WORDS
from yichuang.cases.queries import Amount, CasePage
from yichuang.catalogue import queries as catalogue
from yichuang.kit.errors import Refusal, Unknown
from yichuang.people import queries as people
from yichuang.people.rules import Actor
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.lake.counting import lake_instant, lake_sums
from yichuang.statistics.lake.manifest import Lake, require_ours
from yichuang.statistics.rules import INDICATORS, Indicator, accumulate, figures_of, windows
from yichuang.statistics.rules.windows import PERIODS, Amounts

BY = tuple(DIMENSION_WORDS)
Row = dict[str, Any]


def figures(
    *, start: date, end: date, by: Sequence[str] = (), known_at: datetime | None = None, recount: bool = False,
    filters: Mapping[str, str] | None = None, todays_units: bool = False, only: Collection[str] = tuple(INDICATORS),
    lake: Lake | None = None,
) -> list[Row]:  # fmt: skip
    """Return rows of figures from `start` to `end`, both included; without `by` exactly one row.

    by:           dimensions in the order asked for (`BY`), at most one of them a period.
    known_at:     count what was known at this instant, from events; waits until the instant is safe.
    recount:      count from events instead of from tallies.
    filters:      dimension → code, as the rows print them.
    todays_units: count former departments to those that stand for them today.
    only:         the indicators wanted; fewer of them read less.
    lake:         count from the events of this lake instead of from the ledger's (names are the ledger's).
    Each row has the dimensions (codes, and `<dimension>_name`) and the indicators.
    Raises Refusal `unknown_dimension`, `period_reversed`, `day_out_of_reach`, `lake_too_old`, `lake_of_another`;
    Conflict `not_yet_known`.
    """
    period, groups = _split(by)
    spans = windows(start, end, period)
    sums, counted_at = _source(known_at, recount, lake)
    wanted = {name: _value_of(name, code) for name, code in (filters or {}).items()}
    asked = [definition(code) for code in only]
    amounts = sums(
        start=start, end=end, by=groups, daily=period is not None, filters=wanted, counted_at=counted_at,
        measures={measure for indicator in asked for measure in indicator.measures},
        with_past=any(indicator.moment != "period" for indicator in asked),
    )  # fmt: skip
    merge = _todays(groups) if todays_units else lambda key: key
    flat = [(merge(amount.dimensions), amount.measure, amount.day, amount.n) for amount in amounts]
    words = [_words(name) for name in groups]
    rows = [
        _row(by, period, span.name, groups, key, words, figures_of(running, only))
        for span, key, running in sorted(accumulate(flat, spans), key=lambda found: found[0].start)
    ]
    return rows or ([] if by else [figures_of(Amounts({}), only)])


def definition(code: str) -> Indicator:
    """Return an indicator's definition. Raises Unknown `unknown_figure`."""
    if code not in INDICATORS:
        raise Unknown("unknown_figure", f"没有名为“{code}”的指标", field="figure")
    return INDICATORS[code]


def cases_behind(
    code: str, *, start: date, end: date, seen_by: Actor, filters: Mapping[str, str] | None = None, after: str = ""
) -> CasePage:
    """Return a page of the cases that a figure counts now, as far as the reader may see them.

    Raises Unknown `unknown_figure`, Refusal `no_cases_behind` for averages and rates.
    """
    indicator = definition(code)
    if not indicator.behind:
        raise Refusal("no_cases_behind", f"“{indicator.name}”是比值，请查看它的分子和分母", field="figure")
    wanted = {name: _value_of(name, content) for name, content in (filters or {}).items()}
    return ledger.cases_behind(indicator.behind, start=start, end=end, seen_by=seen_by, filters=wanted, after=after)


def safe_instant() -> datetime:
    """Return an instant before which no figure will change any more."""
    return ledger.safe_instant()


def _source(
    known_at: datetime | None, recount: bool, lake: Lake | None
) -> tuple[Callable[..., list[Amount]], datetime | None]:
    """Return the function that sums, and the instant as known at which it counts from events."""
    if lake is not None:
        require_ours(lake)
        return partial(lake_sums, lake), lake_instant(lake, known_at)
    if known_at is not None:
        return ledger.sums, ledger.stable_instant(known_at)
    return ledger.sums, ledger.safe_instant() if recount else None


def _split(by: Sequence[str]) -> tuple[str | None, list[str]]:
    unknown = [name for name in by if name not in BY]
    if unknown:
        raise Refusal(
            "unknown_dimension", f"没有名为“{unknown[0]}”的维度，可用：{'、'.join(BY)}", field="by",
        )  # fmt: skip
    periods = [name for name in by if name in PERIODS]
    if len(periods) > 1 or len(set(by)) < len(by):
        raise Refusal("dimension_twice", "同一维度只能出现一次，日、周、月、年只能选一个", field="by")
    return (periods[0] if periods else None), [name for name in by if name not in PERIODS]


def _row(
    by: Sequence[str], period: str | None, window: str, groups: list[str], key: tuple[object, ...],
    words: list[Callable[[Any], tuple[str, str]]], figures: Mapping[str, Any],
) -> Row:  # fmt: skip
    parts = {name: word(content) for name, content, word in zip(groups, key, words, strict=True)}
    row: Row = {}
    for name in by:
        if name == period:
            row[name] = window
        else:
            row[name], row[f"{name}_name"] = parts[name]
    return row | dict(figures)


def _words(name: str) -> Callable[[Any], tuple[str, str]]:
    """Return how the values of a dimension print: code and name."""
    if name == "item_type":
        types = catalogue.item_types()
        return lambda code: (code, types.get(code, code))
    if name == "channel":
        return lambda code: (code, CHANNEL_WORDS.get(code, code))
    if name == "item":
        items = catalogue.items()
        return lambda key: (items[key].local_code, items[key].name)
    if name in _UNITS:
        units = _UNITS[name]()
        return lambda key: (units[key].code, units[key].name)
    return lambda code: (code, code)


_UNITS: Mapping[str, Callable[[], Mapping[int, Any]]] = {
    "centre": people.centres, "department": people.departments, "region": people.regions,
}  # fmt: skip


def named_values(name: str) -> Mapping[Any, str]:
    """Return key → code as rows print it, of the units of a dimension; empty where the key is the code."""
    if name == "item":
        return {key: item.local_code for key, item in catalogue.items().items()}
    return {key: unit.code for key, unit in _UNITS[name]().items()} if name in _UNITS else {}


def _value_of(name: str, code: str) -> object:
    """Return what the ledger stores for a dimension's code. Refusal `unknown_dimension`, `unknown_value`."""
    if name not in ledger.DIMENSIONS:
        raise Refusal("unknown_dimension", f"不能按“{name}”筛选", field=name)
    if name in _UNITS:
        found = [key for key, unit in _UNITS[name]().items() if unit.code == code]
    elif name == "item":
        found = [key for key, item in catalogue.items().items() if item.local_code == code]
    else:
        return code
    if not found:
        raise Refusal("unknown_value", f"没有代码为“{code}”的{DIMENSION_WORDS[name]}", field=name)
    return found[-1]


def _todays(groups: list[str]) -> Callable[[tuple[object, ...]], tuple[object, ...]]:
    """Return how a group's key becomes that of today's units."""
    if "department" not in groups:
        return lambda key: key
    place, successor = groups.index("department"), people.successor_map()

    def merge(key: tuple[object, ...]) -> tuple[object, ...]:
        today = successor.get(int(str(key[place])), key[place])
        return (*key[:place], today, *key[place + 1 :])

    return merge
