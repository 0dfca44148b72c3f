"""How the sheet lies: what its rows and columns are, for the one who writes it and the one who reads it."""

from __future__ import annotations

import re
from datetime import date

from yichuang.statistics.rules.periods import Span

SHEET, NOTES = "填报", "说明"
MARK = "填报表"  # stands in A1
REASON = "更正原因"
DEPARTMENT_COLUMN, NAME_COLUMN, FIRST_COLUMN = 1, 2, 3  # then one column an indicator, then the reason
CODES_ROW, PERIODS_ROW, TITLES_ROW, FIRST_ROW = 1, 2, 3, 4
ROWS_MAX, COLUMNS_MAX = 2_000, 120
_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2}) 至 (\d{4}-\d{2}-\d{2})")


def period_text(period: Span) -> str:
    """Return a period as its cell has it."""
    return f"{period[0]} 至 {period[1]}"


def period_said(content: object) -> Span | None:
    """Return the period that a cell says, or None.

    >>> period_said("2022-06-01 至 2022-06-30") == (date(2022, 6, 1), date(2022, 6, 30)), period_said("六月")
    (True, None)
    """
    found = _PERIOD.fullmatch(str(content).strip())
    if not found:
        return None
    try:
        return date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        return None
