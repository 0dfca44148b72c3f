"""Limits for a process that reads what others have sent: memory, time, no files, no network.

`python -m yichuang.reports.reading.confined BYTES SECONDS PROGRAM …` runs another program within them.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from contextlib import suppress

MEMORY_LIMIT = 480 << 20  # bytes of address space of a reading process: more is never resident than that
PROGRAM_LIMIT = 500 << 20  # bytes of data of another program, whose mapped libraries are not its own
SECONDS_LIMIT = 10  # from the question to the answer; then the process is killed
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of unshare(2)


def limit(which: int, most: int) -> None:
    """Set one limit of this process for good; a system that does not know it goes without."""
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (most, most))


def spend_at_most(seconds: int) -> None:
    """Let the system end this process when it has used so much processor time more, whoever has forgotten it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def leave_the_network() -> None:
    """Take this process off the network where the system lets it (Linux; as root, or with user namespaces)."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        _ = unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0


def main() -> None:
    """Take the limits from the command line and become the program."""
    most, seconds, *program = sys.argv[1:]
    leave_the_network()
    limit(resource.RLIMIT_DATA, int(most))
    limit(resource.RLIMIT_CORE, 0)
    spend_at_most(int(seconds))
    os.execv(program[0], program)  # noqa: S606 -- our own words, no shell


if __name__ == "__main__":
    main()
