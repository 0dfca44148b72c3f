"""A departmental system at the side of the cast's hall, which has delivered good rows and bad ones."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.cast import OPENED, Hall
from tests.exchange.senders import Row, Sender, accept, result
from yichuang.exchange import acts, queries
from yichuang.exchange.queries import HeldRecord, Receipt

NAME = "市场监管平台"
BAD_NUMBER = "999901199001010011"  # its check character is wrong


@dataclass
class Exchange:
    """The system, its delivery of four rows (two taken, two refused), the first refused row, one that waits."""

    hall: Hall
    code: str
    token: str = ""
    delivery: int = 0
    held: int = 0
    waiting: int = 0

    def send(self, dataset: str, /, *rows: Row, name: str = "") -> Receipt:
        """Deliver rows."""
        with tempfile.TemporaryDirectory() as folder:
            return Sender(self.hall, self.code, Path(folder), "").send(dataset, *rows, name=name)

    def send_text(self, name: str, text: str) -> Receipt:
        """Deliver a CSV file whose rows are written by hand, under the headings of `accept`."""
        with tempfile.TemporaryDirectory() as folder:
            sender = Sender(self.hall, self.code, Path(folder), "")
            path = sender.file("accept", (), name)
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(text)
            return sender.deliver(path)

    def last_held(self) -> int:
        """Return the row that was set aside last."""
        return queries.quarantine(seen_by=self.hall.job, state="", after=self.waiting)[-1].id

    def row(self, held_id: int | None = None) -> HeldRecord:
        """Return a row that stands aside."""
        return queries.held_row(held_id or self.held, seen_by=self.hall.job)


def exchange_of(hall: Hall) -> Exchange:
    """Register the system and let it deliver."""
    token = acts.register_system(
        by=hall.job, code="SCJG", name=NAME, centre_id=hall.centre, department_id=hall.transport,
        region_id=hall.region, active_from=OPENED, contact="信息处 0199-20000000",
    )  # fmt: skip
    acts.set_mapping(by=hall.job, code="SCJG", entries={"outcome": {"01": "granted"}, "item": {"X-1": "licence"}})
    exchange = Exchange(hall, "SCJG", token)
    exchange.delivery = exchange.send(
        "accept", accept("A1"), accept("A2"), accept("A3", applyer_page_code=BAD_NUMBER, accept_date="2022-07-09"),
        accept("A4", task_code="nothing"), name="SCJG-accept-0001.csv",
    ).delivery  # fmt: skip
    exchange.send("result", result("B1"), name="SCJG-result-0001.csv")
    rows = queries.quarantine(seen_by=hall.job, state="")
    exchange.held, exchange.waiting = rows[0].id, rows[-1].id
    return exchange
