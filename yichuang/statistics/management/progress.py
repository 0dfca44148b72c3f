"""A bar for work that says itself how much there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from yichuang.kit.command import Progress


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that draws (done, in all); the bar is taken away at the end."""
    bar = Progress(label, 0)

    def told(done: int, total: int) -> None:
        bar.total = max(total, 1)
        bar.at(done)

    try:
        yield told
    finally:
        bar.end()
