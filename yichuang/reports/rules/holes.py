"""Holes in the archive of a series: numbers that are missing or there twice, totals and dates out of order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from yichuang.reports.rules.numbering import ALL, number_words

MISSING, REPEATED, TOTALS, ORDER = "missing", "repeated", "totals", "order"


@dataclass(frozen=True, slots=True)
class Place:
    """An issue's place in its series.

    scope: what its number counts in, as issues keep it: `2022`, `2022-06`, or `all`.
    file:  where it stands in a folder, of one that is not archived yet.
    """

    scope: str
    number: int
    total_number: int | None = None
    issued_on: date | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Hole:
    """What is odd about numbers `first` to `last` of a scope, in a sentence; `files` that have a part in it."""

    kind: str
    scope: str
    first: int
    last: int
    message: str
    files: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Return it as an object for JSON."""
        return {**asdict(self), "files": list(self.files)}


def holes(places: Iterable[Place]) -> list[Hole]:
    """Return what is odd about the numbers and dates of a series, in order of the numbers.

    Before the first issue that is known nothing is missed: an archive begins somewhere. A later year (or month) begins
    with number 1. What a year lacks at its end is told by the total numbers, if they are printed.

    >>> [hole.message for hole in holes([Place("2022", 16), Place("2022", 18)])]
    ['缺 2022 年第 17 期']
    """
    by_number: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for place in places:
        by_number[place.scope, place.number].append(place)
    numbers = sorted(by_number)
    row = [by_number[number][0] for number in numbers]
    found = [_repeated(by_number[number]) for number in numbers if len(by_number[number]) > 1]
    found += _twice_in_all([place for same in by_number.values() for place in same])
    for before, place in pairwise(row):
        found += _between(before, place)
    order = {MISSING: 0, REPEATED: 1, TOTALS: 2, ORDER: 3}
    return sorted(found, key=lambda hole: (hole.scope, hole.first, order[hole.kind]))


def _between(before: Place, place: Place) -> list[Hole]:
    """Return what is odd between two neighbours."""
    same = before.scope == place.scope
    first = before.number + 1 if same else 1
    found = []
    if place.number > first:
        found.append(_missing(place.scope, first, place.number - 1))
    if before.total_number is not None and place.total_number is not None:
        found += _totals(before, place, place.number - before.number if same else place.number, ends=not same)
    if before.issued_on and place.issued_on and place.issued_on < before.issued_on:
        message = f"{_name(place)}（{place.issued_on}）早于 {_name(before)}（{before.issued_on}）"
        found.append(Hole(ORDER, place.scope, place.number, place.number, message, _files(before, place)))
    return found


def _totals(before: Place, place: Place, steps: int, *, ends: bool) -> list[Hole]:
    """Return what total numbers tell of two neighbours. steps: by how much they should differ; at least, at an end."""
    assert before.total_number is not None
    assert place.total_number is not None
    more = place.total_number - before.total_number - steps
    if more == 0 or place.total_number == before.total_number:  # the same one twice is said as such
        return []
    if ends and more > 0:
        of_all = _numbers(ALL, before.total_number + 1, before.total_number + more)
        return [_missing(before.scope, before.number + 1, before.number + more, f"（总{of_all}）")]
    message = f"{_name(before)}为总第 {before.total_number} 期，{_name(place)}为总第 {place.total_number} 期，不连续"
    return [Hole(TOTALS, place.scope, place.number, place.number, message, _files(before, place))]


def _missing(scope: str, first: int, last: int, more: str = "") -> Hole:
    words = _numbers(scope, first, last)
    return Hole(MISSING, scope, first, last, f"缺{'' if words.startswith('第') else ' '}{words}{more}")


def _repeated(same: Sequence[Place]) -> Hole:
    place = same[0]
    message = f"{_name(place)}有 {len(same)} 份，内容不同"
    return Hole(REPEATED, place.scope, place.number, place.number, message, _files(*same))


def _twice_in_all(places: Sequence[Place]) -> list[Hole]:
    by_total: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.total_number is not None:
            by_total[place.total_number].append(place)
    found = []
    for total, same in sorted(by_total.items()):
        names = list(dict.fromkeys(_name(place) for place in same))
        if len(names) > 1:  # one number twice was told already
            message = f"{'、'.join(names)}都写总第 {total} 期"
            found.append(Hole(REPEATED, same[-1].scope, same[-1].number, same[-1].number, message, _files(*same)))
    return found


def _files(*places: Place) -> tuple[str, ...]:
    return tuple(place.file for place in places if place.file)


def _name(place: Place) -> str:
    return number_words(place.scope, place.number, None, None)


def _numbers(scope: str, first: int, last: int) -> str:
    """Return how one number or several of a scope are written.

    >>> _numbers("2022", 17, 17), _numbers("2022-06", 1, 2), _numbers("all", 371, 372)
    ('2022 年第 17 期', '2022 年 6 月第 1—2 期', '第 371—372 期')
    """
    words = number_words(scope, first, None, None)
    return words if last == first else words.replace(f"第 {first} 期", f"第 {first}—{last} 期")
