"""The files of one export, for their owner only, in a folder of their own that takes its name when it is whole."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from yichuang.exchange.rules.national import COLUMNS, DELETE, INSERT, UPDATE, Change
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import sm3_of_file

MANIFEST = "export.json"


class _TableFile:
    """A CSV file of one table: UTF-8, a header, a row a change."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self.path = path
        self.counts = dict.fromkeys((INSERT, UPDATE, DELETE), 0)
        self._file = _private(path)
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)

    def write(self, change: Change, batch: str) -> None:
        """Write a row; `batch` goes into `cd_batch`, the third cell from the end."""
        *cells, operation, at = change.cells
        self._writer.writerow([*cells, batch, operation, at])
        self.counts[change.operation] += 1

    def close(self) -> dict[str, Any]:
        """Bring the file to disk and return what it holds."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with self.path.open("rb") as file:
            checksum = sm3_of_file(file).hex()
        counted = {"file": self.path.name, "rows": sum(self.counts.values()), **self.counts}
        return {**counted, "checksum": checksum}

    def drop(self) -> None:
        """Close the file as it is, if it is open."""
        self._file.close()


class ExportFiles:
    """The folder `export-<number>` in the making: `write` rows, then `finish`; what is left unfinished is taken away.

    window: what the manifest says of the export first. A folder of this name is replaced only where its manifest says
    the same, so that it is this export, broken off before the cursor moved; else Refusal `folder_taken`.
    """

    def __init__(self, out: Path, number: int, window: Mapping[str, Any]) -> None:
        self.folder = out / f"export-{number:06}"
        self._draft = out / f".export-{number:06}.part"
        self._batch, self._window = str(number), dict(window)
        self._tables: dict[str, _TableFile] = {}

    def __enter__(self) -> ExportFiles:
        if self.folder.exists() and not self._is_ours():
            raise Refusal("folder_taken", f"文件夹 {self.folder} 已存在，且不是这一批导出", field="out")
        self._draft.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(mode=0o700)
        for table, columns in COLUMNS.items():
            self._tables[table] = _TableFile(self._draft / f"{table}-{self._batch}.csv", columns)
        return self

    def write(self, change: Change) -> None:
        """Write one row into its table's file."""
        self._tables[change.table].write(change, self._batch)

    def finish(self, **more: Any) -> dict[str, Any]:
        """Bring all to disk, give the folder its name, and return what each table's file holds; `more` is noted too."""
        tables = {table: file.close() for table, file in self._tables.items()}
        with _private(self._draft / MANIFEST) as file:
            json.dump({**self._window, "tables": tables, **more}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        _to_disk(self._draft)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self._draft.rename(self.folder)
        _to_disk(self.folder.parent)
        return tables

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._tables.values():
            file.drop()
        shutil.rmtree(self._draft, ignore_errors=True)

    def _is_ours(self) -> bool:
        try:
            held = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(held, dict) and self._window.items() <= held.items()


def _private(path: Path) -> TextIO:
    """Return a new text file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")


def _to_disk(folder: Path) -> None:
    """Make sure that a folder's entries outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
