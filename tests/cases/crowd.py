"""Several people at once: threads, each with a connection of its own in the application's role."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from yichuang.kit.errors import Refusal

WAIT_SECONDS = 30


def in_role(work: Callable[[], Any]) -> Any:
    """Do the work on this thread's own connection, as the application; answer what it returns or how it is refused."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE yichuang_app")
        return work()
    except Refusal as refusal:
        return refusal
    finally:
        connection.close()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all works at the same moment, each on its own thread; return their answers in order."""
    barrier = Barrier(len(works))

    def started_together(work: Callable[[], Any]) -> Any:
        def go() -> Any:
            barrier.wait(WAIT_SECONDS)
            return work()

        return in_role(go)

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(WAIT_SECONDS) for future in [pool.submit(started_together, work) for work in works]]


def meanwhile(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future[Any]:
    """Start one work on another thread."""
    return pool.submit(in_role, work)
