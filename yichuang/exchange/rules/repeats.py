"""Rows that name the same thing twice in one delivery: found in the survey, before anything is taken. Pure.

The first row of a key counts; the later ones are refused, whatever they say. What is kept is small: a digest for each
row while the survey runs (8 bytes), and afterwards only those that occur more than once, with their first row.
"""

from __future__ import annotations

import struct

import polars as pl

from yichuang.exchange.rules.datasets import Dataset

_PAIR = struct.Struct("<QQ")
_SEED = 0x5943_0001
_LEADING = r"^0+(\d)"  # 01 and 1 count the same


class Repeats:
    """Counts rows and finds repeated keys, batch by batch."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset, self.rows = dataset, 0
        self._digests: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame, damaged: int) -> None:
        """Take a batch in: its readable rows and the number of its damaged ones."""
        self.rows += frame.height + damaged
        self._digests.append(digests_of(frame, self.dataset))

    def packed(self) -> bytes:
        """Return the repeated keys' digests with the first row of each, for `repeated_rows`."""
        if not self._digests:
            return b""
        every = pl.concat(self._digests)
        repeated = every.filter(pl.col("digest").is_duplicated())
        firsts = repeated.group_by("digest").agg(pl.col("row").min()).sort("digest")
        return b"".join(_PAIR.pack(digest, row) for digest, row in firsts.iter_rows())


def digests_of(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Return (row, digest) of the rows whose key is there; of the same key as it is written, blanks aside."""
    key = [pl.col(name).str.strip_chars() for name in dataset.key[:1]]
    key += [pl.col(name).str.strip_chars().str.replace(_LEADING, "$1") for name in dataset.key[1:]]
    named = frame.select("row", pl.concat_str(key, separator="\x1f").alias("key")).filter(pl.col("key") != "")
    return named.select("row", pl.col("key").hash(_SEED).alias("digest"))


def repeated_rows(frame: pl.DataFrame, dataset: Dataset, packed: bytes) -> dict[int, int]:
    """Return the rows of a frame whose key came before in the same delivery: row → the first row of that key."""
    if not packed:
        return {}
    pairs = list(_PAIR.iter_unpack(packed))
    firsts = pl.DataFrame(pairs, schema={"digest": pl.UInt64, "first": pl.Int64}, orient="row")
    found = digests_of(frame, dataset).join(firsts, on="digest").filter(pl.col("row") != pl.col("first"))
    return dict(found.select("row", "first").iter_rows())
