"""CSV: blocks of whole lines, read as columns at once where nothing is odd about them, with care where something is."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl

from yichuang.exchange.reading import csv_careful
from yichuang.exchange.reading.headings import places
from yichuang.exchange.reading.recognising import unreadable
from yichuang.exchange.reading.rows import Batch, damage, shaped
from yichuang.exchange.rules.datasets import Dataset

BLOCK = 2 << 20  # bytes read at a time; a line that is longer is no row of ours
_BOMS = {"utf-8": codecs.BOM_UTF8, "gb18030": "\ufeff".encode("gb18030")}


def headings(path: Path, encoding: str) -> list[str]:
    """Return the cells of the first line."""
    with path.open("rb") as file:
        return _headings(file, encoding)


def _headings(file: BinaryIO, encoding: str) -> list[str]:
    line = file.readline(BLOCK).removeprefix(_BOMS[encoding])
    if not line.strip():
        raise unreadable("文件是空的，或第一行不是表头")
    if b"\0" in line:
        raise unreadable("不是 CSV 文本")
    try:
        (cells,) = csv.reader([line.decode(encoding)], strict=True)
    except UnicodeDecodeError:
        raise unreadable(f"表头不能按 {encoding} 解码") from None
    except (csv.Error, ValueError):
        raise unreadable("第一行不是 CSV 表头") from None
    return cells


def pieces(path: Path, encoding: str, dataset: Dataset, after: int) -> Iterator[Batch]:
    """Yield the rows of a CSV file."""
    with path.open("rb") as file:
        table = _Table(encoding, places(_headings(file, encoding), dataset), dataset)
        rest, row = b"", 0
        while True:
            block = file.read(BLOCK)
            text = rest + block
            cut = text.rfind(b"\n") + 1 if block else len(text)
            endless = len(text) - cut > BLOCK  # a line without end
            piece, used = table.read(text[:cut], row, final=endless or not block)
            row += piece.frame.height + len(piece.damaged)
            yield piece
            if not block:
                return
            rest = text[used:]
            if endless:
                row += 1
                beginning = text[cut : cut + BLOCK].decode(encoding, "replace")
                yield Batch(piece.frame.clear(), (damage(row, beginning, "row_too_long"),))
                rest = _after_the_line(file)


def _after_the_line(file: BinaryIO) -> bytes:
    """Return what follows the next line break in the block where it is."""
    while block := file.read(BLOCK):
        _, found, following = block.partition(b"\n")
        if found:
            return following
    return b""


class _Table:
    """Reads blocks of lines as rows of one table."""

    def __init__(self, encoding: str, columns: list[str | None], dataset: Dataset) -> None:
        self.encoding, self.width, self.names = encoding, len(columns), dataset.names
        self.titles = [name or f"_{place}" for place, name in enumerate(columns)]

    def read(self, text: bytes, row: int, *, final: bool) -> tuple[Batch, int]:
        """Return the rows that follow row number `row`, and how many bytes they are; an open record may be left."""
        frame = self._at_once(text)
        if frame is not None:
            return Batch(self._numbered(frame, row)), len(text)
        spoiled: dict[int, str] = {}
        lines = self._lines(text, spoiled)
        good = None if spoiled else csv_careful.regular(lines, self.width)
        if good is not None:
            return Batch(self._numbered(self._framed(good), row)), len(text)
        found = csv_careful.records(
            lines, width=self.width, row=row, spoiled=spoiled, encoding=self.encoding, final=final
        )
        frame = self._framed(found.cells).with_columns(pl.Series("row", found.rows, pl.Int64))
        used = len(text) if found.used == len(lines) else sum(map(len, io.BytesIO(text).readlines()[: found.used]))
        return Batch(shaped(frame, self.names), tuple(found.damaged)), used

    def _at_once(self, text: bytes) -> pl.DataFrame | None:
        """Return the rows of lines that have no quotes and the same number of cells each; None of any others.

        If the separators are as many as they should be in all, then either every line has its number or some line has
        too many, and that raises.
        """
        lines = text.count(b"\n") + (not text.endswith(b"\n"))
        returns = text.count(b"\r")
        if (
            not text
            or b'"' in text
            or b"\0" in text
            or text.startswith(codecs.BOM_UTF8)
            or text.count(b",") != lines * (self.width - 1)
            or (returns and returns != text.count(b"\r\n"))
        ):
            return None
        try:
            decoded = text.decode(self.encoding)
            frame = pl.read_csv(
                text if self.encoding == "utf-8" else decoded.encode(),
                has_header=False, new_columns=self.titles, infer_schema=False, quote_char=None,
            )  # fmt: skip
        except (UnicodeDecodeError, pl.exceptions.PolarsError):
            return None
        return frame if frame.height == lines else None

    def _lines(self, text: bytes, spoiled: dict[int, str]) -> list[str]:
        """Return the lines with their ends; note those with bytes that say nothing."""
        try:
            lines = io.StringIO(text.decode(self.encoding), newline="\n").readlines()
        except UnicodeDecodeError:
            lines = []
            for place, line in enumerate(io.BytesIO(text)):
                try:
                    lines.append(line.decode(self.encoding))
                except UnicodeDecodeError:
                    lines.append(line.decode(self.encoding, "replace"))
                    spoiled[place] = "bytes_undecodable"
        if b"\0" in text:
            spoiled |= {place: "nul_byte" for place, line in enumerate(lines) if "\0" in line}
        return lines

    def _framed(self, cells: list[list[str]]) -> pl.DataFrame:
        columns = zip(*cells, strict=True) if cells else [()] * self.width
        frame = pl.DataFrame(
            [pl.Series(title, column, pl.String) for title, column in zip(self.titles, columns, strict=True)]
        )
        return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))

    def _numbered(self, frame: pl.DataFrame, row: int) -> pl.DataFrame:
        """Number the rows that say anything."""
        said = frame.filter(~pl.all_horizontal(pl.all().is_null()))
        return shaped(said.with_row_index("row", row + 1), self.names)
