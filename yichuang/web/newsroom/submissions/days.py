"""A day in an address."""

from __future__ import annotations

from datetime import date

from yichuang.statistics.rules.periods import is_reached


class DayConverter:
    """Reads `2022-06-01`; what is no day, or none that has periods, is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> date:
        """Return the day. ValueError for none."""
        day = date.fromisoformat(text)
        if not is_reached(day):
            raise ValueError(text)
        return day

    def to_url(self, day: date | str) -> str:
        """Return the day as addresses have it."""
        return str(day)
