"""Units in order: rankings with ties, and lists of those that meet a condition. They compare figures as printed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from yichuang.statistics.rules.derived.records import Derived
from yichuang.statistics.rules.derived.values import Place

_CONDITIONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "below": operator.lt, "at_most": operator.le, "above": operator.gt, "at_least": operator.ge, "equal": operator.eq,
}  # fmt: skip


def ranked(places: Iterable[Place], one: Derived) -> list[Place]:
    """Return the units of the first n places, from the top or the bottom.

    Who is equal shares a place, and as many places after it stay empty (1, 2, 2, 4). All who share the last place that
    is still asked for are listed, so a list may be longer than n.
    """
    return [place for place in _placed(places, downwards=one.options["order"] == "top") if place.place <= one.first]


def chosen(places: Iterable[Place], one: Derived) -> list[Place]:
    """Return the units that meet the condition: the furthest from the limit first, with places as in a ranking."""
    meets = _CONDITIONS[one.options["condition"]]
    upwards = one.options["condition"] in ("below", "at_most")
    return _placed((place for place in places if meets(_number(place), one.limit)), downwards=not upwards)


def _placed(places: Iterable[Place], *, downwards: bool) -> list[Place]:
    ordered: Sequence[Place] = sorted(places, key=_number, reverse=downwards)  # equal ones stay in the order they came
    found: list[Place] = []
    for position, place in enumerate(ordered, 1):
        equal = bool(found) and _number(found[-1]) == _number(place)
        found.append(replace(place, place=found[-1].place if equal else position))
    return found


def _number(place: Place) -> Decimal:
    assert place.figure.number is not None, "only units with a number are put in order"
    return place.figure.number
