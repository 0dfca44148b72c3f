"""Amounts that are said without a number: 三分之二, 过半, 近一半, 近万件, 零投诉, 办件量为零."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod

from yichuang.reports.rules.sentences.numerals import MULTIPLES, Number, value_of, whole
from yichuang.reports.rules.sentences.words import Words, unit_at

_FRACTION = re.compile(r"分之([一二三四五六七八九十]{1,2}|\d{1,2})(?![\d一二三四五六七八九十百千万亿点])")
_HALF = re.compile(r"(?P<about>过|近|约|超过|超|占)?(?:一半|半数)|(?P<over>过|近)半(?![年天月小径日个])")
_NONE = re.compile(r"(?<=为)[零0](?=[，。；、）]|$)")
_SLOGAN = ("单位", "窗口", "部门", "的", "目标", "承诺")
_NEARLY = re.compile(r"(?P<about>近|逾|超过|超|约|(?<![以网线身])上)(?P<times>[百千万亿]{1,2})")
_COUNTED = ("count", "money")
_HUNDREDTH = Decimal("0.01")

Inexact = tuple[int, int, Number, str, str]  # start, end, value, unit, about


def fraction(text: str, start: int, end: int) -> Inexact | None:
    """Return 三分之二, whose 三 stands from start to end, as a rate to two decimals; None if there is none."""
    found = _FRACTION.match(text, end)
    below, above = value_of(text[start:end]), value_of(found[1]) if found else None
    if not found or not below or above is None or above > below:
        return None
    share = (Decimal(above) * 100 / Decimal(below)).quantize(_HUNDREDTH)
    return start, found.end(), whole(share), "%", "约" if below * share != above * 100 else ""


def nearly(text: str, words: Words) -> Iterator[Inexact]:
    """Yield 近万件, 逾千人次 as the amount that is named, in the unit that follows."""
    for found in _NEARLY.finditer(text):
        measured = unit_at(text, found.end(), words)
        if measured and words.unit_kinds.get(measured[0]) in _COUNTED:
            value = prod(MULTIPLES[char] for char in found["times"])
            yield found.start(), measured[1], value, measured[0], found["about"]


def halves_and_none(text: str, words: Words) -> Iterator[Inexact]:
    """Yield halves as 50 %, and 零 before a measure (零投诉) or after 为 as 0 without a unit."""
    for found in _HALF.finditer(text):
        about = found["over"] or found["about"] or ""
        start = found.start() + (1 if about == "占" else 0)
        yield start, found.end(), 50, "%", "" if about == "占" else about
    for found in words.without.finditer(text):
        if not text.startswith(_SLOGAN, found.end()):
            yield found.start(), found.end(), 0, "", ""
    for found in _NONE.finditer(text):
        yield found.start(), found.end(), 0, "", ""
