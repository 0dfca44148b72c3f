"""Several pieces of work at a time, each in a thread with database connections of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

S = TypeVar("S")
T = TypeVar("T")


def in_lanes(work: Callable[[S], T], items: Sequence[S], *, lanes: int) -> list[T]:
    """Do the work for each item, at most `lanes` at a time, and return what it gave in the order of the items.

    Work must be in need of nothing that the caller's transaction holds: it is done outside of it. The first error, in
    the order of the items, is raised when all that was begun has ended; what had not been begun then is not done.
    A single item is the caller's own work.
    """
    if len(items) == 1:
        return [work(items[0])]

    def alone(item: S) -> T:
        try:
            return work(item)
        finally:
            connections.close_all()  # those of this thread

    with ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="lane") as threads:
        coming = [threads.submit(alone, item) for item in items]
        try:
            return [one.result() for one in coming]
        finally:
            threads.shutdown(cancel_futures=True)
