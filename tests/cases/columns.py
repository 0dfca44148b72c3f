"""Histories as the columns in which the set-wise door takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from yichuang.cases.rules.records import History
from yichuang.cases.rules.setwise import EVENTS, HEADS, PARTIES, Columns
from yichuang.kit.hashing import canonical
from yichuang.kit.time import zone

_OF_A_CASE = [name for name in HEADS if name not in ("row", "number")]


def columns_of(histories: Sequence[History], *, opens: bool) -> Columns:
    """Return histories as columns, row 1, 2 …; rectifications have no column and cannot be told so."""
    heads, events, parties = [], [], []
    for row, history in enumerate(histories, 1):
        case = history.case
        heads.append((row, history.number, *(getattr(case, name) if case else None for name in _OF_A_CASE)))
        for place, event in enumerate(history.events, 1):
            assert event.supersedes is None
            at = event.occurred if isinstance(event.occurred, datetime) else None
            on = at.astimezone(zone()).date() if at else event.occurred
            data = canonical(dict(event.data)).decode() if event.data else None
            events.append((row, place, event.act.value, on, at, event.reason, event.text, data))
        for party in case.parties if case else ():
            parties.append((row, *(getattr(party, name) for name in PARTIES if name != "row")))
    return Columns(
        *(pl.DataFrame(rows, schema=schema, orient="row")
          for rows, schema in ((heads, HEADS), (events, EVENTS), (parties, PARTIES))), opens=opens,
    )  # fmt: skip
