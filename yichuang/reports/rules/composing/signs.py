"""The signs before headings, by style."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yichuang.reports.rules.pieces import to_chinese
from yichuang.reports.rules.series.records import STYLES

_SIGNS: Mapping[str, Callable[[int], str]] = {
    "一、": lambda number: f"{to_chinese(number)}、",
    "（一）": lambda number: f"（{to_chinese(number)}）",
    "1.": lambda number: f"{number}.",
    "(1)": lambda number: f"（{number}）",
    "第一": lambda number: f"第{to_chinese(number)}，",
    "无": lambda number: "",
}
assert tuple(_SIGNS) == STYLES, "every style that a series may name has its sign"


def sign(style: str, number: int) -> str:
    """Return the sign of a heading.

    >>> [sign(style, 12) for style in ("一、", "（一）", "1.", "(1)", "第一", "无")]
    ['十二、', '（十二）', '12.', '（12）', '第十二，', '']
    """
    return _SIGNS[style](number)
