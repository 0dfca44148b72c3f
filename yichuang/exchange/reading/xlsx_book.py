"""Opening a workbook: parts of a size that makes sense, and shared strings in one block of memory."""

from __future__ import annotations

import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from defusedxml.ElementTree import iterparse
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from yichuang.exchange.reading.recognising import unreadable
from yichuang.kit.errors import Refusal

INSIDE_LIMIT = 3 << 30  # bytes of all parts unpacked: a full sheet of thirty columns is about half of it
IN_MEMORY_LIMIT = 64 << 20  # bytes of any part that is held in memory: all but the sheets
RATIO_LIMIT, SMALL = 200, 64 << 20  # how far XML can be packed; what is small in any case
BROKEN = (  # what zipfile, zlib, the XML parser and openpyxl raise over broken files; they promise no set of their own
    zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, IndexError, ValueError, TypeError, AttributeError,
    ArithmeticError, OSError, SyntaxError, EOFError, RuntimeError, struct.error,
)  # fmt: skip


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """Open a workbook for reading row by row. Raises Refusal `file_unreadable`, `file_too_large_inside`."""
    with path.open("rb") as file:  # not by its name: openpyxl would judge its suffix
        try:
            with zipfile.ZipFile(file) as archive:
                _check_size(archive.infolist())
            reader = _Reader(file, read_only=True, keep_links=False)
            reader.read()
        except BROKEN as error:
            raise unreadable(f"不是完整的 XLSX（{str(error)[:200]}）") from None
        if not reader.wb.worksheets:
            raise unreadable("XLSX 中没有工作表")
        yield reader.wb


def _check_size(parts: Sequence[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    others = (part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    if (
        unpacked > INSIDE_LIMIT
        or max(others, default=0) > IN_MEMORY_LIMIT
        or (unpacked > SMALL and unpacked > RATIO_LIMIT * max(packed, 1))
    ):
        raise _too_large(unpacked)


def _too_large(unpacked: int) -> Refusal:
    return Refusal(
        "file_too_large_inside", f"XLSX 解压后有 {unpacked >> 20} MB，过大；请改用 CSV 或 Parquet", field="file"
    )


class _Strings:
    """Shared strings in one block: a list of a million short ones would weigh several times as much."""

    def __init__(self) -> None:
        self._block, self._ends = bytearray(), array("Q", [0])

    def add(self, text: str) -> None:
        self._block += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._block))

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self._ends) - 1:
            raise IndexError(place)
        return self._block[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")


class _Reader(ExcelReader):
    """openpyxl's reader, but for its list of shared strings."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        self.shared_strings = _Strings()
        if part is None:
            return
        info = self.archive.getinfo(part.PartName[1:])
        if info.file_size > IN_MEMORY_LIMIT:  # whatever the part is called
            raise _too_large(info.file_size)
        with self.archive.open(info) as source:
            _read_strings(source, self.shared_strings)


def _read_strings(source: IO[bytes], strings: _Strings) -> None:
    depth, root = 0, None
    for event, element in iterparse(source, events=("start", "end")):
        root = element if root is None else root
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 1:
            text = Text.from_tree(element).content
            strings.add(text.replace("x005F_", ""))  # as openpyxl itself undoes an escaped underscore
            root.clear()
