"""What the text of a report says, of a known series or of none. Needs no database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yichuang.reports.queries.series import series_of_text
from yichuang.reports.rules.outline.reading import read_any, told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record


def read_text(text: str, headings: Iterable[tuple[int, int]] = ()) -> dict[str, Any]:
    """Return `to_record` of an issue of a known series, else `read_any`; both with `figures` and `remarks`.

    headings: those that the file's styles make (`reading.Extracted`).
    """
    series = series_of_text(text)
    if series is None:
        return read_any(text, dict(headings))
    report = read(text, series)
    return {**to_record(report), **told_by_report(report)}
