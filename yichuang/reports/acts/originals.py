"""Files as they came, kept in the data directory by their checksum."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from django.conf import settings

from yichuang.kit.errors import Unavailable, Unknown
from yichuang.kit.time import true_now
from yichuang.reports.run_models import Original

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def kept_at(checksum: str) -> Path:
    """Return where the file with this SM3 (hexadecimal) is kept; the folder is readable by the hall alone."""
    return Path(settings.VAR) / "originals" / checksum[:2] / checksum


def keep_original(content: bytes, checksum: str, name: str) -> None:
    """Keep a file, so that it outlives a power cut, and then its row in the caller's transaction.

    A file without its row, left by a process that was killed, is found again under its checksum.
    Raises Unavailable `no_room`, `file_not_kept`.
    """
    kept = kept_at(checksum)
    try:
        if not kept.exists() or kept.stat().st_size != len(content):
            _write(kept, content)
    except OSError as error:
        if error.errno in _FULL:
            raise Unavailable("no_room", "数据目录所在的磁盘已满或超出限额，原件没有存下。", field="FILE") from error
        raise Unavailable(
            "file_not_kept", f"原件不能存入数据目录：{error.strerror or error}。", field="FILE"
        ) from error
    Original.objects.bulk_create(
        [Original(checksum=checksum, name=name, size=len(content), kept_at=true_now())], ignore_conflicts=True
    )


def original_content(checksum: str) -> bytes:
    """Return a kept file. Raises Unknown `original_missing`."""
    try:
        return kept_at(checksum).read_bytes()
    except OSError:
        raise Unknown("original_missing", "数据目录中没有这份原件。", field="file") from None


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
