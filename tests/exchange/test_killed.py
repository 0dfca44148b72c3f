"""A loader that is killed at any point and started again: nothing lost, nothing doubled, the account closes at zero."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random

import pytest

from tests.cases.chance import SEED
from tests.cast import Hall
from tests.exchange import loader
from tests.exchange.conftest import registered
from tests.exchange.senders import Sender, accept, counts, result
from tests.exchange.stories import Sent, story
from tests.exchange.whole import assert_same, assert_whole
from yichuang.exchange import acts
from yichuang.exchange.acts import keeping
from yichuang.exchange.models import Delivery
from yichuang.kit.errors import Refusal

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


def one_loader(sender: Sender, path: Path, point: str = "nowhere", place: int = 0) -> int:
    """Load a file in a process, which is killed where it was said; return its exit status."""
    words = ["exchange", "load", str(path), "--system", sender.code, "--dataset", "accept", "--json"]
    env = loader.environment()
    status, said, complained = loader.ended(loader.start(words, chunk_rows=10, point=point, place=place, env=env))
    assert status in (0, 1, -signal.SIGKILL), said + complained
    return status


def kept() -> list[Path]:
    return sorted(keeping.kept_at("").iterdir())


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Begin without the files of earlier tests."""
    for path in kept():
        path.unlink()


def age() -> None:
    """Let the files in the data directory be older than any that is just being made."""
    for path in kept():
        os.utime(path, (time.time() - 600,) * 2)


@pytest.mark.parametrize(("point", "recorded"), [("block", 0), ("before_commit", 0), ("after_commit", 1)])
def test_a_loader_killed_while_it_receives_leaves_no_delivery_or_a_whole_one(
    real_sender: Sender, point: str, recorded: int
) -> None:
    path = real_sender.file("accept", [accept(f"A{serial}") for serial in range(35)])
    assert one_loader(real_sender, path, point, 1) == -signal.SIGKILL
    assert (Delivery.objects.filter(read=0, rows=35).count(), len(kept())) == (recorded, 1)
    keeping.sweep()
    assert len(kept()) == 1, "what was made just now is left alone"
    age()
    assert keeping.sweep() == 1 - recorded
    assert [one.rows for one in acts.resume_open()] == [35] * recorded
    assert one_loader(real_sender, path) == 0
    assert (Delivery.objects.get().taken, kept()) == (35, [])
    assert_whole([real_sender])


def test_a_file_that_a_living_process_brings_in_is_not_swept(real_sender: Sender) -> None:
    with keeping.incoming(real_sender.file("accept", [accept("A1")])) as (draft, _):
        age()
        assert (keeping.sweep(), draft.exists()) == (0, True)
    assert kept() == []


def test_a_loader_killed_when_it_has_closed_has_its_waiting_rows_settled_by_the_next_call(real_sender: Sender) -> None:
    early = real_sender.send("result", result("A1"))
    path = real_sender.file("accept", [accept("A1"), accept("A2")])
    assert one_loader(real_sender, path, "after_commit", 3) == -signal.SIGKILL  # received, one chunk, closed
    assert set(Delivery.objects.values_list("state", flat=True)) == {"closed"}
    assert (real_sender.balance().parked, len(kept())) == (1, 1)
    assert one_loader(real_sender, path) == 0
    assert (Delivery.objects.get(pk=early.delivery).taken, kept()) == (1, [])
    assert_whole([real_sender])


def test_a_lost_file_is_put_in_its_place_by_the_same_delivery(real_sender: Sender) -> None:
    path = real_sender.file("accept", [accept(f"A{serial}") for serial in range(25)])
    assert one_loader(real_sender, path, "after_commit", 2) == -signal.SIGKILL
    (lost,) = kept()
    lost.unlink()
    with pytest.raises(Refusal, match="重新报送") as refused:
        acts.resume_open()
    assert refused.value.code == "file_lost"
    assert counts(real_sender.deliver(path, dataset="accept")) == (25, 0, 0, 0)
    assert_whole([real_sender])
