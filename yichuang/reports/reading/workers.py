"""Asking the reading processes: a few are kept alive, since starting one takes longer than reading a file."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from threading import BoundedSemaphore, Lock, Timer
from typing import Any

from yichuang.kit.errors import Refusal, Unavailable
from yichuang.reports.reading.confined import SECONDS_LIMIT


class _Gone(Exception):
    """The process ended without an answer."""


class _Worker:
    """One reading process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "yichuang.reports.reading.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"PYTHONUTF8": "1"},
            start_new_session=True,
        )  # fmt: skip
        self.fresh = True
        self.killed = False

    def ask(self, header: dict[str, Any], content: bytes) -> bytes:
        """Return the answer. Raises Refusal; _Gone if there is none, as when the time was over (`killed`)."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        timer = Timer(SECONDS_LIMIT, self._kill)
        timer.daemon = True
        timer.start()
        try:
            stdin.write(json.dumps({**header, "size": len(content)}).encode() + b"\n")
            stdin.write(content)
            stdin.flush()
            line = stdout.readline()
            said = json.loads(line) if line else {}
            body = stdout.read(said["size"]) if said else b""
        except (OSError, ValueError):
            raise _Gone from None
        finally:
            timer.cancel()
        if not said or len(body) < said["size"] or "failed" in said:
            raise _Gone
        self.fresh = False
        if "refusal" in said:
            raise Refusal(**said["refusal"])
        return body

    def _kill(self) -> None:
        self.killed = True
        self._process.kill()

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written goes nowhere
        self._process.wait()


class Workers:
    """As many reading processes as there are processors, at most; each reads one file at a time."""

    def __init__(self) -> None:
        self._room, self._idle, self._lock = BoundedSemaphore(os.cpu_count() or 1), list[_Worker](), Lock()

    def ask(self, header: dict[str, Any], content: bytes) -> bytes:
        """Return what a reading process answers; safe to call from several threads.

        Raises Refusal: the reader's own, `report_too_slow` (killed after SECONDS_LIMIT), `report_damaged` (it died,
        of the memory limit or of a fault in a library).
        """
        with self._room:
            while True:
                worker = self._take()
                was_fresh = worker.fresh
                try:
                    body = worker.ask(header, content)
                except _Gone:
                    worker.end()
                    if worker.killed or was_fresh:
                        raise _no_answer(worker.killed) from None
                except Refusal:
                    self._give_back(worker)
                    raise
                except BaseException:
                    worker.end()
                    raise
                else:
                    self._give_back(worker)
                    return body

    def end(self) -> None:
        """End all processes that wait for a question."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        try:
            return _Worker()
        except OSError as error:
            raise Unavailable("reader_unavailable", f"无法启动读取进程：{error.strerror}。") from None

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)


def _no_answer(killed: bool) -> Refusal:
    rule = "文件须能在限定的时间和内存内读完"
    if killed:
        return Refusal(
            "report_too_slow", f"读取超过 {SECONDS_LIMIT} 秒，已停止，没有读到文字。", field="FILE", rule=rule
        )
    return Refusal("report_damaged", "读取进程因这个文件中断（文件已损坏，或所需内存过大）。", field="FILE", rule=rule)


processes = Workers()
atexit.register(processes.end)
