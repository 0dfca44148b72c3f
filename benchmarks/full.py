"""The whole product at full size, beside a million cases: `make bench-full` (40 GB of disk, about an hour).

`python -m benchmarks.full [--scale full] [--small 1/19] [--in FOLDER]`; what was loaded in FOLDER before is used again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.printing import measure, printed
from benchmarks.scale import measures


def main() -> None:
    """Measure both sizes, each in a data directory and a process of its own; print and write the ratios."""
    parser = argparse.ArgumentParser(prog="make bench-full")
    parser.add_argument("--scale", default="full", help="full or a fraction")
    parser.add_argument("--small", default="1/19", help="what growth is measured from")
    parser.add_argument("--in", dest="folder", type=Path, help="data directories are made here, and stay")
    options = parser.parse_args()
    out = Path(os.environ.get("YICHUANG_VAR", "var")).resolve() / "bench" / "full.json"
    folder = options.folder or Path(tempfile.mkdtemp(prefix="yichuang-bench-full-"))
    try:
        small = _measured(folder / "small", options.small)
        full = _measured(folder / "full", options.scale, "--verify")
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    results = _results(full) | _growth(small, full)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n")
    printed(results)
    print(f"({os.cpu_count()} cores; {out})")


def _measured(var: Path, scale: str, *more: str) -> dict[str, Any]:
    var.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "YICHUANG_DAY")}
    environment |= {"YICHUANG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "yichuang.site.settings"}
    answer = var / "measured.json"
    subprocess.run([sys.executable, "-m", "benchmarks.scale", scale, str(answer), *more], env=environment, check=True)
    found: dict[str, Any] = json.loads(answer.read_text())
    return found


def _results(full: dict[str, Any]) -> dict[str, dict]:
    figures, cases = full["figures_ms"], full["cases"]
    results = {
        "figures_ms": measure(figures, f"ms for six figures at {cases:,} cases", aim=10, better="lower"),
        "figures_vs_count": measure(full["count_ms"] / figures, "times faster than count(*)", aim=150),
        "figures_vs_duckdb": measure(full["duckdb_ms"] / figures, "times faster than DuckDB on Parquet", aim=20),
        "recount_s": measure(full["recount_s"], "s, all figures from events", aim=10, better="lower"),
        "report_seconds": measure(full["report_seconds"], "s, compile + PDF + DOCX + HTML", aim=1, better="lower"),
        "verify_seconds": measure(full["verify_s"], "s, ledger verify", better="lower"),
        "lake_seconds": measure(full["lake_s"], f"s, lake export ({full['lake_mb']:,.0f} MB)", better="lower"),
        "duckdb_recount_s": measure(full["duckdb_recount_s"], "s, all figures from the lake's events", better="lower"),
    } | measures(full)
    if "load_s" in full:
        speed, peak = full["load_cases_per_second"], full["load_peak_mb"]
        results["load_cases_per_second"] = measure(speed, f"cases/s, demo load in {full['load_s']:,.0f} s")
        results["load_peak_mb"] = measure(peak, "MB, generator and loader", aim=300, better="lower")
    return results


def _growth(small: dict[str, Any], full: dict[str, Any]) -> dict[str, dict]:
    unit = f"times, from {small['cases']:,} to {full['cases']:,} cases"
    return {
        f"growth_of_{name}": measure(full[name] / small[name], unit, aim=1.2, better="lower")
        for name in ("figures_ms", "overdue_page_ms", "worklist_page_ms")
    }


if __name__ == "__main__":
    main()
