"""Events in their canonical form (`chain.canonical_event`), made by columns: what is hashed into the chain."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl

from yichuang.cases.rules.chain import FORM
from yichuang.cases.rules.words import GROUPING
from yichuang.people.rules import Actor

_FIRST = sorted((*GROUPING, "sender_number", "parent_number"))
_INSTANT = "%Y-%m-%dT%H:%M:%S%.6fZ"


def canonical_lines(events: pl.DataFrame, *, by: Actor, recorded_at: datetime) -> pl.Series:
    """Return the canonical form of each event of a round, UTF-8, as bytes.

    events: rows of `Course.rounds` with `digest` (hexadecimal, null for none). Texts that JSON would write in another
    way than they stand never come here (`paths.run` leaves them out); a test compares every form with the chain's own.
    """
    recorded = pl.lit(recorded_at).cast(pl.Datetime("us", "UTC")).dt.to_string(_INSTANT)
    actor = json.dumps([str(by.kind), by.id, by.post_id], ensure_ascii=False, separators=(",", ":"))
    first = pl.when("new", pl.col("last_seq") == 1).then(_object({name: _plain(name, events) for name in _FIRST}))
    fields = {
        "accepted": _text(pl.col("accepted_on").dt.to_string("iso")),
        "act": _text(pl.col("act")),
        "actor": pl.lit(actor),
        "at": _text(pl.col("at").dt.to_string(_INSTANT)),
        "calendar": pl.col("calendar").cast(pl.String),
        "case": _text(pl.col("number")),
        "data": pl.col("data"),
        "days": pl.col("working_days").cast(pl.String),
        "digest": _text(pl.col("digest")),
        "due": _text(pl.col("due_on").dt.to_string("iso")),
        "ended": _text(pl.col("ended_on").dt.to_string("iso")),
        "first": first,
        "legal": _text(pl.col("legal_due_on").dt.to_string("iso")),
        "on": _text(pl.col("on").dt.to_string("iso")),
        "outcome": _text(_given("outcome")),
        "reason": _text(_given("reason")),
        "recorded": _text(recorded),
        "seq": pl.col("last_seq").cast(pl.String),
        "state": _text(pl.col("state")),
    }
    whole = pl.concat_str(pl.lit(f"[{FORM},"), _object(fields), pl.lit("]"))
    return events.select(whole.cast(pl.Binary).alias("line")).to_series()


def _object(fields: dict[str, pl.Expr]) -> pl.Expr:
    """Return a JSON object with sorted keys; a field whose text is null is left out."""
    named = [pl.concat_str(pl.lit(f'"{name}":'), fields[name]) for name in sorted(fields)]
    return pl.concat_str(pl.lit("{"), pl.concat_str(named, separator=",", ignore_nulls=True), pl.lit("}"))


def _text(words: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit('"'), words, pl.lit('"'))


def _given(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)


def _plain(name: str, events: pl.DataFrame) -> pl.Expr:
    column = pl.col(name)
    return _text(column) if events.schema[name] == pl.String else column.cast(pl.String)
