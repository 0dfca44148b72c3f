"""Two columns of text on a page of a PDF: where the gutter between them is, and what is read before what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

_LINES_MIN = 8  # lines with the gutter in them: fewer are no columns
_PROSE = 8  # characters on each side of the gutter, on average: fewer are a table
_GAP = 0.8  # of the size: no gap between characters of a line is so wide by itself
_WITHIN = 0.3, 0.7  # of the width of the text: where a gutter may be
_STEPS = 40  # places that are looked at


class Placed(Protocol):
    """What stands on a page."""

    @property
    def x0(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def column(self) -> int: ...


_Any = TypeVar("_Any", bound=Placed)


def gutter_of(runs: Sequence[Sequence[dict[str, Any]]], before: float | None = None) -> float | None:
    """Return where the gutter between two columns of prose is (points from the left), None if there is none.

    before: where it was on the page before; a last page may be too short to show it by itself.
    """
    if before is not None and sum(_sides(run, before) is None for run in runs) * 2 < len(runs):
        return before
    if len(runs) < _LINES_MIN:
        return None
    left, right = min(run[0]["x0"] for run in runs), max(run[-1]["x1"] for run in runs)
    best, found = 0, None
    for step in range(_STEPS + 1):
        share = _WITHIN[0] + (_WITHIN[1] - _WITHIN[0]) * step / _STEPS
        place = left + share * (right - left)
        sides = [side for run in runs if (side := _sides(run, place))]
        both = [side for side in sides if all(side)]
        crossing = len(runs) - len(sides)
        if len(both) >= max(_LINES_MIN, 2 * crossing, best + 1) and all(
            sum(side[part] for side in both) >= _PROSE * len(both) for part in (0, 1)
        ):
            best, found = len(both), place
    return found


def _sides(run: Sequence[dict[str, Any]], place: float) -> tuple[int, int] | None:
    """Return how many characters of a line stand on either side of a place, None if the line goes through it."""
    before = sum(1 for char in run if char["x1"] <= place)
    if before < len(run) and run[before]["x0"] < place:
        return None
    if 0 < before < len(run) and run[before]["x0"] - run[before - 1]["x1"] < _GAP * run[before]["size"]:
        return None
    return before, len(run) - before


def split(run: Sequence[dict[str, Any]], gutter: float) -> list[tuple[int, Sequence[dict[str, Any]]]]:
    """Return a line's two halves as (column, characters), or the whole as column 0 if it spans both."""
    sides = _sides(run, gutter)
    if sides is None:
        return [(0, run)]
    return [(column, piece) for column, piece in ((1, run[: sides[0]]), (2, run[sides[0] :])) if piece]


def in_order(things: Sequence[_Any]) -> list[_Any]:
    """Return what stands on a page in reading order: between things that span it, first the left, then the right."""
    ordered: list[_Any] = []
    band: list[_Any] = []
    for one in sorted(things, key=lambda thing: (thing.top, thing.x0)):
        if one.column:
            band.append(one)
        else:
            ordered += sorted(band, key=lambda thing: thing.column)
            ordered.append(one)
            band = []
    return ordered + sorted(band, key=lambda thing: thing.column)
