"""The overlap of two pulls: whole values, as many rows as asked for, never more remembered than there is room for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from yichuang.exchange.rules.overlap import Overlap, digest_of, unpacked


@given(some.lists(some.integers(0, 30), max_size=60), some.integers(0, 20))
def test_what_will_be_read_again_is_whole_and_enough_and_no_value_more(values: list[int], rows: int) -> None:
    marks = [f"{value:02d}" for value in sorted(values)]
    overlap = Overlap(rows)
    for place, mark in enumerate(marks):
        overlap.add(mark, digest_of(mark, str(place)))
    again = [place for place, mark in enumerate(marks) if mark > overlap.settled]
    assert unpacked(overlap.packed()) == {digest_of(marks[place], str(place)) for place in again}
    assert overlap.newest == (marks[-1] if marks else "")
    if len(marks) > rows:
        assert len(again) >= rows
        first = [mark for mark in marks if mark > overlap.settled][:1]
        fewer = [mark for mark in marks if [mark] > first]
        assert len(fewer) < rows or not fewer
    else:
        assert len(again) == len(marks)


def test_rows_without_a_watermark_are_always_remembered() -> None:
    overlap = Overlap(1)
    overlap.add(None, digest_of(None, "a"))
    for place in range(5):
        overlap.add(str(place), digest_of(str(place), "b"))
    assert digest_of(None, "a") in unpacked(overlap.packed())


def test_there_is_a_limit_to_what_is_remembered_and_the_newest_value_is_read_again_all_the_same() -> None:
    overlap = Overlap(2, digests_max=3)
    for place in range(5):
        overlap.add("1", digest_of("1", str(place)))
    assert (overlap.settled, len(unpacked(overlap.packed()))) == ("", 3)
    overlap.add("2", digest_of("2", "a"))
    assert (overlap.settled, unpacked(overlap.packed())) == ("1", {digest_of("2", "a")})
