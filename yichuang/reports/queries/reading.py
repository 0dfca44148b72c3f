"""What the text of a report says, of a known series or of none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yichuang.reports.queries.series import series_of_text
from yichuang.reports.rules.outline.reading import read_any, told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record


def read_text(text: str, headings: Iterable[tuple[int, int]] = (), *, saved: bool = False) -> dict[str, Any]:
    """Return `to_record` of an issue of a known series, else `read_any`; both with `figures` and `remarks`.

    headings: those that the file's styles make (`reading.Extracted`). saved: know also the series
              that were saved here; without, no database is needed.
    """
    series = series_of_text(text, saved=saved)
    if series is None:
        return read_any(text, dict(headings))
    report = read(text, series)
    return {**to_record(report), **told_by_report(report)}
