"""The ledger's rows as columns: standings read from it, and what a course of events writes, by one COPY a table."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from yichuang.cases.acts import storing
from yichuang.cases.acts.parties import sealed
from yichuang.cases.acts.reactions import Happened, wired
from yichuang.cases.acts.sending import Sender
from yichuang.cases.named import sql
from yichuang.cases.rows import CASE, EVENT_WRITTEN, MOVING
from yichuang.cases.rules.chain import canonical_event
from yichuang.cases.rules.clocks import notice_due_on
from yichuang.cases.rules.records import After, Event
from yichuang.cases.rules.setwise import PLAIN, STANDINGS, Course, Terms, canonical_lines, coarse, fine, month
from yichuang.cases.rules.setwise.paths import answered
from yichuang.cases.rules.words import GROUPING, Act, Outcome, State
from yichuang.kit.crypto import salted_digest
from yichuang.kit.hashing import sm3
from yichuang.people.rules import Actor

_STANDING = [name for name in STANDINGS if name not in ("row", "new", "last_at", "last_on")]


def standings_of(numbers: Sequence[str]) -> pl.DataFrame:
    """Lock the cases that stand in the ledger already and return their standings.

    `simple`: nothing but plain acts was ever done to the case, so that it may be moved on set-wise.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql("lock_standings").format(columns=", ".join(_STANDING)), {"numbers": list(numbers)})
        rows = cursor.fetchall()
        schema = {name: STANDINGS[name] for name in _STANDING}
        standings = pl.DataFrame(rows, schema=schema, orient="row")
        if rows:
            plain = [act.value for act in PLAIN]
            cursor.execute(sql("last_facts"), {"numbers": standings["number"].to_list(), "plain": plain})
        facts = pl.DataFrame(
            cursor.fetchall() if rows else [],
            schema={"number": pl.String, "last_at": STANDINGS["last_at"], "last_on": pl.Date, "simple": pl.Boolean},
            orient="row",
        )
    return standings.join(facts, on="number", how="left").with_columns(new=pl.lit(False))


def write(
    course: Course, before: pl.DataFrame, parties: pl.DataFrame, terms: Terms, *, by: Actor, recorded_at: datetime
) -> list[pl.DataFrame]:
    """Write a course down and return its events, a frame a round, with what was hashed; nothing for no histories."""
    if not course.standings.height:
        return []
    rounds, standings = _linked(course, by=by, recorded_at=recorded_at)
    with Sender() as sender:
        _send_cases(sender, standings, terms)
        for one in rounds:
            sender.copy("cases_caseevent", EVENT_WRITTEN, _event_rows(one, by, recorded_at))
            sender.copy("cases_casetext", storing.TEXT, _text_rows(one))
        _send_parties(sender, parties, standings)
        stood = before.filter(~pl.col("new")).join(standings, on="row", how="semi")
        amounts = fine(stood.join(terms.versions, on="item_version_id"), standings)
        sender.copy("cases_tallyfine", _FINE, amounts)
        sender.copy("cases_tallycoarse", _COARSE, coarse(amounts))
        sender.copy("cases_tallymonth", _MONTH, month(coarse(amounts)))
    return rounds


_FINE = ("day", "measure", "item_id", "centre_id", "department_id", "region_id", "channel", "source", "n")
_COARSE = ("day", "measure", "centre_id", "department_id", "item_type", "n")
_MONTH = ("month", "measure", "centre_id", "department_id", "item_type", "n")


def _linked(course: Course, *, by: Actor, recorded_at: datetime) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """Return the rounds with digests and links, and the standings with their last link.

    SM3 is no function of the database and none of the column library: it is the one loop over rows that is left.
    """
    links, rounds = course.standings.select("row", "link"), []
    for one in course.rounds:
        one = _digested(one).drop("link").join(links, on="row", how="left", maintain_order="left")
        lines = canonical_lines(one, by=by, recorded_at=recorded_at).to_list()
        _assert_canonical(one, lines, by, recorded_at)
        made = [sm3(previous, line) for previous, line in zip(one["link"].to_list(), lines, strict=True)]
        one = one.with_columns(link=pl.Series(made, dtype=pl.Binary))
        links = links.update(one.select("row", "link"), on="row")
        rounds.append(one)
    return rounds, course.standings.drop("link").join(links, on="row")


def _digested(one: pl.DataFrame) -> pl.DataFrame:
    """Give the events that bring free words a salt and the salted digest of the words."""
    texts = one.get_column("text").str.normalize("NFC").to_list()
    salts = [secrets.token_bytes(storing.SALT_BYTES) if text else None for text in texts]
    digests = [salted_digest(salt, text).hex() if salt else None for salt, text in zip(salts, texts, strict=True)]
    return one.with_columns(
        text=pl.Series(texts, dtype=pl.String), salt=pl.Series(salts, dtype=pl.Binary),
        digest=pl.Series(digests, dtype=pl.String),
    )  # fmt: skip


