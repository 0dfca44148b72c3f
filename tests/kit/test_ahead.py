"""What is made ahead comes in order, one at a time, and errors come in their turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from yichuang.kit.ahead import one_ahead


def test_the_next_one_is_made_while_the_present_one_is_in_use_and_no_further() -> None:
    made: list[int] = []
    second = threading.Event()

    def items() -> Iterator[int]:
        for item in range(4):
            made.append(item)
            if item == 1:
                second.set()
            yield item

    found = []
    for item in one_ahead(items()):
        if item == 0:
            assert second.wait(10), "the second is made before it is asked for"
        assert len(made) <= item + 2
        found.append(item)
    assert found == [0, 1, 2, 3]


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the file ends here")

    found = one_ahead(items())
    assert next(found) == 1
    with pytest.raises(ValueError, match="ends here"):
        next(found)


def test_who_stops_half_way_leaves_no_thread() -> None:
    items = one_ahead(iter(range(100)))
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
