"""Reading the sheet back: every fault with its cell. Nothing is executed, nothing is fetched, sizes are bounded."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from yichuang.kit.errors import Refusal
from yichuang.statistics.filling.layout import (
    CODES_ROW,
    COLUMNS_MAX,
    DEPARTMENT_COLUMN,
    FIRST_COLUMN,
    FIRST_ROW,
    MARK,
    PERIODS_ROW,
    REASON,
    ROWS_MAX,
    TITLES_ROW,
    period_said,
    period_text,
)
from yichuang.statistics.rules.faults import Fault
from yichuang.statistics.rules.periods import Span, is_reached, period_of, reach
from yichuang.statistics.rules.submitted import NewFigure, SubmittedIndicator

FILE_BYTES_MAX = 4 << 20
INSIDE_BYTES_MAX = 8 << 20  # of all parts unpacked
TAGS_MAX = 400_000  # of all parts: twenty thousand figures have a quarter of it; they are what reading takes time for
ROWS_REACH, COLUMNS_REACH = 1 << 16, 200  # as far as anything too much is noticed
_BROKEN = (  # what zipfile, zlib, the XML parser and openpyxl raise over broken files; they promise no set of their own
    zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, IndexError, ValueError, TypeError, AttributeError,
    ArithmeticError, OSError, SyntaxError, EOFError, RuntimeError, NotImplementedError, struct.error, AssertionError,
    UserWarning,
)  # fmt: skip


def read_sheet(
    content: bytes, indicators: Mapping[str, SubmittedIndicator], day: date | None
) -> tuple[list[NewFigure], list[Fault]]:
    """Return the figures of a filled-in sheet, each with its cell, and what is wrong, by cell.

    day: a day of the period that the file must be of; None takes the file's word.
    An empty cell says nothing. The faults: `unknown_figure`, `figure_twice`, `period_unreadable`, `period_differs`,
    `department_missing`, `cell_formula`, `cell_error`; those of amounts are found when they are submitted.
    Raises Refusal `file_too_large`, `file_unreadable`, `not_the_sheet`, `sheet_too_large`.
    """
    rows = dict(_rows(content))
    heads = [rows.get(number, []) + [None] * COLUMNS_MAX for number in range(1, FIRST_ROW)]
    if _said(heads[CODES_ROW - 1][0]) != MARK:
        raise Refusal("not_the_sheet", f"不是填报表：首格须为“{MARK}”。请下载填报表，填好后再报", field="FILE")
    sheet = _Sheet(indicators, day)
    sheet.read_heads(heads)
    for number, row in rows.items():
        if number >= FIRST_ROW:
            sheet.read_row(number, row)
    return sheet.figures, sheet.faults


@dataclass
class _Sheet:
    indicators: Mapping[str, SubmittedIndicator]
    day: date | None
    figures: list[NewFigure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _columns: dict[int, tuple[SubmittedIndicator, Span]] = field(default_factory=dict)
    _wrong_columns: set[int] = field(default_factory=set)
    _reasons_in: int | None = None

    def fault(self, row: int, column: int, code: str, message: str) -> None:
        """Add a fault at a cell."""
        self.faults.append(Fault(f"{get_column_letter(column)}{row}", code, message))

    def read_heads(self, heads: Sequence[Sequence[Any]]) -> None:
        """Understand the first three rows: which column is which indicator's, of which period."""
        seen: set[str] = set()
        for column in range(FIRST_COLUMN, COLUMNS_MAX + 1):
            code = _said(heads[CODES_ROW - 1][column - 1])
            if not code:
                if _said(heads[TITLES_ROW - 1][column - 1]) == REASON:
                    self._reasons_in = column
                continue
            self._wrong_columns.add(column)
            indicator = self.indicators.get(code)
            if indicator is None:
                self.fault(CODES_ROW, column, "unknown_figure", f"没有代码为“{code[:40]}”的填报指标，或已停用")
            elif code in seen:
                self.fault(CODES_ROW, column, "figure_twice", f"{indicator.name}出现两列")
            elif (period := self._period(heads[PERIODS_ROW - 1][column - 1], column, indicator)) is not None:
                self._wrong_columns.discard(column)
                self._columns[column] = (indicator, period)
            seen.add(code)

    def _period(self, cell: Any, column: int, indicator: SubmittedIndicator) -> Span | None:
        said = period_said(_said(cell))
        if said is None or not is_reached(said[0]) or said != period_of(indicator.period, said[0]):
            message = f"“{_said(cell)[:40]}”不是{indicator.name}的填报期间"
            self.fault(PERIODS_ROW, column, "period_unreadable", message)
            return None
        wanted = period_of(indicator.period, reach(self.day, "day")) if self.day else said
        if said != wanted:
            message = f"{indicator.name}的期间为 {period_text(said)}，应为 {period_text(wanted)}"
            self.fault(PERIODS_ROW, column, "period_differs", message)
            return None
        return said

    def read_row(self, number: int, row: Sequence[Any]) -> None:
        """Read one department's figures."""
        filled = {
            column: row[column - 1]
            for column in range(FIRST_COLUMN, len(row) + 1)
            if column != self._reasons_in and _said(row[column - 1])
        }
        department = _said(row[DEPARTMENT_COLUMN - 1]) if row else ""
        reason = _said(row[self._reasons_in - 1]) if self._reasons_in and len(row) >= self._reasons_in else ""
        if filled and not department:
            self.fault(number, DEPARTMENT_COLUMN, "department_missing", "有数而没有部门代码")
            return
        for column, cell in filled.items():
            if column not in self._columns:
                if column not in self._wrong_columns:
                    self.fault(number, column, "unknown_figure", "这一列没有指标代码")
            elif cell.data_type in ("f", "e"):
                code, message = (
                    ("cell_formula", "是公式，请填数") if cell.data_type == "f" else ("cell_error", "是错误值")
                )
                self.fault(number, column, code, message)
            else:
                indicator, period = self._columns[column]
                place = f"{get_column_letter(column)}{number}"
                self.figures.append(
                    NewFigure(indicator.code, department, period[0], cell.value, reason, place=place)
                )  # fmt: skip


