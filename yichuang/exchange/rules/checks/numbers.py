"""Case numbers, set-wise: plain ones by expressions, only odd ones by the ledger's own function."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from yichuang.cases.rules.numbers import LENGTH_MAX, number_for
from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.checks.texts import CONTROL
from yichuang.exchange.rules.datasets import Dataset

_PLAIN = r"^[0-9A-Z](?:[0-9A-Z-]*[0-9A-Z])?$"
# What could be a number of our own scheme, by itself or behind a system's code of eight digits, or one of a digest.
_ODD = r"[0-9]{7}[0-9A-Z]{3}-[0-9A-Z]$|^X[0-9A-F]{32}$"
_SOMETHING = r"[\p{L}\p{N}]"
_OF_A_SPREADSHEET = r"^(?:[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!))$"


def numbered(frame: pl.DataFrame, dataset: Dataset, system_code: str) -> pl.DataFrame:
    """Return the frame with `sender_number`, `number` and `key` (number, or number/no where a second column counts)."""
    column, *more = dataset.key
    sender = pl.col(column)
    fits = sender.str.contains(_PLAIN) & (sender.str.len_bytes() + len(system_code) < LENGTH_MAX)
    plain = fits & ~sender.str.contains(_ODD)
    frame = frame.with_columns(pl.when(plain).then(pl.lit(f"{system_code}-") + sender).alias("number"))
    odd = frame.filter(pl.col("number").is_null() & sender.is_not_null())[column].unique()
    if len(odd):
        made = [number_for(system_code, number) if number.strip() else None for number in odd]
        table = pl.DataFrame({column: odd, "made": pl.Series(made, dtype=pl.String)})
        frame = frame.join(table, on=column, how="left", maintain_order="left")
        frame = frame.with_columns(pl.coalesce("number", "made").alias("number")).drop("made")
    return frame.with_columns(
        sender.alias("sender_number"),
        key=pl.concat_str(pl.col("number"), *(pl.col(name) for name in more), separator="/"),
    )


def masks(dataset: Dataset) -> Iterator[Mask]:
    """Yield where a number cannot be one: nothing in it, or what a spreadsheet made of it."""
    sender = pl.col("sender_number")
    empty = ~sender.str.contains(_SOMETHING) & ~sender.str.contains(CONTROL)  # these are told as what they are
    yield Mask("malformed_number", dataset.key[0], empty | sender.str.contains(_OF_A_SPREADSHEET))
