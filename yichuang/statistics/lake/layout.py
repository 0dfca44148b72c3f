"""What lies in a lake: its folders, its files, its columns.

No column tells of a person: no party, no free words, no actor but its kind. Left out as well is what no figure needs
and the ledger does not check for persons' names: subject, sender's number, number of a parent case, codes of reasons.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from yichuang.cases.rules.words import Act, Outcome, State
from yichuang.people.rules import ActorKind

FORMAT, VERSION = "yichuang-lake", 1
MANIFEST = "manifest.json"
README = "README.md"
DRAFT = ".part"  # holds everything until it is whole
CASES, EVENTS, DIMENSIONS = "cases", "events", "dimensions"
NO_MONTH = "none"

INSTANT = pl.Datetime("us", "UTC")
_STATE = pl.Enum([state.value for state in State])
_OUTCOME = pl.Enum([outcome.value for outcome in Outcome])
GROUPING = {
    "item_version_id": pl.Int32(), "centre_id": pl.Int32(), "department_id": pl.Int32(), "region_id": pl.Int32(),
    "channel": pl.String(), "source": pl.String(),
}  # fmt: skip
HELD = {
    "state": _STATE, "outcome": _OUTCOME, "accepted_on": pl.Date(), "ended_on": pl.Date(), "due_on": pl.Date(),
    "legal_due_on": pl.Date(), "working_days": pl.Int16(),
}  # fmt: skip
CASE_COLUMNS = {"number": pl.String()} | GROUPING | HELD | {"events": pl.Int16()}
EVENT_COLUMNS = (
    {"case_number": pl.String(), "seq": pl.Int16(), "act": pl.Enum([act.value for act in Act])}
    | {"supersedes": pl.Int16(), "occurred_on": pl.Date(), "occurred_at": INSTANT}
    | {"recorded_at": INSTANT, "held_until": INSTANT}
    | HELD
    | GROUPING
    | {"actor_kind": pl.Enum([kind.value for kind in ActorKind])}
)
_ID, _WORD, _DAY = pl.Int32(), pl.String(), pl.Date()
ITEM_VERSION_COLUMNS = {
    "item_version_id": _ID, "item_id": _ID, "version": pl.Int16(), "local_code": _WORD, "national_code": _WORD,
    "name": _WORD, "item_type": _WORD, "item_type_name": _WORD, "procedure": _WORD, "hall_kind": _WORD,
    "national_kind": _WORD, "promised_n": pl.Int16(), "promised_unit": _WORD, "legal_n": pl.Int16(),
    "legal_unit": _WORD,
}  # fmt: skip
UNIT_COLUMNS = {
    "id": _ID, "code": _WORD, "name": _WORD, "short_name": _WORD, "centre_id": _ID, "parent_id": _ID,
    "level": pl.Int16(), "valid_from": _DAY, "valid_to": _DAY, "successor_id": _ID,
}  # fmt: skip


def partition(relation: str, month: str, item_type: str) -> str:
    """Return the folder of a partition, relative to the lake.

    >>> partition("cases", "2022-03", "20")
    'cases/month=2022-03/item_type=20'
    """
    return f"{relation}/month={month}/item_type={item_type}"


def readme() -> str:
    """Return the page that explains a lake to those who read it (`lake.md` beside this module)."""
    return Path(__file__).with_name("lake.md").read_text(encoding="utf-8")
