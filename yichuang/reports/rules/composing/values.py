"""How values are written: numbers with their decimals and units, changes in words, lists of units, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from yichuang.reports.rules.dates import written
from yichuang.reports.rules.series.templates import SCALES, Format
from yichuang.statistics.rules.derived import Figure, Place, rounded
from yichuang.statistics.rules.derived.records import RATIO_UNITS

NOTHING = "—"  # in a table, where there is nothing to divide by
EMPTY_LIST = "无"
SHARE_DECIMALS = 1
SCALED_DECIMALS = 2  # of a number in 万 or 亿, unless its format says otherwise


def number_words(number: Decimal, unit: str, form: Format) -> str:
    """Return a number as a format wants it.

    >>> number_words(Decimal("-12.30"), "%", Format(words=("增长", "下降", "持平")))
    '下降 12.30%'
    >>> number_words(Decimal("1234567"), "元", Format(scale="万", unit=True))
    '123.46 万元'
    """
    if form.words:
        more, less, equal = form.words
        if not number:
            return equal
        plain = Format(form.decimals, form.scale, form.thousands, unit=True)
        return f"{more if number > 0 else less} {number_words(abs(number), unit, plain)}"
    shown = abs(number) if form.absolute else number
    if form.scale:
        decimals = SCALED_DECIMALS if form.decimals is None else form.decimals
        shown = rounded(shown.scaleb(-SCALES[form.scale]), decimals)
    elif form.decimals is not None:
        shown = rounded(shown, form.decimals)
    digits = f"{shown:,f}" if form.thousands else f"{shown:f}"
    digits = digits.replace("-", "−")
    if form.scale:
        return f"{digits} {form.scale}{unit if form.unit else ''}"
    if not form.unit or not unit:
        return digits
    return f"{digits}{unit}" if unit in RATIO_UNITS else f"{digits} {unit}"


def cuts(figure: Figure, form: Format) -> bool:
    """Tell whether a format would round a derived figure, which its definition has rounded already, a second time."""
    if figure.number is None or figure.source != "derived" or form.decimals is None or form.scale:
        return False
    return form.decimals < -int(figure.number.as_tuple().exponent)


def figure_words(figure: Figure, form: Format) -> str:
    """Return a figure that is there as a format wants it; of units in order, their names with their numbers."""
    if figure.places is not None:
        if form.count:
            return str(len(figure.places))
        if form.nth:
            return _nth(figure.places, form)
        if form.names:
            return "、".join(place.name for place in figure.places) or EMPTY_LIST
        plain = Format(form.decimals, form.scale, form.thousands, unit=True)
        return "、".join(f"{place.name} {figure_words(place.figure, plain)}" for place in figure.places) or EMPTY_LIST
    assert figure.number is not None, "only a figure that is there is written"
    if cuts(figure, form):
        form = Format(None, form.scale, form.thousands, form.unit, form.absolute, form.words)
    return number_words(figure.number, figure.unit, form)


def _nth(places: Sequence[Place], form: Format) -> str:
    """Return the name or the number of one unit of a list, "" where the list is shorter."""
    if len(places) < form.nth:
        return ""
    place = places[form.nth - 1]
    return place.name if form.nth_name else figure_words(place.figure, replace(form, nth_number=0))


def share_of(figure: Figure, whole: Figure | None, form: Format) -> Figure:
    """Return what part a unit's figure is of all units' together, in percent; without number where that is nothing."""
    decimals = SHARE_DECIMALS if form.decimals is None else form.decimals
    if figure.number is None:
        return figure
    if whole is None or not whole.number:
        return replace(figure, number=None, reason="division_by_zero", unit="%")
    return replace(figure, number=rounded(figure.number * 100 / whole.number, decimals), unit="%")


def counts_for_nothing(figure: Figure, form: Format) -> bool:
    """Tell whether a clause disappears for this figure: it is not there, it is zero, it is a list of nobody.

    A change that is told in words (持平) is something to tell.
    """
    if not figure.is_there:
        return True
    if figure.places is not None:
        return len(figure.places) < max(form.nth, 1)
    return not figure.number and not form.words


def date_words(day: date, form: Format) -> str:
    """Return a date as a format wants it, by default with its year."""
    return _DATES.get(form.date, "{0.year} 年 {0.month} 月 {0.day} 日").format(day) if form.date else written(day)


_DATES: Mapping[str, str] = {
    "年月": "{0.year} 年 {0.month} 月", "月日": "{0.month} 月 {0.day} 日", "年": "{0.year}", "月": "{0.month}",
    "日": "{0.day}",
}  # fmt: skip
