"""What one says to add a centre, a department or a region, and which unit stands for an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region to be added: code of GB/T 2260, level of GB/T 39046 A.2, the code of the region around it."""

    code: str
    name: str
    level: int
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class NewDepartment:
    """A department to be added."""

    code: str
    name: str
    short_name: str
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A centre, department or region as other rooms see it; `valid_to` is its last day, None while it lasts."""

    id: int
    code: str
    name: str
    short_name: str
    centre_id: int | None = None
    parent_id: int | None = None
    level: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = None


def todays(successors: Mapping[int, int | None]) -> dict[int, int]:
    """Return for each unit the one that stands for it today: the last of its successors. ValueError for a circle.

    >>> todays({1: 2, 2: 3, 3: None, 4: None})
    {1: 3, 2: 3, 3: 3, 4: 4}
    """
    found = {}
    for unit in successors:
        last, seen = unit, {unit}
        while (following := successors.get(last)) is not None:
            if following in seen:
                raise ValueError(f"unit {unit} is in a circle of successors")
            seen.add(following)
            last = following
        found[unit] = last
    return found
