"""Numbers with units in a paragraph; dates, times, ordinals, numbers of documents and slogans are none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yichuang.reports.rules.sentences.durations import is_length, long_time
from yichuang.reports.rules.sentences.inexact import Inexact, fraction, halves_and_none, nearly
from yichuang.reports.rules.sentences.numerals import NUMBER, Number, step_of, value_of, whole
from yichuang.reports.rules.sentences.words import Words, unit_at

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:\d{4}|[一二][一二三四五六七八九〇零○]{3})年"
_TO = r"(?:至|到|[-\u2010-\u2015~]{1,2})"
_MONTHS = rf"{_N}(?:月?{_TO}{_N})?月(?:份|初|末|底|中旬|上旬|下旬)?"
DATE = re.compile(
    rf"(?:{_YEAR}度?)?{_MONTHS}(?:{_N}[日号])?(?:{_TO}(?:{_YEAR})?(?:{_N}月)?{_N}[日号]|{_TO}(?:{_YEAR})?{_N}月(?:份|底|末)?)?"
    rf"|{_YEAR}度?(?:{_TO}{_YEAR})?|(?:本|当|上|下)月{_N}[日号](?:{_TO}{_N}[日号])?|\d{{1,2}}日{_TO}\d{{1,2}}日(?=[，、])"
)
_TIME = re.compile(
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\d{1,2}时(?:\d{1,2}分)?(?!间)|\d{1,2}点(?:\d{1,2}分|半|钟)|7[×xX*]24小时"
)
_NAMED = re.compile(r"《[^《》]{1,80}》|“[^“”]{1,30}”|「[^「」]{1,30}」|‘[^‘’]{1,30}’")
_ALWAYS_OPEN = re.compile(r"24小时(?:自助|开放|提供|受理|不间断|不打烊|服务|在线|热线|办|政务|运行|营业|值守|畅通)")
_FIRST = re.compile(r"^(?:[（]?[\d一二三四五六七八九十]{1,3}[）.、])")
_BEFORE_NO = re.compile(
    r"(?:第|(?<!提)前|后三|附件|附表|(?<![\u4e00-\u9fff])[表图]|[见如附][表图]|编号|代码|代号|排名|位列|位居|居|列|前进|后退|进位|每|[-×*/#—–])$"
)
_MULTIPLE = re.compile(r"(\d[\d,]*(?:\.\d+)?)[百千万亿]{1,2}(?!\d)")
_SIGNED = re.compile(r"[同环]比-$")
_NEGATIVE = re.compile(r"[^\dA-Za-z第比][-\u2212]$")
_OTHERS = re.compile(r"其[他它余]$")
_FOLLOWING, _SAID_UNITS = ("以下", "下列", "如下"), ("个", "项", "条", "类")  # 以下3个方面
_POINTING = ("后", "上述", "这", "该", "以上", "前")  # 后两项分别提高 …
_TOGETHER = ("合计", "相加", "之和", "共占")  # 两项合计占 …
_PLACES = ("名", "位")
_RANKED = ("：", "的", "为", "是", "有", "分别", "依次", "单位", "部门", "窗口")
_ABOUT = ("余", "多", "来", "几")
_SCORES = re.compile(r"分$|得|扣|加|满分|成绩|平均|评估|考核|评价|测评|评议|打|[提升]高|上升|下降|增加|减少|高出")
_FRACTION = re.compile(r"(百|千)分之$")
_TENTHS = re.compile(r"成(半)?(?=[，。；、）]|以上|左右|多|的|$)")
_DASH, _DASH_MAX = re.compile(_TO), 2
_MAY_BE_NONE, _TIMES = re.compile("[半零]|为0"), tuple("年个天日小分")  # a first look, for speed
_LENT = ("个工作日", "个月", "个百分点", "个千分点")
_COARSE = Decimal(5)  # how far 三分之一 may be from the true share, in %
_FROM = re.compile("[由从将自]")


@dataclass(slots=True)
class Quantity:
    """A number with its unit at `start`–`end` of the paragraph; `high` ends a range, `step` is as printed.

    written: of 零投诉 the measure that there is none of.
    """

    start: int
    end: int
    value: Number
    unit: str
    step: Decimal
    high: Number | None = None
    about: str = ""
    kind: str = ""
    written: str = ""


def masked(text: str, words: Words) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where no figure can stand, and where among these a date or the words of a period stand; in order."""
    dates = [found.span() for found in DATE.finditer(text)] + [found.span() for found in words.periods.finditer(text)]
    others = [
        found.span()
        for pattern in (_TIME, _NAMED, _ALWAYS_OPEN, _FIRST, words.idioms)
        for found in pattern.finditer(text)
    ]
    return sorted(dates + others), sorted(dates)


