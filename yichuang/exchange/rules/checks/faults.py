"""Masks, and the errors made of them: only masks that hit cost more than a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from yichuang.exchange.rules.codes import FAULTS
from yichuang.exchange.rules.datasets import Dataset

SCHEMA = {"row": pl.Int64, "column": pl.String, "code": pl.String, "message": pl.String, "rule": pl.String}
# A code may be said again in an error; what could be a person's number (a column too far) may not.
_SAYABLE = r"^[0-9A-Za-z_.-]{1,80}$"
_PERSONAL = r"^(?:[0-9]{14,17}[0-9Xx]|\+?(?:86-?)?1[3-9][0-9]{9}|[A-Za-z]{1,3}[0-9]{7,12})$"


@dataclass(frozen=True, slots=True)
class Mask:
    """Where (a Boolean expression, null: not) a column has a fault; `detail` goes into its message.

    said: the column's value, if it is a code, stands in the message.
    """

    code: str
    column: str
    where: pl.Expr
    detail: str = ""
    said: bool = False


def errors_of(frame: pl.DataFrame, dataset: Dataset, masks: Sequence[Mask]) -> pl.DataFrame:
    """Return the errors that the masks find in a frame: by row, then in the order of the data set's columns."""
    hits = frame.lazy().select(mask.where.fill_null(value=False).alias(str(i)) for i, mask in enumerate(masks))
    found = hits.collect()
    some = found.select(pl.all().any()).row(0) if masks else ()
    parts = [
        _errors(frame.filter(found[str(i)]), dataset, mask)
        for i, (mask, hit) in enumerate(zip(masks, some, strict=True))
        if hit
    ]
    if not parts:
        return pl.DataFrame(schema=SCHEMA)
    place = {name: i for i, name in enumerate(dataset.names)}
    order = pl.col("column").replace_strict(place, return_dtype=pl.Int64)
    return pl.concat(parts).sort("row", order, maintain_order=True)


def _errors(bad: pl.DataFrame, dataset: Dataset, mask: Mask) -> pl.DataFrame:
    fault, label = FAULTS[mask.code], dataset.column(mask.column).label
    message: pl.Expr = pl.lit(fault.message(label, mask.detail))
    if mask.said:
        before, after = fault.words.replace("{label}", label).split("{detail}")
        message = pl.lit(before) + _said(pl.col(mask.column)) + pl.lit(after)
    return bad.select(
        pl.col("row").cast(pl.Int64),
        column=pl.lit(mask.column),
        code=pl.lit(mask.code),
        message=message,
        rule=pl.lit(fault.rule),
    )


def _said(code: pl.Expr) -> pl.Expr:
    may = code.str.contains(_SAYABLE) & ~code.str.contains(_PERSONAL)
    return pl.when(may).then(pl.lit("“") + code + pl.lit("”")).otherwise(pl.lit(""))
