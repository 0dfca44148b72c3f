"""Signs of numbering at a line's start: 第一章, 一、, （一）, 1., 1.2, 第一、, （1）, ①; deeper ones rank higher.

一、 （一） 1. （1） in this order are the levels of GB/T 9704-2012, 7.3.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.reports.rules.pieces import from_chinese
from yichuang.reports.rules.sentences.plain import Plain

_C = r"[一二三四五六七八九十百]{1,4}"
_N = rf"(?:\d{{1,3}}|{_C})"
_LOOKED_AT = 16  # characters of a line; no sign is longer
_STYLES = (
    ("part", 0, re.compile(rf"第(?P<n>{_N})(?:部分|章|编|篇|板块)[、，：:.]?")),
    ("appendix", 0, re.compile(r"附(?:件|表|录)(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})?[、：:.]?")),
    ("chapter_section", 20, re.compile(rf"第(?P<n>{_N})节[、，：:.]?")),
    ("chinese", 30, re.compile(rf"(?P<n>{_C})[、.]")),
    ("chinese_bracket", 40, re.compile(rf"（(?P<n>{_C})）[、.]?")),
    ("ordinal", 60, re.compile(rf"第(?P<n>{_C})[、，：](?!\d)")),
    ("decimal", 51, re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,4})(?![\d%‰万亿.])(?=[\u4e00-\u9fff、])")),
    ("arabic", 50, re.compile(r"(?P<n>\d{1,3})(?:、|\.(?!\d))")),
    ("arabic_bracket", 70, re.compile(r"（(?P<n>\d{1,3})）|(?P<m>\d{1,3})）")),
    ("letter", 85, re.compile(r"（?(?P<n>[A-Za-z])(?:）|[.、])")),
)
_CIRCLED = re.compile("[①-⑳]")
_DASH = re.compile(r"^[-\u2010-\u2015•·*●■◆▪]+\s*(?=[（(第一-十\d①-⑳])")
_COUNTED = re.compile(r"(?:\d+(?:\.\d+)+)(?:个|件|项|次|人|份|家|天|日|元|倍|条|台|分|年|月)")
_FULL_POINT = re.compile(r"(?P<n>[0-9]{1,3})．(?=[0-9]{1,4}[年月日])")  # 2．5月份统计表: no decimal point
PLAIN_RANK = 10  # of a heading without a sign, above 一、 and below 第一部分


@dataclass(frozen=True, slots=True)
class LineSign:
    """A sign: its style, how deep such signs stand, its number (0 for a letter), the sign and the rest as written."""

    style: str
    rank: int
    number: int
    marker: str
    rest: str


def line_sign(raw: str) -> LineSign | None:
    """Return the sign that a line begins with, or None."""
    raw = raw.strip()
    dash = _DASH.match(raw)
    skipped = dash.end() if dash else 0
    if _CIRCLED.match(raw, skipped):
        rest = raw[skipped + 1 :].strip()
        return LineSign("circled", 80, ord(raw[skipped]) - ord("①") + 1, raw[: skipped + 1], rest)
    full = _FULL_POINT.match(raw, skipped)
    if full:
        return LineSign("arabic", 50, int(full["n"]), raw[: full.end()], raw[full.end() :].strip())
    head = Plain([(skipped, raw[skipped : skipped + 2 * _LOOKED_AT])])
    if _COUNTED.match(head.text):
        return None
    for style, rank, pattern in _STYLES:
        found = pattern.match(head.text)
        if not found:
            continue
        if style == "arabic" and raw[skipped : skipped + 6].replace(".", "．").count("．") > 1:
            continue
        end = head.places[found.end() - 1] + 1
        if style == "appendix" and raw[end : end + 1].strip() and found[0][-1] not in "、：:.":
            continue  # 附件2列明了 … is a sentence
        written = found["n"] or (found.groupdict().get("m") or "")
        deeper = written.count(".")
        return LineSign(style, rank + deeper, _value(written), raw[:end], raw[end:].strip())
    return None


def _value(written: str) -> int:
    last = written.rpartition(".")[2]
    if last.isdigit():
        return int(last)
    return from_chinese(last) if last and not last.isascii() else 0
