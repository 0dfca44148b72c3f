"""Partitions as they fill up: rows wait in memory until a part is worth a file, so memory stays flat at any size."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from yichuang.kit.hashing import sm3_of_file
from yichuang.statistics.lake.chunks import PARTITION
from yichuang.statistics.lake.layout import partition

PART_ROWS = 150_000  # a file worth reading: a few megabytes
WAITING_ROWS_MAX = 300_000  # of all partitions of a relation together; then the fullest becomes a part
PIECES_MAX = 8  # then they are packed: small frames between short-lived ones tear the memory to pieces
Key = tuple[str, str]


class Parts:
    """The Parquet files of one relation (`cases`, `events`) in the making; rows come in order and stay so."""

    def __init__(self, folder: Path, relation: str) -> None:
        self._folder, self._relation = folder, relation
        self._waiting: dict[Key, list[pl.DataFrame]] = defaultdict(list)
        self._packed: dict[Key, list[bytes]] = defaultdict(list)
        self._rows: dict[Key, int] = defaultdict(int)
        self._written: dict[Key, int] = defaultdict(int)
        self.files: list[dict[str, Any]] = []
        self.totals: dict[Key, int] = defaultdict(int)

    def add(self, frame: pl.DataFrame) -> None:
        """Take rows with the columns of their partition."""
        for (month, item_type), rows in frame.partition_by(PARTITION, as_dict=True, include_key=False).items():
            key = (str(month), str(item_type))
            pieces = self._waiting[key]
            pieces.append(rows)
            if len(pieces) == PIECES_MAX:
                self._packed[key].append(_packed(pl.concat(pieces)))
                pieces.clear()
            self._rows[key] += rows.height
            if self._rows[key] >= PART_ROWS:
                self._write(key)
        while sum(self._rows.values()) > WAITING_ROWS_MAX:
            self._write(max(self._rows, key=lambda key: self._rows[key]))

    def finish(self) -> None:
        """Write what still waits."""
        for key in sorted(self._waiting):
            self._write(key)

    def _write(self, key: Key) -> None:
        self._written[key] += 1
        packed = [pl.read_ipc(BytesIO(piece)) for piece in self._packed.pop(key, [])]
        frame = pl.concat([*packed, *self._waiting.pop(key)])
        self.totals[key] += self._rows.pop(key)
        path = f"{partition(self._relation, *key)}/part-{self._written[key]:04}.parquet"
        self.files.append(write_file(frame, self._folder, path))


def _packed(frame: pl.DataFrame) -> bytes:
    file = BytesIO()
    frame.write_ipc(file, compression="zstd")
    return file.getvalue()


def write_file(frame: pl.DataFrame, folder: Path, path: str) -> dict[str, Any]:
    """Write one Parquet file and return its line of the manifest: path, rows, bytes, SM3."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(target, compression="zstd")
    return {"path": path, "rows": frame.height, **measured(target)}


def measured(path: Path) -> dict[str, Any]:
    """Return a file's size in bytes and its SM3."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sm3": sm3_of_file(file).hex()}
