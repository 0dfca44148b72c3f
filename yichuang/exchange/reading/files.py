"""The one door of reading: the registry of formats, batches of a file, and which data set a file is of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from yichuang.exchange.reading import csv_rows, jsonl_rows, parquet_rows, xlsx_rows
from yichuang.exchange.reading.headings import fitting
from yichuang.exchange.reading.rows import Batch, grouped
from yichuang.exchange.rules.datasets import DATASETS, Dataset

_NAMED = re.compile(rf"[0-9A-Za-z]{{2,8}}-(?P<dataset>{'|'.join(DATASETS)})-.+")


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read.

    pieces:   rows of a path in an encoding as a data set, in order, some thousands at a time; rows up to `after` may
              be left out.
    headings: the headings of a path in an encoding.
    """

    pieces: Callable[[Path, str, Dataset, int], Iterator[Batch]]
    headings: Callable[[Path, str], list[str]]


READERS = {
    "csv": Format(csv_rows.pieces, csv_rows.headings),
    "xlsx": Format(xlsx_rows.pieces, xlsx_rows.headings),
    "jsonl": Format(jsonl_rows.pieces, jsonl_rows.headings),
    "parquet": Format(parquet_rows.pieces, parquet_rows.headings),
}


def batches(
    path: Path, *, format: str, encoding: str, dataset: Dataset, after: int = 0, size: int = 10_000
) -> Iterator[Batch]:
    """Yield the rows of a file, `size` at a time; every data row comes once, in a frame or as damaged.

    encoding: utf-8 or gb18030, for formats that are text.
    after:    data rows to leave out, when a reading is taken up again.

    Raises Refusal `file_unreadable`, `file_too_large_inside`, `columns_missing`, `columns_unknown` or `columns_twice`
    before the first batch; `file_unreadable` also later, where a Parquet or XLSX file is broken inside.
    """
    return grouped(READERS[format].pieces(Path(path), encoding, dataset, after), after=after, size=size)


def dataset_of(path: Path, format: str, encoding: str, file_name: str) -> Dataset:
    """Return the data set that a file is of, by its name or else by its headings. Raises Refusal `dataset_unclear`."""
    named = _NAMED.fullmatch(file_name)
    if named:
        return DATASETS[named["dataset"]]
    return fitting(READERS[format].headings(Path(path), encoding))
