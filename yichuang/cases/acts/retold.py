"""Histories that tell again of cases the ledger holds: what is the same is sorted out set-wise.

A system that sends a row a case tells of the acceptance again when the case ends; a delivery that is sent twice tells
everything again. What is said in other words than are recorded is left for `carefully`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl
from django.conf import settings
from django.db import connection

from yichuang.cases.named import sql
from yichuang.cases.rules.setwise import EVENTS, STANDINGS, Columns
from yichuang.cases.rules.setwise.paths import answered
from yichuang.cases.rules.setwise.shapes import INSTANT, Schema
from yichuang.cases.rules.telling import slot_of
from yichuang.cases.rules.words import GROUPING, Act
from yichuang.kit.crypto import FieldCipher
from yichuang.people.rules import RecordState

_cipher = FieldCipher(settings.KEYS)
_SAME = (*GROUPING, "sender_number")
_FACTS: Schema = {
    "number": pl.String, "was": pl.String, "was_at": INSTANT, "was_on": pl.Date, "was_reason": pl.String,
    "was_data": pl.String, "was_text": pl.String,
}  # fmt: skip
_KEPT: Schema = {
    "number": pl.String, "role": pl.String, "place": pl.Int64, "was_kind": pl.String, "was_name": pl.String,
    "was_document": pl.Binary, "was_phone": pl.Binary, "was_state": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Retold:
    """Standings of the cases of which something new is told, what is new, and the rows that tell nothing new."""

    standings: pl.DataFrame
    events: pl.DataFrame
    unchanged: list[int]


def sorted_out(columns: Columns, rest: pl.DataFrame, known: pl.DataFrame) -> Retold:
    """Return what is new in histories that go on from what the ledger holds; those that contradict it are in neither.

    rest: heads of histories, one a case; known: standings of cases, of which the `simple` ones are looked at.
    """
    here = rest.join(known.filter("simple").drop("row", strict=False), on="number", how="inner", suffix="_held")
    if columns.opens:
        here = here.filter(pl.all_horizontal(pl.col(name) == pl.col(f"{name}_held") for name in _SAME))
        here = here.join(_differing(columns.parties, here), on="row", how="anti")
    told = _compared(columns.events.join(here.select("row", "number"), on="row"))
    bad = told.filter("filled", ~pl.col("same"))["row"].unique()
    told = told.filter(~pl.col("row").is_in(bad.implode()))
    new = told.filter(~pl.col("filled"))
    here = here.select("row", "number").join(told, on="row", how="semi")
    standings = here.join(new, on="row", how="semi").join(known.filter("simple").drop("row", strict=False), on="number")
    unchanged = here.join(new, on="row", how="anti")["row"].to_list()
    return Retold(standings.select(STANDINGS.keys()), new.select(EVENTS.keys()), unchanged)


def _compared(told: pl.DataFrame) -> pl.DataFrame:
    """Return told events with whether their slot is `filled`, and whether what fills it is the `same`."""
    slots = {act.value: filled[0] for act in Act if (filled := slot_of(act, {}))}  # others are done again and again
    slot = pl.col("act").replace_strict(slots, default=None, return_dtype=pl.String)
    facts = _facts(told["number"].unique().to_list()).with_columns(
        slot=pl.col("was").replace_strict(slots, default=None, return_dtype=pl.String)
    )  # fmt: skip
    frame = told.with_columns(slot=slot).join(facts, on=["number", "slot"], how="left")
    frame = answered(frame, ["data", "was_data"], {"covered": pl.Boolean}, _covered)
    when = pl.when(pl.col("at").is_null()).then(pl.col("on") == pl.col("was_on"))
    reason, text = pl.col("reason").fill_null(""), pl.col("text").fill_null("")
    return frame.with_columns(
        filled=pl.col("was").is_not_null(),
        same=(
            (pl.col("act") == pl.col("was")) & when.otherwise(pl.col("at") == pl.col("was_at")) & pl.col("covered")
            & ((reason == "") | (reason == pl.col("was_reason")))
            & ((text == "") | (pl.col("was_text").fill_null("") == "") | (text == pl.col("was_text")))
        ).fill_null(False),
    )  # fmt: skip


def _covered(told: str | None, recorded: str | None) -> tuple[bool]:
    """Tell whether an event's data holds all that is told of it."""
    held = json.loads(recorded) if recorded else {}
    return (all(held.get(name) == value for name, value in json.loads(told).items()) if told else True,)


def _facts(numbers: list[str]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql("facts_of_many"), {"numbers": numbers})
        return pl.DataFrame(cursor.fetchall(), schema=_FACTS, orient="row")


def _differing(parties: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose parties are to be compared one by one: they differ, or tell more than a hash can say."""
    told = parties.join(here.select("row", "number"), on="row")
    if not told.height:
        return pl.DataFrame(schema={"row": pl.Int64})
    told = told.with_columns(
        place=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("row", "role"),
        document=_hashes(told["document_number"], "document"), told_phone=_hashes(told["phone"], "phone"),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql("parties_of_many"), {"numbers": here["number"].unique().to_list()})
        kept = pl.DataFrame(cursor.fetchall(), schema=_KEPT, orient="row")
    frame = told.join(kept, on=["number", "role", "place"], how="left")
    same = (
        (pl.col("was_state") == RecordState.IN_USE.value)
        & (pl.col("name") == pl.col("was_name")) & (pl.col("kind") == pl.col("was_kind"))
        & (pl.col("document").is_null() | (pl.col("document") == pl.col("was_document")))
        & (pl.col("told_phone").is_null() | (pl.col("told_phone") == pl.col("was_phone")))
        & (pl.col("address").fill_null("") == "")
    )  # fmt: skip
    return frame.filter(~same.fill_null(False)).select("row").unique()


def _hashes(numbers: pl.Series, kind: str) -> pl.Series:
    return pl.Series([_cipher.lookup(one, kind) if one else None for one in numbers.to_list()], dtype=pl.Binary)
