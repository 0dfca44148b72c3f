"""Memory that is given back: a process that works through chunks in threads should not grow by their number."""

from __future__ import annotations

import ctypes
import os

ARENAS = 2  # of each allocator: one a core by default, and each keeps what it once needed
_M_ARENA_MAX = -8  # malloc.h of glibc
_POLARS = f"narenas:{ARENAS},dirty_decay_ms:200,muzzy_decay_ms:0"


def spare() -> None:
    """Tell the allocators of C and of polars (jemalloc) to keep little for later; before polars is imported.

    Measured in docs/decisions/two-systems-at-a-time.md. Where the C library knows no arenas, nothing is changed in it.
    """
    os.putenv("_RJEM_MALLOC_CONF", _POLARS)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, ARENAS)
