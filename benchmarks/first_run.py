"""`make run` in a fresh clone, packages cached, to the first served page."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.printing import measure

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 600


def run(*, short: bool) -> dict[str, dict]:
    """Return seconds to the first page; short: with a small demo, and in this folder's virtual environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="yichuang-first-"))
    environment = {name: content for name, content in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {"PORT": str(port), "YICHUANG_VAR": str(folder / "var")}
    try:
        if short:
            environment["YICHUANG_DEMO"] = "0.0005"
            seconds = _until_served(["make", "run"], ROOT, environment, port)
        else:
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
            seconds = _until_served(["make", "run"], folder / "clone", environment, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"first_run_seconds": measure(seconds, "s of make run to the first page", aim=120, better="lower")}


def _until_served(command: list[str], folder: Path, environment: dict[str, str], port: int) -> float:
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        while time.monotonic() - started < LIMIT_SECONDS and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
                    assert page.status == 200
                return time.monotonic() - started
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the hall did not open")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
