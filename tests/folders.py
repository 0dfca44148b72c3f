"""Folders that a server with an account of its own can enter."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


def open_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """Make a temporary folder, and let every account enter it and those it lies in, up to the system's own."""
    folder = factory.mktemp(name)
    for part in (folder, *folder.parents):
        if part == Path(tempfile.gettempdir()).resolve() or part == Path(part.anchor):
            break
        if part.owner() == folder.owner():
            part.chmod(0o755)
    return folder
