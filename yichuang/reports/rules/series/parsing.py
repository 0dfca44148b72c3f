"""Reading a series' file: every key checked by what it holds, all faults of the file together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from yichuang.reports.rules.series.checking import check_records
from yichuang.reports.rules.series.faults import SeriesFault, refuse
from yichuang.reports.rules.series.keys import CELLS, COUNT, FLAG, RAW, TABLE, TABLES, TEXT, TEXTS, WORDS, Key, keys_of
from yichuang.reports.rules.series.records import Series
from yichuang.reports.rules.series.references import check_references
from yichuang.statistics.rules.derived import Known

TEXT_MAX = 500_000  # characters of a file
COUNT_MAX = 1_000_000
DEPTH_MAX = 12  # tables within tables; sections within sections come to 4 headings


def parse_series(text: str, *, name: str) -> Series:
    """Return the series that the TOML `text` describes; `name` is the file's name for messages.

    Raises Refusal `series_invalid`: its field is the first fault's place, its details list all of them.
    """
    series, faults = read_series(text)
    refuse(name, [fault for fault in faults if fault.fatal])
    assert series is not None, "a file without a fatal fault describes a series"
    return series


def read_series(text: str, known: Mapping[str, Known] | None = None) -> tuple[Series | None, list[SeriesFault]]:
    """Return the series that the TOML `text` describes (None where a fault is fatal), and all its faults.

    known: every figure that this installation defines, by code; with it also what the series names is looked up.
    """
    if len(text) > TEXT_MAX:
        return None, [SeriesFault("", "too_long", f"文件超过 {TEXT_MAX} 字")]
    try:
        data = tomllib.loads(text, parse_float=str)  # a limit in a definition is never a float
    except (ValueError, RecursionError) as error:  # a whole number of thousands of digits is a bare ValueError
        return None, [SeriesFault("", "toml", f"不是有效的 TOML：{str(error)[:200]}")]
    return series_of(data, known)


def series_of(
    data: Mapping[str, Any], known: Mapping[str, Known] | None = None
) -> tuple[Series | None, list[SeriesFault]]:
    """Return the series that plain data describes (the file's tables, or the pages' form), and all its faults."""
    reading = _Reading()
    series: Series = reading.record(Series, data, "")
    across = check_records(series) + ([] if known is None else check_references(series, known))
    faults = reading.faults + [fault for fault in across if reading.allows(fault)] + reading.unknown
    return (None if any(fault.fatal for fault in faults) else series), faults


def kept_series(text: str) -> Series:
    """Return the series of a text that was accepted once, so that an old issue never breaks on what a later release
    finds fault with.
    """
    return as_it_stands(tomllib.loads(text, parse_float=str))


def as_it_stands(data: Mapping[str, Any]) -> Series:
    """Return the series of plain data whatever is wrong with it, wrong values left out: for a preview while editing."""
    series: Series = _Reading().record(Series, data, "")
    return series


class _Reading:
    """One pass over the data. A wrong value is taken for nothing, so that all the others are still looked at."""

    def __init__(self) -> None:
        self.faults: list[SeriesFault] = []
        self.unknown: list[SeriesFault] = []

    def allows(self, fault: SeriesFault) -> bool:
        """Tell whether a fault of keys across is one of its own: not that of a wrong value, nor of a kind not known."""
        wrong = {one.place for one in self.faults}
        return fault.place not in wrong and f"{fault.place.rpartition('.')[0]}.kind" not in wrong

    def record(self, record: type, data: Mapping[str, Any], place: str) -> Any:
        keys = list(keys_of(record))
        known = {key.name for key in keys}
        for name in data:
            if name not in known:
                self.unknown.append(SeriesFault(place + name, "key_unknown", "没有这个字段", "、".join(sorted(known))))
        return record(**{key.attribute: self._held(key, data, place) for key in keys})

    def _held(self, key: Key, data: Mapping[str, Any], place: str) -> Any:
        if key.name not in data and not key.required:
            return key.default
        return _HOLDS[key.holds](self, key, data.get(key.name), place + key.name)

    def wrong(self, place: str, problem: str) -> None:
        self.faults.append(SeriesFault(place, "value_wrong", problem))

    def text(self, key: Key, value: Any, place: str) -> str:
        if key.words and (not isinstance(value, str) or value not in key.words):
            self.wrong(place, f"须为其中之一：{'、'.join(word for word in key.words if word)}")
            return key.words[0]
        if not isinstance(value, str) or (key.required and not value.strip()):
            self.wrong(place, "须为非空文字" if key.required else "须为文字")
            return ""
        return value

    def texts(self, key: Key, value: Any, place: str) -> tuple[str, ...]:
        blank = key.holds == CELLS
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) and (one or blank) for one in value):
            self.wrong(place, "须为文字的列表")
            return ()
        return tuple(value)

    def count(self, key: Key, value: Any, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= COUNT_MAX:
            self.wrong(place, "须为非负整数")
            return 0
        return value

    def flag(self, key: Key, value: Any, place: str) -> bool:
        if not isinstance(value, bool):
            self.wrong(place, "须为 true 或 false")
            return False
        return value

    def words(self, key: Key, value: Any, place: str) -> dict[str, str]:
        if not isinstance(value, Mapping) or not all(isinstance(one, str | int) for one in value.values()):
            self.wrong(place, "须为“名称 = 文字”的表")
            return {}
        return {name: str(one) for name, one in value.items()}

    def table(self, key: Key, value: Any, place: str) -> Any:
        assert key.of is not None, "a key that holds a table names its record"
        if not isinstance(value, Mapping):
            self.wrong(place, "须为一张表")
            return key.default
        return self.record(key.of(), value, f"{place}.")

    def tables(self, key: Key, value: Any, place: str) -> tuple[Any, ...]:
        assert key.of is not None, "a key that holds tables names their record"
        if not self._is_list_of_tables(value, place):
            return ()
        if place.count(".") > DEPTH_MAX:
            self.wrong(place, "层次过深")
            return ()
        return tuple(self.record(key.of(), one, f"{place}[{index}].") for index, one in enumerate(value))

    def raw(self, key: Key, value: Any, place: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(dict(one) for one in value) if self._is_list_of_tables(value, place) else ()

    def _is_list_of_tables(self, value: Any, place: str) -> bool:
        if isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value):
            return True
        self.wrong(place, "须为表的列表")
        return False


_HOLDS: Mapping[str, Callable[[_Reading, Key, Any, str], Any]] = {
    TEXT: _Reading.text, TEXTS: _Reading.texts, CELLS: _Reading.texts, COUNT: _Reading.count, FLAG: _Reading.flag,
    WORDS: _Reading.words, TABLE: _Reading.table, TABLES: _Reading.tables, RAW: _Reading.raw,
}  # fmt: skip
