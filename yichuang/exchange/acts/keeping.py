"""The files of deliveries: kept in the data directory from when they come until their delivery is closed.

A file comes in as a draft, which stays locked by the process that brings it until its delivery is recorded. What no
process holds, and no open delivery needs, was left behind by one that was killed; `sweep` takes it away.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from yichuang.exchange.models import Delivery
from yichuang.exchange.rules.words import DeliveryState
from yichuang.kit.errors import Unavailable
from yichuang.kit.hashing import sm3_of_file

_INCOMING = ".incoming"
_FRESH_SECONDS = 60  # between its making and its lock nobody takes a draft away
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def kept_at(name: str) -> Path:
    """Return where a delivery's file is kept while it is open; the folder is readable by the hall alone."""
    folder = Path(settings.VAR) / "exchange" / "kept"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name


@contextmanager
def incoming(source: Path) -> Iterator[tuple[Path, str]]:
    """Copy a file into the data directory; yield the copy and its SM3, hexadecimal. What is not kept goes away again.

    Raises Unavailable `no_room`, `file_not_kept`; then nothing is left behind.
    """
    draft = kept_at(f"{secrets.token_hex(8)}{_INCOMING}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield draft, _copied(source, handle)
    finally:
        draft.unlink(missing_ok=True)
        os.close(handle)


def keep(draft: Path, delivery_id: int) -> None:
    """Give a draft the name under which its delivery finds it, so that it outlives a power cut."""
    kept = kept_at(str(delivery_id))
    draft.rename(kept)
    folder = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def let_go(delivery_id: int) -> None:
    """Remove the file of a delivery that is closed."""
    kept_at(str(delivery_id)).unlink(missing_ok=True)


def sweep() -> int:
    """Remove the files that killed processes left behind and no open delivery needs; return how many they were."""
    removed = 0
    for path in kept_at("").iterdir():
        try:
            if time.time() - path.stat().st_mtime < _FRESH_SECONDS:
                continue
            removed += _swept(path)
        except FileNotFoundError:  # it was kept, or let go, meanwhile
            continue
    return removed


def _swept(path: Path) -> bool:
    """Remove one file if it is an orphan. The lock comes first: who holds it records the delivery, then lets go."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        needed = path.name.isdigit() and _is_open(int(path.name))
        if not needed:
            path.unlink()
        return not needed


def _is_open(delivery_id: int) -> bool:
    return Delivery.objects.filter(pk=delivery_id, state=DeliveryState.OPEN.value).exists()


class _Copying:
    """A file that is read and, block by block, written to another one."""

    def __init__(self, reading: BinaryIO, writing: FileIO) -> None:
        self.reading, self.writing = reading, writing

    def read(self, size: int) -> bytes:
        """Return the next block; it is written then."""
        block = self.reading.read(size)
        rest = memoryview(block)
        while rest:
            rest = rest[self.writing.write(rest) :]
        return block


def _copied(source: Path, handle: int) -> str:
    try:
        with source.open("rb") as reading, FileIO(handle, "wb", closefd=False) as writing:
            checksum = sm3_of_file(cast(BinaryIO, _Copying(reading, writing))).hex()
            os.fsync(handle)
    except OSError as error:
        if error.errno in _FULL:
            raise Unavailable(
                "no_room", "数据目录所在的磁盘已满或超出限额，文件没有收下；腾出空间后请重新报送", field="file"
            ) from error
        raise Unavailable("file_not_kept", f"文件不能存入数据目录：{error.strerror or error}", field="file") from error
    return checksum
