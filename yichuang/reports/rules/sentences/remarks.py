"""Checks at reading: the arithmetic of what is printed, within one sentence. A remark alters nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from yichuang.reports.rules.sentences.arithmetic import (
    HUNDRED,
    Fault,
    Here,
    added,
    agrees,
    half,
    percent,
    plain_count,
    shown,
)
from yichuang.reports.rules.sentences.figure import Change, Figure
from yichuang.reports.rules.sentences.period_remarks import fallen, period_fault, sure_days
from yichuang.reports.rules.sentences.periods import is_earlier, may_measure
from yichuang.reports.rules.sentences.table_remarks import table_faults
from yichuang.reports.rules.sentences.words import Words, words

CODES = (
    "rate_differs",
    "parts_differ",
    "change_differs",
    "cumulative_fell",
    "period_differs",
)  # those of figures as compiled (statistics.rules.printed)
_END = re.compile("[。！？!?]")
_SENTENCE_MAX = 400
_BACK = 32  # figures before a rate or a total that it may be made of
_TOTALS = ("合计", "共计", "总计")
_UNLISTED = Decimal("0.2")
_AHEAD = 4  # cells of a row in which what a change is measured on is looked for


@dataclass(frozen=True, slots=True)
class Remark:
    """What does not agree: a stable code, a sentence for people, the printed sentence, the arithmetic, the figures."""

    code: str
    message: str
    sentence: str
    arithmetic: str
    figures: tuple[int, ...]
    line: int


def remarks_on(figures: Sequence[Figure], text: str, *, by: Words | None = None) -> list[Remark]:
    """Return what in a text's figures does not agree, in the order of the text.

    A count with 万 or a decimal point is taken as rounded to its last digit (1.26万: 12550 to 12650), others are exact.
    A rate may differ by less than one unit of its last digit: some round, some cut off. 余 and 多 are not checked.
    """
    by = by or words()
    faults: list[Fault] = []
    for _, group in groupby(enumerate(figures), key=lambda one: one[1].sentence):
        here = list(group)
        faults += [*_rates(here, by), *_parts(here), *_totals(here), *_changes(here), *fallen(here)]
    in_tables = list(table_faults(figures))
    if in_tables:
        faults = sorted([*faults, *in_tables], key=lambda one: figures[one.figures[-1]].offset)
    return [as_remark(fault, figures, text) for fault in faults]


def as_remark(fault: Fault, figures: Sequence[Figure], text: str) -> Remark:
    """Return a fault with the sentence, or the row of a table, that it speaks of."""
    last = figures[fault.figures[-1]]
    sentence = row_at(text, last.offset) if last.cell else sentence_at(text, last.offset, last.within)
    return Remark(fault.code, fault.message, sentence, fault.arithmetic, fault.figures, last.line)


def row_at(text: str, place: int) -> str:
    """Return the line around a place of a text, at most some hundred characters each way."""
    start = text.rfind("\n", max(0, place - _SENTENCE_MAX), place) + 1 or max(0, place - _SENTENCE_MAX)
    end = text.find("\n", place, place + _SENTENCE_MAX)
    return " ".join(text[start : end if end >= 0 else place + _SENTENCE_MAX].split())


def sentence_at(text: str, place: int, within: tuple[int, int]) -> str:
    """Return the sentence around a place of a paragraph, on one line, at most some hundred characters each way.

    within: where the paragraph begins and ends; (0, 0) if that is not known.
    """
    start = max(within[0], place - _SENTENCE_MAX)
    for found in _END.finditer(text, start, place):
        start = found.end()
    last = min(within[1] or len(text), place + _SENTENCE_MAX)
    found_end = _END.search(text, place, last)
    end = found_end.end() if found_end else last
    return "".join(line.strip() for line in text[start:end].splitlines())


def _rates(here: Here, by: Words) -> Iterator[Fault]:
    """Compare a printed rate with the quotients of the counts before it; only if none of them gives it, remark.

    Counts of another period than the rate give no quotient; that one of two is of another is remarked instead.
    """
    days = sure_days(here)
    for place, (index, rate) in enumerate(here):
        if rate.unit not in ("%", "‰") or rate.is_change or rate.listed or rate.about or rate.high is not None:
            continue
        before = here[max(0, place - _BACK) : place]
        pairs = _share(before, rate) if rate.name == "占比" else _quotient(before, rate, by)
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
        tries = [one for one in tries if _both_cumulative(one[0][1], one[1][1])] or tries
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


def _both_cumulative(above: Figure, below: Figure) -> bool:
    """Tell whether both of two counts are said to be cumulative, or neither."""
    periods = [one.period.text if one.period else "" for one in (above, below)]
    return periods[0].endswith("累计") == periods[1].endswith("累计")


def _is_whole(figure: Figure) -> bool:
    return not figure.apart and (figure.whole is None or figure.cell is not None)


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


def _parts(here: Here) -> Iterator[Fault]:
    """Compare the sum of parts with their whole.

    A single part, parts after a comma, and parts that leave more than a fifth open need not be all.
    """
    figures = dict(here)
    wholes: dict[int, list[int]] = {}
    for index, figure in here:
        if figure.whole is not None and not figure.about:
            wholes.setdefault(figure.whole, []).append(index)
    for whole, parts in wholes.items():
        if whole not in figures or figures[whole].about:
            continue
        values = [figures[part] for part in parts]
        total = sum((Decimal(one.value) for one in values), Decimal(0))
        slack = sum((half(one) for one in values), half(figures[whole]))
        missing = Decimal(figures[whole].value) - total
        unit, name = figures[whole].unit, figures[whole].name
        sums = f"{added(values)} = {shown(total)}，总数 {shown(figures[whole].value)}"
        if missing < -slack:
            message = f"其中各项合计 {shown(total)} {unit}，多于{name} {shown(figures[whole].value)} {unit}。"
            yield Fault("parts_differ", message, sums, (whole, *parts))
        elif slack < missing <= _UNLISTED * Decimal(figures[whole].value) and len(parts) > 1 and not _some(values):
            message = f"其中各项合计 {shown(total)} {unit}，少于{name} {shown(figures[whole].value)} {unit}。"
            yield Fault("parts_differ", message, sums, (whole, *parts))


def _some(values: Sequence[Figure]) -> bool:
    return any(one.apart for one in values)


def _totals(here: Here) -> Iterator[Fault]:
    """Compare 合计 with the sum of what the sentence lists before it, in the same unit."""
    for place, (index, total) in enumerate(here):
        if total.name not in _TOTALS:
            continue
        before = [
            one
            for one in here[max(0, place - _BACK) : place]
            if one[1].unit == total.unit and plain_count(one[1]) and one[1].whole is None
        ]
        names = {one.name for _, one in before}
        if len(before) < 2 or len(names) not in (1, len(before)):
            continue
        sums = sum((Decimal(one.value) for _, one in before), Decimal(0))
        slack = sum((half(one) for _, one in before), half(total))
        if abs(sums - Decimal(total.value)) > slack:
            yield Fault(
                "parts_differ",
                f"{total.name}印为 {shown(total.value)} {total.unit}，各项相加为 {shown(sums)} {total.unit}。",
                f"{added([one for _, one in before])} = {shown(sums)}",
                (*(one for one, _ in before), index),
            )


def _changes(here: Here) -> Iterator[Fault]:
    """Compare a change with the two figures that are printed, or a change in number with the one in percent."""
    for (first, one), (second, other) in _beside(here):
        changes = [*one.changes, *other.changes]
        same = one.name == other.name and one.unit == other.unit and one.subject == other.subject
        if (
            not same
            or not changes
            or not _both_cumulative(one, other)
            or one.is_change
            or other.is_change
            or one.about
            or other.about
        ):
            continue
        backwards = bool(one.changes) or is_earlier(other, one)
        old, new = (other, one) if backwards else (one, other)
        for change in changes:
            said = compared(old, new, change) if may_measure(old, change.kind) else None
            if said:
                yield Fault(*said, (first, second))
    for index, figure in here:
        amounts = [change for change in figure.changes if change.unit == figure.unit]
        shares = [change for change in figure.changes if change.unit == "%"]
        if figure.is_change or figure.about or len(amounts) != 1 or len(shares) != 1 or figure.unit == "%":
            continue
        amount, share = amounts[0], shares[0]
        before = Decimal(figure.value) - Decimal(amount.value)
        if (
            amount.kind == share.kind
            and before > 0
            and not _near(Decimal(amount.value) / before * HUNDRED, share, figure)
        ):
            got = shown(Decimal(amount.value) / before * HUNDRED)
            yield Fault(
                "change_differs",
                f"{figure.name}增减 {shown(amount.value)} {figure.unit}，印为 {shown(share.value)}%，计算为 {got}%。",
                f"{shown(amount.value)} ÷ {shown(before)} = {got}%",
                (index,),
            )


def _beside(here: Here) -> Iterator[tuple[tuple[int, Figure], tuple[int, Figure]]]:
    """Yield the figures that follow one another; in a table's row also those a few cells apart, if one has changes."""
    yield from pairwise(here)
    for place, one in enumerate(here):
        if one[1].cell and one[1].changes:
            yield from ((one, other) for other in here[place + 2 : place + _AHEAD])


