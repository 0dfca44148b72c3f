"""Parquet: slices of rows, typed columns made text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from yichuang.exchange.reading.headings import places
from yichuang.exchange.reading.recognising import unreadable
from yichuang.exchange.reading.rows import Batch, Damaged, damage, shaped
from yichuang.exchange.rules.datasets import Dataset
from yichuang.kit.errors import Refusal

SLICE = 20_000  # rows decoded at a time: a row group may hold a million
EXACT = 2**53  # beyond it a floating number no longer holds every whole one
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def headings(path: Path, encoding: str) -> list[str]:
    """Return the columns' names."""
    return list(_schema(path))


def _schema(path: Path) -> pl.Schema:
    try:
        return pl.scan_parquet(path, glob=False).collect_schema()
    except _BROKEN as error:
        raise unreadable(f"不是完整的 Parquet（{str(error)[:200]}）") from None


def pieces(path: Path, encoding: str, dataset: Dataset, after: int) -> Iterator[Batch]:
    """Yield the rows of a Parquet file. Raises Refusal `columns_unreadable` for columns that hold no plain values."""
    schema = _schema(path)
    columns = {
        title: name for title, name in zip(schema, places(list(schema), dataset), strict=True) if name is not None
    }
    texts = [_text(title, schema[title]).alias(name) for title, name in columns.items()]
    lost = [_lost(title, schema[title]) for title in columns if schema[title].is_float()]
    lazy = pl.scan_parquet(path, glob=False).select(list(columns))
    row = after
    while True:
        try:
            typed = lazy.slice(row, SLICE).collect()
        except _BROKEN as error:
            raise unreadable(f"Parquet 在第 {row + 1} 行之后损坏（{str(error)[:200]}）") from None
        if not typed.height:
            return
        yield _piece(typed, texts, lost, columns, row, dataset)
        row += typed.height


def _piece(
    typed: pl.DataFrame, texts: list[pl.Expr], lost: list[pl.Expr], columns: dict[str, str], row: int, dataset: Dataset
) -> Batch:
    """Return a slice's rows as text, those apart that hold a NUL or a number that lost digits."""
    text = typed.select(texts).select(pl.when(pl.all() != "").then(pl.all()))
    frame = shaped(text.with_row_index("row", row + 1), dataset.names)
    with_nul = text.select(pl.any_horizontal(pl.all().str.contains("\0", literal=True).fill_null(False))).to_series()
    inexact = (
        typed.select(pl.any_horizontal(*lost)).to_series()
        if lost
        else with_nul.clear().extend_constant(False, typed.height)
    )
    if not (with_nul.any() or inexact.any()):
        return Batch(frame)
    hurt = (with_nul | inexact).arg_true()
    damaged = [_damaged(row + 1 + at, typed.row(at, named=True), columns, nul=with_nul[at]) for at in hurt]
    return Batch(frame.filter(~(with_nul | inexact)), tuple(damaged))


def _damaged(row: int, values: dict[str, Any], columns: dict[str, str], *, nul: bool) -> Damaged:
    raw = json.dumps({title: value for title, value in values.items() if value is not None}, ensure_ascii=False,
                     default=str)  # fmt: skip
    if nul:
        return damage(row, raw, "nul_byte")
    inexact = [columns[title] for title, value in values.items() if isinstance(value, float) and abs(value) >= EXACT]
    return damage(row, raw, "digits_lost", column="、".join(inexact))


def _lost(title: str, kind: pl.DataType) -> pl.Expr:
    """Tell where a floating number is too great to be told from its neighbours."""
    number = pl.col(title)
    return (number.is_finite() & (number.abs() >= EXACT)).fill_null(False)


def _text(title: str, kind: pl.DataType) -> pl.Expr:
    """Return a column as text, in ISO form where it is a time; whole numbers without a fraction."""
    column = pl.col(title)
    if kind == pl.Datetime:
        offset = "%:z" if getattr(kind, "time_zone", None) else ""
        return column.dt.to_string(f"%Y-%m-%dT%H:%M:%S%.f{offset}")
    if kind == pl.Date:
        return column.dt.to_string("%Y-%m-%d")
    if kind == pl.Time:
        return column.dt.to_string("%H:%M:%S")
    if kind.is_float():
        whole = (column == column.floor()) & (column.abs() < EXACT)
        number = (
            pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        )
        return pl.when(column.is_not_nan()).then(number)
    if kind.is_decimal():
        return column.cast(pl.String).str.replace(r"\.0+$", "")
    if kind in (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null) or kind.is_integer():
        return column.cast(pl.String)
    raise Refusal(
        "columns_unreadable",
        f"列 {title} 的类型是 {kind}，不是文字、数字或时间",
        field="file",
        details={"columns": [title]},
    )
