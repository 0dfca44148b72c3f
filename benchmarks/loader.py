"""Load all deliveries of a folder, each through the one road, and print the seconds and the peak of memory as JSON.

As in the watched folders, a system's files are taken in their order and different systems at the same time. The seconds
are those of what is told for the first time; a few corrections come afterwards, by the same road.

`python -m benchmarks.loader FOLDER` in the data directory that YICHUANG_VAR names: a process of its own, because the
peak of memory is a process's.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from yichuang.exchange.rules.arriving import FileName, named
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.exchange.rules.words import Way
from yichuang.kit.lanes import in_lanes
from yichuang.people.rules import Actor


def main() -> None:
    """Load and print."""
    import django

    django.setup()
    from yichuang.exchange.acts.folders import LANES

    files = [(named(path.name), path) for path in Path(sys.argv[1]).iterdir()]
    told = [one for one in files if not one[0].revision]
    systems: dict[str, list[tuple[FileName, Path]]] = {}
    for said, path in sorted(told, key=lambda one: (not DATASETS[one[0].dataset].opens, one[0].number[-4:])):
        systems.setdefault(said.code, []).append((said, path))
    largest_first = sorted(systems.values(), key=lambda one: -sum(path.stat().st_size for _, path in one))
    started = time.perf_counter()
    loaded = in_lanes(_loaded, largest_first, lanes=LANES)
    seconds = time.perf_counter() - started
    corrected = _loaded([one for one in files if one[0].revision])
    rows, refused = sum(rows for rows, _ in loaded), corrected[1] + sum(refused for _, refused in loaded)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "refused": refused, "peak_mb": peak_mb}))


def _loaded(files: list[tuple[FileName, Path]]) -> tuple[int, int]:
    """Deliver files one after the other; return the rows, and those that were not taken."""
    from yichuang.exchange import acts

    rows = refused = 0
    for said, path in files:
        envelope = acts.Envelope(path.name, number=said.number, revision=said.revision)
        by = Actor.system(said.code)
        receipt = acts.deliver(by=by, code=said.code, path=path, envelope=envelope, way=Way.COMMAND)
        rows, refused = rows + receipt.rows, refused + receipt.refused + receipt.parked
    return rows, refused


if __name__ == "__main__":
    main()
