"""A chunk is taken as a whole or not at all: whatever fails, wherever in it, leaves nothing behind."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from tests.cast import day
from tests.exchange.failing import Broken, failing_at
from tests.exchange.senders import Sender, accept, compact, counts, result
from tests.exchange.whole import Rows, assert_whole, left_by
from yichuang.cases import queries as cases
from yichuang.exchange import acts
from yichuang.exchange.models import Delivery
from yichuang.exchange.rules.words import Way

DAY = "2022-05-08"


def everything(code: str) -> tuple[dict[str, Rows], list[Any]]:
    days = {"start": day("2022-01-01"), "end": day("2022-12-31"), "daily": True}
    return left_by(code), sorted(cases.sums(**days), key=str)


def told(number: str, **changes: str) -> dict[str, str]:
    return compact(number, result_date="2022-05-09", result_type="granted") | changes


def before(sender: Sender) -> None:
    """Let there be cases that go on, cases that are told otherwise, rows in quarantine, rows that wait."""
    refused = {"result_type": "withdrawn", "result_reason": "r", "result_explain": "说明"}
    rows = [
        compact("G1"),
        compact("G2"),
        told("C1"),
        told("C2"),
        compact("Q1", task_code="x"),
        told("Q2", accept_date="x"),
    ]
    sender.send("compact", *rows, number="first")
    sender.send("result", result("W1"), result("G1") | refused, result("Q9", result_date="x"), number="early")
    sender.send("accept", accept("P1"), accept("P2"), number="running")


# Data set, revision, rows: each a chunk with everything in it that can be written.
CHUNKS = [
    ("compact", 1, [
        compact("N1"), told("N2", result_explain="说明"), told("G2", contact_name="王某丙"),
        told("C1", result_date="2022-05-10"),
        told("C2", applyer_name="另某"), compact("Q1"), told("Q2"), compact("B1", accept_date=""), compact("N1"),
    ]),
    ("result", 0, [result("W9"), result("P1"), result("Q9"), result("G2", result_type="x"), result("C1")]),
    ("accept", 0, [accept("W1"), accept("N3", contact_name="王某丙"), accept("P1"), accept("P2", task_code="joint")]),
    ("process", 0, [
        {"project_no": number, "step_no": "1", "process_name": "审核", "event_name": "1", "event_start_time": DAY}
        for number in ("G1", "C1", "NEVER", "")
    ]),
    ("special", 0, [
        {"project_no": number, "special_no": "1", "special_type": "2", "special_name": "hearing",
         "special_time": "2022-05-09", "end_time": "2022-05-10"} for number in ("P1", "P2", "C1", "NEVER", "")
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "revision", "rows"), CHUNKS, ids=[dataset for dataset, *_ in CHUNKS])
def test_a_failure_at_any_write_of_a_chunk_leaves_nothing_of_it(
    sender: Sender, dataset: str, revision: int, rows: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before(sender)
    path = sender.file(dataset, rows)
    envelope = acts.Envelope(path.name, dataset, "first" if revision else "next", revision)
    delivery, _ = acts.receive(by=sender.by, code=sender.code, path=path, envelope=envelope, way=Way.COMMAND)
    stood, failures = everything(sender.code), []
    while not Delivery.objects.get(pk=delivery).read:
        with failing_at(len(failures) + 1, monkeypatch) as writes, suppress(Broken):
            acts.load(delivery)
        if not Delivery.objects.get(pk=delivery).read:
            failures.append(writes[-1])
            assert everything(sender.code) == stood, writes
    assert any(write.startswith("COPY" if dataset != "process" else "INSERT") for write in failures), failures
    assert any("exchange_heldrow" in write for write in failures), failures
    assert "exchange_delivery" in failures[-1], "the last write is the one that counts"
    receipt = acts.load(delivery)
    counts(receipt)
    assert (receipt.state, receipt.refused > 0) == ("closed", True)
    assert_whole([sender])
