"""Proof that cases are as their events say, in columns: a quick "nothing is wrong" for all but a few.

What holds here holds for `Dossier` too: links, an unbroken row of numbers, a lawful path, the case's row. A case of
which this cannot be shown is doubtful, no more: special as a rectification is, or wrong. Who wants to know asks for it
one by one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any

import polars as pl

from yichuang.cases.rules import clocks
from yichuang.cases.rules.records import EMPTY_LINK, NOTHING
from yichuang.cases.rules.replay import Fact, Standing
from yichuang.cases.rules.setwise.lines import first_as_stored, instant, stored_lines
from yichuang.cases.rules.setwise.paths import answered
from yichuang.cases.rules.setwise.shapes import Schema
from yichuang.cases.rules.words import Act, Outcome, State
from yichuang.catalogue.rules import Limit, Unit
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import canonical, sm3_of_each

# Columns that are read as text, null for empty.
CASES = (
    "number", "procedure", "centre_id", "department_id", "region_id", "item_version_id", "channel", "source",
    "sender_number", "parent_number", "item_type", "national_code", "local_code", "national_kind", "hall_kind", "state",
    "outcome", "received_on", "accepted_on", "ended_on", "due_on", "legal_due_on", "due_at", "calendar",
    "working_days", "gap_due_on", "overrun_explained", "last_seq", "link",
)  # fmt: skip
EVENTS = (
    "case_number", "seq", "act", "occurred_at", "occurred_on", "recorded_at", "actor_kind", "actor_id", "actor_post",
    "reason", "supersedes", "data", "text_digest", "state", "outcome", "accepted_on", "ended_on", "due_on",
    "legal_due_on", "calendar", "working_days", "link", "item_version_id",
)  # fmt: skip
_OF_THE_LAST = (
    "state", "outcome", "accepted_on", "ended_on", "due_on", "legal_due_on", "calendar", "working_days", "link",
)  # fmt: skip
_OF_THE_VERSION = ("item_type", "national_code", "local_code", "national_kind", "hall_kind")
_APART = frozenset({Act.RECTIFY, Act.REASSIGN})  # they put another event, or other attributes, in place of the first
_WRITTEN_OTHERWISE = r'["\\\x00-\x1f]'  # what JSON writes in another way than it stands
_CACHED = 20_000  # distinct paths and contents are a few hundred; numbers that other systems give make more
_STANDING: Schema = {
    "then_state": pl.String, "then_outcome": pl.String, "received_place": pl.Int64, "accepted_place": pl.Int64,
    "ended_place": pl.Int64, "then_gap_due_on": pl.String, "then_explained": pl.String, "paused_ever": pl.Boolean,
}  # fmt: skip
_NO_STANDING = (None,) * len(_STANDING)


@dataclass(frozen=True)
class Proof:
    """What was seen: the numbers of doubtful cases in their order, and the events with their links as bytes."""

    doubtful: list[str]
    events: pl.DataFrame


def prove(cases: pl.DataFrame, events: pl.DataFrame, versions: pl.DataFrame, zone: tzinfo) -> Proof:
    """Look at whole cases, with all their events; numbers that have a row or an event alone are doubtful too.

    cases, events: columns `CASES` and `EVENTS` as text (instants in UTC, bytes in hexadecimal), in order of number and
    `seq`; versions: as `versions_frame` gives them; zone: the hall's.
    """
    events = _looked_at(events, cases)
    histories = events.group_by("case_number", maintain_order=True).agg(
        begin=pl.col("row").first(), count=pl.len(), events_hold=pl.col("holds").all(),
        path=pl.col("deed"), said_version=pl.col("item_version_id").first(),
        one_version=pl.col("item_version_id").n_unique() == 1,
    ).with_columns(pl.col("path").list.join("\n"))  # fmt: skip
    stand = _standing(cases.join(histories, left_on="number", right_on="case_number", how="inner"), versions)
    stand = _with_their_days(stand, events)
    sound = stand.filter(_sound(), _due_instant_holds(stand, zone)).select("number")
    everyone = pl.concat([cases["number"], histories["case_number"]]).unique()
    return Proof(everyone.filter(~everyone.is_in(sound["number"].implode())).sort().to_list(), events)


def _looked_at(events: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Give each event its `row`, its `deed` (for the replay), and whether it `holds` after the one before."""
    first = pl.col("case_number").ne_missing(pl.col("case_number").shift(1))
    firsts = cases.filter(_as_it_stands("number", "channel", "source", "sender_number", "parent_number"))
    events = (
        answered(events.with_row_index("row"), ["data"], {"written": pl.String, "plain": pl.Boolean}, _written)
        .with_columns(
            pl.col("written").alias("data"), instant("occurred_at"), instant("recorded_at"),
            pl.col("link").str.decode("hex", strict=False), pl.col("seq").cast(pl.Int64, strict=False).alias("n"),
            opens=first,
        )
        .join(
            firsts.select(pl.col("number").alias("case_number"), pl.lit("1").alias("seq"), first=first_as_stored()),
            on=["case_number", "seq"], how="left", maintain_order="left",
        )
    )  # fmt: skip
    seq = pl.when("opens").then(pl.col("n") == 1).otherwise(pl.col("n") == pl.col("n").shift(1) + 1)
    in_order = pl.col("opens") | (pl.col("occurred_at") >= pl.col("occurred_at").shift(1))
    known = (
        pl.col("act").is_in([act.value for act in Act if act not in _APART])
        & pl.col("state").is_in([state.value for state in State])
        & (pl.col("outcome").is_null() | pl.col("outcome").is_in([outcome.value for outcome in Outcome]))
    )
    plain = _as_it_stands("actor_kind", "actor_id", "reason")
    return events.with_columns(
        holds=seq & in_order & known & plain & pl.col("plain") & _linked(events),
        deed=pl.concat_str("act", "data", separator=" ", ignore_nulls=True),
    )


