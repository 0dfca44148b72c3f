"""Moving many standings on, event by event: the k-th new event of every case at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

import polars as pl

from yichuang.cases.rules import clocks, demands
from yichuang.cases.rules.paths import UnlawfulAct, step_for
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.replay import Standing
from yichuang.cases.rules.setwise.shapes import INSTANT, STANDINGS
from yichuang.cases.rules.words import ENDINGS, Act, State
from yichuang.catalogue.rules import Limit, Unit
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import canonical
from yichuang.workdays.rules import Calendar

# What is done set-wise; of pauses, gaps, extensions and rectifications there are few, and they go by `Dossier.append`.
PLAIN = frozenset({
    Act.RECEIVE, Act.AMEND, Act.TELL_NOT_REQUIRED, Act.DECLINE, Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT, Act.ACCEPT,
    Act.GRANT, Act.REFUSE, Act.WITHDRAW, Act.TERMINATE, Act.DELIVER, Act.CLOSE,
})  # fmt: skip
_PLAIN = [act.value for act in PLAIN]
_OUTCOMES = {act.value: outcome.value for act, outcome in ENDINGS.items()}
_UNPLAIN_TEXT = r'["\\\x00-\x1f]'  # what JSON writes in another way than it stands
Rule = Callable[..., tuple[Any, ...]]


@dataclass(frozen=True)
class Terms:
    """What the rules need beside the cases: versions (`versions_frame`), calendars, the hall's zone and present."""

    versions: pl.DataFrame
    calendar: Calendar
    calendar_of: Callable[[int], Calendar]
    zone: tzinfo
    at_most: datetime


@dataclass(frozen=True)
class Course:
    """Where the cases stand now, and what is written of each round; histories that are not plain are in neither."""

    standings: pl.DataFrame
    rounds: Sequence[pl.DataFrame]


def answered(frame: pl.DataFrame, by: Sequence[str], names: Mapping[str, Any], rule: Rule) -> pl.DataFrame:
    """Return the frame with what `rule` answers: it is asked once for each distinct row of the columns `by`."""
    asked = frame.select(by).unique()
    answers = pl.DataFrame([rule(*row) for row in asked.iter_rows()], schema=dict(names), orient="row")
    return frame.join(asked.hstack(answers), on=list(by), how="left", nulls_equal=True, maintain_order="left")


def run(standings: pl.DataFrame, events: pl.DataFrame, terms: Terms) -> Course:
    """Return where `standings` get to by `events`, all in order and lawful; a history with another one is left out."""
    rounds: list[pl.DataFrame] = []
    standings = standings.filter(_plain_heads()).join(terms.versions, on="item_version_id", how="inner")
    events = events.join(standings.select("row"), on="row", how="semi")
    for (_,), of_the_round in sorted(events.partition_by("place", as_dict=True).items()):
        present = standings.join(of_the_round.drop("place"), on="row", how="inner", maintain_order="left")
        moved = _moved(present, terms)
        rounds.append(moved.filter("lawful"))
        standings = pl.concat([
            standings.join(present, on="row", how="anti"), moved.filter("lawful").select(standings.columns),
        ])  # fmt: skip
    kept = standings.select("row")
    return Course(standings, [one.join(kept, on="row", how="semi") for one in rounds])


def _plain_heads() -> pl.Expr:
    """Tell which histories bring attributes that are written as they stand; the others are looked at one by one."""
    plain = pl.lit(True)
    for name, most in demands.LENGTHS_MAX.items():
        plain &= (pl.col(name).str.len_chars() <= most) & ~pl.col(name).str.contains(_UNPLAIN_TEXT)
    given = (pl.col("channel") != "") & (pl.col("source") != "")
    return plain & given & pl.col("number").str.contains(r"^[0-9A-Z]([0-9A-Z-]{0,48}[0-9A-Z])?$")


