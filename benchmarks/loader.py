"""Load all deliveries of a folder, each through the one road, and print the seconds and the peak of memory as JSON.

The seconds are those of what is told for the first time; a few corrections come afterwards, by the same road.

`python -m benchmarks.loader FOLDER` in the data directory that YICHUANG_VAR names: a process of its own, because the
peak of memory is a process's.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yichuang.exchange.rules.arriving import FileName


def main() -> None:
    """Load and print."""
    import django

    django.setup()
    from yichuang.exchange import acts
    from yichuang.exchange.rules.arriving import named
    from yichuang.exchange.rules.datasets import DATASETS
    from yichuang.exchange.rules.words import Way
    from yichuang.people.rules import Actor

    rows = refused = 0
    seconds = 0.0
    files = [(named(path.name), path) for path in Path(sys.argv[1]).iterdir()]
    for said, path in sorted(files, key=lambda one: _place(one[0], DATASETS[one[0].dataset].opens)):
        started = time.perf_counter()
        receipt = acts.deliver(
            by=Actor.system(said.code), code=said.code, path=path,
            envelope=acts.Envelope(path.name, number=said.number, revision=said.revision), way=Way.COMMAND,
        )  # fmt: skip
        refused += receipt.refused + receipt.parked
        if not said.revision:
            rows, seconds = rows + receipt.rows, seconds + time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "refused": refused, "peak_mb": peak_mb}))


def _place(said: FileName, opens: bool) -> tuple:
    """Return where a file belongs: corrections last, a system's acceptances before what happened to their cases."""
    return said.revision, said.code, not opens, said.number[-4:]


if __name__ == "__main__":
    main()
