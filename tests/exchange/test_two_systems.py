"""The folders of several systems: looked into at the same time, each by itself."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings

from tests.cast import day
from tests.exchange.conftest import registered
from tests.exchange.senders import Row, Sender, accept, result
from yichuang.cases.models import Case
from yichuang.exchange import acts
from yichuang.exchange.acts import folders


@pytest.fixture(autouse=True)
def own_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, real_sender: Sender) -> None:
    """Give each test folders of its own (after the hall was opened: its keys stay where they are)."""
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")


def lay(sender: Sender, name: str, *rows: Row, dataset: str = "accept") -> None:
    """Lay a file down as the system of its name does."""
    sender.file(dataset, rows).rename(folders.folder_of(name[:4]) / "incoming" / name)


def look() -> list[tuple[str, str, str, str]]:
    """Look once; return (system, file, fate, code), by system and in the order of taking."""
    found = acts.take_in_folders(quiet_seconds=0)
    return [(one.system, one.file_name, one.fate, one.code) for one in found]


def test_two_systems_are_taken_at_the_same_time_and_each_in_its_order(
    real_sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, both = registered(real_sender.hall, tmp_path, "YJGL"), Barrier(2, timeout=60)
    for sender, code in ((other, "YJGL"), (real_sender, "SCJG")):
        lay(sender, f"{code}-accept-0001.csv", accept("A1"), accept("A2"))
        lay(sender, f"{code}-result-0001.csv", result("A1"), dataset="result")

    def deliver(**options: Any) -> Any:
        both.wait()  # broken, and so an error, where nobody else is at it
        return acts.deliver(**options)

    monkeypatch.setattr(folders, "deliver", deliver)
    assert look() == [
        (code, f"{code}-{file}-0001.csv", "done", "") for code in ("SCJG", "YJGL") for file in ("accept", "result")
    ]
    states = sorted(Case.objects.values_list("source", "state"))
    assert states == [("SCJG", "granted"), ("SCJG", "under_review"), ("YJGL", "granted"), ("YJGL", "under_review")]


def test_a_folder_that_cannot_be_used_does_not_stop_the_others(real_sender: Sender, tmp_path: Path) -> None:
    registered(real_sender.hall, tmp_path, "AAAA")
    lay(real_sender, "SCJG-accept-0001.csv", accept("A1"))
    (tmp_path / "var" / "exchange" / "folders" / "AAAA").write_text("in the way")
    assert look() == [("AAAA", "", "left", "folder_unusable"), ("SCJG", "SCJG-accept-0001.csv", "done", "")]


def test_each_system_has_its_own_folder_and_an_ended_one_is_told_so(real_sender: Sender, tmp_path: Path) -> None:
    other = registered(real_sender.hall, tmp_path, "YJGL", active_to=day("2022-06-01"))
    lay(real_sender, "SCJG-accept-0001.csv", accept("A1"))
    lay(other, "YJGL-accept-0001.csv", accept("B1"))
    assert look() == [
        ("SCJG", "SCJG-accept-0001.csv", "done", ""), ("YJGL", "YJGL-accept-0001.csv", "refused", "not_allowed")
    ]  # fmt: skip
