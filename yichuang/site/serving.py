"""The web server as a process of its own, stopped whatever state it is in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

WORKERS, THREADS = 2, 4
STOP_SECONDS_MAX = 8
LOOK_SECONDS = 0.5


@contextmanager
def web_server(address: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the pages with granian while the block runs; then ask it to stop, and make it if it does not."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address, "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning",
        "yichuang.site.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 -- Ctrl-C is for us; we stop it ourselves
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_told(process: subprocess.Popen[bytes]) -> bool:
    """Wait for Ctrl-C or SIGTERM; return whether that came, or False if the server ended by itself."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, tell)
    while not told.wait(LOOK_SECONDS):
        if process.poll() is not None:
            return False
    return True
