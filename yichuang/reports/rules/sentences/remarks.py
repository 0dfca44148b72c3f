"""Checks at reading: the arithmetic of what is printed, within one sentence. A remark alters nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from yichuang.reports.rules.sentences.arithmetic import (
    HUNDRED,
    Fault,
    Here,
    added,
    half,
    plain_count,
    shown,
)
from yichuang.reports.rules.sentences.figure import Change, Figure
from yichuang.reports.rules.sentences.period_remarks import fallen
from yichuang.reports.rules.sentences.periods import is_earlier, may_measure
from yichuang.reports.rules.sentences.rate_remarks import both_cumulative, rate_faults
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
_IN_ALL, _SAID = re.compile(r"(?:共|总共|一共|合计|总计)[^，。；、：（）\d]{0,10}$"), 16
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
        faults += [*rate_faults(here, text, by), *_parts(here), *_totals(here, text), *_changes(here)]
        faults += fallen(here, text)
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


def _totals(here: Here, text: str) -> Iterator[Fault]:
    """Compare 合计, or 共受理, with the sum of what the sentence lists before it, in the same unit."""
    for place, (index, total) in enumerate(here):
        listed = here[max(0, place - _BACK) : place]
        before = _before_total(listed, total) if total.name in _TOTALS else _before_whole(listed, total, text)
        if len(before) < 2:
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


def _before_total(listed: Here, total: Figure) -> Here:
    """Return what 合计 adds up: the counts of its unit, all of one name or each of its own."""
    before = [one for one in listed if one[1].unit == total.unit and plain_count(one[1]) and one[1].whole is None]
    return before if len({one.name for _, one in before}) in (1, len(before)) else []


def _before_whole(listed: Here, total: Figure, text: str) -> Here:
    """Return what 共受理 100 件 adds up: the counts of its name and period right before it, each of another subject.

    Nothing if they leave more than a fifth open: then they are examples.
    """
    said = text[max(0, total.offset - _SAID) : total.offset]
    if total.subject or total.cell or total.whole is not None or not plain_count(total) or not _IN_ALL.search(said):
        return []
    before: Here = []
    for one in reversed(listed):
        alike = (one[1].name, one[1].unit, one[1].period) == (total.name, total.unit, total.period)
        if not alike or not one[1].subject or not plain_count(one[1]) or one[1].whole is not None:
            break
        before.insert(0, one)
    missing = Decimal(total.value) - sum((Decimal(one.value) for _, one in before), Decimal(0))
    apart = len({one.subject for _, one in before}) == len(before)
    return before if apart and missing <= _UNLISTED * Decimal(total.value) else []


def _changes(here: Here) -> Iterator[Fault]:
    """Compare a change with the two figures that are printed, or a change in number with the one in percent."""
    for (first, one), (second, other) in _beside(here):
        changes = [*one.changes, *other.changes]
        same = one.name == other.name and one.unit == other.unit and one.subject == other.subject
        if (
            not same
            or not changes
            or not both_cumulative(one, other)
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
