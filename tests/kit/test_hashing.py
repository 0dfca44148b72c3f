"""SM3, canonical JSON and Merkle roots, against published vectors where there are some."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest

from yichuang.kit.hashing import MerkleTree, canonical, merkle_root, sm3


@pytest.mark.parametrize(
    ("message", "digest"),
    [  # GB/T 32905-2016, Annex A
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_the_standard(message: bytes, digest: str) -> None:
    assert sm3(message).hex() == digest
    assert sm3(message[:1], message[1:]).hex() == digest


def test_one_instant_has_one_form_whatever_the_zone() -> None:
    instant = datetime(2022, 7, 1, 1, 2, 3, 4, UTC)
    elsewhere = instant.astimezone(timezone(timedelta(hours=8)))
    assert canonical(instant) == canonical(elsewhere) == b'"2022-07-01T01:02:03.000004Z"'
    assert canonical(instant.replace(microsecond=0)) == b'"2022-07-01T01:02:03.000000Z"'


def test_the_order_of_keys_does_not_matter_and_text_stays_text() -> None:
    assert (
        canonical({"b": "乙·𠮷", "a": None})
        == canonical({"a": None, "b": "乙·𠮷"})
        == '{"a":null,"b":"乙·𠮷"}'.encode()
    )


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical({"set": {1}})
    with pytest.raises(ValueError, match="Out of range"):
        canonical(float("nan"))


def test_a_merkle_root_knows_order_count_and_content() -> None:
    leaves = [bytes([n]) for n in range(5)]
    roots = {
        merkle_root(leaves),
        merkle_root(leaves[:4]),
        merkle_root(leaves[::-1]),
        merkle_root([*leaves, leaves[-1]]),
    }
    assert len(roots) == 4
    assert merkle_root([]) == sm3(b"")


def level_by_level(leaves: list[bytes]) -> bytes:
    """Say what a root is: pair by pair, level by level; one that is left over goes up as it is."""
    level = [sm3(b"\x00", leaf) for leaf in leaves]
    while len(level) > 1:
        paired = [sm3(b"\x01", level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0] if level else sm3(b"")


def test_a_merkle_tree_that_grows_has_the_root_that_is_defined_level_by_level() -> None:
    chance = Random(20220701)
    for size in (*range(20), 31, 32, 33, 127, 128, 129, chance.randint(500, 3_000)):
        leaves = [chance.randbytes(chance.randint(0, 80)) for _ in range(size)]
        tree, rest = MerkleTree(), list(leaves)
        while rest:
            some = chance.randint(0, 50)
            tree.add(rest[:some])
            rest = rest[some:]
        assert tree.root() == merkle_root(leaves) == level_by_level(leaves), size
