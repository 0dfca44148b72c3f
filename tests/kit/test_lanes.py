"""Lanes run beside each other, keep the order of what they give, and stop where one of them fails."""

from __future__ import annotations

import threading

import pytest

from yichuang.kit.lanes import in_lanes


def test_as_many_as_there_are_lanes_are_at_work_and_the_answers_keep_their_order() -> None:
    both, busy, most = threading.Barrier(2, timeout=30), [0], [0]
    guard = threading.Lock()

    def work(item: int) -> int:
        with guard:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        both.wait()
        with guard:
            busy[0] -= 1
        return item * item

    assert in_lanes(work, [1, 2, 3, 4, 5, 6], lanes=2) == [1, 4, 9, 16, 25, 36]
    assert most == [2]


def test_the_first_error_is_raised_and_nothing_more_is_begun() -> None:
    begun = []
    failed = threading.Event()

    def work(item: int) -> None:
        begun.append(item)
        if item == 1:
            failed.set()
            raise ValueError("the first")
        assert failed.wait(30)
        raise KeyError("another")

    with pytest.raises(ValueError, match="the first"):
        in_lanes(work, list(range(1, 100)), lanes=1)
    assert len(begun) < 99


def test_a_single_item_is_the_callers_own_work() -> None:
    assert in_lanes(lambda item: threading.get_ident(), ["one"], lanes=2) == [threading.get_ident()]
    assert in_lanes(lambda item: item, [], lanes=2) == []
