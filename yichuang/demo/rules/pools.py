"""Which items cases fall on, and which part of them departments' own systems have; the rest comes to the counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from yichuang.demo.rules.items import DemoItem, items

LATE, LATE_WHEN_CARRIED = 0.012, 0.08
STILL_LONG, FINISHED_LONG = 0.995, 0.03  # of public services
OVERDUE = {"01": 0.05, "20": 0.04, "02-10": 0.06}  # of the open ones, services that run for a year apart
BEFORE = date(2021, 12, 31)
_FROM_A_SYSTEM = {"01": 0.85, "20": 0.995}  # of the items whose department has a system; the others half


def delivered_share(item: DemoItem) -> float:
    """Return the part of an item's share that its department's system has; services that run for a year it has all."""
    if not item.bureau.system:
        return 0.0
    return item.share if item.long else item.share * _FROM_A_SYSTEM.get(item.item_type, 0.5)


def own_share(item: DemoItem) -> float:
    """Return the part of an item's share that comes to the counter."""
    return item.share - delivered_share(item)


def all_of_it(item: DemoItem) -> float:
    """Return an item's whole share."""
    return item.share


@dataclass(frozen=True, slots=True)
class Pool:
    """Items with the weights by which cases fall on them."""

    items: tuple[DemoItem, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(
        cls, group: str, wanted: Callable[[DemoItem], bool], weight: Callable[[DemoItem], float] = all_of_it
    ) -> Pool:
        """Return the items of a group of types that are wanted and have any weight."""
        types = {"02-10": {f"{code:02d}" for code in range(2, 11)}}.get(group, {group})
        chosen = tuple(item for item in items() if item.item_type in types and wanted(item) and weight(item))
        return cls(chosen, tuple(accumulate(map(weight, chosen))))
