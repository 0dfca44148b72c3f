"""Figures, lists and sizes at a million cases of the demo, beside count(*) and beside DuckDB on the exported lake."""

from __future__ import annotations

import time
from fractions import Fraction

from benchmarks import scale
from benchmarks.printing import measure
from yichuang.demo.acts import load

MILLION, SHORT = Fraction(1, 19), Fraction(1, 2000)


def run(*, short: bool) -> dict[str, dict]:
    """Load the demo and return what `scale.answers` finds, with the speed of the loading."""
    started = time.perf_counter()
    loaded = load(scale=SHORT if short else MILLION, seed=1)
    seconds = time.perf_counter() - started
    found = scale.answers()
    figures = found["figures_ms"]
    return {
        "figures_ms": measure(figures, f"ms for six figures at {loaded.cases:,} cases", aim=5, better="lower"),
        "figures_vs_count": measure(found["count_ms"] / figures, "times faster than count(*)", aim=30),
        "figures_vs_duckdb": measure(found["duckdb_ms"] / figures, "times faster than DuckDB on Parquet"),
        "recount_ms": measure(1000 * found["recount_s"], "ms for the same from events", better="lower"),
        "demo_cases_per_second": measure(loaded.cases / seconds, "cases/s of demo load, house included"),
    } | scale.measures(found)
