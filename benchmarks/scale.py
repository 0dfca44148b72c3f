"""What a loaded ledger answers and how large it is: the same measures at any size.

`python -m benchmarks.scale SCALE OUT [--verify]` loads the demo at SCALE (`full` or a fraction) into the data directory
that YICHUANG_VAR names, unless it is loaded there already, and writes what was measured to OUT as JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, connections

from benchmarks.pages import slowest_pages
from benchmarks.printing import measure
from benchmarks.timing import milliseconds

WINDOW = {"start": date(2022, 1, 1), "end": date(2022, 7, 1)}
COUNT = """
SELECT item_type, count(*) FILTER (WHERE accepted_on BETWEEN %(start)s AND %(end)s),
    count(*) FILTER (WHERE accepted_on IS NOT NULL AND ended_on BETWEEN %(start)s AND %(end)s)
FROM cases_case WHERE state <> 'voided' GROUP BY 1
"""
LEDGER = ("cases_case", "cases_caseevent", "cases_casetext", "cases_tallyfine", "cases_tallycoarse", "cases_tallymonth")
Answer = dict[str, tuple[int, int]]


def answers() -> dict[str, Any]:
    """Return the milliseconds of each question, and the bytes of a case; every fast figure is compared with a count."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    cases = _cases()
    found: dict[str, Any] = {"cases": cases, "count_ms": milliseconds(_counted, 3)}
    found |= _figures() | _lists() | _lake() | _bytes(cases)
    pages = slowest_pages()
    slowest = max(pages, key=lambda kind: pages[kind])
    return found | {"pages_ms": pages, "page_worst_ms": pages[slowest][0], "page_worst": pages[slowest][1]}


def _figures() -> dict[str, float]:
    from yichuang.statistics import queries

    six = {**WINDOW, "by": ("item_type",), "only": ("accepted", "concluded")}
    assert _as_answer(queries.figures(**six)) == _counted(), "a fast figure that is wrong is worth nothing"
    started = time.perf_counter()
    recounted = queries.figures(**WINDOW, by=("item_type",), recount=True)
    recount = time.perf_counter() - started
    assert recounted == queries.figures(**WINDOW, by=("item_type",)), "events and tallies say the same"
    return {
        "figures_ms": milliseconds(lambda: queries.figures(**six)),
        "period_report_ms": milliseconds(lambda: queries.figures(**WINDOW, by=("item_type",))),
        "recount_s": recount,
    }


def _lists() -> dict[str, float]:
    """Return the times of first pages: of the overdue with their number, of a department's work, behind figures."""
    from yichuang.cases import queries as ledger
    from yichuang.people import queries as people
    from yichuang.people.rules import Actor
    from yichuang.statistics import queries

    by, day = Actor.job("bench"), WINDOW["end"]
    largest = max(queries.figures(**WINDOW, by=("department",), only=("open",)), key=lambda row: row["open"])
    department = next(one.id for one in people.departments().values() if one.code == largest["department"])

    def overdue() -> None:
        ledger.overdue(on=day, seen_by=by)
        queries.figures(start=day, end=day, only=("overdue",))

    behind = {}
    for row in queries.figures(**WINDOW, by=("item_type",)):
        for code in ("accepted", "concluded", "overdue"):
            filters = {"item_type": row["item_type"]}
            if row[code]:
                page = partial(queries.cases_behind, code, **WINDOW, seen_by=by, filters=filters)
                behind[f"{code} {row['item_type']}"] = milliseconds(page, 3)
    worst = max(behind, key=lambda name: behind[name])
    return {
        "overdue_page_ms": milliseconds(overdue),
        "worklist_page_ms": milliseconds(lambda: ledger.work_list(department_id=department, seen_by=by)),
        "drill_down_worst_ms": behind[worst], "drill_down_worst": worst,
        "drill_down_median_ms": sorted(behind.values())[len(behind) // 2],
    }  # fmt: skip


def _lake() -> dict[str, float]:
    """Return the seconds of an export, and the time in which DuckDB counts the six figures from it."""
    from yichuang.statistics import acts, queries

    with tempfile.TemporaryDirectory(prefix="yichuang-lake-") as folder:
        started = time.perf_counter()
        acts.export_lake(Path(folder) / "lake")
        exported = time.perf_counter() - started
        lake = queries.open_lake(Path(folder) / "lake")
        printed = {code: pair for code, pair in queries.printed_figures(lake, **WINDOW).items() if any(pair)}
        assert printed == _counted(), "the lake says what the ledger says"
        duckdb = milliseconds(lambda: queries.printed_figures(lake, **WINDOW), 5)
        started = time.perf_counter()
        recounted = queries.figures(**WINDOW, by=("item_type",), recount=True, lake=lake)
        again = time.perf_counter() - started
        assert recounted == queries.figures(**WINDOW, by=("item_type",)), "the second road ends at the same figures"
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return {"lake_s": exported, "lake_mb": size / 1e6, "duckdb_ms": duckdb, "duckdb_recount_s": again}


def _bytes(cases: int) -> dict[str, float]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", [list(LEDGER)]
        )
        (ledger,) = cursor.fetchone()
        cursor.execute("SELECT pg_total_relation_size('cases_caseparty')")
        (parties,) = cursor.fetchone()
    return {"bytes_per_case": float(ledger) / cases, "party_bytes_per_case": float(parties) / cases}


