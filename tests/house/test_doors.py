"""Rooms speak through their doors only, and rules stay pure: read from the sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import yichuang

ROOT = Path(yichuang.__file__).parent
ROOMS = sorted(path.name for path in ROOT.iterdir() if (path / "__init__.py").exists())
DOORS = {"acts", "queries", "rules", "labels"}
FILES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


def imports_of(path: Path) -> Iterator[str]:
    """Yield what a file imports, as dotted names (the names taken from a module included)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_enters_another_one_by_its_doors_only(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "yichuang" or len(parts) < 3 or parts[1] in (own, "kit"):
            continue
        if own == "site" and parts[1] in ("web", "api"):  # the house knows the addresses of its faces
            continue
        if own == "site" and parts[2] == "jobs":  # and what the rooms do by the clock
            continue
        assert parts[2] in DOORS, f"{path.relative_to(ROOT)} goes into {name}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_holds(room: str) -> None:
    assert (ROOT / room / "README.md").exists() or room == "site"


def test_nobody_uses_signals() -> None:
    for path in FILES:
        assert not any(name.startswith("django.db.models.signals") for name in imports_of(path)), path
