"""The recount: what cases contribute, counted from their events."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from yichuang.cases.named import sql

# Dimensions of the item come with its version, which every event names; the others stand with the case.
_OF_THE_ITEM = {"item_id": "version.item_id", "item_type": "item.item_type"}
_OF_THE_CASE = ("centre_id", "department_id", "region_id", "channel", "source")
COLUMNS = (*_OF_THE_ITEM, *_OF_THE_CASE)
_part = partial(sql, file="recount.sql")


def recounted(columns: Collection[str] = COLUMNS) -> str:
    """Return the relation (day, measure, n, `columns`) counted from the events known at `known_at`, its parameter.

    The fewer columns, the less is read: by item or item type, or by nothing, no case is.
    """
    items = [name for name in COLUMNS if name in columns and name in _OF_THE_ITEM]
    others = [name for name in COLUMNS if name in columns and name in _OF_THE_CASE]
    named = [*items, *others]
    versions = _part("versions") if items else ""
    of_the_items = [_OF_THE_ITEM[name] for name in items]
    unsettling = _part("unsettling")
    cases = " JOIN cases_case c ON c.number = e.case_number" if others else ""
    telling = _part("telling").format(cases=cases, versions=versions)
    theirs = f"{telling} {_part('of_the_unsettled').format(unsettling=unsettling)}"
    held = _part("others").format(versions=versions, unsettling=unsettling)
    as_told = _told(named, [*of_the_items, *(f"c.{name}" for name in others)])
    as_held = _told(named, [*of_the_items, *(f"e.{name}" for name in others)])
    return _part("recount").format(
        dimensions="".join(f", told.{name}" for name in named),
        telling=as_told.format(sign="", source=telling),
        taken_back=as_told.format(sign="-", source=theirs),
        others=as_held.format(sign="", source=held),
    )


def _told(names: list[str], columns: list[str]) -> str:
    """Return the sums by columns, called by names, with what they are of (`source`) and their sign left open."""
    return _part("told").format(
        names="".join(f"{name}, " for name in names), columns="".join(f"{column}, " for column in columns),
        places=", ".join(str(place + 1) for place in range(len(columns) + 5)), source="{source}", sign="{sign}",
    )  # fmt: skip
