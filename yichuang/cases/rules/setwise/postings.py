"""What many cases change the tallies by: `contribution` asked once for each distinct standing, then summed."""

from __future__ import annotations

from datetime import date

import polars as pl

from yichuang.cases.rules.contribution import contribution
from yichuang.cases.rules.records import After
from yichuang.cases.rules.words import Outcome, State

_COUNTED = ("state", "outcome", "accepted_on", "ended_on", "due_on", "working_days")
_PLACES = ("item_id", "item_type", "centre_id", "department_id", "region_id", "channel", "source")
_FINE = ("day", "measure", "item_id", "centre_id", "department_id", "region_id", "channel", "source")
_COARSE = ("day", "measure", "centre_id", "department_id", "item_type")
_MONTH = ("month", "measure", "centre_id", "department_id", "item_type")


def fine(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return (day, measure, item, item type, centre, department, region, channel, source, n): what `now` adds.

    before, now: standings with their versions; `before` only of cases that stood in the ledger already.
    """
    amounts = pl.concat([_amounts(now, 1), _amounts(before, -1)])
    summed = amounts.group_by("day", "measure", *_PLACES).agg(pl.col("n").sum())
    return summed.filter(pl.col("n") != 0).sort(_FINE)


def coarse(amounts: pl.DataFrame) -> pl.DataFrame:
    """Return what `fine` gave, summed to (day, measure, centre, department, item type, n)."""
    return amounts.group_by(_COARSE).agg(pl.col("n").sum()).filter(pl.col("n") != 0).sort(_COARSE)


def month(amounts: pl.DataFrame) -> pl.DataFrame:
    """Return what `coarse` gave, summed to (month by its first day, measure, centre, department, item type, n)."""
    monthly = amounts.with_columns(month=pl.col("day").dt.month_start()).group_by(_MONTH)
    return monthly.agg(pl.col("n").sum()).filter(pl.col("n") != 0).sort(_MONTH)


def _amounts(standings: pl.DataFrame, sign: int) -> pl.DataFrame:
    grouped = standings.group_by(*_COUNTED, *_PLACES).agg(cases=pl.len().cast(pl.Int64))
    asked = grouped.select(_COUNTED).unique()
    rows = [(*situation, *amount) for situation in asked.iter_rows() for amount in _contributed(*situation)]
    schema = {name: grouped.schema[name] for name in _COUNTED}
    schema |= {"day": pl.Date(), "measure": pl.Int64(), "amount": pl.Int64()}
    amounts = pl.DataFrame(rows, schema=schema, orient="row")
    joined = grouped.join(amounts, on=list(_COUNTED), how="inner", nulls_equal=True)
    return joined.select("day", "measure", *_PLACES, n=pl.col("amount") * pl.col("cases") * sign)


def _contributed(
    state: str, outcome: str, accepted_on: date | None, ended_on: date | None, due_on: date | None, days: int | None
) -> list[tuple[date, int, int]]:
    after = After(
        State(state), Outcome(outcome) if outcome else None, accepted_on, ended_on, due_on, working_days=days
    )  # fmt: skip
    return [(day, int(measure), amount) for (day, measure), amount in contribution(after).items()]
