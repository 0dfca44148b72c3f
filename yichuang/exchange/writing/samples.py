"""Samples as files: a small valid one for each data set and format, to try the road with and to copy."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import polars as pl

from yichuang.exchange.rules.datasets import DATASETS, FORMATS, SUFFIXES, Column
from yichuang.exchange.rules.samples import Row, Setting, samples


def write_samples(folder: Path, setting: Setting, *, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write `<system code>-<data set>-sample.<format>` for each data set into a folder and return the paths in order.

    The folder is made if it is missing; files of these names are written anew. OSError where that cannot be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rows in samples(setting).items():
        for format in formats:
            path = folder / f"{setting.system_code}-{name}-sample{SUFFIXES[format]}"
            _WRITERS[format](path, DATASETS[name].columns, rows)
            paths.append(path)
    return paths


def _csv(path: Path, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in columns], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def _jsonl(path: Path, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            said = {column.name: row[column.name] for column in columns if column.name in row}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")


def _parquet(path: Path, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    schema = {column.name: pl.String for column in columns}
    pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=schema, orient="row").write_parquet(path)


def _xlsx(path: Path, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Write a sheet under the Chinese headings, all cells as text, so that no number loses its digits."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.append([column.label for column in columns])
    for row in rows:
        sheet.append([row.get(column.name) for column in columns])
    book.save(path)


_WRITERS: Mapping[str, Callable[[Path, Sequence[Column], Sequence[Row]], None]] = {
    "csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl, "parquet": _parquet,
}  # fmt: skip
