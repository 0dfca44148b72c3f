"""SM3 (GB/T 32905), canonical JSON and Merkle roots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, BinaryIO

_BLOCK_BYTES = 1 << 20


def _sm3_factory() -> Callable[[], Any]:
    """Return a maker of SM3 objects: OpenSSL's through hashlib, else the one that `cryptography` brings."""
    try:
        prepared = hashlib.new("sm3")
    except ValueError:
        from cryptography.hazmat.primitives import hashes

        class Bundled:
            """The few methods of a hashlib object that are used here."""

            def __init__(self) -> None:
                self._hash = hashes.Hash(hashes.SM3())

            def update(self, data: bytes) -> None:
                self._hash.update(data)

            def digest(self) -> bytes:
                return self._hash.copy().finalize()

        return Bundled
    return prepared.copy


_new = _sm3_factory()


def sm3(*parts: bytes) -> bytes:
    """Return the 32-byte SM3 digest of the parts, one after another.

    >>> sm3(b"abc").hex()
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    """
    digest = _new()
    for part in parts:
        digest.update(part)
    result: bytes = digest.digest()
    return result


def sm3_of_each(messages: Iterable[bytes]) -> list[bytes]:
    """Return the digest of each message, without a call for each part: for millions of them.

    >>> sm3_of_each([b"abc"]) == [sm3(b"abc")]
    True
    """
    new, digests = _new, []
    for message in messages:
        digest = new()
        digest.update(message)
        digests.append(digest.digest())
    return digests


def sm3_of_file(file: BinaryIO) -> bytes:
    """Return the digest of what is still to be read of a file, a block at a time.

    >>> from io import BytesIO
    >>> sm3_of_file(BytesIO(b"abc")) == sm3(b"abc")
    True
    """
    digest = _new()
    while block := file.read(_BLOCK_BYTES):
        digest.update(block)
    result: bytes = digest.digest()
    return result


@lru_cache(maxsize=256)  # many events of a delivery share the instant of recording
def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")


_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False)


def canonical(value: object) -> bytes:
    """Return the one UTF-8 JSON form of a value: keys sorted, no spaces, instants in UTC with microseconds.

    >>> canonical({"b": 1, "a": date(2022, 7, 1)})
    b'{"a":"2022-07-01","b":1}'
    """
    return _encoder.encode(value).encode()


class MerkleTree:
    """The root over leaves that come one after another; it keeps one node for each power of two, not the leaves.

    Leaves and nodes are marked apart (RFC 6962); nothing gives SM3(b"").
    """

    def __init__(self) -> None:
        self._nodes: list[bytes] = []  # of whole subtrees, the largest first
        self._leaves = 0

    def add(self, leaves: Iterable[bytes]) -> None:
        """Add leaves after those that came before."""
        nodes, count = self._nodes, self._leaves
        for node in sm3_of_each(b"\x00" + leaf for leaf in leaves):
            place = count
            while place & 1:  # two subtrees of one size become one
                node = sm3(b"\x01" + nodes.pop() + node)
                place >>= 1
            nodes.append(node)
            count += 1
        self._leaves = count

    def root(self) -> bytes:
        """Return the root over the leaves that came so far."""
        if not self._nodes:
            return sm3(b"")
        *larger, root = self._nodes
        for node in reversed(larger):
            root = sm3(b"\x01" + node + root)
        return root


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaves in their order, as `MerkleTree` does.

    >>> merkle_root([b"a"]) == sm3(b"\\x00", b"a")
    True
    """
    tree = MerkleTree()
    tree.add(leaves)
    return tree.root()
