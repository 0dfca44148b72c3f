"""Run the benchmarks in an installation of their own: `python -m benchmarks [--short] [NAME …]`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

from benchmarks.printing import printed


def main() -> None:
    """Prepare an empty installation, run what was asked for, print and write the figures."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "names",
        nargs="*",
        help="exchange figures reports cases first_run extraction reading archiving archive_search (all)",
    )
    parser.add_argument("--short", action="store_true", help="small sizes, for CI; the figures are then only a sign")
    options = parser.parse_args()
    out = Path(os.environ.get("YICHUANG_VAR", "var")).resolve() / "bench" / "latest.json"
    folder = Path(tempfile.mkdtemp(prefix="yichuang-bench-"))
    os.environ |= {"YICHUANG_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "yichuang.site.settings"}
    os.environ.pop("DATABASE_URL", None)
    try:
        results = _run(options.names, short=options.short)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n")
    printed(results)
    print(f"({os.cpu_count()} cores{', short' if options.short else ''}; {out})")


def _run(names: list[str], *, short: bool) -> dict[str, dict]:
    import django

    django.setup()
    from benchmarks import archive_search, archiving, cases, exchange, extraction, figures, first_run, reading, reports
    from yichuang.site.preparing import prepare

    prepare()
    results: dict[str, dict] = {}
    modules = {
        "exchange": exchange, "figures": figures, "reports": reports, "cases": cases, "first_run": first_run,
        "extraction": extraction, "reading": reading, "archiving": archiving, "archive_search": archive_search,
    }  # fmt: skip
    for name, module in modules.items():
        if not names or name in names:
            print(f"… {name}", flush=True)
            results |= module.run(short=short)
    return results


if __name__ == "__main__":
    main()
