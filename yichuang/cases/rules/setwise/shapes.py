"""The columns in which new events of many cases come in, and in which standings are held."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from yichuang.cases.rules.records import NOTHING, History, NewCase, NewEvent, NewParty
from yichuang.cases.rules.words import Act
from yichuang.catalogue.rules import FrozenVersion

INSTANT = pl.Datetime("us", "UTC")
Schema = Mapping[str, type[pl.DataType] | pl.DataType]
# One row a history: what its case is, should the ledger not hold it yet.
HEADS: Schema = {
    "row": pl.Int64, "number": pl.String, "item_version_id": pl.Int64, "centre_id": pl.Int64,
    "department_id": pl.Int64, "region_id": pl.Int64, "channel": pl.String, "source": pl.String,
    "sender_number": pl.String, "parent_number": pl.String, "subject": pl.String,
}  # fmt: skip
# Its events in their order (`place` 1, 2 …). `at` is null for a bare date; `data` is canonical JSON, null for none.
EVENTS: Schema = {
    "row": pl.Int64, "place": pl.Int64, "act": pl.String, "on": pl.Date, "at": INSTANT, "reason": pl.String,
    "text": pl.String, "data": pl.String,
}  # fmt: skip
PARTIES: Schema = {
    "row": pl.Int64, "role": pl.String, "name": pl.String, "kind": pl.String, "document_kind": pl.String,
    "document_number": pl.String, "phone": pl.String, "address": pl.String,
}  # fmt: skip
# Where each case stands, in rows of histories; those of the ledger come with what they add.
STANDINGS: Schema = {
    **HEADS, "new": pl.Boolean, "procedure": pl.String, "state": pl.String, "outcome": pl.String,
    "received_on": pl.Date, "accepted_on": pl.Date, "ended_on": pl.Date, "due_on": pl.Date, "legal_due_on": pl.Date,
    "due_at": INSTANT, "calendar": pl.Int64, "working_days": pl.Int64, "overrun_explained": pl.Boolean,
    "last_seq": pl.Int64, "link": pl.Binary, "last_at": INSTANT, "last_on": pl.Date,
}  # fmt: skip
_VERSION: Schema = {
    "item_version_id": pl.Int64, "item_id": pl.Int64, "item_type": pl.String, "version_procedure": pl.String,
    "national_code": pl.String, "local_code": pl.String, "national_kind": pl.String, "hall_kind": pl.String,
    "joint": pl.Boolean, "gap_allowed": pl.Boolean, "supplement_days": pl.Int64, "promised_n": pl.Int64,
    "promised_unit": pl.String, "legal_n": pl.Int64, "legal_unit": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """New events of many histories as columns.

    heads, events, parties: as `HEADS`, `EVENTS`, `PARTIES`; `row` names a history and joins them.
    opens: whether a history opens its case where the ledger does not hold it; otherwise such a history is `unknown`.
    """

    heads: pl.DataFrame
    events: pl.DataFrame
    parties: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PARTIES))
    opens: bool = True

    def histories(self, rows: Iterable[int]) -> dict[int, History]:
        """Return some of the histories as records, by row."""
        wanted = list(rows)
        if not wanted:
            return {}
        chosen = pl.col("row").is_in(wanted)
        events: dict[int, list[NewEvent]] = {}
        for one in self.events.filter(chosen).sort("row", "place").iter_rows(named=True):
            events.setdefault(one["row"], []).append(_event(one))
        parties: dict[int, list[NewParty]] = {}
        for one in self.parties.filter(chosen).iter_rows(named=True):
            row = one.pop("row")
            parties.setdefault(row, []).append(NewParty(**{name: words or "" for name, words in one.items()}))
        found = {}
        for one in self.heads.filter(chosen).iter_rows(named=True):
            row, number = one.pop("row"), one["number"]
            case = NewCase(**one, parties=tuple(parties.get(row, ()))) if self.opens else None
            found[row] = History(number, tuple(events.get(row, ())), case)
        return found


def _event(one: dict[str, Any]) -> NewEvent:
    data = json.loads(str(one["data"])) if one["data"] else NOTHING
    occurred = one["at"] or one["on"]
    assert isinstance(occurred, date)
    return NewEvent(Act(one["act"]), occurred, str(one["reason"] or ""), str(one["text"] or ""), data)


def versions_frame(versions: Iterable[FrozenVersion]) -> pl.DataFrame:
    """Return what the set-wise rules need to know of item versions, a row each."""
    rows = [
        (
            one.version_id, one.item_id, one.item_type, one.procedure.value, one.national_code, one.local_code,
            one.terms.national_kind, str(one.terms.hall_kind), one.terms.joint, one.terms.gap_allowed,
            one.terms.supplement_days, one.promised.n, one.promised.unit.value, one.legal.n, one.legal.unit.value,
        )
        for one in versions
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_VERSION, orient="row")
