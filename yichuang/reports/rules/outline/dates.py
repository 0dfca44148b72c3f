"""Full dates in the lines of a report's head and end."""

from __future__ import annotations

import re
from datetime import date

from yichuang.reports.rules.sentences.periods import days_of

_FULL_DATE = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日|([一二][一二三四五六七八九〇零○]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"|(\d{4})[-./](\d{1,2})[-./](\d{1,2})"
)


def date_in(folded: str) -> tuple[date | None, str]:
    """Return the first full date of a folded line, and the line without it; no first day of a period."""
    found = _FULL_DATE.search(folded)
    if not found or folded[found.end() : found.end() + 1] in ("至", "—", "-", "~", "到", "–"):
        return None, folded
    written = f"{found[5]}年{found[6]}月{found[7]}日" if found[5] else found[0]
    days = days_of(written, year=None)
    return (days[0], folded[: found.start()] + folded[found.end() :]) if days else (None, folded)
