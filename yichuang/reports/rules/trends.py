"""A figure over the issues: its points in order, and where its definition breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """What one issue printed. `breaks` says, in sentences, what of the definition differs from the point before."""

    issue: int
    name: str
    start: date
    end: date
    value: Decimal
    written: str
    sentence: str
    definition: Mapping[str, Any]
    compiled: bool
    breaks: tuple[str, ...] = field(default=())


_TOLD = {"name": "名称", "scope": "统计范围", "group": "所含类别"}


def breaks_between(before: Point, after: Point) -> tuple[str, ...]:
    """Return what of a figure's definition changed from one issue to the next, a sentence each.

    Name, scope and group are compared as printed; formula and template only where both issues were compiled, because
    an issue that was read does not say them.
    """
    found = []
    for key, word in _TOLD.items():
        was, now = _told(before, key), _told(after, key)
        if was and now and was != now:
            found.append(f"{word}由“{was}”改为“{now}”。")
    if _differ(before, after, "meaning"):
        found.append("指标的算法有改动。")
    if _differ(before, after, "template"):
        version = after.definition.get("version")
        found.append(f"刊物第 {version} 版改了这句话的写法。" if version else "刊物改了这句话的写法。")
    return tuple(found)


def with_breaks(points: Sequence[Point]) -> list[Point]:
    """Return the points, each with what changed since the one before it."""
    return [
        replace(point, breaks=breaks_between(points[place - 1], point)) if place else point
        for place, point in enumerate(points)
    ]


def _told(point: Point, key: str) -> str:
    return point.name if key == "name" else str(point.definition.get(key, ""))


def _differ(before: Point, after: Point, key: str) -> bool:
    was, now = before.definition.get(key), after.definition.get(key)
    return bool(was and now and was != now)
