"""The words by which sentences are read: names.toml as look-up tables and patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("names.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """What names.toml says. Patterns try longer words first; none repeats, so that all work is linear."""

    names: dict[str, str]
    weak: frozenset[str]
    measures: re.Pattern[str]
    compound: re.Pattern[str]
    rates: dict[str, str]
    final: frozenset[str]
    stages: frozenset[str]
    shared: frozenset[str]
    lead: re.Pattern[str]
    trail: re.Pattern[str]
    kept: frozenset[str]
    totals: frozenset[str]
    verbs: re.Pattern[str]
    heads: re.Pattern[str]
    cuts: re.Pattern[str]
    idioms: re.Pattern[str]
    rhetoric: re.Pattern[str]
    without: re.Pattern[str]
    units: dict[str, str]
    not_after_unit: dict[str, str]
    unit_kinds: dict[str, str]
    unit_max: int
    basis: re.Pattern[str]
    basis_kinds: tuple[str, ...]
    change: re.Pattern[str]
    reach: re.Pattern[str]
    speeds: re.Pattern[str]
    up: frozenset[str]
    short: frozenset[str]
    level: str
    periods: re.Pattern[str]
    skipped: frozenset[str]
    generic: frozenset[str]
    moves: frozenset[str]
    total_rows: dict[str, int]
    quotients: dict[str, tuple[str, tuple[str, ...]]]


def unit_at(text: str, place: int, words: Words) -> tuple[str, int] | None:
    """Return the unit as written at a place and where it ends, "" where none is; None if it is part of another word."""
    for length in range(words.unit_max, 0, -1):
        unit = text[place : place + length]
        if unit in words.units and len(unit) == length:
            after = text[place + length : place + length + 1]
            return None if after and after in words.not_after_unit[unit] else (unit, place + length)
    return "", place


@cache
def words() -> Words:
    """Return the words that come with the product."""
    return parse_words(_FILE.read_text(encoding="utf-8"))


def parse_words(text: str) -> Words:
    """Return the words that a TOML text like names.toml gives."""
    data = tomllib.loads(text)
    weak = {word: name for name, more in data["words"]["weak"].items() for word in more}
    names = _synonyms(data["measures"]) | weak
    rates = _synonyms(data["rates"])
    units = {unit: kind for kind, table in data["units"].items() for unit in table}
    plain = data["words"]
    changes = data["changes"]
    return Words(
        names=names,
        weak=frozenset(weak),
        measures=re.compile(_any(names)),
        compound=re.compile(_any(plain["compounds"])),
        rates=rates,
        shared=frozenset(plain["shared"]),
        final=frozenset(plain["final"]),
        stages=frozenset(plain["stages"]),
        lead=re.compile(_any([*plain["leads"], *plain["front"]])),
        trail=re.compile(_any(word[::-1] for word in [*plain["leads"], *plain["back"]])),
        kept=frozenset(plain["kept"]),
        totals=frozenset(plain["totals"]),
        verbs=re.compile(rf"(?<!政府)(?:{_any(plain['verbs'])})(?![量率数])"),
        heads=re.compile(_any(plain["heads"])),
        cuts=re.compile(_any(plain["cuts"])),
        idioms=re.compile(_any(plain["idioms"])),
        rhetoric=re.compile(_any(plain["rhetoric"])),
        without=re.compile(rf"零(?:{_any(plain['without'])})"),
        units={unit: data["unit_names"].get(unit, unit) for unit in units},
        not_after_unit={unit: no for table in data["units"].values() for unit, no in table.items()},
        unit_kinds=units,
        unit_max=max(map(len, units)),
        basis=re.compile("|".join(f"(?P<b{n}>{pattern})" for n, (_, pattern) in enumerate(changes["basis"]))),
        basis_kinds=tuple(kind for kind, _ in changes["basis"]),
        change=re.compile(rf"(?:{_any([*changes['up'], *changes['down']])})(?=(?:了|约|近|超过|超|达|逾)?$)"),
        reach=re.compile(rf"(?:{_any([*changes['up'], *changes['down']])})(?:至|到|为|成)(?:了|约|近)?$"),
        speeds=re.compile(rf"(?:{_any(data['measures']['提速'])})(?:了|约|近|超过|超|达|逾)?$"),
        up=frozenset(changes["up"]),
        short=frozenset(changes["short"]),
        level=changes["level"],
        periods=re.compile(_any(data["periods"]["words"])),
        skipped=frozenset(data["tables"]["skipped"]),
        generic=frozenset(data["tables"]["generic"]),
        moves=frozenset(data["tables"]["moves"]),
        total_rows=dict.fromkeys(data["tables"]["subtotals"], 1) | dict.fromkeys(data["tables"]["totals"], 2),
        quotients={rate: (above, tuple(below)) for rate, (above, below) in data["quotients"].items()},
    )


def _synonyms(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: name for name, more in table.items() for word in (name, *more)}


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
