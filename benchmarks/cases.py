"""Whole cases through the single door, beside bare INSERT + COMMIT in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from django.db import connection, connections

from benchmarks.hall import BenchHall, open_bench_hall
from benchmarks.printing import measure
from yichuang.cases import acts
from yichuang.kit.time import zone

ACTS_A_CASE = 6
START = datetime.combine(date(2022, 5, 9), datetime.min.time(), zone()) + timedelta(hours=9)


def run(*, short: bool) -> dict[str, dict]:
    """Return cases a second on 1 and 8 threads, and their ratio to bare inserts, each measured in turns."""
    hall, rounds, cases = open_bench_hall(), 1 if short else 3, 40 if short else 150
    connections["owner"].cursor().execute(
        "CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, at timestamptz, act text, data jsonb)"
    )
    one = _median(rounds, lambda: _cases(hall, cases, threads=1))
    bare = _median(rounds, lambda: _bare(cases * ACTS_A_CASE, threads=1)) / ACTS_A_CASE
    eight = _median(rounds, lambda: _cases(hall, cases * 2, threads=8))
    bare_eight = _median(rounds, lambda: _bare(cases * 2 * ACTS_A_CASE, threads=8)) / ACTS_A_CASE
    connections["owner"].cursor().execute("DROP TABLE bench_bare")
    return {
        "cases_per_second": measure(one, "cases/s, 1 thread"),
        "cases_per_second_8": measure(eight, "cases/s, 8 threads"),
        "case_vs_bare_insert": measure(one / bare, "of six INSERT + COMMIT, 1 thread", aim=0.25),
        "case_vs_bare_insert_8": measure(eight / bare_eight, "of six INSERT + COMMIT, 8 threads"),
        "bare_inserts_per_second": measure(bare * ACTS_A_CASE, "INSERT + COMMIT/s, 1 thread"),
    }


def _median(rounds: int, work: Callable[[], float]) -> float:
    return sorted(work() for _ in range(rounds))[rounds // 2]


def _per_second(work: Callable[[], None], times: int, threads: int) -> float:
    def some(count: int) -> None:
        for _ in range(count):
            work()
        if threads > 1:
            connections.close_all()

    started = time.perf_counter()
    if threads == 1:
        some(times)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, [times // threads] * threads))
    return times / (time.perf_counter() - started)


def _cases(hall: BenchHall, times: int, *, threads: int) -> float:
    return _per_second(lambda: _whole_case(hall), times, threads)


def _whole_case(hall: BenchHall) -> None:
    """Receive, accept, pause, resume, grant, close: six events with chain and tallies, each its own transaction."""
    by, case = hall.clerk, hall.case
    number = acts.receive(case, by=by, at=START).number
    acts.accept(number, by=by, at=START + timedelta(hours=1))
    acts.pause(number, by=by, at=START + timedelta(days=3), kind="hearing")
    acts.resume(number, by=by, at=START + timedelta(days=5), pause=3)
    acts.grant(number, by=by, at=START + timedelta(days=10))
    acts.close(number, by=by, at=START + timedelta(days=11))


def _bare(times: int, *, threads: int) -> float:
    def insert() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_bare (at, act, data) VALUES (%s, %s, %s)", [START, "accept", '{"kind": "hearing"}']
            )

    return _per_second(insert, times, threads)
