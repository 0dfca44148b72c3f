"""Which figures a series asks for: every span, dimension and earlier issue once, with all codes together."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.reports.rules.composing.material import Ask
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.series.places import FIGURES_SPAN, figures_of, templates_of
from yichuang.reports.rules.series.templates import template_of


def asks_of(series: Series) -> dict[Ask, tuple[str, ...]]:
    """Return the codes of the figures that the series' templates, tables, rankings and charts stand on; and the totals
    that it defines, printed or not, for they are defined to be checked.
    """
    found: dict[Ask, dict[str, None]] = {}
    for ask, code in (*_in_templates(series), *_by_code(series)):
        found.setdefault(ask, {})[code] = None
    asked = {code for codes in found.values() for code in codes}
    for one in series.definitions:
        if one.get("kind") == "total" and (code := str(one.get("code", ""))) not in asked:
            found.setdefault(Ask(FIGURES_SPAN), {})[code] = None
    return {ask: tuple(codes) for ask, codes in found.items()}


def _in_templates(series: Series) -> Iterator[tuple[Ask, str]]:
    for one in templates_of(series):
        if one.figures:
            for slot in template_of(one.text).slots():
                if slot.name not in one.fields and slot.name not in series.variables:
                    yield Ask(slot.span or one.span or FIGURES_SPAN, one.by), slot.name


def _by_code(series: Series) -> Iterator[tuple[Ask, str]]:
    for one in figures_of(series):
        span = one.span or FIGURES_SPAN
        for back in range(max(one.periods, 1)):
            yield Ask(span, one.by, back, one.step), one.code
        if one.with_whole and one.by:
            yield Ask(span), one.code
