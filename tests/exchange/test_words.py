"""The words of the exchange: every code that rows are refused with is told, and samples are good for their system."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import yichuang.exchange
from tests.cast import SETTING_UP, Hall
from tests.exchange.conftest import registered
from tests.exchange.senders import Sender, accept, counts, result
from yichuang.exchange import acts, labels, queries
from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.words import DeliveryState, Held, Way
from yichuang.kit.errors import Refusal, Unknown

RAISED = {"Refusal", "Conflict", "Forbidden", "Unknown", "Unavailable", "_refusal"}
# told to the administrator who registers a front database, or who asks for what is not there
OF_WHO_REGISTERS = {"malformed_front_url", "driver_missing", "unknown_system", "unknown_delivery", "file_lost"}


def test_every_word_of_the_exchange_has_a_chinese_one() -> None:
    for words, known in (
        (DeliveryState, labels.STATE_WORDS), (Held, labels.HELD_WORDS), (Way, labels.WAY_WORDS),
        (DATASETS, labels.DATASET_WORDS), (FORMATS, labels.FORMAT_WORDS),
    ):  # fmt: skip
        assert set(words) == set(known)
        assert all(known.values())


def codes_in(*places: str) -> set[str]:
    """Return the codes of the errors that these sources raise."""
    room = Path(yichuang.exchange.__file__).parent
    files = [file for place in places for file in (room.glob(place))]
    assert files
    calls = [
        node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    firsts = [call.args[0] for call in calls if call.args and getattr(call.func, "id", "") in RAISED]
    return {one.value for one in firsts if isinstance(one, ast.Constant)}


def test_every_code_with_which_a_delivery_is_refused_is_among_the_words() -> None:
    found = codes_in("acts/receiving.py", "acts/folders.py", "acts/keeping.py", "reading/*.py", "fronts/*.py")
    assert {"checksum_differs", "columns_missing", "front_unreachable"} <= found
    assert found - OF_WHO_REGISTERS <= set(labels.FILE_FAULTS)


def test_what_a_code_means_in_general_has_no_gaps_left() -> None:
    for fault in (*labels.ROW_FAULTS.values(), *labels.FILE_FAULTS.values()):
        assert "{" not in fault.in_general, fault.code
        assert fault.rule
    assert labels.fault_word("cells_wrong") == "本行有 … 格，表头为 … 格"
    assert labels.fault_word("no_such_code") == "no_such_code"


def test_codes_that_the_ledger_adds_are_among_the_words(sender: Sender) -> None:
    sender.send("accept", accept("A1"), accept("A1"))
    sender.send("accept", accept("A1", project_name="另一个"), accept("A2"))
    sender.send("result", result("A2"))
    late = sender.send("result", result("A2", result_type="withdrawn"))
    rows = queries.quarantine(seen_by=sender.hall.job)
    assert late.refused == 1
    assert {error["code"] for row in rows for error in row.errors} <= set(labels.ROW_FAULTS)


@pytest.mark.parametrize("format", FORMATS)
def test_samples_are_taken_in_as_they_are(hall: Hall, tmp_path: Path, format: str) -> None:
    sender = registered(hall, tmp_path, format=format)
    paths = acts.write_samples_for(tmp_path / "samples", "SCJG", formats=(format,))
    assert [path.name for path in paths] == [f"SCJG-{name}-sample.{format}" for name in DATASETS]
    for path in paths:
        receipt = sender.deliver(path, way=Way.HTTP)
        assert counts(receipt) == (receipt.rows, 0, 0, 0), queries.quarantine(seen_by=hall.job)


def test_there_are_no_samples_without_a_system_or_its_items(hall: Hall, tmp_path: Path) -> None:
    with pytest.raises(Unknown):
        acts.write_samples_for(tmp_path, "NONE")
    registered(hall, tmp_path)
    acts.allow_items(by=SETTING_UP, code="SCJG", item_codes=[])
    with pytest.raises(Refusal) as told:
        acts.write_samples_for(tmp_path, "SCJG")
    assert told.value.code == "no_item_to_show"
