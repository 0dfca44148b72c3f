"""A folder of files from outside: which of them are there, and each with its content and checksum."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import sm3
from yichuang.reports.reading import FILE_LIMIT, check_file_size
from yichuang.reports.rules.archiving import is_left_aside

NAME_LIMIT = 2000  # bytes of a path within the folder: as much as an index takes
_AHEAD = 2  # files read for each processor before their turn: enough to keep all busy, few to keep in memory

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a folder; `name` is its path within the folder as people read it."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a folder that is not read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes and their SM3 (hexadecimal). Where it was not read there are neither, and `refusal` says why."""

    size: int
    checksum: str
    content: bytes | None = None
    refusal: Refusal | None = None


def files_in(folder: Path) -> tuple[list[Found], list[LeftOut]]:
    """Return the files of a folder and of all folders in it, in order of their names, and what is left out.

    No link is followed. Hidden files and those of programs (`is_left_aside`) are none of ours and not even named.
    Raises Refusal `folder_missing`, `folder_unreadable` for the folder itself; one within it is left out.
    """
    if not folder.is_dir():
        raise Refusal("folder_missing", f"没有文件夹 {folder}。", field="FOLDER")
    found: list[Found] = []
    left_out: list[LeftOut] = []
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                rows = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if here == folder:
                raise Refusal(
                    "folder_unreadable", f"文件夹 {folder} 无法读取：{error.strerror}。", field="FOLDER"
                ) from None
            left_out.append(LeftOut(readable(here.relative_to(folder)), f"文件夹无法读取：{error.strerror}"))
            continue
        for entry in rows:
            _sort_out(entry, folder, waiting, found, left_out)
    return sorted(found, key=lambda one: one.name), sorted(left_out, key=lambda one: one.name)


def _sort_out(
    entry: os.DirEntry[str], folder: Path, waiting: list[Path], found: list[Found], left_out: list[LeftOut]
) -> None:
    if is_left_aside(entry.name):
        return
    path = Path(entry.path)
    name = readable(path.relative_to(folder))
    if entry.is_symlink():
        left_out.append(LeftOut(name, "链接，没有跟随"))
    elif len(name.encode()) > NAME_LIMIT:
        left_out.append(LeftOut(name, f"路径超过 {NAME_LIMIT:,} 字节"))
    elif entry.is_dir(follow_symlinks=False):
        waiting.append(path)
    elif entry.is_file(follow_symlinks=False):
        found.append(Found(name, path))
    else:
        left_out.append(LeftOut(name, "不是普通文件"))


def readable(path: Path) -> str:
    """Return a path as text: names in GBK, as old archives unpack to, become readable."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def content_of(path: Path) -> Content:
    """Return a file's content; one that is too large, no plain file or not to be opened has a refusal instead."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):  # it was one when the folder was listed
                return Content(0, "", refusal=_unreadable("不是普通文件"))
            check_file_size(about.st_size)
            content = file.read(FILE_LIMIT)
            return Content(len(content), sm3(content).hex(), content)
    except Refusal as refusal:
        return Content(about.st_size, "", refusal=refusal)
    except OSError as error:
        return Content(0, "", refusal=_unreadable(error.strerror or str(error)))


def _unreadable(why: str) -> Refusal:
    return Refusal("report_unreadable", f"文件无法读取：{why}。", field="FILE")


def each_ahead(deed: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield `deed` of every item in order; a few for each processor are done ahead, in threads.

    What does it must need nothing of the caller's thread: no database connection, no transaction.
    """
    threads = os.cpu_count() or 1
    coming: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="archive")
    try:
        for item in items:
            coming.append(pool.submit(deed, item))
            if len(coming) > threads * _AHEAD:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
