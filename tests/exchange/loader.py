"""A loader as a process of its own, on the test's database, that meets with an accident at an exact point.

    python -m tests.exchange.loader CHUNK_ROWS HOW POINT PLACE exchange load …

is the command `yichuang exchange load …` with small chunks. HOW: `kill`; `cut`: the connection to the database ends;
`stop`: the embedded server does. POINT: `nowhere`, or `before_commit`, `after_commit`, `statement`, `block` with PLACE
1, 2 …: just before or after that commit, before that statement to the database, or after that block of the file was
copied. What was passed is told on standard error at the end.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

READY = "ready"
POINTS = ("before_commit", "after_commit", "statement", "block")
ROOT = Path(__file__).parent.parent.parent


def environment() -> dict[str, str]:
    """Return the environment in which a process works on the test's database, as the application, on 1 July 2022."""
    from django.db import connection

    facts = connection.get_connection_params()
    url = f"postgresql://{facts['user']}@/{facts['dbname']}?host={facts['host']}"
    own = {"DATABASE_URL": url, "DATABASE_OWNER_URL": "", "YICHUANG_DAY": "2022-07-01"}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "yichuang.site.settings"}


def start(
    words: Sequence[str],
    *,
    chunk_rows: int = 50,
    how: str = "kill",
    point: str = "nowhere",
    place: int = 0,
    env: dict[str, str],
    file_bytes_max: int | None = None,
) -> subprocess.Popen[str]:
    """Start a loader and return it when it is about to begin. file_bytes_max: of the files that it may write."""

    def limited() -> None:
        if file_bytes_max is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes_max, file_bytes_max))

    process = subprocess.Popen(
        [sys.executable, "-m", "tests.exchange.loader", str(chunk_rows), how, point, str(place), *words],
        env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limited,
    )  # fmt: skip
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.strip() == READY, line + process.stderr.read()
    return process


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a loader; return its exit status (−9 if it was killed), what it said and what it complained of."""
    said, complained = process.communicate(timeout=120)
    return process.returncode, said, complained


def passed(complained: str) -> Counter[str]:
    """Return how many commits, statements and blocks a loader passed."""
    return Counter(json.loads(complained.strip().splitlines()[-1]))


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _cut() -> None:
    """End the connection to the database from the server's side."""
    import psycopg
    from django.db import connection

    facts = connection.get_connection_params()
    with psycopg.connect(host=facts["host"], user=facts["user"], dbname=facts["dbname"]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


def _stop() -> None:
    """Stop the embedded server at once, as if the machine had lost its power."""
    from django.conf import settings

    lines = Path(settings.DATABASES["default"]["EMBEDDED_DATA"], "postmaster.pid").read_text().splitlines()
    server = psutil.Process(int(lines[0]))
    server.send_signal(signal.SIGQUIT)
    server.wait(30)


class _Points:
    """Counts what the process passes, and lets the accident happen where it was told to."""

    def __init__(self, how: str, point: str, place: int) -> None:
        self.accident = {"kill": _kill, "cut": _cut, "stop": _stop}[how]
        self.point, self.place, self.passed = point, place, Counter[str]()

    def at(self, point: str) -> None:
        """Pass a point."""
        self.passed[point] += 1
        if point == self.point and self.passed[point] == self.place:
            self.accident()

    def watch(self) -> None:
        """Put the points where they are."""
        from django.db import connection
        from django.db.backends.postgresql.base import DatabaseWrapper

        from yichuang.exchange.acts import keeping
        from yichuang.kit import hashing

        commit, read = DatabaseWrapper._commit, keeping._Copying.read

        def committed(wrapper: Any) -> Any:
            self.at("before_commit")
            done = commit(wrapper)
            self.at("after_commit")
            return done

        def executed(execute: Any, *facts: Any) -> Any:
            self.at("statement")
            return execute(*facts)

        def copied(copying: Any, size: int) -> bytes:
            block: bytes = read(copying, size)
            self.at("block")
            return block

        DatabaseWrapper._commit = committed
        keeping._Copying.read = copied  # type: ignore[method-assign]
        hashing._BLOCK_BYTES = 4096
        connection.execute_wrappers.append(executed)


def main() -> None:
    """Run the command with small chunks, and have the accident where it was said."""
    import django

    django.setup()
    from yichuang.exchange.acts import loading, waiting
    from yichuang.site import command

    chunk_rows, how, point, place, *words = sys.argv[1:]
    loading.CHUNK_ROWS = waiting.CHUNK_ROWS = int(chunk_rows)
    points = _Points(how, point, int(place))
    points.watch()
    sys.argv = ["yichuang", *words]
    sys.stderr.write(f"{READY}\n")
    sys.stderr.flush()
    try:
        command.main()
    finally:
        sys.stderr.write(f"\n{json.dumps(points.passed)}\n")


if __name__ == "__main__":
    main()
