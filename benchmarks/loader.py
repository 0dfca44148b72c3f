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
    from yichuang.exchange.rules.arriving import named
    from yichuang.exchange.rules.words import Way
    from yichuang.people.rules import Actor

    started, rows, refused = time.perf_counter(), 0, 0
    files = [(named(path.name), path) for path in Path(sys.argv[1]).iterdir()]
    for said, path in sorted(files, key=lambda one: (one[0].code, one[0].revision, one[0].number[-4:])):
        receipt = acts.deliver(
            by=Actor.system(said.code), code=said.code, path=path,
            envelope=acts.Envelope(path.name, number=said.number, revision=said.revision), way=Way.COMMAND,
        )  # fmt: skip
        rows, refused = rows + receipt.rows, refused + receipt.refused
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "refused": refused, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
