"""The demo's systems deliver their cases as Parquet, through the one road that all deliveries take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from yichuang.demo.rules.astray import REPEATED, SHOWN, early, spoilt
from yichuang.demo.rules.deliveries import Deliveries, Delivery
from yichuang.demo.rules.volumes import THROUGH
from yichuang.exchange import acts as exchange
from yichuang.exchange.queries.receipts import Receipt
from yichuang.exchange.rules.words import Way
from yichuang.kit import time
from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor

COMPACTED_EACH = 2_000_000  # cases: the deltas of so many are summed in seconds, and their room is used again


def send(source: Deliveries, folder: Path, told: Callable[[int], None], compact: Callable[[], None]) -> None:
    """Write one delivery after the other into `folder` and load it, on the day on which the hall gets it.

    What was received already is recognised: only what is missing of it is loaded.
    told:    is called with the cases delivered so far.
    compact: is called whenever many were delivered: no worker sums the tallies while a large ledger is being filled.

    Raises Refusal `demo_refused` where a row of it is not taken.
    """
    cases = compacted = 0
    last: dict[str, Delivery] = {}  # of the system that also sends what goes wrong, by data set
    revised: set[str] = set()
    for delivery in source.files():
        time.set_own_day(delivery.received)
        path = folder / f"{delivery.stem}.parquet"
        delivery.frame.write_parquet(path)
        receipt = _deliver(delivery, path, Way.COMMAND)
        _require(receipt, taken=delivery.frame.height, waits=delivery.early)
        cases += delivery.cases
        told(cases)
        if cases - compacted >= COMPACTED_EACH:
            compact()
            compacted = cases
        if delivery.system == SHOWN and delivery.revision:
            revised |= set(delivery.frame["project_no"])
        elif delivery.system == SHOWN:
            last[delivery.dataset] = replace(delivery, frame=_alone(delivery.frame.tail(REPEATED + 4)))
    time.set_own_day(THROUGH)
    _send_astray(last, revised, folder)


def _alone(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame's rows without the memory of the frame that they were cut from."""
    return pl.DataFrame(frame.rows(), frame.schema, orient="row")


def _send_astray(last: dict[str, Delivery], revised: set[str], folder: Path) -> None:
    """Deliver a few rows that are refused, among rows that are known already, and a few that wait."""
    sequence = max((delivery.sequence for delivery in last.values()), default=0)
    for dataset, wrong_of in (("accept", spoilt), ("result", early)):
        if dataset not in last:
            continue
        rows = last[dataset].frame
        wrong = wrong_of(rows)
        sequence += 1
        known = rows.filter(~pl.col("project_no").is_in(list(revised))).tail(REPEATED)
        delivery = replace(last[dataset], sequence=sequence, frame=pl.concat([known, wrong]))
        path = folder / f"{delivery.stem}.csv"
        delivery.frame.write_csv(path)
        receipt = _deliver(delivery, path, Way.FOLDER)
        if receipt.unchanged != known.height:
            raise _refusal(receipt)


def _deliver(delivery: Delivery, path: Path, way: Way) -> Receipt:
    envelope = exchange.Envelope(path.name, number=delivery.name, revision=delivery.revision)
    by = Actor.system(delivery.system)
    receipt = exchange.deliver(by=by, code=delivery.system, path=path, envelope=envelope, way=way)
    path.unlink()
    return receipt


def _require(receipt: Receipt, *, taken: int, waits: bool) -> None:
    if receipt.taken + (receipt.parked if waits else 0) != taken:
        raise _refusal(receipt)


def _refusal(receipt: Receipt) -> Refusal:
    what = f"收下 {receipt.taken}、未变 {receipt.unchanged}、待办件 {receipt.parked}、退回 {receipt.refused}"
    return Refusal(
        "demo_refused", f"演示报送 {receipt.file_name} 未按预期收下：{what}；{dict(receipt.errors)}",
        field=receipt.dataset,
    )  # fmt: skip
