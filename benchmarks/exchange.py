"""Validated deliveries beside raw COPY of the same finished rows into the same indexed tables."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from django.db import connections

from benchmarks.printing import measure
from yichuang.cases.queries import verify
from yichuang.demo.acts import build_house, write_deliveries
from yichuang.exchange import queries
from yichuang.people.rules import Actor

MILLION, SHORT = Fraction(1, 19), Fraction(1, 2000)
# What a delivery writes, in the order in which foreign keys let it be written.
TABLES = (
    "cases_case", "cases_caseevent", "cases_casetext", "cases_caseparty", "cases_tallyfine", "cases_tallycoarse",
    "cases_tallymonth", "exchange_step",
)  # fmt: skip


def run(*, short: bool) -> dict[str, dict]:
    """Return the ratio, the speeds and the loader's peak of memory at a million cases; verify what was loaded."""
    build_house()
    folder = Path(tempfile.mkdtemp(prefix="yichuang-deliveries-"))
    try:
        started = time.perf_counter()
        written = write_deliveries(scale=SHORT if short else MILLION, seed=1, out=folder / "in", format="csv")
        writing = time.perf_counter() - started
        loaded = _loaded(folder / "in")
        assert loaded["refused"] == 0, "the demo's deliveries are good"
        assert all(one.difference == 0 for one in queries.reconcile(seen_by=Actor.job("bench")))
        if short:
            assert verify()[1] == []
        copying = _copied(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _empty()
    cases = written["cases"]
    return {
        "delivery_vs_copy": measure(
            copying / loaded["seconds"], f"of raw COPY, {cases:,} cases in {written['files']} CSV files", aim=0.5
        ),
        "delivery_cases_per_second": measure(cases / loaded["seconds"], "cases/s, validated, to their receipts"),
        "delivery_rows_per_second": measure(loaded["rows"] / loaded["seconds"], "rows/s of deliveries"),
        "copy_cases_per_second": measure(cases / copying, "cases/s, raw COPY of the finished rows"),
        "delivery_peak_mb": measure(loaded["peak_mb"], "MB, the loader's peak", aim=300, better="lower"),
        "demo_deliveries_per_second": measure(cases / writing, "cases/s written as deliveries"),
    }


def _loaded(folder: Path) -> dict[str, float]:
    """Load the deliveries in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.loader", str(folder)], check=True, capture_output=True, text=True
    )
    record: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return record


def _copied(folder: Path) -> float:
    """Take the finished rows out, empty the tables, and return the seconds that COPY takes to write them again."""
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            with (folder / table).open("wb") as out, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    out.write(block)
    _empty()
    started = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            with (folder / table).open("rb") as rows, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                while block := rows.read(1 << 20):
                    copy.write(block)
    return time.perf_counter() - started


def _empty() -> None:
    """Leave the ledger as it was: empty (the tables' owner may)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}, exchange_heldrow, exchange_delivery, cases_seal CASCADE")