def _as_it_stands(*names: str) -> pl.Expr:
    return pl.all_horizontal(~pl.col(name).str.contains(_WRITTEN_OTHERWISE).fill_null(False) for name in names)


@lru_cache(_CACHED)
def _written(data: str | None) -> tuple[str | None, bool]:
    """Return an event's data in the canonical form, null for none, and whether it is an object that undoes nothing."""
    if data is None:
        return None, True
    try:
        content = json.loads(data)
        written = canonical(content).decode()
    except ValueError:
        return None, False
    return (written if content else None), isinstance(content, dict) and "was" not in content


def _linked(events: pl.DataFrame) -> pl.Series:
    """Tell of each event whether its link is made of the link before and its own form: the one loop over all rows."""
    before = pl.when("opens").then(pl.lit(EMPTY_LINK)).otherwise(pl.col("link").shift(1))
    hashed = events.select((before + stored_lines(events)).fill_null(b"")).to_series()
    return (pl.Series(sm3_of_each(hashed.to_list()), dtype=pl.Binary) == events["link"]).fill_null(False)


def _standing(stand: pl.DataFrame, versions: pl.DataFrame) -> pl.DataFrame:
    """Join to each case its version and where the replay of its events leads it."""
    of_the_version = versions.select(
        pl.col("item_version_id").cast(pl.String), "version_procedure", "promised_n", "promised_unit",
        *[pl.col(name).replace("", None).alias(f"version_{name}") for name in _OF_THE_VERSION],
    )  # fmt: skip
    stand = stand.join(of_the_version, on="item_version_id", how="inner")
    return answered(stand, ["version_procedure", "path"], _STANDING, _replayed)


