"""An empty installation prepares itself at the first command that needs tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.folders import open_folder

GOLDEN = sorted((Path(__file__).parent.parent / "golden").glob("*.txt"))[0]


def yichuang(folder: Path, *words: str) -> tuple[int, dict]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    own = {"YICHUANG_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "yichuang.site.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "yichuang.site.command", *words, "--json"],
        env=kept | own,
        capture_output=True,
        text=True,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_folder(tmp_path_factory, "empty")


def test_an_issue_is_archived_and_printed_in_an_empty_installation(folder: Path) -> None:
    status, read = yichuang(folder, "report", "read", str(GOLDEN), "--archive", "weekly")
    assert status == 0
    number = f"{read['year']}-{read['number']}"
    status, _ = yichuang(folder, "report", "print", "weekly", number, "--out", str(folder / "out"))
    assert status == 0
    assert {path.suffix for path in (folder / "out").iterdir()} == {".pdf", ".docx", ".html", ".json"}


def test_figures_of_an_empty_installation_are_zeros(folder: Path) -> None:
    status, answer = yichuang(folder, "figures", "--from", "2022-01-01", "--to", "2022-07-01")
    assert status == 0
    assert [row["accepted"] for row in answer["figures"]] == [0]
    status, answer = yichuang(folder, "ledger", "verify")
    assert (status, answer["ok"]) == (0, True)
