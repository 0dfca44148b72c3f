"""What the checks at reading reckon with: a fault, values as they are printed, and how exactly they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.numerals import Number

HUNDRED = Decimal(100)
Here = list[tuple[int, Figure]]  # figures with their places in the list of all


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not agree, before its sentence is looked up; the last of `figures` is the one that it speaks of."""

    code: str
    message: str
    arithmetic: str
    figures: tuple[int, ...]


def plain_count(figure: Figure) -> bool:
    """Tell whether a figure is an exact count or sum."""
    return figure.unit not in ("%", "‰", "个百分点") and not (
        figure.is_change or figure.about or figure.high is not None
    )


def half(figure: Figure) -> Decimal:
    """Return by how much the true value may differ from the printed one: nothing for a whole number."""
    return Decimal(0) if figure.step == 1 else figure.step / 2


def percent(above: Figure, below: Figure, unit: str) -> tuple[Decimal, Decimal]:
    """Return between what the quotient of two printed counts lies, in % or ‰."""
    times = HUNDRED if unit == "%" else Decimal(1000)
    low = (Decimal(above.value) - half(above)) / (Decimal(below.value) + half(below)) * times
    high = (Decimal(above.value) + half(above)) / max(Decimal(below.value) - half(below), Decimal("0.000001")) * times
    return low, high


def agrees(rate: Figure, low: Decimal, high: Decimal) -> bool:
    """Tell whether a printed rate lies in a span; it may differ by less than one unit of its last digit."""
    return low - rate.step < Decimal(rate.value) < high + rate.step


def added(figures: Sequence[Figure]) -> str:
    """Return figures as an addition, of many the first ones."""
    few = [shown(figure.value) for figure in figures[:_ADDED_MAX]]
    return " + ".join(few + (["…"] if len(figures) > _ADDED_MAX else []))


def shown(value: Number) -> str:
    """Return a value as remarks print it, with at most two decimals."""
    text = f"{Decimal(value).quantize(Decimal('0.01')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_ADDED_MAX = 40
