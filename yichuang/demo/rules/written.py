"""Days and seconds as deliveries write them, looked up in tables."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from yichuang.demo.rules.volumes import THROUGH

_FIRST = date(2021, 1, 1)
_LAST_DAY = (THROUGH - date(1970, 1, 1)).days
_OFFSET = (_FIRST - date(1970, 1, 1)).days
_DAYS = pl.Series([(_FIRST + timedelta(place)).isoformat() for place in range((THROUGH - _FIRST).days + 1)])
_TIMES = pl.Series([f" {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(86_400)])


def written(days: pl.Series, seconds: pl.Series) -> pl.Series:
    """Return `YYYY-MM-DD HH:MM:SS` of days (since 1970) and seconds of the day; on the last day the date alone."""
    day, time = _DAYS.gather(days - _OFFSET), _TIMES.gather(seconds)
    return pl.select(pl.when(days < _LAST_DAY).then(day + time).otherwise(day)).to_series()