def _moved(present: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Return each case after its event of this round, with the event's columns, and whether all of it is `lawful`."""
    frame = _dated(present, terms)
    frame = answered(frame, ["procedure", "state", "act"], {"target": pl.String}, _target)
    frame = answered(frame, ["act", "reason", "data", "joint", "gap_allowed"], {"fits": pl.Boolean}, _fits)
    frame = _completed(frame, terms)
    frame = _due(frame, terms)
    frame = frame.with_columns(
        lawful=pl.col("in_order") & pl.col("target").is_not_null() & pl.col("fits") & pl.col("countable"),
        state=pl.col("target"),
        outcome=pl.col("act").replace_strict(_OUTCOMES, default=pl.col("outcome"), return_dtype=pl.String),
        received_on=pl.when(pl.col("act") == Act.RECEIVE.value).then("on").when(
            (pl.col("act") == Act.ACCEPT.value) & pl.col("received_on").is_null()).then("on").otherwise("received_on"),
        ended_on=pl.when(pl.col("act").is_in(list(_OUTCOMES))).then("on").otherwise("ended_on"),
        last_seq=pl.col("last_seq") + 1, last_at=pl.col("at"), last_on=pl.col("on"),
    )  # fmt: skip
    return _worked(frame, terms)


def _dated(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Give each event its instant (a bare date: its midnight, or the last event's if later) and see that it is last."""
    midnight = pl.col("on").cast(pl.Datetime("us")).dt.replace_time_zone(str(terms.zone)).dt.convert_time_zone("UTC")
    future = pl.when(pl.col("at").is_null()).then(pl.col("on") > terms.at_most.date()).otherwise(
        pl.col("at") > pl.lit(terms.at_most).cast(INSTANT))  # fmt: skip
    late = (pl.col("on") < pl.col("last_on")) | (pl.col("at") < pl.col("last_at"))
    plain = pl.col("act").is_in(_PLAIN) & ~pl.col("reason").fill_null("").str.contains(_UNPLAIN_TEXT)

    return frame.with_columns(
        in_order=plain & ~future & ~late.fill_null(False),
        at=pl.coalesce("at", pl.max_horizontal(midnight, pl.col("last_at"))),
        reason=pl.col("reason").fill_null(""),
    )


def _target(procedure: str, state: str, act: str) -> tuple[str | None]:
    try:
        step = step_for(procedure, State(state), Act(act))
    except (UnlawfulAct, ValueError):
        return (None,)
    return ((step.target or State(state)).value,)


def _fits(act: str, reason: str, data: str | None, joint: bool, gap_allowed: bool) -> tuple[bool]:
    """Tell whether an event brings what its act demands (the date has no part in it)."""
    content = json.loads(data) if data else {}
    try:
        demands.check(NewEvent(Act(act), date.min, reason, "", content), joint=joint, gap_allowed=gap_allowed)
    except (Refusal, ValueError):
        return (False,)
    return (True,)


def _completed(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Give each event's data what the ledger supplies: the date for a supplement, whom a decision was handed to."""
    asks = pl.col("act") == Act.REQUEST_SUPPLEMENT.value
    frame = frame.with_columns(
        _on=pl.when(asks).then("on"), _days=pl.when(asks).then("supplement_days"),
        _to=pl.col("act") == Act.DELIVER.value,
    )  # fmt: skip

    def completed(data: str | None, on: date | None, days: int | None, handed: bool) -> tuple[str | None]:
        content = json.loads(data) if data else {}
        if on is not None and days is not None:
            content.setdefault("due_on", terms.calendar.add(on, days).isoformat())
        if handed:
            content.setdefault("to", "applicant")
        return (canonical(content).decode() if content else None,)

    frame = answered(frame, ["data", "_on", "_days", "_to"], {"written": pl.String}, completed)
    return frame.with_columns(data=pl.col("written")).drop("_on", "_days", "_to", "written")


def _due(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Set the clocks of the cases accepted in this round; those of the others stay."""
    accepted = pl.col("act") == Act.ACCEPT.value
    by_the_hour = pl.col("promised_unit").eq(Unit.HOUR.value) | pl.col("legal_unit").eq(Unit.HOUR.value)
    frame = frame.with_columns(
        _on=pl.when(accepted).then("on"), _at=pl.when(accepted & by_the_hour).then("at"),
    )  # fmt: skip

    def due(
        on: date | None, at: datetime | None, n: int, unit: str, legal_n: int, legal_unit: str
    ) -> tuple[date | None, date | None, datetime | None, bool]:
        if on is None:
            return None, None, None, True
        standing = Standing("", accepted_on=on, accepted_at=at.astimezone(terms.zone) if at else None)
        promised, legal = Limit(n, Unit(unit)), Limit(legal_n, Unit(legal_unit))
        try:
            dues = [clocks.due_on(standing, limit, terms.calendar) for limit in (promised, legal)]
        except Refusal:  # outside the calendar: the careful way says so
            return None, None, None, False
        return dues[0], dues[1], clocks.due_instant(standing, promised), True

    names = {"_due": pl.Date, "_legal": pl.Date, "_instant": INSTANT, "countable": pl.Boolean}
    asked = ["_on", "_at", "promised_n", "promised_unit", "legal_n", "legal_unit"]
    return (
        answered(frame, asked, names, due)
        .with_columns(
            accepted_on=pl.coalesce("_on", "accepted_on"),
            due_on=pl.when(accepted).then("_due").otherwise("due_on"),
            legal_due_on=pl.when(accepted).then("_legal").otherwise("legal_due_on"),
            due_at=pl.when(accepted).then("_instant").otherwise("due_at"),
            calendar=pl.when(accepted).then(pl.lit(terms.calendar.version, pl.Int64)).otherwise("calendar"),
        )
        .drop("_on", "_at", "_due", "_legal", "_instant")
    )


def _worked(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Count the working days used by the cases that ended in this round."""
    ended = pl.col("act").is_in(list(_OUTCOMES))
    frame = frame.with_columns(_from=pl.when(ended).then("accepted_on"), _to=pl.when(ended).then("ended_on"))

    def used(accepted_on: date | None, ended_on: date | None, version: int | None) -> tuple[int | None]:
        if accepted_on is None or ended_on is None:
            return (None,)
        calendar = terms.calendar if version is None else terms.calendar_of(version)
        standing = Standing("", accepted_on=accepted_on, ended_on=ended_on)
        return (clocks.working_days_used(standing, calendar),)

    frame = answered(frame, ["_from", "_to", "calendar"], {"_used": pl.Int64}, used)
    frame = frame.with_columns(working_days=pl.when(ended).then("_used").otherwise("working_days"))
    return frame.drop("_from", "_to", "_used")


assert set(STANDINGS) >= {"row", "state", "last_at"}, "a standing says where a case is and when it last moved"
