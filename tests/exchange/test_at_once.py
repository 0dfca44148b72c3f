"""Several loaders at the same moment: what is there in the end is what one after the other would have left."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event as Flag
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cases.chance import SEED
from tests.cases.crowd import WAIT_SECONDS, at_once, meanwhile
from tests.cast import Hall
from tests.exchange.conftest import registered
from tests.exchange.senders import Sender, accept, counts, result
from tests.exchange.stories import story
from tests.exchange.whole import assert_same, assert_whole
from yichuang.cases.models import Case, CaseEvent
from yichuang.exchange import acts
from yichuang.exchange.acts import fates as fates_module
from yichuang.exchange.acts import loading, waiting
from yichuang.exchange.models import Delivery, HeldRow
from yichuang.exchange.queries import Receipt
from yichuang.exchange.rules.words import Way
from yichuang.kit.errors import Conflict

TRIES = 3


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a delivery have many chunks."""
    monkeypatch.setattr(loading, "CHUNK_ROWS", 20)
    monkeypatch.setattr(waiting, "CHUNK_ROWS", 15)


@pytest.fixture
def rival(real_hall: Hall, tmp_path: Path) -> Sender:
    """Another system, which sends one thing after the other."""
    return registered(real_hall, tmp_path, "CALM", name="另一平台")


def files(sender: Sender, name: str, *sets: tuple[str, Sequence[dict[str, str]]]) -> list[tuple[str, Path]]:
    return [(dataset, sender.file(dataset, rows, f"{name}-{place}.csv")) for place, (dataset, rows) in enumerate(sets)]


def load_at_once(sender: Sender, sent: Sequence[tuple[str, Path]]) -> list[Any]:
    return at_once(
        *[lambda path=path, dataset=dataset: sender.deliver(path, dataset=dataset) for dataset, path in sent]
    )


def numbers(name: str, n: int) -> list[str]:
    return [f"{name}{serial}" for serial in range(n)]


def test_one_file_delivered_several_times_at_once_is_one_delivery(real_sender: Sender) -> None:
    for tries in range(TRIES):
        rows = [accept(one) for one in numbers(f"T{tries}-", 130)]
        ((_, path),) = files(real_sender, f"same{tries}", ("accept", [*rows, accept("")]))
        answers = load_at_once(real_sender, [("accept", path)] * 3)
        assert all(counts(answer) == (130, 0, 0, 1) for answer in answers), answers
        assert len({answer.delivery for answer in answers}) == 1
    assert Delivery.objects.count() == TRIES
    assert Case.objects.count() == 130 * TRIES
    assert CaseEvent.objects.count() == 260 * TRIES
    assert_whole([real_sender])


def test_two_loaders_of_one_open_delivery_take_turns(real_sender: Sender, rival: Sender) -> None:
    for sent in story("S", 120, Random(SEED)):
        path = rival.file(sent.dataset, sent.rows, f"{sent.number}-{sent.revision}.csv")
        envelope = acts.Envelope(path.name, sent.dataset, sent.number, sent.revision)
        rival.deliver(path, dataset=sent.dataset, number=sent.number, revision=sent.revision)
        delivery, new = acts.receive(
            by=real_sender.by, code=real_sender.code, path=path, envelope=envelope, way=Way.COMMAND
        )
        assert new
        first, *others = at_once(*[lambda delivery=delivery: acts.load(delivery)] * 3)
        assert isinstance(first, Receipt), first
        assert [one.rows for one in others] == [first.rows] * 2
    assert_same(real_sender.code, rival.code)
    assert_whole([real_sender, rival])


def fates(answers: Sequence[Any]) -> tuple[int, int, int, int]:
    """Return what became of the rows of several deliveries in all, after settling has moved waiting ones."""
    found = Delivery.objects.filter(pk__in=[answer.delivery for answer in answers])
    return tuple(sum(getattr(one, name) for one in found) for name in ("taken", "unchanged", "parked", "refused"))  # type: ignore[return-value]


@pytest.mark.parametrize("ways", [1, -1], ids=["in one order", "in opposite orders"])
def test_the_same_new_cases_in_two_deliveries_at_once(real_sender: Sender, ways: int) -> None:
    for tries in range(TRIES):
        rows = [accept(one) for one in numbers(f"T{tries}-", 100)]
        sent = files(real_sender, f"twice{tries}", ("accept", rows), ("accept", [*rows, accept("")][::ways]))
        answers = load_at_once(real_sender, sent)
        assert fates(answers) == (100, 100, 0, 1), answers
    assert set(Case.objects.values_list("last_seq", flat=True)) == {2}
    assert_whole([real_sender])


