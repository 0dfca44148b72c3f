"""Files as they came, kept in the data directory by their checksum."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from yichuang.kit.errors import Unavailable
from yichuang.kit.time import true_now
from yichuang.reports.queries.originals import kept_at
from yichuang.reports.run_models import Original

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def keep_content(content: bytes, checksum: str) -> None:
    """Keep a file, so that it outlives a power cut, before anything is said of it in the database.

    One whose row is missing, since the process was killed, is found again under its checksum.
    Raises Unavailable `no_room`, `file_not_kept`.
    """
    kept = kept_at(checksum)
    try:
        if not kept.exists():
            _write(kept, content)
    except OSError as error:
        if error.errno in _FULL:
            raise Unavailable("no_room", "数据目录所在的磁盘已满或超出限额，原件没有存下。", field="FILE") from error
        raise Unavailable(
            "file_not_kept", f"原件不能存入数据目录：{error.strerror or error}。", field="FILE"
        ) from error


def note_original(checksum: str, name: str, size: int) -> None:
    """Note a kept file, once, in the caller's transaction."""
    row = Original(checksum=checksum, name=name, size=size, kept_at=true_now())
    Original.objects.bulk_create([row], ignore_conflicts=True)


def _write(kept: Path, content: bytes) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(kept)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