@lru_cache(_CACHED)
def _replayed(procedure: str, path: str) -> tuple[Any, ...]:
    """Replay acts with what they brought, the place in the row standing for the day; nulls if they are not lawful.

    A day has no part in what is lawful, as long as all is in order.
    """
    standing = Standing(procedure)
    try:
        for place, deed in enumerate(path.split("\n"), 1):
            act, _, data = deed.partition(" ")
            if act != Act.MOVE_DUE:  # a word about the clock, not about the case
                on = date.fromordinal(place)
                content = json.loads(data) if data else NOTHING
                standing.take(Fact(place, Act(act), datetime.combine(on, time()), on, content))
    except (Refusal, LookupError, TypeError, ValueError):
        return _NO_STANDING
    gap_open = standing.gap == "open" and standing.state in (State.UNDER_REVIEW, State.PAUSED)
    days = (standing.received_on, standing.accepted_on, standing.ended_on)
    return (
        standing.state.value, standing.outcome.value if standing.outcome else None,
        *(on.toordinal() if on else None for on in days),
        standing.gap_due_on.isoformat() if gap_open and standing.gap_due_on else None,
        str(standing.overrun_explained).lower(), bool(standing.pauses),
    )  # fmt: skip


def _with_their_days(stand: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Add what the last event says, and the days on which the case was received, accepted and ended."""
    last = events[stand["begin"] + stand["count"] - 1].select(
        pl.col(name).alias(f"last_{name}") for name in _OF_THE_LAST
    )
    days = {
        f"then_{name}": events[column].gather(stand["begin"] + stand[place] - 1)
        for name, place, column in (
            ("received_on", "received_place", "occurred_on"), ("accepted_on", "accepted_place", "occurred_on"),
            ("ended_on", "ended_place", "occurred_on"), ("accepted_at", "accepted_place", "occurred_at"),
        )
    }  # fmt: skip
    return stand.hstack(last).with_columns(**days)


def _sound() -> pl.Expr:
    """Tell of cases whether row, last event and replay say the same."""
    same: Sequence[tuple[str, str]] = (
        *((name, f"last_{name}") for name in _OF_THE_LAST if name != "link"),
        *((name, f"then_{name}") for name in ("state", "outcome", "received_on", "accepted_on", "ended_on")),
        *((name, f"version_{name}") for name in _OF_THE_VERSION),
        ("procedure", "version_procedure"), ("item_version_id", "said_version"),
        ("gap_due_on", "then_gap_due_on"), ("overrun_explained", "then_explained"),
    )  # fmt: skip
    return pl.all_horizontal(
        pl.col("events_hold"), pl.col("then_state").is_not_null(), pl.col("one_version"),
        pl.col("last_seq") == pl.col("count").cast(pl.String),
        pl.col("link").str.decode("hex", strict=False) == pl.col("last_link"),
        *(pl.col(one).eq_missing(pl.col(other)) for one, other in same),
    ).fill_null(False)  # fmt: skip


def _due_instant_holds(stand: pl.DataFrame, zone: tzinfo) -> pl.Series:
    """Tell whether the instant at which a limit in hours ends is that of the clocks; where it was paused, do not."""
    hourly = pl.col("promised_unit") == Unit.HOUR.value
    asked = stand.select(
        instant("due_at"), at=pl.when(hourly).then("then_accepted_at"), hours="promised_n",
        paused=hourly & pl.col("paused_ever"),
    )  # fmt: skip

    def due_at(accepted_at: str | None, hours: int) -> tuple[str | None]:
        if accepted_at is None:
            return (None,)
        local = datetime.fromisoformat(accepted_at).astimezone(zone)
        due = clocks.due_instant(Standing("", accepted_on=local.date(), accepted_at=local), Limit(hours, Unit.HOUR))
        return (json.loads(canonical(due)) if due else None,)

    held = answered(asked, ["at", "hours"], {"then_due_at": pl.String}, due_at)
    return held.select(
        pl.col("due_at").eq_missing(pl.col("then_due_at")) & ~pl.col("paused").fill_null(False)
    ).to_series()
