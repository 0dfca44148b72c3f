"""Checks of rates within one sentence: each against the quotient of the counts that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from yichuang.reports.rules.sentences.arithmetic import Fault, Here, agrees, percent, plain_count, shown
from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.period_remarks import period_fault, sure_days
from yichuang.reports.rules.sentences.words import Words

_BACK = 32  # figures before a rate that it may be made of


def rate_faults(here: Here, text: str, by: Words) -> Iterator[Fault]:
    """Compare a printed rate with the quotients of counts; only if none of them gives it, remark.

    The counts stand before it in the sentence, or are the two right after it.

    Counts of another period than the rate give no quotient; that one of two is of another is remarked instead.
    """
    days = sure_days(here, text)
    for place, (index, rate) in enumerate(here):
        if rate.unit not in ("%", "‰") or rate.is_change or rate.listed or rate.about or rate.high is not None:
            continue
        before = here[max(0, place - _BACK) : place]
        pairs = (
            _share(before, rate) if rate.name == "占比" else _quotients(before, here[place + 1 : place + 3], rate, by)
        )
        apart = [_apart(pair, index, days) for pair in pairs]
        if apart and all(apart):
            mixed = [others[0] for others in apart if len(others) == 1]
            yield from (period_fault(one, (index, rate)) for one in mixed[-1:])
            continue
        pairs = [pair for pair, others in zip(pairs, apart, strict=True) if not others]
        tries = [(above, below, percent(above[1], below[1], rate.unit)) for above, below in pairs if below[1].value]
        if not tries or any(agrees(rate, low, high) for _, _, (low, high) in tries):
            continue
        # of 本月 and 累计 in a row what is alike is meant
        tries = [one for one in tries if both_cumulative(one[0][1], one[1][1])] or tries
        above, below, _ = next((one for one in reversed(tries) if _is_whole(one[1][1])), tries[-1])
        times = 100 if rate.unit == "%" else 1000
        got = shown(Decimal(above[1].value) / Decimal(below[1].value) * times)
        yield Fault(
            "rate_differs",
            f"{rate.name}印为 {shown(rate.value)}{rate.unit}，按所列件数计算为 {got}{rate.unit}。",
            f"{shown(above[1].value)} ÷ {shown(below[1].value)} = {got}{rate.unit}",
            (above[0], below[0], index),
        )


def _apart(
    pair: tuple[tuple[int, Figure], tuple[int, Figure]], rate: int, days: dict[int, tuple[date, date]]
) -> list[tuple[int, Figure]]:
    """Return which of two counts are surely of another period than a rate."""
    return [one for one in pair if rate in days and one[0] in days and days[one[0]] != days[rate]]


def both_cumulative(above: Figure, below: Figure) -> bool:
    """Tell whether both of two counts are said to be cumulative, or neither."""
    periods = [one.period.text if one.period else "" for one in (above, below)]
    return periods[0].endswith("累计") == periods[1].endswith("累计")


def _is_whole(figure: Figure) -> bool:
    return not figure.apart and (figure.whole is None or figure.cell is not None)


def _quotients(
    before: Here, after: Here, rate: Figure, by: Words
) -> list[tuple[tuple[int, Figure], tuple[int, Figure]]]:
    """Return the pairs of counts before a rate, and that of the two after it (办结率 95%，其中办结 …，受理 …)."""
    same = [(one.subject, one.period) for _, one in after] == [(rate.subject, rate.period)] * 2
    return _quotient(before, rate, by) + (_quotient(after, rate, by) if same and not rate.cell else [])


def _quotient(before: Here, rate: Figure, by: Words) -> list[tuple[tuple[int, Figure], tuple[int, Figure]]]:
    if rate.name not in by.quotients:
        return []
    above, below = by.quotients[rate.name]
    counts = [one for one in before if plain_count(one[1])]
    return [
        (a, b)
        for a in counts
        if a[1].name == above
        for b in counts
        if b[1].name in below and a[1].unit == b[1].unit and a[0] != b[0]
    ][-16:]


def _share(before: Here, rate: Figure) -> list[tuple[tuple[int, Figure], tuple[int, Figure]]]:
    """Return the part right before a share with its whole, or with the counts of its unit before it."""
    if not before or not plain_count(before[-1][1]) or rate.subject:
        return []
    part = before[-1]
    wholes = [one for one in before[:-1] if one[1].unit == part[1].unit and plain_count(one[1])]
    named = [one for one in wholes if one[0] == part[1].whole]
    return [(part, one) for one in named]
