"""Submitting a filled-in sheet: all of it or nothing, every fault with its cell."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.statistics.acts.submitting import Submitted, submit
from yichuang.statistics.filling.reading import read_sheet
from yichuang.statistics.queries.defined import defined
from yichuang.statistics.rules.rights import SUBMIT


@transaction.atomic
def submit_sheet(content: bytes, *, by: Actor, on: date, day: date | None = None, way: str = "file") -> Submitted:
    """Submit the figures of an XLSX that `queries.sheet` made and people filled in.

    on: the hall's day. day: a day of the period that the file must be of; None takes the file's word.
    Raises what `submit` raises, and Refusal `file_too_large`, `file_unreadable`, `not_the_sheet`, `sheet_too_large`. In
    `details.errors` the place is the cell (`C5`).
    """
    require(by, SUBMIT)
    indicators = {one.code: one for one in defined().wanted()}
    figures, faults = read_sheet(content, indicators, day)
    return submit(figures, by=by, on=on, way=way, faults=faults)
