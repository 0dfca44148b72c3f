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
_SECONDS_LENGTH = len("2022-07-01T00:00:00")


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
    return _lines(events, fields)


def stored_lines(events: pl.DataFrame) -> pl.Series:
    """Return the canonical form of events as they were read from the ledger, UTF-8, as bytes.

    events: every column as text, null for empty: the ledger's own (`link` apart) with instants as `instant` writes
    them, `data` as canonical JSON, `text_digest` in hexadecimal, and `first`: for first events the attributes as
    `first_as_stored` writes them. Texts that JSON writes in another way than they stand give a form that is not the
    chain's.
    """
    post = pl.col("actor_post").fill_null("null")
    actor = pl.concat_str(_text(pl.col("actor_kind")), _text(pl.col("actor_id").fill_null("")), post, separator=",")
    fields = {
        "accepted": _text(pl.col("accepted_on")),
        "act": _text(pl.col("act")),
        "actor": pl.concat_str(pl.lit("["), actor, pl.lit("]")),
        "at": _text(pl.col("occurred_at")),
        "calendar": pl.col("calendar"),
        "case": _text(pl.col("case_number")),
        "data": pl.col("data"),
        "days": pl.col("working_days"),
        "digest": _text(pl.col("text_digest")),
        "due": _text(pl.col("due_on")),
        "ended": _text(pl.col("ended_on")),
        "first": pl.col("first"),
        "legal": _text(pl.col("legal_due_on")),
        "on": _text(pl.col("occurred_on")),
        "outcome": _text(pl.col("outcome")),
        "reason": _text(pl.col("reason")),
        "recorded": _text(pl.col("recorded_at")),
        "seq": pl.col("seq"),
        "state": _text(pl.col("state")),
        "supersedes": pl.col("supersedes"),
    }
    return _lines(events, fields)


def first_as_stored() -> pl.Expr:
    """Return what the first link says of a case's attributes, for a frame that holds them as text."""
    texts = {"channel", "source", "sender_number", "parent_number"}
    return _object({name: _text(pl.col(name).fill_null("")) if name in texts else pl.col(name) for name in _FIRST})


def instant(name: str) -> pl.Expr:
    """Return a column of instants, text as PostgreSQL writes them in UTC, as the canonical form writes them.

    >>> pl.select(at=pl.lit("2022-07-01 01:02:03.5")).select(instant("at")).item()
    '2022-07-01T01:02:03.500000Z'
    """
    whole = pl.col(name).str.replace(" ", "T", literal=True)
    whole = pl.when(whole.str.len_bytes() == _SECONDS_LENGTH).then(pl.concat_str(whole, pl.lit("."))).otherwise(whole)
    return pl.concat_str(whole.str.pad_end(_SECONDS_LENGTH + 7, "0"), pl.lit("Z")).alias(name)


def _lines(events: pl.DataFrame, fields: dict[str, pl.Expr]) -> pl.Series:
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
