"""Figures and remarks as JSON. Keys may be added; none changes its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from yichuang.reports.rules.sentences.figure import Change, Figure, Period
from yichuang.reports.rules.sentences.numerals import Number
from yichuang.reports.rules.sentences.remarks import Remark


def number(value: Number) -> int | float | str:
    """Return an exact number for JSON: an int, a float that prints the same digits, or (where none does) a text."""
    if isinstance(value, int):
        return value
    close = float(value)
    return close if Decimal(repr(close)) == value else str(value)


def figure_records(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return the figures in order.

    name, subject, text: words. value: a number in the basic unit `unit` (件, 元, %, 个百分点 …); `value_to` ends a
    range, else null. of: the whole's name, `of_index` its place in this list; null where the text names none.
    period: its words, and ISO dates where sure; or null. change: {kind, value with its sign, unit, text}, the first
    of `changes`, or null. about: 余, 多 … of a rough number. where: line from 1, offset and length in characters of
    the text that was read. cell: table, row and column from 1 of a figure in a table, else null.
    """
    return [_figure(figure) for figure in figures]


def _figure(figure: Figure) -> dict[str, Any]:
    changes = [_change(change) for change in figure.changes]
    return {
        "name": figure.name,
        "subject": figure.subject,
        "value": number(figure.value),
        "value_to": None if figure.high is None else number(figure.high),
        "unit": figure.unit,
        "of": figure.of or None,
        "of_index": figure.whole,
        "period": _period(figure.period),
        "change": changes[0] if changes else None,
        "changes": changes,
        "about": figure.about,
        "text": figure.text,
        "cell": {"table": figure.cell.table, "row": figure.cell.row, "column": figure.cell.column}
        if figure.cell
        else None,
        "where": {"line": figure.line, "offset": figure.offset, "length": figure.length},
    }


def _change(change: Change) -> dict[str, Any]:
    return {"kind": change.kind, "value": number(change.value), "unit": change.unit, "text": change.text}


def _period(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    start, end = (day.isoformat() if day else None for day in (period.start, period.end))
    return {"text": period.text, "from": start, "to": end}


def remark_records(remarks: Sequence[Remark]) -> list[dict[str, Any]]:
    """Return the remarks in order: code, message for people, sentence, arithmetic, places in `figures`, line."""
    return [
        {
            "code": one.code, "message": one.message, "sentence": one.sentence, "arithmetic": one.arithmetic,
            "figures": list(one.figures), "line": one.line,
        }
        for one in remarks
    ]  # fmt: skip
