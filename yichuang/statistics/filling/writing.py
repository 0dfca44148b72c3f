"""Writing the sheet: departments down, indicators across, what is already submitted in its place."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from yichuang.statistics.filling.layout import (
    CODES_ROW,
    DEPARTMENT_COLUMN,
    FIRST_COLUMN,
    FIRST_ROW,
    MARK,
    NAME_COLUMN,
    NOTES,
    PERIODS_ROW,
    REASON,
    SHEET,
    TITLES_ROW,
    period_text,
)
from yichuang.statistics.labels import DEADLINE_WORDS
from yichuang.statistics.queries.submissions import Slot

_GREY, _PALE = PatternFill("solid", fgColor="D9D9D9"), Font(color="7F7F7F", size=9)


def written(slots: Sequence[Slot]) -> bytes:
    """Return the sheet for some slots as XLSX. Grey cells are not asked for."""
    indicators = {slot.indicator.code: slot for slot in slots}
    departments = {slot.department.code: slot.department for slot in slots}
    there = {(slot.department.code, slot.indicator.code): slot for slot in slots}
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = SHEET
    _text(sheet, CODES_ROW, DEPARTMENT_COLUMN, MARK)
    for column, title in ((DEPARTMENT_COLUMN, "部门代码"), (NAME_COLUMN, "部门")):
        _text(sheet, TITLES_ROW, column, title).font = Font(bold=True)
    for column, (code, slot) in enumerate(indicators.items(), FIRST_COLUMN):
        _text(sheet, CODES_ROW, column, code).font = _PALE
        _text(sheet, PERIODS_ROW, column, period_text(slot.period)).font = _PALE
        _text(sheet, TITLES_ROW, column, f"{slot.indicator.name}（{slot.indicator.unit}）").font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 26
    _text(sheet, TITLES_ROW, FIRST_COLUMN + len(indicators), REASON).font = Font(bold=True)
    for row, department in enumerate(departments.values(), FIRST_ROW):
        _text(sheet, row, DEPARTMENT_COLUMN, department.code)
        _text(sheet, row, NAME_COLUMN, department.name)
        for column, code in enumerate(indicators, FIRST_COLUMN):
            _figure(sheet.cell(row, column), there.get((department.code, code)))
    sheet.column_dimensions["B"].width = 30
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_COLUMN)
    _notes(book.create_sheet(NOTES), list(indicators.values()))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _text(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write a text as text, also where it begins like a formula."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _figure(cell: Any, slot: Slot | None) -> None:
    if slot is None:
        cell.fill = _GREY
        return
    decimals = slot.indicator.decimals
    cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
    cell.value = slot.amount


def _notes(sheet: Any, slots: Sequence[Slot]) -> None:
    lines = [
        ["每个部门一行，每项指标一列；没有数的填 0，不填即未报。灰色格不需填报。"],
        [f"改动已报的数，须在本行“{REASON}”一列写明原因。不要改动前三行和部门代码。"],
        [],
        ["指标", "单位", "小数位数", "期间", "最后期限", "期限规则", "含义"],
    ]
    for slot in slots:
        one = slot.indicator
        rule = f"期满后 {one.deadline_days} 个{DEADLINE_WORDS[one.deadline_in]}内"
        lines.append(
            [one.name, one.unit, str(one.decimals), period_text(slot.period), str(slot.due_on), rule, one.meaning]
        )
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            _text(sheet, row, column, text).alignment = Alignment(wrap_text=row > 3)
    for letter, width in zip("ABCDEFG", (24, 8, 10, 26, 14, 22, 50), strict=True):
        sheet.column_dimensions[letter].width = width
