"""Checks of the periods within one sentence: those of a rate and its counts, and a part of a period and the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import permutations

from yichuang.reports.rules.sentences.arithmetic import Fault, Here, half, plain_count, shown
from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.periods import days_of, year_of

Days = tuple[date, date]
_ANY_YEAR = 2000  # periods of one sentence without a year are of the same one
_UP_TO, _ENDS, _BEFORE = re.compile("截[至止]"), ("底", "末", "初"), 40
_ADDITIVE = ("count", "money")
_MOST = 32  # dated figures of a sentence that are compared with one another


def sure_days(here: Here, text: str) -> dict[int, Days]:
    """Return the days of those figures of a sentence whose period is sure; a year holds on for those after it.

    A single day and 6 月底 are left out, as what is counted up to them began before, and all of a sentence with 截至.
    """
    found: dict[int, Days] = {}
    if _UP_TO.search(text, max(0, here[0][1].offset - _BEFORE), here[-1][1].offset):
        return found
    year = _ANY_YEAR
    for index, figure in here:
        if figure.period is None:
            continue
        year = year_of(figure.period.text) or year
        days = days_of(figure.period.text, year=year)
        if days and days[0] < days[1] and not figure.period.text.endswith(_ENDS):
            found[index] = days
    return found


def period_fault(count: tuple[int, Figure], rate: tuple[int, Figure]) -> Fault:
    """Return the fault that a count that a rate is made of is of another period than the rate."""
    said = "，".join(f"{one.name}的时段为 {one.period.text if one.period else ''}" for _, one in (count, rate))
    return Fault("period_differs", f"数与率的时段不同：{said}。", said, (count[0], rate[0]))


def fallen(here: Here, text: str) -> Iterator[Fault]:
    """Compare a figure with one of the same name for a part of its period, which is no more (1—6月 500，6月 600)."""
    days = sure_days(here, text)
    dated = [one for one in here if one[0] in days and _adds_up(one[1])][:_MOST]
    for (first, whole), (second, part) in permutations(dated, 2):
        (begin, end), (start, last) = days[first], days[second]
        same = (whole.name, whole.subject, whole.unit) == (part.name, part.subject, part.unit)
        if not same or (begin, end) == (start, last) or not begin <= start <= last <= end:
            continue
        if Decimal(part.value) - half(part) > Decimal(whole.value) + half(whole):
            name = "" if whole.name == whole.unit else whole.name
            there = f"{part.period.text if part.period else ''}的 {shown(part.value)} {part.unit}"
            message = f"{whole.period.text if whole.period else ''}的{name} {shown(whole.value)} {whole.unit}，"
            arithmetic = f"{shown(whole.value)} < {shown(part.value)}"
            yield Fault("cumulative_fell", f"{message}低于其中{there}。", arithmetic, (first, second))


def _adds_up(figure: Figure) -> bool:
    return plain_count(figure) and figure.kind in _ADDITIVE and "均" not in figure.subject + figure.name
