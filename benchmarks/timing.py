"""Times of work that has been done once before."""

from __future__ import annotations

import time
from collections.abc import Callable


def milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """Return the median time of a piece of work that has been done once before."""
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return 1000 * sorted(taken)[times // 2]
