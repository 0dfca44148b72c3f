"""Named SQL: statements live in `.sql` files, each under a line `-- name: word`, and are read once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NAME = re.compile(r"^--\s*name:\s*(\w+)\s*$", re.MULTILINE)


@cache
def statements(path: Path) -> dict[str, str]:
    """Return the statements of the file `path` by name, in order. ValueError if a name stands twice."""
    parts = _NAME.split(path.read_text(encoding="utf-8"))
    names, bodies = parts[1::2], parts[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"a statement's name stands twice in {path}")
    return {name: body.strip() for name, body in zip(names, bodies, strict=True)}


@cache
def statement(room_file: str, name: str, file: str = "queries.sql") -> str:
    """Return the statement `name` of `sql/<file>` beside the module `room_file` (`__file__`). KeyError if none."""
    return statements(Path(room_file).parent / "sql" / file)[name]