def test_of_contradicting_rows_at_once_one_is_taken_and_the_other_refused(real_sender: Sender) -> None:
    for tries in range(TRIES):
        rows = [accept(one) for one in numbers(f"T{tries}-", 100)]
        others = [row | {"accept_date": "2022-05-07 10:00"} for row in rows]
        answers = load_at_once(
            real_sender, files(real_sender, f"two{tries}", ("accept", rows), ("accept", others[::-1]))
        )
        assert fates(answers) == (100, 0, 0, 100), answers
    assert {code for held in HeldRow.objects.all() for code in [held.errors[0]["code"]]} == {"recorded_differs"}
    assert_whole([real_sender])


def test_results_and_their_acceptances_at_once_leave_nothing_waiting(real_sender: Sender) -> None:
    for tries in range(TRIES):
        named = numbers(f"T{tries}-", 120)
        steps = [
            {
                "project_no": one,
                "step_no": "1",
                "process_name": "审核",
                "event_name": "1",
                "event_start_time": "2022-05-07",
            }
            for one in named
        ]
        sent = files(
            real_sender, f"mixed{tries}", ("accept", [accept(one) for one in named]),
            ("result", [result(one) for one in named[::-1]]), ("process", steps),
        )  # fmt: skip
        answers = load_at_once(real_sender, sent)
        assert all(isinstance(answer, Receipt) for answer in answers), answers
        waiting.settle_parked()
        assert fates(answers) == (360, 0, 0, 0)
    assert set(Case.objects.values_list("state", flat=True)) == {"granted"}
    assert_whole([real_sender])


def test_special_procedures_of_the_same_cases_at_once(real_sender: Sender) -> None:
    """A case stands in many rows of one delivery, in several chunks; they wait, and are settled by others meanwhile."""
    for tries in range(TRIES):
        named = numbers(f"T{tries}-", 30)
        pauses = [
            {
                "project_no": one, "special_no": str(no), "special_type": "2", "special_name": "hearing",
                "special_time": f"2022-05-{8 + 2 * no:02d}", "end_time": f"2022-05-{9 + 2 * no:02d}",
            }
            for no in (1, 2, 3) for one in named
        ]  # fmt: skip
        sent = files(
            real_sender, f"special{tries}", ("special", pauses), ("accept", [accept(one) for one in named]),
            ("special", pauses[::-1]), ("accept", [accept(one) for one in named[::-1]]),
        )  # fmt: skip
        answers = load_at_once(real_sender, sent)
        assert all(isinstance(answer, Receipt) for answer in answers), answers
        waiting.settle_parked()
        assert fates(answers) == (120, 120, 0, 0), answers
    assert set(Case.objects.values_list("last_seq", flat=True)) == {8}
    assert_whole([real_sender])


def test_a_whole_story_at_once(real_sender: Sender, rival: Sender) -> None:
    """All deliveries of a story, each on a thread of its own; then once more, which leaves what came too early."""
    told = [sent for sent in story("S", 60, Random(SEED)) if not sent.revision]
    paths = [(sent, rival.file(sent.dataset, sent.rows, f"{sent.number}.csv")) for sent in told]
    answers = at_once(*[
        lambda path=path, sent=sent: real_sender.deliver(path, dataset=sent.dataset) for sent, path in paths
    ])  # fmt: skip
    assert all(isinstance(answer, Receipt) for answer in answers), answers
    waiting.settle_parked()
    assert not HeldRow.objects.filter(state="parked").exclude(case_number__endswith="S0").exists()
    assert_whole([real_sender])


def test_a_row_corrected_and_sent_again_at_once_is_settled_once(real_sender: Sender) -> None:
    bad = [accept(one, task_code="nothing") for one in numbers("A", 40)]
    real_sender.send("accept", *bad, number="bad")
    rows = [accept(one) for one in numbers("A", 40)]
    path = real_sender.file("accept", rows[::-1])
    held = list(HeldRow.objects.order_by("row"))

    def correct() -> list[str]:
        said = []
        for one, row in zip(held, rows, strict=True):
            try:
                said.append(acts.correct_row(by=real_sender.hall.job, held_id=one.pk, cells=row))
            except Conflict as conflict:
                said.append(conflict.code)
        return said

    answer, said = at_once(lambda: real_sender.deliver(path, dataset="accept", number="good"), correct)
    assert isinstance(answer, Receipt), answer
    assert set(said) <= {"taken", "unchanged", "settled_already"}, said
    assert Case.objects.count() == 40
    assert not HeldRow.objects.filter(state="quarantined").exists()
    assert_whole([real_sender])


