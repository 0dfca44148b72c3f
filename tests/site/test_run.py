"""`yichuang run`: from an empty folder to a served hall, and again; the worker comes and goes with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.folders import open_folder

COMMAND = [sys.executable, "-m", "yichuang.site.command", "run"]
LIMIT_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    own = {"YICHUANG_VAR": str(folder / "var"), "PORT": str(port), "YICHUANG_DEMO": "0.0002"}
    return kept | own | {"DJANGO_SETTINGS_MODULE": "yichuang.site.settings", "YICHUANG_HOSTS": "127.0.0.1"}


@contextmanager
def hall(folder: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running hall: its address and its process; afterwards it is closed with Ctrl-C."""
    port = free_port()
    process = subprocess.Popen(
        COMMAND, env=environment(folder, port) | settings, cwd=folder, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address, process
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the hall did not open")


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def children(process: subprocess.Popen[str], word: str) -> list[psutil.Process]:
    """Return the processes of a running hall in whose command `word` stands."""
    return [one for one in psutil.Process(process.pid).children() if _says(one, word)]


def _says(process: psutil.Process, word: str) -> bool:
    try:
        return word in process.cmdline()
    except psutil.Error:  # it has just ended
        return False


def ended(process: psutil.Process, seconds: float = 8) -> bool:
    """Wait for a process to end; one that nobody has asked after yet (a zombie) has ended too."""
    deadline = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def done(folder: Path, job: str) -> str:
    """Return what a job did when it was last done."""
    listed = subprocess.run(
        [*COMMAND[:-1], "jobs", "--json"], env=environment(folder, 0), cwd=folder, capture_output=True, text=True
    )
    assert listed.returncode == 0, listed.stderr
    (what,) = [one["done"] for one in json.loads(listed.stdout)["jobs"] if one["name"] == job]
    return str(what)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_folder(tmp_path_factory, "hall")


def test_from_an_empty_folder_to_a_served_hall_and_again(folder: Path) -> None:
    with hall(folder) as (address, _):
        home = page(address)
        assert "2022-07-01" in home
        assert sorted(path.suffix for path in (folder / "var" / "reports").iterdir()) == [
            ".docx", ".html", ".json", ".pdf",
        ]  # fmt: skip
    assert not (folder / "var" / "postgres" / "postmaster.pid").exists()
    printed = (folder / "var" / "reports" / "weekly-2022-21.pdf").stat().st_mtime_ns
    with hall(folder, YICHUANG_DAY="2022-08-01") as (address, process):  # when a case of the demo was left unanswered
        assert page(address)
        (worker,) = children(process, "work")
        deadline = time.monotonic() + 20
        while done(folder, "cases.deem") != "视为受理 1 件":
            assert time.monotonic() < deadline
    assert ended(worker)
    assert (folder / "var" / "reports" / "weekly-2022-21.pdf").stat().st_mtime_ns == printed


def test_when_the_hall_is_killed_the_worker_goes_within_seconds_and_the_next_start_finds_all_well(folder: Path) -> None:
    with hall(folder) as (_, process):
        (worker,) = children(process, "work")
        servers = children(process, "granian")
        process.kill()
        assert ended(worker)
        for server in servers:
            server.terminate()
    with hall(folder) as (address, process):
        assert page(address)
        (worker,) = children(process, "work")
        worker.kill()
        deadline = time.monotonic() + 30
        while not (again := [one for one in children(process, "work") if one.pid != worker.pid]):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert ended(again[0])
    assert not (folder / "var" / "postgres" / "postmaster.pid").exists()


def test_a_port_in_use_is_said_and_nothing_begins(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        done = subprocess.run(
            COMMAND, env=environment(folder, port), cwd=folder, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1
    assert "port_in_use" in done.stderr
    assert not (folder / "var" / "postgres").exists()
