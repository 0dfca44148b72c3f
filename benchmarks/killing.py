"""A large delivery whose loader is killed again and again: `python -m benchmarks.killing [--rows N] [--kills K]`.

In the data directory that YICHUANG_VAR names, where the demo is loaded: a file of N new cases is loaded by the command
`yichuang exchange load`, which SIGKILL ends K times at chance moments; then it is left in peace. Nothing may be lost,
nothing told twice: the receipt, the cases, the figures and their recount must have grown by exactly N. The ledger is
larger afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

SEED, SCALE = 2, Fraction(1, 3)  # whose numbers the loaded demo does not use
COUNTS = "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_caseevent WHERE act = 'accept')"
SPAN = {"start": date(2021, 1, 1), "end": date(2022, 7, 1)}


def main() -> None:
    """Write, kill, finish, compare; print what was seen as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killing")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=9)
    options = parser.parse_args()
    import django

    django.setup()
    from yichuang.site.preparing import prepare

    prepare()
    with tempfile.TemporaryDirectory(prefix="yichuang-killing-") as folder:
        system, path, rows = _written(Path(folder), options.rows)
        before = _standing()
        command = [
            str(Path(sys.executable).with_name("yichuang")),
            "exchange",
            "load",
            str(path),
            "--system",
            system,
            "--json",
        ]
        started = time.perf_counter()
        reached = [_killed(command, rows, kill, options.kills) for kill in range(options.kills)]
        ended = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        receipt = json.loads(ended.stdout)
    after = _standing()
    assert (receipt["rows"], receipt["taken"], receipt["refused"]) == (rows, rows, 0), receipt
    grown = {name: after[name] - before[name] for name in before}
    assert set(grown.values()) == {rows}, grown
    print(json.dumps({"rows": rows, "killed_at_rows": reached, "seconds": seconds, "grown_by": grown}))


def _written(folder: Path, rows: int) -> tuple[str, Path, int]:
    """Write acceptances of the system that has the most, as one file; return its code, the file, its rows."""
    import polars as pl

    from yichuang.demo.rules.deliveries import Deliveries
    from yichuang.workdays.queries import calendar_in_force

    found: dict[str, list[pl.DataFrame]] = {}
    for delivery in Deliveries(seed=SEED, scale=SCALE, calendar=calendar_in_force()).files():
        if delivery.dataset != "accept" or delivery.revision:
            continue
        frames = found.setdefault(delivery.system, [])
        frames.append(delivery.frame)
        if sum(frame.height for frame in frames) >= rows:
            break
    system = max(found, key=lambda one: sum(frame.height for frame in found[one]))
    frame = pl.concat(found[system]).head(rows)
    path = folder / f"{system}-accept-9999.csv"
    frame.write_csv(path)
    return system, path, frame.height


def _killed(command: list[str], rows: int, kill: int, kills: int) -> int:
    """Start the loader, kill it after a while, and return how many rows the delivery had read by then."""
    loader = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    aim, draw = max(rows * (kill + 1) // (kills + 1), _read() + 1), random.Random(kill)
    while _read() < aim and loader.poll() is None:
        time.sleep(0.2)
    time.sleep(draw.random())  # anywhere in a chunk
    loader.kill()
    loader.wait()
    return _read()


def _read() -> int:
    from yichuang.exchange.models import Delivery

    found = Delivery.objects.filter(file_name__endswith="-accept-9999.csv").values_list("read", flat=True).first()
    return found or 0


def _standing() -> dict[str, Any]:
    from django.db import connection

    from yichuang.statistics import queries

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(COUNTS)
        cases, events = cursor.fetchone()
    (told,), (recounted,) = queries.figures(**SPAN), queries.figures(**SPAN, recount=True)
    return {"cases": cases, "acceptances": events, "accepted": told["accepted"], "recounted": recounted["accepted"]}


if __name__ == "__main__":
    main()