@pytest.mark.parametrize("contradicts", [False, True])
def test_the_same_steps_in_two_deliveries_at_once(real_sender: Sender, contradicts: bool) -> None:
    for tries in range(TRIES):
        named = numbers(f"T{tries}-", 60)
        real_sender.send("accept", *[accept(one) for one in named], number=f"cases{tries}")
        steps = [
            {
                "project_no": one,
                "step_no": "1",
                "process_name": "审核",
                "event_name": "1",
                "event_start_time": "2022-05-07",
            }
            for one in named
        ]
        others = [step | {"handle_explain": "另一意见"} for step in steps] if contradicts else steps
        answers = load_at_once(
            real_sender, files(real_sender, f"s{tries}", ("process", steps), ("process", others[::-1]))
        )
        assert fates(answers) == ((60, 0, 0, 60) if contradicts else (60, 60, 0, 0)), answers
    assert_whole([real_sender])


def held_lock(delivery: int, seconds: float, begun: Flag) -> None:
    """Keep a delivery locked for a while, as one does who settles its waiting rows."""
    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=delivery)
        begun.set()
        sleep(seconds)


def impatient() -> None:
    """Let this thread's connection wait for no lock longer than a moment, if it is not told to."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")


def test_a_loader_closes_when_its_turn_comes(real_sender: Sender) -> None:
    """The usual patience of a connection is too short for who waits for somebody else's chunk."""
    path, begun = real_sender.file("accept", [accept(one) for one in numbers("A", 30)]), Flag()
    with ThreadPoolExecutor(1) as pool:
        other: list[Future[Any]] = []

        def told(done: int, rows: int) -> None:
            if done == rows:
                delivery = Delivery.objects.get().pk
                other.append(meanwhile(pool, lambda: held_lock(delivery, 0.4, begun)))
                assert begun.wait(WAIT_SECONDS)

        impatient()
        envelope = acts.Envelope(path.name, "accept")
        receipt = acts.deliver(
            by=real_sender.by, code="SCJG", path=path, envelope=envelope, way=Way.COMMAND, told=told
        )  # fmt: skip
        assert other[0].result(WAIT_SECONDS) is None
    assert (receipt.state, counts(receipt)) == ("closed", (30, 0, 0, 0))


def test_who_corrects_a_row_while_its_delivery_is_being_taken_in_is_asked_to_come_again(real_sender: Sender) -> None:
    delivery, begun = real_sender.send("accept", accept("A1", task_code="x")).delivery, Flag()
    held = HeldRow.objects.get()
    with ThreadPoolExecutor(1) as pool:
        other = meanwhile(pool, lambda: held_lock(delivery, 0.4, begun))
        assert begun.wait(WAIT_SECONDS)
        impatient()
        with pytest.raises(Conflict) as refused:
            acts.correct_row(by=real_sender.hall.job, held_id=held.pk, cells=accept("A1"))
        assert refused.value.code == "delivery_busy"
        assert other.result(WAIT_SECONDS) is None
    assert acts.correct_row(by=real_sender.hall.job, held_id=held.pk, cells=accept("A1")) == "taken"
    assert_whole([real_sender])


def test_a_case_of_others_that_comes_while_a_chunk_is_taken_is_not_moved_on(
    real_sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = real_sender.hall
    number = hall.accepted_case(on="2022-05-06", department_id=hall.health)
    with monkeypatch.context() as patched:
        patched.setattr(fates_module, "whose", lambda numbers: [])  # it came just after the look
        early = real_sender.send("result", result(number), number="early").delivery
    assert (Delivery.objects.get(pk=early).parked, Case.objects.get().state) == (1, "under_review")
    assert waiting.settle_parked() == 1
    assert (HeldRow.objects.get().errors[0]["code"], Case.objects.get().state) == ("not_yours", "under_review")
    assert_whole([real_sender])
