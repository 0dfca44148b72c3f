"""Lengths of time in several units (2小时15分钟, 1年6个月), and years and months that are a length and no date."""

from __future__ import annotations

import re
from decimal import Decimal

from yichuang.reports.rules.sentences.numerals import Number, value_of, whole

_N = r"\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九十两]{1,3}"
_LONG = re.compile(
    rf"(?P<year>{_N})年[零又]?(?P<month>{_N})个月"
    rf"|(?P<day>{_N})[天日][零又]?(?P<hour1>{_N})个?小时(?:(?P<minute1>{_N})分钟?)?"
    rf"|(?P<hour>{_N})个?小时[零又]?(?P<minute>{_N})分钟?(?:(?P<second1>{_N})秒钟?)?"
    rf"|(?P<minute2>{_N})分钟?[零又]?(?P<second>{_N})秒钟?"
)
_UNITS = {"year": "年", "month": "个月", "day": "天", "hour": "小时", "minute": "分钟", "second": "秒"}
_SMALLER = {"year": 12, "day": 24, "hour": 60, "minute": 60}  # how many of the next unit make one
_CALENDAR = ("年", "个月")
_TERM = re.compile(
    r"(?:期限|时限|有效期|[效工周展缓宽限延任学]期|用时|时间|时长|历时|为期|耗时|延长|缩短|压缩|压减|提前|最[长短快慢]|平均)"
    r"(?:至|到|了|为|是|由|从|仅|约|近|达|在|不超过|不少于|原来的|法定的?){0,3}$|[由从](?:原来的|法定的?|原)?$"
    r"|(?:压缩|缩短|延长|压减|减|缩|降|延|提速)[至到为成](?:了|约|近)?$"
)
_RECENT = re.compile(r"(?:近|(?<!提)前|后|连续|未来|过去|头|每|首)$")
_WITHIN = ("内", "以内", "办结", "完成")


def long_time(text: str, start: int) -> tuple[int, Number, str] | None:
    """Return end, value and unit of a length of time in several units at a place; it counts in the smallest."""
    found = _LONG.match(text, start)
    if not found:
        return None
    total, unit = Decimal(0), ""
    for group, written in found.groupdict().items():
        if written is None:
            continue
        value = value_of(written)
        if value is None:
            return None
        kind = group.rstrip("12")
        total = total * _SMALLER[unit] + Decimal(value) if unit else Decimal(value)
        unit = kind
    return found.end(), whole(total), _UNITS[unit]


def is_length(before: str, unit: str, after: str) -> bool:
    """Tell whether years or months between these words are a length that is measured (有效期 3 年), and no date.

    Other units of time always are.
    """
    if unit not in _CALENDAR:
        return True
    if _RECENT.search(before):
        return False
    return bool(_TERM.search(before)) or after.startswith(_WITHIN)
