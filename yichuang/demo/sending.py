"""The demo's systems deliver their last days' cases, through the one road that all deliveries take."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from yichuang.demo.rules import sent
from yichuang.demo.rules.histories import Keys
from yichuang.exchange import acts as exchange
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.exchange.rules.words import Way
from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor

Told = Callable[[int], None]


def send(held: sent.Held, keys: Keys, told: Told) -> tuple[int, int]:
    """Deliver what was held back and return how many cases and events that was.

    Raises Refusal `demo_refused` where a row of it is not taken.
    """
    codes = sent.Codes(_turned(keys.version_ids), _turned(keys.department_ids), _turned(keys.region_ids))
    cases = events = 0
    with tempfile.TemporaryDirectory(prefix="yichuang-demo-") as folder:
        for system, histories in sorted(held.by_system.items()):
            begun, ended = sent.accepted(histories, codes), sent.concluded(histories)
            wrong, waiting = (sent.spoilt(begun), sent.early(ended)) if system == sent.SHOWN else ([], [])
            for place, (dataset, rows, aside) in enumerate((("accept", begun, wrong), ("result", ended, waiting)), 1):
                if rows:
                    _deliver(Path(folder), system, dataset, place, rows, aside)
                    events += len(rows)
            cases += len(begun)
            told(cases)
    return cases, events


def _turned(ids: Mapping[str, int]) -> dict[int, str]:
    return {key: code for code, key in ids.items()}


def _deliver(folder: Path, system: str, dataset: str, place: int, rows: list[sent.Row], aside: list[sent.Row]) -> None:
    path = folder / f"{system}-{dataset}-{place:04d}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, DATASETS[dataset].names, restval="")
        writer.writeheader()
        writer.writerows([*rows, *aside])
    by = Actor.system(system)
    receipt = exchange.deliver(by=by, code=system, path=path, envelope=exchange.Envelope(path.name), way=Way.FOLDER)
    if receipt.taken != len(rows):
        raise Refusal("demo_refused", f"演示报送 {path.name} 未被收下：{dict(receipt.errors)}", field=dataset)