def compared(old: Figure, new: Figure, change: Change) -> tuple[str, str, str] | None:
    """Return code, message and arithmetic of a change that is not that of two figures; None if it is, or may be."""
    difference = Decimal(new.value) - Decimal(old.value)
    if change.unit == "%" and old.value:
        got, sign = difference / Decimal(old.value) * HUNDRED, "%"
        said = f"({shown(new.value)} − {shown(old.value)}) ÷ {shown(old.value)}"
    elif change.unit == old.unit or (change.unit == "个百分点" and old.unit == "%"):
        got, sign, said = difference, f" {change.unit}", f"{shown(new.value)} − {shown(old.value)}"
    else:
        return None
    if _near(got, change, old) or _near(got, change, new):
        return None
    message = f"{new.name}的变化印为 {shown(change.value)}{sign}，按前后两数计算为 {shown(got)}{sign}。"
    return "change_differs", message, f"{said} = {shown(got)}{sign}"


def _near(got: Decimal, change: Change, figure: Figure) -> bool:
    """Tell whether a change agrees with what was computed; a rounded figure (1.26万) makes it less sharp."""
    slack = change.step
    if half(figure) and figure.value and change.unit == "%":
        slack += 2 * half(figure) / abs(Decimal(figure.value)) * HUNDRED
    elif half(figure):
        slack += 2 * half(figure)
    return abs(got - Decimal(change.value)) < slack
