"""Writing a series as TOML: what is read back from it is the same series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yichuang.reports.rules.series.keys import RAW, TABLE, TABLES, WORDS, keys_of
from yichuang.reports.rules.series.parsing import read_series
from yichuang.reports.rules.series.records import Series

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f]')


def to_toml(series: Series, *, text: str = "") -> str:
    """Return the series as a TOML file. text: the file it came from, kept word for word where it says the same."""
    if text and read_series(text)[0] == series:
        return text
    return "\n".join(_table(as_data(series), "")).strip("\n") + "\n"


def as_data(record: Any) -> dict[str, Any]:
    """Return a record as the plain data that reading takes; keys that hold their usual value are left out."""
    data: dict[str, Any] = {}
    for key in keys_of(type(record)):
        value = getattr(record, key.attribute)
        if not key.required and value == key.default:
            continue
        if key.holds == TABLE:
            value = as_data(value)
        elif key.holds == TABLES:
            value = [as_data(one) for one in value]
        elif key.holds in (WORDS, RAW):
            value = dict(value) if key.holds == WORDS else [dict(one) for one in value]
        elif isinstance(value, tuple):
            value = list(value)
        data[key.name] = value
    return data


def tables_text(name: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """Return tables that another room reads as they stand in the file, for a form: `[[name]]` and its lines each."""
    return "\n".join(_table({name: [dict(one) for one in tables]}, "")).strip("\n")


def _table(data: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the lines of a table: its values first, then the tables below it, each under its own heading."""
    below = {name: value for name, value in data.items() if _is_below(value)}
    for name, value in data.items():
        if name not in below:
            yield f"{_name(name)} = {_value(value)}"
    for name, value in below.items():
        here = f"{path}.{_name(name)}" if path else _name(name)
        for one in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{here}]]" if isinstance(value, list) else f"[{here}]"
            yield from _table(one, here)


def _is_below(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_name(name)} = {_value(one)}" for name, one in value.items()) + "}"
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), str(value)) + '"'


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)
