"""What differs between two texts, in pieces that a page can mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_EXACT_MAX = 1000  # tokens; in longer texts signs that stand everywhere are no ground to align by: that takes seconds
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text, in the other text too or not."""

    text: str
    differs: bool


def runs(one: str, other: str) -> tuple[list[Run], list[Run]]:
    """Return both texts in runs; those that are not in the other are marked. Numbers and Latin words stay whole.

    >>> runs("共 12 件", "共 15 件")[0]
    [Run(text='共 ', differs=False), Run(text='12', differs=True), Run(text=' 件', differs=False)]
    """
    left, right = _TOKEN.findall(one), _TOKEN.findall(other)
    steps = SequenceMatcher(None, left, right, autojunk=len(right) > _EXACT_MAX).get_opcodes()
    return (
        _joined((left[start:end], tag != "equal") for tag, start, end, _, _ in steps),
        _joined((right[start:end], tag != "equal") for tag, _, _, start, end in steps),
    )


def _joined(parts: Iterable[tuple[list[str], bool]]) -> list[Run]:
    return [Run("".join(tokens), differs) for tokens, differs in parts if tokens]
