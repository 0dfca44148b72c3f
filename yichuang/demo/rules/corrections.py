"""What systems correct in rows that they have delivered: a channel, an applicant's name, the day of a conclusion."""

from __future__ import annotations

import polars as pl

EVERY = 5_000  # one row in so many is corrected
_LEAST = 20  # a file of fewer rows holds no mistake
_BEFORE = "2022-06-20"  # what was concluded from then on is right; a day later, the period still holds all others


def corrected(dataset: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a delivery that are corrected, as they should have been; none for other data sets.

    No figure changes: a corrected conclusion stays in its period, and an acceptance on its day.
    """
    if dataset == "result":
        dated = pl.col("result_date").str.slice(0, 10)
        rows = _chosen(frame.filter(pl.col("delivery_date").is_null() & (dated < _BEFORE)))
        later = dated.str.to_date().dt.offset_by("1d").dt.to_string("%Y-%m-%d")
        return rows.with_columns(result_date=later + pl.col("result_date").str.slice(10))
    if dataset not in ("accept", "compact"):
        return frame.clear()
    rows = _chosen(frame)
    channels = pl.int_range(pl.len()) % 2 == 0
    other = pl.when(pl.col("apply_type") == "2").then(pl.lit("3")).otherwise(pl.lit("2"))
    return rows.with_columns(
        apply_type=pl.when(channels).then(other).otherwise("apply_type"),
        applyer_name=pl.when(channels).then("applyer_name").otherwise(pl.col("applyer_name").str.replace("某", "某某")),
    )


def _chosen(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row in `EVERY` as a frame that holds nothing of the others in memory."""
    if frame.height < _LEAST:
        return frame.clear()
    return pl.DataFrame(frame.gather_every(EVERY, min(EVERY, frame.height) // 2).rows(), frame.schema, orient="row")
