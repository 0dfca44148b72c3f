"""The embedded server is shared by processes, survives a killed one, and is stopped by the last to leave."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yichuang.kit.postgres import embedded

ATTACH = """
import sys, time
from pathlib import Path
from yichuang.kit.postgres import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
time.sleep(float(sys.argv[2]))
"""

CROWD = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from yichuang.kit.postgres import embedded
with ThreadPoolExecutor(8) as crowd:
    print(len(set(crowd.map(embedded.start, [Path(sys.argv[1])] * 8))))
print(Path(sys.argv[1], ".handle_pids.json").read_text().count(","))
"""


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yichuang-embedded-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "postgres"


def attach(data: Path, seconds: float) -> tuple[subprocess.Popen[str], str]:
    """Start a process that attaches to the server; return it once it has, with the socket's folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", ATTACH, str(data), str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def leave(process: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> None:
    """Have an attached process end."""
    process.send_signal(how)
    process.communicate(timeout=20)


def is_running(data: Path) -> bool:
    return (data / "postmaster.pid").exists()


def gone(data: Path) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not is_running(data):
            return True
        time.sleep(0.05)
    return False


def test_the_last_to_leave_stops_it_and_data_stay(data: Path) -> None:
    first, socket = attach(data, 60)
    second, same = attach(data, 0)
    second.communicate(timeout=20)
    assert socket == same
    assert is_running(data)
    with psycopg.connect(host=socket, user=embedded.OWNER, dbname=embedded.DATABASE, autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (n int)")
    leave(first)
    assert gone(data)
    third, socket = attach(data, 60)
    with psycopg.connect(host=socket, user=embedded.OWNER, dbname=embedded.DATABASE) as owner:
        owner.execute("SELECT n FROM kept")
    leave(third)
    assert gone(data)


def test_after_a_kill_the_next_one_still_stops_it(data: Path) -> None:
    killed, _ = attach(data, 60)
    leave(killed, signal.SIGKILL)
    assert is_running(data)
    last, _ = attach(data, 0)
    last.communicate(timeout=20)
    assert gone(data)


def test_its_roles_are_there_and_apart(data: Path) -> None:
    process, socket = attach(data, 60)
    for role, may_create in ((embedded.OWNER, True), (embedded.APPLICATION, False), (embedded.READER, False)):
        with psycopg.connect(host=socket, user=role, dbname=embedded.DATABASE, autocommit=True) as connection:
            if may_create:
                connection.execute("CREATE TABLE t (n int)")
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("CREATE TABLE t (n int)")
    leave(process)


def test_threads_that_need_it_at_the_same_instant_attach_once(data: Path) -> None:
    crowd = subprocess.run([sys.executable, "-c", CROWD, str(data)], capture_output=True, text=True, timeout=60)
    assert (crowd.stdout, crowd.returncode) == ("1\n0\n", 0), crowd.stderr
    assert gone(data)
