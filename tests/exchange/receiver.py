"""The national platform as the tests play it: it applies exports in order and refuses what does not fit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from yichuang.cases import queries as cases
from yichuang.exchange.queries.outgoing import book, changes_of, codes_now
from yichuang.exchange.rules.national import COLUMNS, TABLES

Row = dict[str, str]
BOOKKEEPING = ("cd_batch", "cd_operation", "cd_time")


def rows_in(folder: Path, table: str) -> list[Row]:
    """Return the rows of one table's file in an export's folder."""
    (path,) = folder.glob(f"{table}-*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS[table]
    return rows


def own(row: Row) -> Row:
    """Return what a row says of its case, without the export's bookkeeping."""
    return {name: cell for name, cell in row.items() if name not in BOOKKEEPING}


@dataclass
class Receiver:
    """What the platform holds after some exports; `heard` counts each (table, guid, operation) with its content."""

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {table: {} for table in TABLES})
    batches: list[str] = field(default_factory=list)

    def apply(self, folder: Path) -> None:
        """Take an export: an insert must be new, an update must change a row, a delete must find one."""
        for table in TABLES:
            seen = set()
            for row in rows_in(folder, table):
                held, guid = self.tables[table], row["row_guid"]
                assert guid not in seen, "one row once in a file"
                seen.add(guid)
                if row["cd_operation"] == "I":
                    assert guid not in held, f"inserted twice: {row}"
                    held[guid] = own(row)
                elif row["cd_operation"] == "U":
                    assert held[guid] != own(row), f"nothing new: {row}"
                    held[guid] = own(row)
                else:
                    assert row["cd_operation"] == "D"
                    assert held.pop(guid) == own(row)
        self.batches.append(folder.name)

    def rows(self, table: str, number: str = "") -> list[Row]:
        """Return what is held of a table, of one case or of all, in order of guid."""
        held = sorted(self.tables[table].items())
        return [row for _, row in held if not number or row["project_no"] == number]


def at_once(until: datetime | None = None) -> dict[str, dict[str, Row]]:
    """Return the tables as one export from the beginning would make them."""
    with transaction.atomic():
        held: dict[str, dict[str, Row]] = {table: {} for table in TABLES}
        for change in changes_of(None, until or cases.safe_instant(), book(codes_now())):
            *cells, operation, _ = change.cells
            assert operation == "I"
            names = [name for name in COLUMNS[change.table] if name not in BOOKKEEPING]
            row = dict(zip(names, cells, strict=True))
            held[change.table][row["row_guid"]] = row
    return held


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder by name, with what is in them."""
    for path in sorted(folder.iterdir()):
        yield path.name, path.read_bytes()