def _cases() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        return int(cursor.fetchone()[0])


def _counted() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, WINDOW)
        return {code: (accepted, concluded) for code, accepted, concluded in cursor.fetchall() if accepted or concluded}


def _as_answer(rows: list[dict[str, Any]]) -> Answer:
    return {
        row["item_type"]: (row["accepted"], row["concluded"]) for row in rows if row["accepted"] or row["concluded"]
    }


def measures(found: dict[str, Any]) -> dict[str, dict]:
    """Return what is asked of a ledger of any size, of what `answers` found."""
    slowest = found["drill_down_worst"]
    return {
        "period_report_ms": measure(found["period_report_ms"], "ms for all indicators by item type", better="lower"),
        "drill_down_ms": measure(
            found["drill_down_worst_ms"], f"ms, the slowest first page ({slowest})", aim=20, better="lower"
        ),
        "page_ms": measure(
            found["page_worst_ms"],
            f"ms of server time, the slowest page ({found['page_worst']})",
            aim=50,
            better="lower",
        ),
        "overdue_page_ms": measure(found["overdue_page_ms"], "ms, first page and count", aim=5, better="lower"),
        "worklist_page_ms": measure(found["worklist_page_ms"], "ms, largest department", aim=5, better="lower"),
        "bytes_per_case": measure(found["bytes_per_case"], "bytes, with events and indexes", aim=900, better="lower"),
        "party_bytes_per_case": measure(found["party_bytes_per_case"], "bytes of parties", better="lower"),
    }


def main() -> None:
    """Load, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("scale", help="full or a fraction")
    parser.add_argument("out", type=Path)
    parser.add_argument("--verify", action="store_true", help="verify the whole ledger as well")
    options = parser.parse_args()
    import django

    django.setup()
    from benchmarks import reports
    from yichuang.cases.queries import verify
    from yichuang.demo import acts
    from yichuang.site.preparing import prepare

    prepare()
    found: dict[str, Any] = {}
    if acts.is_wanted():
        before, started = _cases(), time.perf_counter()  # an interrupted loading goes on
        loaded = acts.load(scale=Fraction(1 if options.scale == "full" else options.scale), seed=1)
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        speed = (loaded.cases - before) / seconds
        found |= {"load_s": seconds, "load_cases_per_second": speed, "load_peak_mb": peak}
    found |= answers() | {"report_seconds": reports.seconds_to_compile()}
    if options.verify:
        started = time.perf_counter()
        _, wrong = verify()
        assert not wrong, wrong[:3]
        found["verify_s"] = time.perf_counter() - started
    options.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
