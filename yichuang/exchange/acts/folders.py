"""Watched folders: what a system lays down is delivered, and moved aside with its receipt.

Each system has `incoming`, `done` and `refused` under `exchange/folders/<code>/` in the data directory. A delivery's
identity makes every step safe to repeat: whatever a look left undone, the next one finds closed and moves.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import stat
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection

from yichuang.exchange.acts.alone import alone
from yichuang.exchange.acts.delivering import deliver
from yichuang.exchange.acts.receiving import Envelope
from yichuang.exchange.models import System
from yichuang.exchange.queries.receipts import Receipt
from yichuang.exchange.queries.systems import system
from yichuang.exchange.rules.arriving import RECEIPT, FileName, in_order, is_ours, named
from yichuang.exchange.rules.words import Way
from yichuang.kit.errors import Refusal, Unavailable
from yichuang.kit.lanes import in_lanes
from yichuang.people.rules import Actor

LANES = 2  # systems at a time: the rows of one are checked while the database writes those of another
QUIET_SECONDS = 10.0  # a file that nobody touched for so long is whole
INSIDE_BYTES_MAX = 8 << 30  # of a gzip file, unpacked
RATIO_MAX, SMALL_BYTES = 200, 64 << 20  # unpacked to packed, once there is more than a little
DONE, REFUSED, LEFT = "done", "refused", "left"
_NAME_BYTES_MAX = 200  # leaves room for the receipt's ending
_BLOCK_BYTES = 1 << 20
_log = logging.getLogger("yichuang.exchange")


@dataclass(frozen=True, slots=True)
class FolderFile:
    """What became of a file: done, refused, or left where it is; the Chinese sentence says why.

    code:    of the refusal, or of what keeps the file from being taken; empty where it was delivered.
    moved:   where it is now; None where it was left.
    receipt: of its delivery, if there is one.
    """

    system: str
    file_name: str
    fate: str
    message: str
    code: str = ""
    moved: Path | None = None
    receipt: Receipt | None = None

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "system": self.system, "file": self.file_name, "fate": self.fate, "code": self.code,
            "message": self.message, "moved": str(self.moved or ""),
            "delivery": self.receipt.delivery if self.receipt else None,
        }  # fmt: skip


class _Changing(Exception):
    """The file is still being written."""


def folder_of(code: str) -> Path:
    """Return the folder of a system, made if it is not there."""
    home = Path(settings.VAR) / "exchange" / "folders" / code
    for part in ("incoming", DONE, REFUSED):
        (home / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def watched_folders(*, code: str = "") -> list[Path]:
    """Return where systems (or one) lay down their files. Raises Unknown `unknown_system`."""
    return [folder_of(one) / "incoming" for one in _codes(code)]


def _codes(code: str) -> list[str]:
    return [system(code).code] if code else list(System.objects.order_by("code").values_list("code", flat=True))


def take_in_folders(*, code: str = "", quiet_seconds: float = QUIET_SECONDS) -> list[FolderFile]:
    """Look once into the folders of all systems (or of one), deliver what is whole, and return what became of it.

    A system's files are taken in their order, those of different systems at the same time.

    quiet_seconds: a file is whole when nobody wrote or renamed it for so long. Files that are not yet, hidden ones,
    unfinished ones (`.part`, `.tmp`) and receipts are not spoken of. Two looks at the same folder take turns: the
    second finds it taken and passes by. One file's trouble does not stop the others; a lost database does.
    Raises Unknown `unknown_system`; DatabaseError.
    """
    looks = in_lanes(partial(_look, quiet_seconds), _codes(code), lanes=LANES)
    return [one for found in looks for one in found]


def _look(quiet_seconds: float, code: str) -> list[FolderFile]:
    """Look into the folder of one system."""
    try:
        home = folder_of(code)
        with alone(home / ".lock") as undisturbed:
            names = in_order(filter(is_ours, os.listdir(home / "incoming"))) if undisturbed else ()
            treated = [_treated(code, home, name, quiet_seconds) for name in names]
    except OSError as error:
        return [FolderFile(code, "", LEFT, f"文件夹无法使用：{error.strerror}", "folder_unusable")]
    return [one for one in treated if one]


def _treated(code: str, home: Path, name: str, quiet_seconds: float) -> FolderFile | None:
    """Deliver one file and move it; None where there is nothing to say of it yet."""
    path, shown = home / "incoming" / name, os.fsencode(name).decode("utf-8", "replace")
    try:
        facts = path.lstat()
        if stat.S_ISDIR(facts.st_mode):
            return FolderFile(code, shown, LEFT, "是文件夹，不予理会；请把文件直接放入 incoming", "not_a_file")
        if time.time() - facts.st_ctime < quiet_seconds:
            return None
        try:
            receipt = _delivered(code, home, path, shown, facts)
        except Unavailable as fault:  # of ours, not of the file: it stays, and the next look goes on with it
            return FolderFile(code, shown, LEFT, fault.message, fault.code)
        except Refusal as refusal:
            record = {"message": refusal.message, "error": refusal.as_record()}
            moved = _moved(path, facts, home / REFUSED, record)
            return FolderFile(code, shown, REFUSED, refusal.message, refusal.code, moved)
        message = _sentence(receipt)
        moved = _moved(path, facts, home / DONE, {"message": message} | receipt.as_record())
        return FolderFile(code, shown, DONE, message, "", moved, receipt)
    except _Changing:
        return None
    except OSError as error:
        if not os.path.lexists(path):  # the sender took it back
            return None
        _log.warning("文件夹 %s 中的 %s 未能处理：%s", code, shown, error.strerror)
        return FolderFile(code, shown, LEFT, f"未能读取或移动，留待下次：{error.strerror}", "not_movable")
    except Exception as error:
        if isinstance(error, DatabaseError) and not connection.is_usable():
            raise
        _log.exception("文件夹 %s 中的 %s 未能处理", code, shown)
        return FolderFile(code, shown, LEFT, f"处理中出现意外（{type(error).__name__}），留待下次", "unexpected")


def _delivered(code: str, home: Path, path: Path, shown: str, facts: os.stat_result) -> Receipt:
    said = named(path.name)
    if said is None:
        raise Refusal(
            "malformed_file_name", "文件名应为“系统代码-数据种类-序号[-r修订号].格式[.gz]”，如 SCJG-accept-0001.csv",
            field="file", details={"file": shown},
        )  # fmt: skip
    if said.code != code:
        raise Refusal("not_this_system", f"文件名写的是系统“{said.code}”，这是“{code}”的文件夹", field="file")
    draft = (
        home / f".draft{Path(path.name.lower().removesuffix('.gz')).suffix}"
    )  # one at a time: a later look reuses it
    try:
        _copy(path, facts, draft, said)
        envelope = Envelope(path.name, said.dataset, said.number, said.revision)
        return deliver(by=Actor.system(code), code=code, path=draft, envelope=envelope, way=Way.FOLDER)
    finally:
        draft.unlink(missing_ok=True)


def _copy(path: Path, facts: os.stat_result, draft: Path, said: FileName) -> None:
    """Copy a file, unpacked, to where its sender does not reach. Raises _Changing, Refusal `not_a_file`, …

    A link is not followed, wherever it leads; nor would a pipe be waited for.
    """
    if not stat.S_ISREG(facts.st_mode):
        raise Refusal("not_a_file", "不是普通文件（链接、管道等不予读取），请放入文件本身", field="file")
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as source:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            if said.packed:
                _unpack(source, target, facts.st_size)
            else:
                _pour(source, target)
        _unchanged(facts, os.fstat(handle))


def _unchanged(before: os.stat_result, after: os.stat_result) -> None:
    """Raise _Changing where the file is no longer what the look began with."""
    if any(getattr(before, one) != getattr(after, one) for one in ("st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")):
        raise _Changing


def _pour(source: IO[bytes], target: IO[bytes]) -> None:
    while block := source.read(_BLOCK_BYTES):
        target.write(block)


def _unpack(source: IO[bytes], target: IO[bytes], packed: int) -> None:
    """Unpack gzip, no more of it than there may be: a small file can hold a very large one."""
    limit, written = min(INSIDE_BYTES_MAX, max(SMALL_BYTES, RATIO_MAX * packed)), 0
    try:
        with gzip.GzipFile(fileobj=source) as unpacked:
            while block := unpacked.read(_BLOCK_BYTES):
                written += len(block)
                if written > limit:
                    raise Refusal(
                        "file_too_large_inside", f"解压后超过 {limit >> 20} MB，过大；请分批报送", field="file"
                    )
                target.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Refusal("unreadable_gzip", "文件名写明是 gzip（.gz），却不能解开", field="file") from None


def _moved(path: Path, facts: os.stat_result, folder: Path, record: Mapping[str, Any]) -> Path:
    """Move a file into a folder, its receipt before it, and return where it is; nothing there is overwritten.

    What the sender has put in its place meanwhile is not what was delivered: _Changing.
    """
    _unchanged(facts, path.lstat())
    name = os.fsdecode(os.fsencode(path.name)[:_NAME_BYTES_MAX])
    stem, point, endings = name.partition(".")
    target, times = folder / name, 1
    while os.path.lexists(target):  # a receipt alone is of a look that was broken off; it is written anew
        times += 1
        target = folder / f"{stem}~{times}{point}{endings}"
    _write(target.with_name(f"{target.name}{RECEIPT}"), record)
    path.rename(target)
    return target


def _write(path: Path, record: Mapping[str, Any]) -> None:
    """Write a receipt so that whoever finds it finds it whole; the hall alone may read it."""
    draft = path.with_name(f".{path.name}")
    text = json.dumps(record, ensure_ascii=False, indent=2, default=_plain)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _plain(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()


def _sentence(receipt: Receipt) -> str:
    again = "" if receipt.refused == 0 else "；被拒收的行已列入待更正，请更正后再报送"
    return (
        f"批次 {receipt.number}（修订 {receipt.revision}）：共 {receipt.rows} 行，收下 {receipt.taken}，"
        f"无变化 {receipt.unchanged}，等待 {receipt.parked}，拒收 {receipt.refused}{again}"
    )
