"""A loader that is killed at any point and started again: nothing lost, nothing doubled, the account closes at zero."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

import pytest

from tests.cases.chance import SEED
from tests.cast import Hall
from tests.exchange import loader
from tests.exchange.conftest import registered
from tests.exchange.senders import Sender
from tests.exchange.stories import Sent, story
from tests.exchange.whole import assert_same, assert_whole
from yichuang.exchange.models import Delivery

CASES, CHUNK_ROWS, KILLS_A_DELIVERY = 160, 25, 2


class Killer:
    """Has deliveries loaded by processes and kills them, as long as it has kills left."""

    def __init__(self, kills: int, chance: Random) -> None:
        self.left, self.chance, self.env = kills, chance, loader.environment()

    def load(self, sender: Sender, sent: Sent, path: Path) -> None:
        """Load a file, killed again and again, to its end; without a kill where none is left."""
        if not self.left:
            sender.deliver(path, dataset=sent.dataset, number=sent.number, revision=sent.revision)
            return
        words = [
            "exchange", "load", str(path), "--system", sender.code, "--dataset", sent.dataset, "--number", sent.number,
            "--revision", str(sent.revision), "--json",
        ]  # fmt: skip
        for _ in range(min(self.left, KILLS_A_DELIVERY)):
            if self._killed(words):
                self.left -= 1
        status, said, complained = loader.ended(loader.start(words, chunk_rows=CHUNK_ROWS, env=self.env))
        assert status in (0, 1), said + complained
        assert '"state": "closed"' in said

    def _killed(self, words: list[str]) -> bool:
        """Run a loader that is to be killed, at an exact point or at any time; return whether it was."""
        point = self.chance.choice((*loader.POINTS, "time"))
        if point == "time":
            process = loader.start(words, chunk_rows=CHUNK_ROWS, env=self.env)
            time.sleep(self.chance.uniform(0, 0.4))
            process.kill()
        else:
            place = self.chance.randint(1, {"statement": 40, "block": 4}.get(point, 4))
            process = loader.start(words, chunk_rows=CHUNK_ROWS, point=point, place=place, env=self.env)
        status, said, complained = loader.ended(process)
        assert status in (0, 1, -signal.SIGKILL), said + complained
        return status == -signal.SIGKILL


def killed_and_undisturbed(hall: Hall, folder: Path, kills: int) -> None:
    chance, even = Random(SEED), registered(hall, folder, "EVEN")
    odd = registered(hall, folder, "KILL", name="另一平台")
    killer = Killer(kills, chance)
    stories = 0
    while killer.left:
        stories += 1
        for sent in story(f"S{stories}-", CASES, chance):
            path = even.file(sent.dataset, sent.rows, f"{sent.number}-{sent.revision}.csv")
            even.deliver(path, dataset=sent.dataset, number=sent.number, revision=sent.revision)
            killer.load(odd, sent, path)
    assert_same("EVEN", "KILL")
    assert_whole([even, odd])
    assert Delivery.objects.filter(parked__gt=0).exists(), "the story has rows that wait for ever"
    assert Delivery.objects.filter(refused__gt=0).exists()


def test_a_loader_killed_at_ten_points(real_hall: Hall, tmp_path: Path) -> None:
    killed_and_undisturbed(real_hall, tmp_path, 10)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_loader_killed_at_a_hundred_points(real_hall: Hall, tmp_path: Path) -> None:
    killed_and_undisturbed(real_hall, tmp_path, 100)