def quantities(text: str, words: Words, closed: list[tuple[int, int]]) -> list[Quantity]:
    """Return what is counted or measured in a paragraph, in order; `closed` are the spans of `masked`."""
    found: list[Quantity] = []
    for one in _numbers(text, words, closed):
        if found and _ends_range(text, found[-1], one):  # 72%—88%
            found[-1].high, found[-1].end = one.value, one.end
        else:
            found.append(one)
    for one, following in zip(found[-2::-1], found[:0:-1], strict=True):
        if one.unit == "个" and following.unit in _LENT and text[one.end : following.start] in ("、", "和", "与", "及"):
            one.unit, one.kind = following.unit, following.kind  # 5 个、7 个和 4 个工作日
    others = [_inexact(one) for one in halves_and_none(text, words)] if _MAY_BE_NONE.search(text) else []
    others += [_nearly(one, words) for one in nearly(text, words)]
    for one in others:
        one.written = text[one.start + 1 : one.end] if one.kind == "none" else ""
    if others:
        taken = sorted([*closed, *((one.start, one.end) for one in found)])
        found += [one for one in others if not _overlaps(taken, one)]
        found.sort(key=lambda one: one.start)
    return found


def _ends_range(text: str, low: Quantity, high: Quantity) -> bool:
    if high.start - low.end > _DASH_MAX:
        return False
    between = text[low.end : high.start]
    alike = low.unit == high.unit and low.high is None and high.high is None
    return alike and bool(_DASH.fullmatch(between)) and not _FROM.search(text[max(0, low.start - 8) : low.start])


def _overlaps(spans: list[tuple[int, int]], one: Quantity) -> bool:
    place = bisect_left(spans, (one.end, 0))
    return place > 0 and spans[place - 1][1] > one.start


def _inexact(one: Inexact) -> Quantity:
    start, end, value, unit, about = one
    return Quantity(start, end, value, unit, _COARSE, about=about, kind="rate" if unit else "none")


def _nearly(one: Inexact, words: Words) -> Quantity:
    start, end, value, unit, about = one
    return Quantity(start, end, value, words.units[unit], Decimal(value), about=about, kind=words.unit_kinds[unit])


def _numbers(text: str, words: Words, closed: list[tuple[int, int]]) -> Iterator[Quantity]:
    """Yield the numbers with a unit; 3至5个工作日 is one."""
    cursor = done = 0
    waiting: list[Quantity] = []
    for found in NUMBER.finditer(text):
        start, end = found.span()
        while cursor < len(closed) and closed[cursor][1] <= start:
            cursor += 1
        if start < done or (cursor < len(closed) and closed[cursor][0] < end) or _named_by(text, start, waiting, done):
            waiting.clear()
            continue
        quantity = _measured(text, start, end, words)
        if quantity is None:
            waiting.clear()
            continue
        in_range = waiting and _DASH.fullmatch(text, waiting[-1].end, start)
        if not in_range and _NEGATIVE.search(text[max(0, start - 2) : start]):  # 同比增长 -4.5%
            quantity.value, quantity.start = -quantity.value, start - 1
        if waiting and not _parallel(text, waiting[-1], quantity):
            waiting.clear()
        if not quantity.unit:
            waiting.append(quantity)
            continue
        joined = _range(text, waiting, quantity)
        if joined:
            quantity = joined
        else:
            yield from (_with_unit(one, quantity) for one in waiting)
        waiting.clear()
        done = quantity.end
        if not _no_figure(text, quantity, words):
            yield quantity


def _named_by(text: str, start: int, waiting: list[Quantity], done: int) -> bool:
    """Tell whether the number at a place is part of a name or a code, or an ordinal; 3—5 is a range, if 3 is none.

    done: where the last quantity ended, which may begin a range too (72%—88%).
    """
    last = waiting[-1].end if waiting else done
    near = 0 < last >= start - _DASH_MAX
    if (near and _DASH.fullmatch(text, last, start)) or _NEGATIVE.search(text[max(0, start - 2) : start]):
        return False
    before = text[max(0, start - 3) : start]
    return bool(_BEFORE_NO.search(before)) and not _SIGNED.search(before)


