"""An uploaded file, streamed to disk as it comes in: never whole in memory, never larger than it may be."""

from __future__ import annotations

import errno
import gzip
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.http import HttpRequest

from yichuang.api import errors

_BLOCK_BYTES = 1 << 20
_FORGOTTEN_SECONDS = 24 * 3600  # what a killed process left behind goes with the next upload
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _Counted:
    """Reads a request's body and counts it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.bytes = request, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the body."""
        block: bytes = self.request.read(_BLOCK_BYTES if size < 0 else size)
        self.bytes += len(block)
        return block


@contextmanager
def uploaded(request: HttpRequest, *, bytes_max: int) -> Iterator[Path]:
    """Yield the file that a request brings, unpacked if it is gzip; it is gone afterwards.

    Raises Refusal with the door's statuses: `length_required`, `body_too_large`, `not_a_file`, `unknown_packing`,
    `upload_cut`, `unreadable_gzip`, `no_room`.
    """
    length = _length(request, bytes_max)
    _check_kind(request)
    folder = _folder()
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            _pour(request, cast(IO[bytes], file), length, bytes_max)
            file.flush()
            yield Path(file.name)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise errors.fault(507, "no_room", "服务器磁盘空间不足，没有收下文件，请稍后再报送。") from None


def _length(request: HttpRequest, bytes_max: int) -> int:
    """Return how many bytes the request says it brings."""
    text = request.META.get("CONTENT_LENGTH") or ""
    if not (text.isascii() and text.isdecimal()):
        raise errors.fault(411, "length_required", "须用 Content-Length 写明正文的字节数。")
    if int(text) > bytes_max:
        raise errors.too_large(bytes_max)
    return int(text)


def _check_kind(request: HttpRequest) -> None:
    if request.content_type not in ("", "application/octet-stream"):
        raise errors.fault(415, "not_a_file", "正文应为文件本身，类型为 application/octet-stream。")
    if request.headers.get("Content-Encoding", "identity") not in ("identity", "gzip"):
        raise errors.fault(415, "unknown_packing", "Content-Encoding 只能是 gzip。")


def _folder() -> Path:
    """Return where uploads stand while they come in, readable by the hall alone."""
    folder = Path(settings.VAR) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        if left.is_file() and time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS:
            left.unlink(missing_ok=True)
    return folder


def _pour(request: HttpRequest, file: IO[bytes], length: int, bytes_max: int) -> None:
    """Write the body into the file."""
    source = _Counted(request)
    packed = request.headers.get("Content-Encoding") == "gzip"
    reading = gzip.GzipFile(fileobj=cast(IO[bytes], source)) if packed else source
    written = 0
    try:
        while block := reading.read(_BLOCK_BYTES):
            written += len(block)
            if written > bytes_max:
                raise errors.too_large(bytes_max)
            file.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        if source.bytes == length or not isinstance(error, EOFError):
            raise errors.fault(400, "unreadable_gzip", "正文写明是 gzip，却不能解开。") from None
    if source.bytes != length:
        raise errors.fault(400, "upload_cut", f"写明 {length} 字节，只收到 {source.bytes} 字节，请重新报送。")
