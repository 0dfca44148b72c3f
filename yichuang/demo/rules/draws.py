"""Chance in columns: what is drawn depends on a key, a name and a row's place only, so rows can be made in any pieces.

The numbers are those of SplitMix64 (public domain, Vigna 2015), by unsigned integers that wrap around.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl


def _u64(number: int) -> pl.Series:
    return pl.Series([number], dtype=pl.UInt64)


_GOLDEN, _FIRST, _SECOND = _u64(0x9E3779B97F4A7C15), _u64(0xBF58476D1CE4E5B9), _u64(0x94D049BB133111EB)
_UNIT = 2.0**-53


class Draws:
    """Draws for rows `first` to `first + count - 1`; each name has a stream of its own."""

    def __init__(self, key: str, first: int, count: int) -> None:
        self.key, self.count = key, count
        self._places = pl.select(pl.int_range(first + 1, first + count + 1, dtype=pl.UInt64)).to_series() * _GOLDEN

    def uniform(self, name: str) -> pl.Series:
        """Return numbers from 0 on, less than 1."""
        digest = hashlib.sha256(f"{self.key}/{name}".encode()).digest()
        mixed = self._places + _u64(int.from_bytes(digest[:8], "little"))
        mixed = (mixed ^ (mixed // 2**30)) * _FIRST
        mixed = (mixed ^ (mixed // 2**27)) * _SECOND
        mixed = mixed ^ (mixed // 2**31)
        return (mixed // 2**11).cast(pl.Float64) * _UNIT

    def below(self, name: str, limit: int | pl.Series) -> pl.Series:
        """Return whole numbers from 0 on, less than the limit (or than each row's own)."""
        return (self.uniform(name) * limit).cast(pl.Int64)

    def weighed(self, name: str, cumulative: Sequence[float] | pl.Series) -> pl.Series:
        """Return places in a list of cumulative weights."""
        return places_of(self.uniform(name), pl.Series(cumulative, dtype=pl.Float64))

    def waits(self, name: str, rate: float) -> pl.Series:
        """Return the whole part of waiting times of this rate."""
        return ((1.0 - self.uniform(name)).log() / -rate).cast(pl.Int64)


def places_of(shares: pl.Series, cumulative: pl.Series) -> pl.Series:
    """Return where shares of the whole (0 to 1) fall in cumulative weights."""
    found = cumulative.search_sorted(shares * cumulative[-1], side="right").cast(pl.Int64)
    return found.clip(0, len(cumulative) - 1)
