"""The keys of a series' file as data: each stands once, at its record, with its Chinese name and what it is for.

Reading, writing, checking and the form of the pages all go over these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

TEXT, TEXTS, CELLS, COUNT, FLAG, WORDS, TABLE, TABLES, RAW = (
    "text", "texts", "cells", "count", "flag", "words", "table", "tables", "raw",
)  # fmt: skip
"""What a key holds: a text, a list of texts (of cells also empty ones), a whole number from 0, yes or no, name = text,
a table that is a record, a list of such tables, a list of tables that another room reads."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `attribute` is the record's name for it; `of` the record of its tables; `words` what a text may be.

    required: a text must stand and say something. help: a Chinese sentence for the form.
    """

    name: str
    attribute: str
    holds: str
    label: str
    help: str
    required: bool
    default: Any
    words: tuple[str, ...] = ()
    of: Callable[[], type] | None = None


def entry(
    label: str, *, holds: str = TEXT, default: Any = MISSING, help: str = "", name: str = "",
    words: tuple[str, ...] = (), of: Callable[[], type] | None = None,
) -> Any:  # fmt: skip
    """Return a dataclass field that is a key of the file. Without `default` it must stand there; a
    table that is left out is the record of its own defaults.
    """
    told = {"label": label, "holds": holds, "help": help, "name": name, "words": words, "of": of}
    if holds == TABLE and of is not None:
        return field(default_factory=lambda: of()(), metadata=told)
    if default is MISSING:
        return field(metadata=told)
    return field(default_factory=dict, metadata=told) if default == {} else field(default=default, metadata=told)


def keys_of(record: type) -> Iterator[Key]:
    """Yield the keys of a record in their order."""
    for one in fields(record):
        told: Mapping[str, Any] = one.metadata
        default = one.default_factory() if one.default_factory is not MISSING else one.default
        yield Key(
            told["name"] or one.name, one.name, told["holds"], told["label"], told["help"],
            default is MISSING, None if default is MISSING else default, told["words"], told["of"],
        )  # fmt: skip
