"""Dates and instants, read from their written forms, and what is wrong with them.

Forms: YYYY-MM-DD, YYYY/MM/DD, YYYYMMDD; after a blank or T a time of day HH:MM[:SS[.ffffff]], or in the compact form of
GB/T 39046-2020 YYYYMMDDThhmmss; an offset (Z, +08:00) if the time is not the hall's. A date alone is a bare date:
midnight is an instant only where 00:00 is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo

import polars as pl

from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.datasets import Dataset, Kind

EARLIEST = date(1949, 10, 1)  # nothing older is on file anywhere; years such as 0202 are slips of the pen
_OFFSET = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_COMPACT_CLOCK = r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"
_DAY = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}/[0-9]{2}/[0-9]{2}|[0-9]{8})"
_FORM = rf"^(?:{_DAY}(?:[ T]{_CLOCK}{_OFFSET}?)?|[0-9]{{8}}T{_COMPACT_CLOCK}{_OFFSET}?)$"
_SECOND, _MINUTE, _HOUR = 1_000_000, 60_000_000, 3_600_000_000  # microseconds


def on(name: str) -> pl.Expr:
    """Return the local date of a time column."""
    return pl.col(f"{name}_on")


def at(name: str) -> pl.Expr:
    """Return the instant of a time column, null for a bare date."""
    return pl.col(f"{name}_at")


def timed(frame: pl.DataFrame, dataset: Dataset, now: datetime, zone: tzinfo) -> pl.DataFrame:
    """Return the frame with `X_on` (Date, local) and `X_at` (UTC) for each time column X; null where X has a fault."""
    for column in dataset.columns:
        if column.kind is Kind.TIME:
            frame = _read(frame, column.name, str(zone))
            frame = frame.with_columns(_fault(column.name, now, zone).alias(_fault_of(column.name)))
            well = pl.col(_fault_of(column.name)).is_null()
            frame = frame.with_columns(
                pl.when(well).then(value).name.keep() for value in (on(column.name), at(column.name))
            )
    return frame


def masks(dataset: Dataset) -> Iterator[Mask]:
    """Yield what can be wrong with each time by itself."""
    for column in dataset.columns:
        if column.kind is Kind.TIME:
            for code in ("malformed_date", "date_too_early", "date_in_future"):
                yield Mask(code, column.name, pl.col(_fault_of(column.name)) == code)


def before(one: str, other: str) -> pl.Expr:
    """Return where one time column lies before another: by the instants if both are known, else by the dates."""
    both = at(one).is_not_null() & at(other).is_not_null()
    return pl.when(both).then(at(one) < at(other)).otherwise(on(one) < on(other))


def _fault_of(name: str) -> str:
    return f"{name} fault"


def _fault(name: str, now: datetime, zone: tzinfo) -> pl.Expr:
    """Return the code of what is wrong with a time; an instant is held against now, a bare date against today."""
    today = now.astimezone(zone).date()
    late = pl.when(at(name).is_not_null()).then(at(name) > now.astimezone(UTC)).otherwise(on(name) > today)
    return (
        pl.when(pl.col(name).is_not_null() & on(name).is_null())
        .then(pl.lit("malformed_date"))
        .when(on(name) < EARLIEST)
        .then(pl.lit("date_too_early"))
        .when(late)
        .then(pl.lit("date_in_future"))
    )


def _read(frame: pl.DataFrame, name: str, zone: str) -> pl.DataFrame:
    """Read one column; its steps are taken only where some row needs them."""
    text = pl.col(name)
    text = pl.when(text.str.contains(_FORM)).then(text)
    dashed = text.str.slice(4, 1).is_in(["-", "/"])
    day = (
        pl.when(dashed)
        .then(text.str.slice(0, 10).str.replace_all("/", "-", literal=True).str.to_date("%Y-%m-%d", strict=False))
        .otherwise(text.str.slice(0, 8).str.to_date("%Y%m%d", strict=False))
    )
    clock = pl.when(dashed).then(text.str.slice(10)).otherwise(text.str.slice(8))
    read = frame.lazy().select(day.alias("day"), pl.when(clock != "").then(clock.str.slice(1)).alias("clock")).collect()
    if read["clock"].null_count() == read.height:
        instant = pl.Series(f"{name}_at", [None], pl.Datetime("us", "UTC")).new_from_index(0, read.height)
        return frame.with_columns(read["day"].alias(f"{name}_on"), instant)
    read = _with_instants(read, zone)
    return frame.with_columns(read["day"].alias(f"{name}_on"), read["at"].alias(f"{name}_at"))


def _with_instants(read: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Return `day` and `at` of days and the times of day beside them."""
    offset = pl.col("clock").str.extract(rf"({_OFFSET})$")
    hands = pl.col("clock").str.replace(rf"{_OFFSET}$", "").str.replace_all(":", "", literal=True)
    read = read.with_columns(offset=offset, hands=hands)
    read = read.with_columns(local=pl.col("day").cast(pl.Datetime("us")) + _time_of_day(pl.col("hands")))
    read = read.with_columns(at=_in_zone(pl.col("local"), zone))
    if read["offset"].null_count() == read.height:
        return read
    abroad = (pl.col("local") - _offset(pl.col("offset"))).dt.replace_time_zone("UTC")
    read = read.with_columns(at=pl.when(pl.col("offset").is_not_null()).then(abroad).otherwise(pl.col("at")))
    day = pl.col("at").dt.convert_time_zone(zone).dt.date()
    return read.with_columns(day=pl.when(pl.col("offset").is_not_null()).then(day).otherwise(pl.col("day")))


def _time_of_day(hands: pl.Expr) -> pl.Expr:
    """Return hhmm[ss[.ffffff]] as a duration, null for null."""
    seconds = hands.str.slice(4, 2).cast(pl.Int64, strict=False).fill_null(0)
    fraction = hands.str.slice(7).str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    hour, minute = (hands.str.slice(start, 2).cast(pl.Int64, strict=False) for start in (0, 2))
    return (hour * _HOUR + minute * _MINUTE + seconds * _SECOND + fraction).cast(pl.Duration("us"))


def _offset(offset: pl.Expr) -> pl.Expr:
    """Return Z or ±hh:mm as a duration, null for null."""
    digits = offset.str.replace("Z", "+0000", literal=True).str.replace(":", "", literal=True)
    hour, minute = (digits.str.slice(start, 2).cast(pl.Int64, strict=False) for start in (1, 3))
    sign = pl.when(digits.str.starts_with("-")).then(-1).otherwise(1)
    return (sign * (hour * _HOUR + minute * _MINUTE)).cast(pl.Duration("us"))


def _in_zone(local: pl.Expr, zone: str) -> pl.Expr:
    """Return the instant of a local time as Python has it: of two the first; skipped ones by the offset before.

    Clocks in China were set forward and back in some years (1986 to 1991 the last).
    """
    hour = pl.duration(hours=1)
    plain = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    skipped = (local - hour).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null") + hour
    return pl.coalesce(plain, skipped).dt.convert_time_zone("UTC")
