"""Load all deliveries of a folder, each through the one road, and print the seconds and the peak of memory as JSON.

`python -m benchmarks.loader FOLDER` in the data directory that YICHUANG_VAR names: a process of its own, because the
peak of memory is a process's.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Load and print."""
    import django

    django.setup()
    from yichuang.exchange import acts
    from yichuang.exchange.rules.words import Way
    from yichuang.people.rules import Actor

    started, rows, refused = time.perf_counter(), 0, 0
    for path in sorted(Path(sys.argv[1]).iterdir(), key=lambda path: (path.name.split("-")[0], path.stem[-4:])):
        code = path.name.split("-")[0]
        receipt = acts.deliver(
            by=Actor.system(code), code=code, path=path, envelope=acts.Envelope(path.name), way=Way.COMMAND
        )
        rows, refused = rows + receipt.rows, refused + receipt.refused + receipt.parked
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "refused": refused, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
