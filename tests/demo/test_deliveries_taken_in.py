"""The demo's deliveries are taken in by a demo hall, all of them, beside the cases that it already has."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from yichuang.demo import acts
from yichuang.demo.rules.deliveries import Deliveries
from yichuang.demo.rules.volumes import FROM, THROUGH
from yichuang.exchange import acts as exchange
from yichuang.exchange.acts.receiving import Envelope
from yichuang.exchange.rules.arriving import in_order, named
from yichuang.exchange.rules.words import Way
from yichuang.people.rules import Actor
from yichuang.statistics import queries as statistics
from yichuang.workdays.rules import first_calendar

BY = Actor.job("demo")
SCALE = Fraction(1, 4000)


def figures() -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in statistics.figures(start=FROM, end=THROUGH, by=("item_type",)):
        group = row["item_type"] if row["item_type"] in ("01", "20") else "02-10"
        sums[f"{group} accepted"] += row["accepted"]
        sums[f"{group} concluded"] += row["concluded"]
    return sums


@pytest.mark.usefixtures("db")
def test_a_demo_hall_takes_in_every_row_and_its_figures_grow_by_those_of_the_deliveries(settings, tmp_path):
    settings.VAR = tmp_path
    acts.load(scale=Fraction(1, 400_000), seed=2022)
    before = figures()
    acts.write_deliveries(scale=SCALE, seed=2022, out=tmp_path / "out", format="csv")
    fates: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    for name in in_order(path.name for path in (tmp_path / "out").iterdir()):
        said = named(name)
        envelope = Envelope(name, number=said.number, revision=said.revision)
        receipt = exchange.deliver(
            by=BY, code=said.code, path=tmp_path / "out" / name, envelope=envelope, way=Way.COMMAND
        )
        record = receipt.as_record()
        errors.update(record["errors"])
        fates.update({name: record[name] for name in ("taken", "unchanged", "parked", "refused")})
    assert errors == {}
    assert (fates["unchanged"], fates["parked"], fates["refused"]) == (0, 0, 0)
    told = Deliveries(seed=2022, scale=SCALE, calendar=first_calendar()).figures()
    grown = figures() - before
    for group, (accepted, concluded) in told.items():
        assert (grown[f"{group} accepted"], grown[f"{group} concluded"]) == (accepted, concluded)
