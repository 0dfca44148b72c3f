"""A series' form and its data: names of fields are places in the file (`parts.0.sections.1.title`).

The form holds the whole series; nothing else keeps it while it is edited. Buttons add, copy, move and remove pieces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.reports.rules.series import Series, SeriesFault
from yichuang.reports.rules.series.keys import (
    CELLS,
    COUNT,
    FLAG,
    RAW,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    WORDS,
    Key,
    keys_of,
)

PIECES_MAX = 400  # of all lists together; a browser may send 1000 fields
ITEMS_MAX = 200  # of one list; a table has some ten columns
DEPTH_MAX = 8  # lists within lists; sections within sections come to 4
LISTS = frozenset({"parts", "appendices", "tail", "sections", "columns", "rows", "figures", "pictures"})
YES, NO = "yes", "no"
_PLACE = re.compile(r"[a-z_]{1,20}(?:\.(?:[a-z_]{1,20}|\d{1,3})){0,20}")
_WHOLE = frozenset({"spans", "variables", "definitions"})  # one field each, whatever stands in them
_COUNTED = re.compile(r"\d{1,7}")


def posted_data(posted: Mapping[str, str]) -> tuple[dict[str, Any], list[SeriesFault]]:
    """Return the plain data of a posted form, as a series' file has it, and what of it is no data at all."""
    faults: list[SeriesFault] = []
    data = _record(Series, posted, "", faults, [PIECES_MAX])
    return data, faults


def place_of(name: str) -> str:
    """Return the place in the file that a field's name stands for.

    >>> place_of("parts.0.sections.1.title")
    'parts[0].sections[1].title'
    """
    return re.sub(r"\.(\d+)", r"[\1]", name)


def name_of(place: str) -> str:
    """Return the name of the field at a place in the file.

    >>> name_of("parts[0].sections[1].title")
    'parts.0.sections.1.title'
    """
    return place.replace("[", ".").replace("]", "")


def field_of(place: str) -> str:
    """Return the name of the field, or of the list of pieces, in which a place of the file stands.

    >>> field_of("parts[0].sections[3].sentences[1]"), field_of("spans.overdue")
    ('parts.0.sections.3.sentences', 'spans')
    """
    top = re.split(r"[.\[]", place)[0]
    return top if top in _WHOLE else re.sub(r"\.\d+$", "", name_of(place))


def place_words(place: str) -> str:
    """Return a place of the file as the form calls it.

    >>> place_words("parts[0].sections[3].sentences[1]")
    '部分 1 › 各节 4 › 段落 2'
    """
    record: type | None = Series
    words = []
    for name, index in re.findall(r"([^.\[\]]+)(?:\[(\d+)\])?", place):
        key = next((key for key in keys_of(record) if key.name == name), None) if record else None
        words.append((key.label if key else name) + (f" {int(index) + 1}" if index else ""))
        record = key.of() if key and key.of else None
    return " › ".join(words)


def reshaped(data: Mapping[str, Any], act: str, place: str) -> tuple[dict[str, Any], str]:
    """Return the data with a piece added (to the list named), copied, moved or removed, and the piece to look at.

    Raises Refusal `bad_input` for a place that is not there.
    """
    made = deepcopy(dict(data))
    if not _PLACE.fullmatch(place):
        raise _nowhere()
    *way, last = place.split(".")
    holder = _at(made, way)
    if act == "add":
        if last not in LISTS or not isinstance(holder, dict):
            raise _nowhere()
        items = holder.setdefault(last, [])
        if len(items) >= ITEMS_MAX:
            raise _nowhere()
        items.append({"kind": "text"} if last == "sections" else {})
        return made, f"{place}.{len(items) - 1}"
    at = int(last) if last.isdecimal() else -1
    if not isinstance(holder, list) or not 0 <= at < len(holder):
        raise _nowhere()
    if act == "copy":
        at += 1
        holder.insert(at, deepcopy(holder[at - 1]))
    elif act == "remove":
        del holder[at]
        at = min(at, len(holder) - 1)
    else:
        to = min(max(at + (1 if act == "down" else -1), 0), len(holder) - 1)
        holder.insert(to, holder.pop(at))
        at = to
    return made, ".".join([*way, str(at)])


def _at(data: Any, way: list[str]) -> Any:
    for step in way:
        if isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict) and step in data:
            data = data[step]
        else:
            raise _nowhere()
    return data


def _nowhere() -> Refusal:
    return Refusal("bad_input", "表单里没有这一处，请重新打开页面。", field="do")


def _record(
    record: type, posted: Mapping[str, str], path: str, faults: list[SeriesFault], room: list[int]
) -> dict[str, Any]:
    """Return the data below a place. room: for how many pieces of lists there is room yet, counted down."""
    data: dict[str, Any] = {}
    for key in keys_of(record):
        name = path + key.name
        if key.holds == TABLE and key.of:
            below = _record(key.of(), posted, f"{name}.", faults, room)
            if below:
                data[key.name] = below
        elif key.holds == TABLES and key.of:
            count = _count(posted.get(f"{name}.count", ""))
            if count > room[0]:
                faults.append(
                    SeriesFault(place_of(name), "too_many", f"各级部分、节、行、列等合计至多 {PIECES_MAX} 项")
                )
                count = 0
            if count and path.count(".") <= 2 * DEPTH_MAX:
                room[0] -= count
                data[key.name] = [_record(key.of(), posted, f"{name}.{at}.", faults, room) for at in range(count)]
        elif name in posted:
            value = _value(key, posted[name].replace("\r\n", "\n"), name, faults)
            usual = list(key.default) if isinstance(key.default, tuple) else key.default
            if key.required or value != usual:
                data[key.name] = value
    return data


def _count(text: str) -> int:
    return min(int(text), ITEMS_MAX) if _COUNTED.fullmatch(text) else 0


def _value(key: Key, text: str, name: str, faults: list[SeriesFault]) -> Any:
    """Return what a field says; a wrong number stays the text it is, so that it is told as wrong."""
    match key.holds:
        case _ if key.holds == TEXT:
            return text.strip("\n") if key.name in LONG else text.strip()
        case _ if key.holds == TEXTS:
            return [line.strip() for line in text.split("\n") if line.strip()]
        case _ if key.holds == CELLS:
            return text.split("\n") if text else []
        case _ if key.holds == COUNT:
            return int(text) if _COUNTED.fullmatch(text.strip()) else text.strip() or key.default
        case _ if key.holds == FLAG:
            return text == YES
        case _ if key.holds == WORDS:
            pairs = (line.partition("=") for line in text.split("\n") if line.strip())
            return {before.strip(): after.strip() for before, _, after in pairs}
        case _:
            assert key.holds == RAW, "every way of holding has its field"
            return _tables(key.name, text, name, faults)


LONG = frozenset({"sentence", "lead", "text", "empty", "item"})  # texts of a line or more


def _tables(key: str, text: str, name: str, faults: list[SeriesFault]) -> Any:
    try:
        tables = tomllib.loads(text, parse_float=str).get(key, [])
        return tables if isinstance(tables, list) and all(isinstance(one, dict) for one in tables) else text
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        faults.append(SeriesFault(place_of(name), "toml", f"不是有效的 TOML：{str(error)[:200]}"))
        return text
