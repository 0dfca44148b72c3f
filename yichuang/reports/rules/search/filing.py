"""What a passage is filed under besides its words, so that one look into the index answers words and choices alike."""

from __future__ import annotations

from collections.abc import Iterable

FACETS = ("year", "series", "section", "category", "department")
# No word's key has such a sign, so that none is taken for a choice.
_SIGNS = {"year": "@", "series": "s:", "section": "p:", "category": "c:", "department": "d:"}


def tag(facet: str, value: str) -> str:
    """Return the key of one value of a facet, quoted as in a tsvector or tsquery.

    >>> tag("category", "厅（局）长'进'大厅")
    "'c:厅（局）长''进''大厅'"
    """
    return _quoted(_SIGNS[facet] + value)


def vector(keys: Iterable[str], tags: Iterable[str]) -> str:
    """Return a tsvector, as text, of the keys of a passage's words and its tags."""
    return " ".join([*map(_quoted, keys), *tags])


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
