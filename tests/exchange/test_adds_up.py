"""Whatever is sent, sent again, revised, corrected, dismissed or interrupted: the accounts add up after every step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings

from tests.cases.chance import SEED
from tests.cast import Hall
from tests.exchange.conftest import registered
from tests.exchange.failing import Broken, failing_at
from tests.exchange.senders import Sender, accept, compact, result
from yichuang.cases import queries as cases
from yichuang.exchange import acts, queries
from yichuang.exchange.acts import loading, waiting
from yichuang.exchange.models import Delivery, HeldRow
from yichuang.exchange.queries.reconciling import Balance
from yichuang.kit.errors import Refusal

STEPS, NUMBERS, FIRST_DAY = 150, 30, date(2022, 7, 1)
SPOILS = (
    {}, {}, {}, {}, {"project_no": ""}, {"task_code": "x"}, {"accept_date": "x"}, {"result_date": "2022-01-01"},
    {"result_type": "x"}, {"applyer_name": ""}, {"step_no": "x"}, {"accept_date": "2022-05-10 10:00"},
)  # fmt: skip


@dataclass
class World:
    """Two systems and what they do; all chance comes from one seed."""

    senders: list[Sender]
    monkeypatch: pytest.MonkeyPatch
    chance: Random
    sent: list[tuple[Sender, Path, dict[str, Any]]] = field(default_factory=list)
    day: date = FIRST_DAY

    def step(self) -> str:
        """Do something and say what."""
        ways: list[Callable[[], str]] = [
            self.send, self.send, self.send, self.again, self.revise, self.correct, self.correct, self.dismiss,
            self.break_off, self.break_off, self.go_on, self.settle, self.another_day,
        ]  # fmt: skip
        return self.chance.choice(ways)()

    def send(self) -> str:
        """Send rows of any data set, for cases that are there or not."""
        sender, path, envelope = self._written()
        self._deliver(sender, path, envelope)
        return "sent"

    def again(self) -> str:
        """Send a file again, under its number."""
        if not self.sent:
            return "nothing"
        sender, path, envelope = self.chance.choice(self.sent)
        self._deliver(sender, path, envelope)
        return "sent again"

    def revise(self) -> str:
        """Send other rows under a number that was used, as its next revision."""
        if not self.sent:
            return "nothing"
        sender, _, envelope = self.chance.choice(self.sent)
        last = Delivery.objects.filter(system_id=sender.code, number=envelope["number"]).count()
        _, path, _ = self._written(sender, envelope["dataset"])
        self._deliver(sender, path, envelope | {"revision": last})
        return "revised"

    def correct(self) -> str:
        """Correct a row in quarantine, well or not."""
        held = self._in_quarantine()
        if held is None:
            return "nothing"
        cells = self._row(held.dataset, self.chance.choice(SPOILS[:6]))
        try:
            acts.correct_row(by=self.senders[0].hall.job, held_id=held.pk, cells=cells)
        except Refusal as refusal:
            return refusal.code
        return "corrected"

    def dismiss(self) -> str:
        """Decide that a row will not be taken."""
        held = self._in_quarantine()
        if held is None:
            return "nothing"
        acts.dismiss_row(by=self.senders[0].hall.job, held_id=held.pk, remark="重复")
        return "dismissed"

    def break_off(self) -> str:
        """Send, and fail at some write."""
        sender, path, envelope = self._written()
        with failing_at(self.chance.randint(1, 30), self.monkeypatch), suppress(Broken):
            self._deliver(sender, path, envelope)
            return "sent"
        return "broken off"

    def go_on(self) -> str:
        """Go on with what was broken off."""
        return "gone on" if acts.resume_open() else "nothing"

    def settle(self) -> str:
        """Take in what waited."""
        return "settled" if acts.settle_parked() else "nothing"

    def another_day(self) -> str:
        """Let the next day begin."""
        self.day += timedelta(1)
        self.monkeypatch.setattr(settings, "HALL_DAY", self.day.isoformat())
        return "another day"

    def _written(self, sender: Sender | None = None, dataset: str = "") -> tuple[Sender, Path, dict[str, Any]]:
        sender = sender or self.chance.choice(self.senders)
        dataset = dataset or self.chance.choice(("accept", "accept", "result", "process", "special", "compact"))
        rows = [self._row(dataset, self.chance.choice(SPOILS)) for _ in range(self.chance.randint(1, 12))]
        path = sender.file(dataset, rows)
        return sender, path, {"dataset": dataset, "number": path.stem}

    def _row(self, dataset: str, changes: dict[str, str]) -> dict[str, str]:
        number = f"{'C' if dataset == 'compact' else 'A'}{self.chance.randint(1, NUMBERS)}"
        day = f"2022-05-{self.chance.randint(8, 20):02d}"
        ended = {"result_date": day, "result_type": "granted"}
        row = {
            "accept": lambda: accept(number), "result": lambda: result(number, result_date=f"{day} 10:00"),
            "compact": lambda: compact(number) | self.chance.choice(({}, ended)),
            "process": lambda: {
                "project_no": number, "step_no": self.chance.choice("12"), "process_name": "审核", "event_name": "1",
                "event_start_time": day,
            },
            "special": lambda: {
                "project_no": number, "special_no": "1", "special_type": "2", "special_name": "hearing",
                "special_time": "2022-05-09", "end_time": self.chance.choice(("", "2022-05-11")),
            },
        }[dataset]()  # fmt: skip
        return row | {name: text for name, text in changes.items() if name in row}

    def _deliver(self, sender: Sender, path: Path, envelope: dict[str, Any]) -> None:
        receipt = sender.deliver(path, **envelope)
        assert receipt.taken + receipt.unchanged + receipt.parked + receipt.refused == receipt.read == receipt.rows
        self.sent.append((sender, path, envelope))

    def _in_quarantine(self) -> HeldRow | None:
        held = list(HeldRow.objects.filter(state="quarantined").order_by("pk"))
        return self.chance.choice(held) if held else None


def assert_adds_up(world: World, said: list[str]) -> None:
    """Assert that each account is closed, and is the one that is counted from the deliveries and the rows by hand."""
    for sender in world.senders:
        (whole,) = queries.reconcile(seen_by=sender.hall.job, system=sender.code)
        days = queries.reconcile(seen_by=sender.hall.job, system=sender.code, by_day=True)
        for one in (whole, *days):
            assert one.difference == 0, (SEED, said)
            assert by_hand(sender.code, one.day) == facts(one), (SEED, said)
        assert sum(day.sent for day in days) == whole.sent


def facts(one: Balance) -> tuple[int, ...]:
    return one.sent, one.taken, one.unchanged, one.parked, one.refused, one.pending


def by_hand(code: str, day: date | None) -> tuple[int, ...]:
    found = [one for one in Delivery.objects.filter(system_id=code) if day in (None, one.received_on)]
    return (
        sum(one.rows for one in found), sum(one.taken for one in found), sum(one.unchanged for one in found),
        sum(one.parked for one in found), sum(one.refused for one in found), sum(one.rows - one.read for one in found),
    )  # fmt: skip


def test_the_accounts_add_up_after_every_step(hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk(hall, tmp_path, monkeypatch, STEPS)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_accounts_add_up_for_long(hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk(hall, tmp_path, monkeypatch, 4 * STEPS)


def walk(hall: Hall, folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(loading, "CHUNK_ROWS", 4)
    monkeypatch.setattr(waiting, "CHUNK_ROWS", 3)
    senders = [registered(hall, folder), registered(hall, folder, "JTXT", name="交通平台")]
    world, said = World(senders, monkeypatch, Random(SEED)), []
    for _ in range(steps):
        said.append(world.step())
        assert_adds_up(world, said)
    assert {"sent", "sent again", "revised", "corrected", "still_wrong", "dismissed", "broken off", "gone on"} <= set(
        said
    )
    acts.resume_open()
    acts.settle_parked()
    assert_adds_up(world, said)
    assert not Delivery.objects.filter(state="open").exists()
    assert cases.verify()[1] == []
