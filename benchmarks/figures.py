"""Six figures from the tallies, beside count(*) over the cases, at a million cases of the demo."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from django.db import connection, connections

from benchmarks.hall import measure
from yichuang.demo.acts import load
from yichuang.statistics import queries

MILLION, SHORT = Fraction(1, 19), Fraction(1, 2000)
WINDOW = {"start": date(2022, 1, 1), "end": date(2022, 7, 1)}
COUNT = """
SELECT CASE WHEN item_type IN ('01', '20') THEN item_type ELSE '02-10' END,
    count(*) FILTER (WHERE accepted_on BETWEEN %(start)s AND %(end)s),
    count(*) FILTER (WHERE accepted_on IS NOT NULL AND ended_on BETWEEN %(start)s AND %(end)s)
FROM cases_case WHERE state <> 'voided' GROUP BY 1
"""


def run(*, short: bool) -> dict[str, dict]:
    """Load the demo and return the time of the figures, their ratio to counting, and the bulk door's speed."""
    started = time.perf_counter()
    loaded = load(scale=SHORT if short else MILLION, seed=1)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    _vacuum()
    figures = _milliseconds(lambda: queries.figures(**WINDOW, by=("item_type",), only=("accepted", "concluded")))
    report = _milliseconds(lambda: queries.figures(**WINDOW, by=("item_type",)))
    counted = _milliseconds(_count)
    recount = _milliseconds(lambda: queries.figures(**WINDOW, by=("item_type",), recount=True), times=3)
    assert _tallied() == _counted(), "a fast figure that is wrong is worth nothing"
    return {
        "figures_ms": measure(figures, f"ms for six figures at {loaded.cases:,} cases", aim=5, better="lower"),
        "figures_vs_count": measure(counted / figures, "times faster than count(*)", aim=30),
        "period_report_ms": measure(report, "ms for all indicators by item type", better="lower"),
        "recount_ms": measure(recount, "ms for the same from events", better="lower"),
        "demo_cases_per_second": measure(loaded.cases / seconds, "cases/s of demo load, house included"),
    }


def _vacuum() -> None:
    with connections["owner"].cursor() as cursor:
        for table in ("cases_case", "cases_caseevent", "cases_tallymonth", "cases_tallycoarse", "cases_tallyfine"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _count() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, WINDOW)
        return cursor.fetchall()


def _counted() -> dict[str, tuple[int, int]]:
    return {group: (accepted, concluded) for group, accepted, concluded in _count()}


def _tallied() -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for row in queries.figures(**WINDOW, by=("item_type",)):
        group = row["item_type"] if row["item_type"] in ("01", "20") else "02-10"
        accepted, concluded = sums.get(group, (0, 0))
        sums[group] = (accepted + row["accepted"], concluded + row["concluded"])
    return sums


def _milliseconds(work: Callable[[], object], times: int = 15) -> float:
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return 1000 * sorted(taken)[times // 2]
