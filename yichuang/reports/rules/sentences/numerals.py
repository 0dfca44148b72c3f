"""Numbers as reports write them – 1,204, 1.26万, 2万3千, 三百二十 – and their exact values."""

from __future__ import annotations

import re
from decimal import Decimal

_ARABIC = r"\d{1,18}+(?:,\d{3}(?!\d)){0,6}+(?:\.\d{1,9}+)?+"
_ONES, _FORMAL = "一二三四五六七八九", "壹贰叁肆伍陆柒捌玖"
_FIRST = f"{_ONES}{_FORMAL}两十拾廿〇零○"
_CHINESE = rf"[{_FIRST}][{_FIRST}百千万亿佰仟]{{0,20}}+"
NUMBER = re.compile(
    rf"(?<![\d.A-Za-z])(?:{_ARABIC}[百千万亿]{{1,2}}+(?:{_ARABIC}[百千万]{{1,2}}+)*+|{_ARABIC})(?![\dA-Za-z])"
    rf"|{_CHINESE}(?:点[〇零○一二三四五六七八九]{{1,9}}+)?+"
)
_PAIR = re.compile(rf"({_ARABIC})([百千万亿]{{0,2}})")
_DIGITS = {
    **{char: n for n, char in enumerate(_ONES, 1)}, **{char: n for n, char in enumerate(_FORMAL, 1)},
    "两": 2, "零": 0, "〇": 0, "○": 0,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
MULTIPLES = _SMALL | _LARGE

Number = int | Decimal


def value_of(written: str) -> Number | None:
    """Return the exact value of a number as it stands in folded text, or None if the signs make no number.

    >>> value_of("1,204"), value_of("1.26万"), value_of("2万3千"), value_of("三百二十"), value_of("九十九点二")
    (1204, 12600, 23000, 320, Decimal('99.2'))
    """
    if written[0].isascii():
        total = Decimal(0)
        for digits, multiples in _PAIR.findall(written):
            part = Decimal(digits.replace(",", ""))
            for char in multiples:
                part *= MULTIPLES[char]
            total += part
        return whole(total)
    before, _, after = written.partition("点")
    integer = _chinese(before)
    if integer is None or not after:
        return integer
    return whole(Decimal(f"{integer}.{''.join(str(_DIGITS[char]) for char in after)}"))


def step_of(written: str) -> Decimal:
    """Return the smallest step in which a number is printed: of 1.26万 a hundred, of 99.2 a tenth, of 412 one."""
    if not written[0].isascii():
        return Decimal(1).scaleb(-len(written.partition("点")[2]))
    digits, multiples = _PAIR.findall(written)[-1]
    step = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    for char in multiples:
        step *= MULTIPLES[char]
    return step


def whole(value: Decimal) -> Number:
    """Return an int where the value is one, else the decimal without zeros at its end."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _chinese(numeral: str) -> int | None:
    """Return the value of a Chinese numeral; None for digits in a row (二〇二二, 七八) and what is out of order."""
    for multiple in "亿万":
        before, found, after = numeral.rpartition(multiple)
        if found:
            high, low = _chinese(before) if before else 1, _chinese(after) if after else 0
            return None if high is None or low is None else high * _LARGE[multiple] + low
    total, last = 0, 10_000
    digit: int | None = None
    for char in numeral.replace("廿", "二十"):
        if char in _DIGITS:
            if digit:  # 七八个 is "seven or eight", 二〇二二 a year
                return None
            digit = _DIGITS[char]
        elif _SMALL[char] >= last:
            return None
        else:
            last = _SMALL[char]
            total += (1 if digit is None else digit) * last
            digit = None
    return total + (digit or 0)
