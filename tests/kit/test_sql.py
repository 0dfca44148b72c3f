"""Named SQL is found by its name and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from yichuang.kit.sql import statement, statements


def test_statements_are_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "queries.sql").write_text("-- name: one\n-- first\nSELECT 1;\n\n-- name: two\nSELECT 2;\n")
    room = str(tmp_path / "acts.py")
    assert statement(room, "one") == "-- first\nSELECT 1;"
    assert statement(room, "two") == "SELECT 2;"
    with pytest.raises(KeyError):
        statement(room, "three")


def test_a_name_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "twice.sql"
    path.write_text("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")
    with pytest.raises(ValueError, match="twice"):
        statements(path)