def _measured(text: str, start: int, end: int, words: Words) -> Quantity | None:
    """Return the number with the unit that follows it, with unit "" where another number may lend it one."""
    written = text[start:end]
    value = value_of(written)
    if value is None or (written[0] == "0" and written[1:2].isdigit()):  # 0816 begins a telephone number
        return None
    step = step_of(written)
    long = long_time(text, start) if text[end : end + 1] in _TIMES else None
    if long:
        return Quantity(start, *long, Decimal(1), kind="time")
    share = _FRACTION.search(text[max(0, start - 3) : start])
    if share:
        return Quantity(start - 3, end, value, "%" if share[1] == "百" else "‰", step, kind="rate")
    tenths = _TENTHS.match(text, end) if len(written) == 1 else None  # 近四成, 两成半
    if tenths:
        return Quantity(start, tenths.end(), value * 10 + (5 if tenths[1] else 0), "%", Decimal(10), kind="rate")
    about = text[end] if text[end : end + 1] in _ABOUT and text[end : end + 1] else ""
    place = end + len(about)
    if about and text[place : place + 1] in ("万", "亿"):  # 1800多万
        multiple = 10_000 if text[place] == "万" else 100_000_000
        value, step, place = value * multiple, step * multiple, place + 1
    if text.startswith("分之", end):
        part = fraction(text, start, end)
        return _inexact(part) if part else None
    measured = unit_at(text, place, words)
    if measured is None:
        return None
    unit, last = measured
    if unit:
        return Quantity(start, last, value, words.units[unit], step, None, about, words.unit_kinds[unit])
    return Quantity(start, place, value, "", step, None, about) if written[0].isdigit() else None


def _parallel(text: str, one: Quantity, following: Quantity) -> bool:
    between = text[one.end : following.start]
    return between in ("、", "和", "与", "及") or bool(_DASH.fullmatch(between))


def _range(text: str, waiting: list[Quantity], quantity: Quantity) -> Quantity | None:
    """Return 3至5个工作日 as one quantity."""
    if len(waiting) == 1 and _DASH.fullmatch(text[waiting[0].end : quantity.start]):
        low = waiting[0]
        times = _shared_multiple(text, low, quantity)
        return Quantity(
            low.start,
            quantity.end,
            whole(Decimal(low.value * times)),
            quantity.unit,
            low.step * times,
            quantity.value,
            quantity.about,
            quantity.kind,
        )
    return None


def _shared_multiple(text: str, low: Quantity, high: Quantity) -> int:
    """Return by what the lower end of a range is multiplied: of 3—5万 by ten thousand, of 8000—1万 by one."""
    found = _MULTIPLE.match(text, high.start, high.end)
    if found is None or not text[low.end - 1].isdigit() or low.value >= Decimal(found[1].replace(",", "")):
        return 1
    return int(high.value / Decimal(found[1].replace(",", "")))


def _with_unit(one: Quantity, quantity: Quantity) -> Quantity:
    one.unit, one.kind = quantity.unit, quantity.kind
    return one


def _no_figure(text: str, quantity: Quantity, words: Words) -> bool:
    """Tell whether a number with a unit counts nothing: an article, a rank, a manner of speaking, a day."""
    numeral = text[quantity.start]
    before, after = text[max(0, quantity.start - 12) : quantity.start], text[quantity.end : quantity.end + 4]
    if quantity.kind in ("count", "time") and not numeral.isdigit():
        if quantity.value == 1 and quantity.unit != "倍" and not _counted_one(before, words):
            return True
        if _OTHERS.search(before):  # 其他九类事项 is a name
            return True
        if quantity.unit in _SAID_UNITS and (before.endswith(_POINTING) or after.startswith(_TOGETHER)):
            return True
        if quantity.unit in ("个", "项", "条", "份") and words.rhetoric.match(after):
            return True
    if quantity.unit in _SAID_UNITS and before.endswith(_FOLLOWING):
        return True
    if quantity.kind == "time" and not is_length(before, quantity.unit, after):
        return True
    if quantity.unit in _PLACES and re.search(r"(?:提升|上升|下降|前)$", before):
        return True
    if quantity.unit in _PLACES and before.endswith("后") and after.startswith(_RANKED):  # 后三位：甲局 88%
        return True
    if quantity.unit == "分":
        return before.endswith("满分") or not (quantity.step < 1 or _SCORES.search(before))
    if quantity.unit == "日" and text[quantity.end - 1] == "日" and text[quantity.end - 2].isdigit():
        return not (after[:1] in ("内", "以") or re.search(r"[时限定期长短快慢前缩由至到为后诺际过时用]$", before))
    return False


def _counted_one(before: str, words: Words) -> bool:
    return before.endswith(("仅", "共", "计", "仅有", "新增")) or any(
        found.end() == len(before) for found in words.measures.finditer(before)
    )