def _assert_canonical(one: pl.DataFrame, lines: list[bytes], by: Actor, recorded_at: datetime) -> None:
    """Compare one line with the chain's own form: what is hashed here must verify for ever."""
    if not lines:
        return
    row = one.row(0, named=True)
    first = None
    if row["new"] and row["last_seq"] == 1:
        first = {name: row[name] for name in (*GROUPING, "sender_number", "parent_number")}
    event = _event(row, by, recorded_at)
    assert lines[0] == canonical_event(row["number"], event, first), "one canonical form"


def _event(row: dict[str, Any], by: Actor, recorded_at: datetime) -> Event:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    after = After(
        State(row["state"]), outcome, row["accepted_on"], row["ended_on"], row["due_on"], row["legal_due_on"],
        row["calendar"], row["working_days"],
    )  # fmt: skip
    return Event(
        row["last_seq"], Act(row["act"]), row["at"], row["on"], recorded_at, str(by.kind), by.id, by.post_id,
        row["reason"], None, json.loads(row["data"]) if row["data"] else None,
        bytes.fromhex(row["digest"]) if row["digest"] else None, after, row["link"],
    )  # fmt: skip


def happened(rounds: Sequence[pl.DataFrame], *, by: Actor, recorded_at: datetime) -> list[Happened]:
    """Return the events that some room wants to hear of, in their rounds."""
    acts = [act.value for act in wired()]
    if not acts:
        return []
    return [
        Happened(row["number"], _event(row, by, recorded_at))
        for one in rounds
        for row in one.filter(pl.col("act").is_in(acts)).iter_rows(named=True)
    ]


def _send_cases(sender: Sender, standings: pl.DataFrame, terms: Terms) -> None:
    rows = _case_rows(standings, terms)
    sender.copy("cases_case", CASE, rows.filter("new").sort("number"))
    stood = rows.filter(~pl.col("new"))
    if stood.height:
        sender.execute(sql("stage"))
        sender.copy("cases_stage", CASE, stood)
        moves = ", ".join(f"{name} = cases_stage.{name}" for name in MOVING)
        sender.execute(sql("move_staged").format(assignments=moves))
        sender.execute("TRUNCATE cases_stage")


def _case_rows(standings: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    awaiting = (pl.col("state") == State.RECEIVED.value) & pl.col("received_on").is_not_null()
    frame = standings.with_columns(
        _waits=pl.when(awaiting).then("received_on"), gap_due_on=pl.lit(None, pl.Date),
        link=_hexadecimal("link"),
    )  # fmt: skip
    frame = answered(frame, ["_waits"], {"notice_due_on": pl.Date}, _notice(terms))
    return frame


def _notice(terms: Terms) -> Callable[[date | None], tuple[date | None]]:
    return lambda received_on: (notice_due_on(received_on, terms.calendar) if received_on else None,)


def _event_rows(one: pl.DataFrame, by: Actor, recorded_at: datetime) -> pl.DataFrame:
    return one.select(
        pl.col("number").alias("case_number"), pl.col("last_seq").alias("seq"), "act",
        pl.col("at").alias("occurred_at"), pl.col("on").alias("occurred_on"), pl.lit(recorded_at).alias("recorded_at"),
        pl.lit(str(by.kind)).alias("actor_kind"), pl.lit(by.id).alias("actor_id"),
        pl.lit(by.post_id, pl.Int64).alias("actor_post"), "reason", pl.lit(None, pl.Int64).alias("supersedes"), "data",
        pl.concat_str(pl.lit("\\x"), "digest").alias("text_digest"), "state", "outcome", "accepted_on", "ended_on",
        "due_on", "legal_due_on", "calendar", "working_days", _hexadecimal("link"), "item_version_id",
    )  # fmt: skip


def _text_rows(one: pl.DataFrame) -> pl.DataFrame:
    return one.filter(pl.col("digest").is_not_null()).select(
        pl.col("number").alias("case_number"), pl.col("last_seq").alias("seq"), _hexadecimal("salt"), "text"
    )


def _hexadecimal(name: str) -> pl.Expr:
    return pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name)


def _send_parties(sender: Sender, parties: pl.DataFrame, standings: pl.DataFrame) -> None:
    new = standings.filter("new").select("row", "number")
    rows = sealed(parties.join(new, on="row", how="inner", maintain_order="left").drop("row"))
    named = [_hexadecimal(name) for name, kind in rows.schema.items() if kind == pl.Binary]
    sender.copy("cases_caseparty", storing.PARTY, rows.with_columns(named))
