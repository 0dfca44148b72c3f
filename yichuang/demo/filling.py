"""Submitting what the demo's windows send in because no ledger has it (填报), through the doors of statistics."""

from __future__ import annotations

from django.db import transaction

from yichuang.demo.house import BY
from yichuang.demo.rules.filling import definitions, submissions
from yichuang.people import queries as people
from yichuang.people.rules import Actor
from yichuang.statistics import acts, queries
from yichuang.workdays.queries import calendar_in_force

CLERK = "clerk"


@transaction.atomic
def fill(seed: int) -> None:
    """Define the demo's indicators and submit their figures, unless an interrupted loading has: all or none."""
    records = definitions()
    if not acts.define(by=BY, submitted=records.submitted, derived=records.derived):
        return
    clerk = people.account_id_of(CLERK)
    assert clerk is not None, "the house is built first"
    known = list(queries.defined().submitted.values())
    for sent in submissions(known, seed=seed, calendar=calendar_in_force()):
        acts.submit(sent.figures, by=Actor.staff(clerk) if sent.by_clerk else BY, on=sent.on, way="page")
