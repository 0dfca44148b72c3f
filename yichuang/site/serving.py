"""The web server and the worker as processes of their own, stopped whatever state they are in."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

WORKERS, THREADS = 2, 4
STOP_SECONDS_MAX = 8
LOOK_SECONDS = 0.5
REVIVE_SECONDS = 10  # a worker that ended by itself is started again, at most so often
_log = logging.getLogger("yichuang.jobs")


@contextmanager
def web_server(address: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the pages with granian while the block runs; then ask it to stop, and make it if it does not."""
    process = _start(
        "granian", "--interface", "wsgi", "--host", address, "--port", str(port), "--workers", str(WORKERS),
        "--blocking-threads", str(THREADS), "--log-level", "warning", "yichuang.site.wsgi:application",
    )  # fmt: skip
    try:
        yield process
    finally:
        _stop(process)


class Worker:
    """The worker while the block runs; it also ends by itself if this process is killed."""

    def __enter__(self) -> Worker:
        self._process, self._started = self._begin(), time.monotonic()
        return self

    def __exit__(self, *error: object) -> None:
        _stop(self._process)

    def revive(self) -> None:
        """Start it again if it ended by itself, a little later if it only just began."""
        if self._process.poll() is not None and time.monotonic() - self._started > REVIVE_SECONDS:
            _log.error("工作进程意外停止（%d），重新启动", self._process.returncode)
            self._process, self._started = self._begin(), time.monotonic()

    @staticmethod
    def _begin() -> subprocess.Popen[bytes]:
        return _start("yichuang.site.command", "work", "--parent", str(os.getpid()))


def wait_until_told(server: subprocess.Popen[bytes], worker: Worker) -> bool:
    """Wait for Ctrl-C or SIGTERM; return whether that came, or False if the web server ended by itself."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, tell)
    while not told.wait(LOOK_SECONDS):
        if server.poll() is not None:
            return False
        worker.revive()
    return True


def _start(*module: str) -> subprocess.Popen[bytes]:
    """Run a module of Python; in a session of its own, for Ctrl-C is for us and we stop it ourselves."""
    return subprocess.Popen([sys.executable, "-m", *module], start_new_session=True)  # noqa: S603 -- our own words


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
