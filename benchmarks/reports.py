"""Compile and print an issue; read an old one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import OutputWrapper

from benchmarks.printing import measure
from yichuang.demo.acts import FIRST_PERIOD

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "reference" / "weekly-2022-21.txt"


def run(*, short: bool) -> dict[str, dict]:
    """Return seconds for compile + PDF + DOCX + HTML + JSON, first in the process and later ones, and for reading."""
    source = REFERENCE if REFERENCE.exists() else next((ROOT / "tests" / "golden").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        first = _seconds(lambda: _compile(folder), 1)
        later = _seconds(lambda: _compile(folder), 3 if short else 9)
    return {
        "report_seconds": measure(later, "s, compile + PDF + DOCX + HTML + JSON", aim=1, better="lower"),
        "report_seconds_first": measure(first, "s, the first in a process", better="lower"),
        "read_seconds": measure(_seconds(lambda: _read(source), 9), f"s for {source.name}", aim=0.2, better="lower"),
    }


def seconds_to_compile() -> float:
    """Return the seconds of compiling and printing an issue in all forms, in a process that has done it before."""
    with tempfile.TemporaryDirectory() as folder:
        _compile(folder)
        return _seconds(lambda: _compile(folder), 5)


def _compile(folder: str) -> None:
    with open("/dev/null", "w") as nowhere:
        call_command(
            "report", "compile", "weekly", period=FIRST_PERIOD.isoformat(), out=folder, stdout=OutputWrapper(nowhere)
        )


def _read(source: Path) -> None:
    with open("/dev/null", "w") as nowhere:
        call_command("report", "read", str(source), stdout=OutputWrapper(nowhere))


def _seconds(work: Callable[[], None], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[times // 2]
