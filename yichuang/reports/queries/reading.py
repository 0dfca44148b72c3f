"""What the text of a report says, of a known series or of none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yichuang.reports.queries.series import series_of_text
from yichuang.reports.rules.outline.reading import read_any, told_by_report
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record

_HEAD = ("title", "year", "number", "total_number", "issuer", "issued_on")


def read_text(text: str, headings: Iterable[tuple[int, int]] = (), *, saved: bool = False) -> dict[str, Any]:
    """Return what `read_any` tells of any report; of an issue of a known series also what `to_record` does.

    Its series says better what it is; only what the series did not find in its head is taken from the other reading.

    headings: those that the file's styles make (`reading.Extracted`). saved: know also the series
              that were saved here; without, no database is needed.
    """
    series = series_of_text(text, saved=saved)
    told = read_any(text, dict(headings))
    if series is None:
        return told
    report = read(text, series)
    record = to_record(report)
    head = {key: told[key] for key in _HEAD if not record[key]}
    if report.period_from is None:
        head["period"] = told["period"]
    return {**told, **record, **head, **told_by_report(report)}
