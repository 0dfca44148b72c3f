"""How characters are set: which ones are printable, how wide a text is, and what must stand on one line."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from yichuang.reports.rules.folding import tidy

_DASH = re.compile("^[-\u2010-\u2015•·*]+")
_FULL_WIDTH = str.maketrans("():", "（）：")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNITS = (
    "个百分点 个工作日 工作日 自然日 平方米 立方米 人次 件次 户次 户数 个月 小时 分钟 公里 万元 亿元 万件 万人 亿件"
)
_BOUND = re.compile(
    r"第?(?<![A-Za-z0-9])[-+−]?[0-9０-９](?:[0-9０-９.,．，:/-]{0,18}[0-9０-９])?"
    rf"(?:[%％‰℃]|[多余]?[万亿]?[多余]?(?:{'|'.join(_UNITS.split())}|[\u4e00-\u9fff])?)[；：]?"
)


def printed_marker(marker: str) -> str:
    """Return a sign as it is printed.

    >>> printed_marker("- (一)"), printed_marker("(1) "), printed_marker("1.")
    ('（一）', '（1）', '1.')
    """
    return _DASH.sub("", tidy(marker)).translate(_FULL_WIDTH)


def printable(text: str) -> str:
    """Return the text without accidental blanks; characters that no printed form can hold are shown as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", tidy(text))


def width(text: str) -> float:
    """Return how wide a text is, in full-width characters.

    >>> width("办结 39602")
    5.0
    """
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in text)


def runs(text: str) -> list[tuple[str, bool]]:
    """Return the text in runs; True with one that must not be broken between lines: a figure and its unit.

    A semicolon or colon after it belongs to the run: programs would let a line begin with one after such a run.

    >>> runs("受理439896件，占99.5%。")
    [('受理', False), ('439896件', True), ('，占', False), ('99.5%', True), ('。', False)]
    """
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _BOUND.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], False))
        found.append((match[0], True))
        end = match.end()
    if end < len(text):
        found.append((text[end:], False))
    return found


def units(text: str) -> set[str]:
    """Return the characters that stand right after a figure and belong to it.

    >>> sorted(units("2022年受理3件，占99.5%"))
    ['%', '件', '年']
    """
    return {
        after[0]
        for run, bound in runs(text)
        if bound and (after := run.lstrip("第-+−0123456789０１２３４５６７８９.,．，:/"))
    }