def _said(cell: Any) -> str:
    """Return what a cell says as text, "" where it is empty or blank."""
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def _rows(content: bytes) -> list[tuple[int, list[Any]]]:
    """Return the first sheet's rows of cells with their numbers, no more than a sheet may have."""
    if len(content) > FILE_BYTES_MAX:
        raise Refusal("file_too_large", f"文件至多 {FILE_BYTES_MAX >> 20} MB", field="FILE")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_inside(archive)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        if not book.worksheets:
            raise KeyError("no sheet")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = _filled(sheet)
    except _BROKEN as error:
        raise Refusal("file_unreadable", f"不是完整的 XLSX（{str(error)[:200]}）", field="FILE") from None
    return found


def _check_inside(archive: zipfile.ZipFile) -> None:
    """Raise `file_too_large` where the parts are too large, or have so many tags that reading them would take long."""
    parts = archive.infolist()
    if (
        sum(part.file_size for part in parts) > INSIDE_BYTES_MAX
        or sum(archive.read(part).count(b"<") for part in parts) > TAGS_MAX
    ):
        raise Refusal("file_too_large", f"文件解压后至多 {INSIDE_BYTES_MAX >> 20} MB，或格式过多", field="FILE")


def _filled(sheet: Any) -> list[tuple[int, list[Any]]]:
    """Return the rows that say something, with their numbers, read one by one so that no empty space is held."""
    found: list[tuple[int, list[Any]]] = []
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS_REACH, max_col=COLUMNS_REACH), 1):
        if not any(cell.value not in (None, "") for cell in row):
            continue
        beyond = any(cell.value not in (None, "") for cell in row[COLUMNS_MAX:])
        if beyond or len(found) == ROWS_MAX:
            raise Refusal("sheet_too_large", f"填报表至多 {ROWS_MAX} 行、{COLUMNS_MAX} 列", field="FILE")
        found.append((number, list(row[:COLUMNS_MAX])))
    return found
