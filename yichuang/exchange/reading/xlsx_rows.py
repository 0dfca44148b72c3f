"""XLSX: the first sheet, row by row; a cell that is an error or a formula damages its row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from yichuang.exchange.reading.headings import places
from yichuang.exchange.reading.recognising import unreadable
from yichuang.exchange.reading.rows import Batch, Damaged, damage, shaped
from yichuang.exchange.reading.xlsx_book import BROKEN, workbook
from yichuang.exchange.rules.datasets import Dataset
from yichuang.kit.errors import Refusal

ROWS = 5_000  # read at a time
DIGITS = 10**15  # a sheet's numbers have 15 digits


def headings(path: Path, encoding: str) -> list[str]:
    """Return the first row's cells."""
    with workbook(path) as book:
        return _headings(next(_rows(book.worksheets[0]), ()))


def _headings(cells: Sequence[Any]) -> list[str]:
    texts = ["" if cell.value is None else str(cell.value) for cell in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    if not texts:
        raise unreadable("工作表是空的，或第一行不是表头")
    return texts


def pieces(path: Path, encoding: str, dataset: Dataset, after: int) -> Iterator[Batch]:
    """Yield the rows of the first sheet. Raises Refusal `sheets_many` where another sheet holds such rows too."""
    with workbook(path) as book:
        first, *others = book.worksheets
        rows = _rows(first)
        titles = _headings(next(rows, ()))
        columns = places(titles, dataset)
        _check_others(others, dataset)
        said = (cells for cells in rows if any(cell.value not in (None, "") for cell in cells))
        row = 0
        while block := list(islice(said, ROWS)):
            yield _piece(block, titles, columns, row, dataset)
            row += len(block)


def _check_others(sheets: Sequence[Any], dataset: Dataset) -> None:
    for sheet in sheets:
        rows = _rows(sheet)
        try:
            places(_headings(next(rows, ())), dataset)
        except Refusal:
            continue
        if any(cell.value not in (None, "") for cells in rows for cell in cells):
            raise Refusal(
                "sheets_many", f"另有一个工作表也有数据：{sheet.title}；一个文件只读第一个工作表", field="file"
            )


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    """Yield the sheet's rows of cells, whatever it says its size is."""
    sheet.reset_dimensions()
    try:
        yield from sheet.iter_rows()
    except BROKEN as error:
        raise unreadable(f"工作表 {sheet.title} 已损坏（{str(error)[:200]}）") from None


def _piece(
    block: list[Sequence[Any]], titles: list[str], columns: list[str | None], row: int, dataset: Dataset
) -> Batch:
    good: list[list[str | None]] = []
    rows: list[int] = []
    damaged: list[Damaged] = []
    for number, cells in enumerate(block, row + 1):
        found = _row(number, cells, titles, columns)
        if isinstance(found, Damaged):
            damaged.append(found)
        else:
            good.append(found)
            rows.append(number)
    series = [pl.Series("row", rows, pl.Int64)]
    for place, name in enumerate(columns):
        if name is not None:
            series.append(pl.Series(name, [cells[place] for cells in good], pl.String))
    return Batch(shaped(pl.DataFrame(series), dataset.names), tuple(damaged))


def _row(number: int, cells: Sequence[Any], titles: list[str], columns: list[str | None]) -> list[str | None] | Damaged:
    """Return the cells' texts, one for each heading, or what is wrong with the row."""
    texts: list[str | None] = [None] * len(columns)
    for place, cell in enumerate(cells):
        value = cell.value
        if value is None or value == "":
            continue
        code = "cells_wrong" if place >= len(columns) else _fault(cell, value)
        if code:
            column = titles[place] if place < len(titles) else ""
            facts = {"column": column, "content": value, "found": len(cells), "expected": len(columns)}
            return damage(number, _raw(cells, titles), code, **facts)
        texts[place] = value if type(value) is str else _text(value)
    return texts


def _fault(cell: Any, value: object) -> str:
    """Return the code of what is wrong with a cell, or nothing."""
    if cell.data_type == "e":
        return "cell_error"
    if cell.data_type == "f":
        return "cell_formula"
    if type(value) is str:
        return "nul_byte" if "\0" in value else ""
    return "digits_lost" if isinstance(value, int | float) and abs(value) >= DIGITS else ""


def _raw(cells: Sequence[Any], titles: list[str]) -> str:
    said = {
        titles[place] if place < len(titles) else f"（第 {place + 1} 列）": cell.value
        for place, cell in enumerate(cells)
        if cell.value is not None
    }
    return json.dumps(said, ensure_ascii=False, default=str)


def _datetime(value: datetime) -> str:
    """Return a date where the time of day is nothing: a sheet has no other way to write one."""
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return rounded.isoformat().removesuffix("T00:00:00")


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    float: lambda value: str(int(value)) if value.is_integer() else str(value),
    datetime: _datetime,
    date: date.isoformat,
    time: lambda value: value.isoformat("seconds"),
}


def _text(value: object) -> str:
    """Return a typed cell as text."""
    return _TEXTS.get(type(value), str)(value)
