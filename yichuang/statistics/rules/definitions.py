"""Definitions as people keep them: one TOML file with tables `[[submitted]]` and `[[derived]]`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from yichuang.kit.errors import Refusal

_TABLES = ("submitted", "derived")


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a file, not checked yet."""

    submitted: list[dict[str, Any]]
    derived: list[dict[str, Any]]


def read_definitions(text: str) -> Records:
    """Return the records that a TOML text holds. A number with a point stays text, so that it is never a float.

    Raises Refusal `definitions_unreadable`.

    >>> read_definitions('[[derived]]\\nlimit = 98.5').derived
    [{'limit': '98.5'}]
    """
    try:
        data = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal("definitions_unreadable", f"不是有效的 TOML：{str(error)[:200]}", field="FILE") from None
    for name, tables in data.items():
        if name not in _TABLES or not isinstance(tables, list):
            known = "、".join(f"[[{table}]]" for table in _TABLES)
            raise Refusal("definitions_unreadable", f"不认识“{name}”，只能有 {known}", field=name)
    return Records(data.get("submitted", []), data.get("derived", []))
