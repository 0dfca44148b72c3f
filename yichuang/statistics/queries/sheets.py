"""The sheet to fill in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor
from yichuang.statistics.filling.layout import COLUMNS_MAX, FIRST_COLUMN, FIRST_ROW, ROWS_MAX
from yichuang.statistics.filling.writing import written
from yichuang.statistics.queries.submissions import slots


def sheet(*, seen_by: Actor, day: date, on: date, only: Collection[str] = ()) -> bytes:
    """Return an XLSX with what the reader may submit for the periods in which a day lies; what is there stands in it.

    on: the hall's day. only: codes of indicators, in the order of the columns (all).
    Raises Forbidden `not_allowed`, Refusal `nothing_to_submit`, `sheet_too_large`.
    """
    found = [slot for slot in slots(seen_by=seen_by, day=day, on=on, only=only) if slot.may_enter]
    places = {code: place for place, code in enumerate(only)}
    found.sort(key=lambda slot: (slot.department.code, places.get(slot.indicator.code, 0)))
    if not found:
        raise Refusal("nothing_to_submit", "没有需要您填报的指标", field="only" if only else "")
    rows = len({slot.department.id for slot in found}) + FIRST_ROW - 1
    if rows > ROWS_MAX or len({slot.indicator.code for slot in found}) + FIRST_COLUMN > COLUMNS_MAX:
        raise Refusal("sheet_too_large", f"填报表至多 {ROWS_MAX} 行、{COLUMNS_MAX} 列，请分次填报", field="only")
    return written(found)
