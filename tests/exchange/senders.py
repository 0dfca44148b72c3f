"""A departmental system as the tests play it: it writes rows into files and delivers them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cast import Hall
from yichuang.exchange import acts, queries
from yichuang.exchange.queries import Receipt
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.exchange.rules.words import Way
from yichuang.people.rules import Actor

Row = Mapping[str, str]


def accept(number: str, **changes: str) -> dict[str, str]:
    """Return a row of the data set `accept` that is in order."""
    row = {
        "project_no": number, "task_code": "licence", "apply_date": "2022-05-05", "accept_date": "2022-05-06 09:30",
        "applyer_name": "张某甲", "applyer_page_type": "resident_id", "applyer_page_code": "999901199001010010",
        "contact_mobile": "19900000001",
    }  # fmt: skip
    return row | changes


def result(number: str, **changes: str) -> dict[str, str]:
    """Return a row of the data set `result` that is in order."""
    return {"project_no": number, "result_type": "granted", "result_date": "2022-05-16 10:00"} | changes


def compact(number: str, **changes: str) -> dict[str, str]:
    """Return a row of the data set `compact` that is in order, of a case that has not ended."""
    row = {"project_no": number, "task_code": "service", "accept_date": "2022-05-06 09:30", "applyer_name": "李某乙"}
    return row | changes


@dataclass
class Sender:
    """Who delivers for a system."""

    hall: Hall
    code: str
    folder: Path
    token: str
    sent: int = field(default=0)

    @property
    def by(self) -> Actor:
        """The system itself."""
        return Actor.system(self.code)

    def file(self, dataset: str, rows: Sequence[Row], name: str = "") -> Path:
        """Write rows into a CSV file and return it."""
        self.sent += 1
        path = self.folder / (name or f"{self.code}-{dataset}-{self.sent:04d}.csv")
        with path.open("w", encoding="utf-8", newline="") as out:
            names = DATASETS[dataset].names
            writer = csv.DictWriter(out, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def send(self, dataset: str, /, *rows: Row, name: str = "", **envelope: Any) -> Receipt:
        """Deliver rows and return the receipt."""
        path = self.file(dataset, rows, name)
        return self.deliver(path, **envelope)

    def deliver(self, path: Path, *, way: Way = Way.COMMAND, **envelope: Any) -> Receipt:
        """Deliver a file and return the receipt."""
        return acts.deliver(
            by=self.by, code=self.code, path=path, envelope=acts.Envelope(path.name, **envelope), way=way
        )  # fmt: skip

    def balance(self) -> queries.Balance:
        """Return the account of the system, after proving that it adds up."""
        (one,) = queries.reconcile(seen_by=self.hall.job, system=self.code)
        assert one.difference == 0
        return one


def counts(receipt: Receipt) -> tuple[int, int, int, int]:
    """Return (taken, unchanged, parked, refused), after proving that they are all rows."""
    fates = receipt.taken, receipt.unchanged, receipt.parked, receipt.refused
    assert sum(fates) == receipt.rows == receipt.read
    return fates
