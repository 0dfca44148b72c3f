"""JSON Lines: an object a line, its keys the columns' names or labels, its values text, numbers or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from yichuang.exchange.reading.headings import OF_THE_EXCHANGE, known
from yichuang.exchange.reading.recognising import unreadable
from yichuang.exchange.reading.rows import Batch, Damaged, damage, shaped
from yichuang.exchange.rules.datasets import Dataset

LINES = 10_000  # read at a time
LINE_LIMIT = 1 << 20  # bytes
_PLAIN = {str, type(None)}
_LOOKED_AT = 100  # lines, for the keys that a file has and to see that there are objects at all


class _Twice(list[str]):
    """The keys of an object that has some of them twice."""


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    return _Twice(sorted({key for key in keys if keys.count(key) > 1}))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=str, parse_float=lambda text: _number(text), parse_constant=_no_number
)


def _number(text: str) -> str:
    """Return a decimal as it is written; without its fraction where that is nothing."""
    whole, _, fraction = text.partition(".")
    return whole if fraction and not fraction.strip("0") else text


def headings(path: Path, encoding: str) -> list[str]:
    """Return the keys that the first objects have."""
    found: dict[str, None] = {}
    for line in islice(_lines(path), _LOOKED_AT):
        value = _parsed(line, encoding)
        if isinstance(value, dict):
            found |= dict.fromkeys(value)
    return list(found)


def pieces(path: Path, encoding: str, dataset: Dataset, after: int) -> Iterator[Batch]:
    """Yield the rows of a JSON Lines file."""
    _check(path)
    table = _Table(encoding, dataset)
    lines = _lines(path)
    row = sum(1 for _ in islice(lines, after))
    while block := list(islice(lines, LINES)):
        yield table.read(block, row)
        row += len(block)


def _check(path: Path) -> None:
    first = list(islice(_lines(path), _LOOKED_AT))
    if not first:
        raise unreadable("文件是空的")
    if not any(line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") for line in first):
        raise unreadable("不是 JSON Lines；应为每行一个 JSON 对象")


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines that are not blank; of one beyond the limit, its beginning."""
    with path.open("rb") as file:
        while line := file.readline(LINE_LIMIT + 1):
            rest = line
            while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
                rest = file.readline(LINE_LIMIT + 1)
            if line.strip():
                yield line


def _parsed(line: bytes, encoding: str) -> Any:
    """Return what a line says. None where it is no JSON."""
    try:
        return _DECODER.decode(line.decode(encoding).strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None


class _Table:
    """Reads lines as rows of one data set."""

    def __init__(self, encoding: str, dataset: Dataset) -> None:
        self.encoding, self.dataset = encoding, dataset
        self.words: Mapping[str, str] = known(dataset)
        self.names = frozenset(dataset.names)

    def read(self, lines: list[bytes], row: int) -> Batch:
        """Return the lines as rows that follow row number `row`."""
        frame = self._at_once(lines)
        if frame is not None:
            return Batch(shaped(frame.with_row_index("row", row + 1), self.dataset.names))
        good: list[dict[str, str | None]] = []
        rows: list[int] = []
        damaged: list[Damaged] = []
        for number, line in enumerate(lines, row + 1):
            found = self._row(number, line)
            if isinstance(found, Damaged):
                damaged.append(found)
            else:
                rows.append(number)
                good.append(found)
        columns = [
            pl.Series(name, [found.get(name) or None for found in good], pl.String) for name in self.dataset.names
        ]
        return Batch(
            shaped(pl.DataFrame([pl.Series("row", rows, pl.Int64), *columns]), self.dataset.names), tuple(damaged)
        )

    def _at_once(self, lines: list[bytes]) -> pl.DataFrame | None:
        """Return the rows of lines that are objects of texts by the columns' names; None of any others.

        Lines are read as one array. None can reach into the next: it begins and ends with its braces, and a list that
        would hold two of them together is no text.
        """
        trimmed = [line.strip() for line in lines]
        if not all(line.startswith(b"{") and line.endswith(b"}") for line in trimmed):
            return None
        try:
            text = b",\n".join(trimmed).decode(self.encoding)
            values = _DECODER.decode(f"[{text}]")
        except (ValueError, RecursionError):
            return None
        if (
            len(values) != len(lines)
            or max(map(len, trimmed)) > LINE_LIMIT
            or "\0" in text
            or "\\u0000" in text
            or set(map(type, values)) != {dict}
            or not set().union(*values).issubset(self.names)
        ):
            return None
        columns = {name: [value.get(name) for value in values] for name in self.dataset.names}
        if any(not set(map(type, column)) <= _PLAIN for column in columns.values()):
            return None
        try:
            frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        except UnicodeEncodeError:  # an escape that is no character
            return None
        return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))

    def _row(self, number: int, line: bytes) -> dict[str, str | None] | Damaged:
        """Return the line's cells by column, or what is wrong with it."""
        raw = line.decode(self.encoding, "replace")

        def wrong(code: str, **facts: object) -> Damaged:
            return damage(number, raw, code, **facts)

        if len(line) > LINE_LIMIT:
            return wrong("row_too_long")
        if "\ufffd" in raw and not _decodes(line, self.encoding):
            return wrong("bytes_undecodable", encoding=self.encoding)
        value = _parsed(line, self.encoding)
        if isinstance(value, _Twice):
            return wrong("keys_twice", keys="、".join(value)[:200])
        if not isinstance(value, dict):
            return wrong("json_broken")
        return self._named(value, wrong)

    def _named(self, value: dict[str, Any], wrong: Callable[..., Damaged]) -> dict[str, str | None] | Damaged:
        cells: dict[str, str | None] = {}
        unknown = []
        for key, content in value.items():
            word = key.strip().lower()
            name = self.words.get(word)
            if name is None:
                unknown += [key] if word not in OF_THE_EXCHANGE else []
                continue
            if name in cells:
                return wrong("keys_twice", keys=name)
            if not isinstance(content, str | bool | None):
                return wrong("json_nested", column=name)
            if isinstance(content, bool):
                content = "true" if content else "false"
            if content and "\0" in content:
                return wrong("nul_byte")
            if content and not _is_text(content):
                return wrong("text_broken", column=name)
            cells[name] = content
        return wrong("keys_unknown", keys="、".join(unknown)[:200]) if unknown else cells


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_text(content: str) -> bool:
    try:
        content.encode()
    except UnicodeEncodeError:
        return False
    return True
