"""Identity documents: their kinds, the form of their numbers, and the check characters of GB 11643 and GB 32100."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """What somebody proves their identity with."""

    RESIDENT_ID = "resident_id"  # 公民身份号码
    PASSPORT = "passport"  # 护照
    HMT_RESIDENCE = "hmt_residence"  # 港澳台居民居住证
    PERMANENT_RESIDENCE = "permanent_residence"  # 外国人永久居留身份证
    CREDIT_CODE = "credit_code"  # 统一社会信用代码


class RecordState(StrEnum):
    """What may still be done with a personal record."""

    IN_USE = "in_use"
    KEPT_ONLY = "kept_only"  # storage and nothing else (个人信息保护法 Art. 47)
    ERASED = "erased"  # a tombstone stays


_ID_WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))  # GB 11643: 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2
_ID_CHECKS = "10X98765432"
_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_CODE_VALUE = {character: value for value, character in enumerate(_CODE_CHARACTERS)}
_CODE_WEIGHTS = tuple(3**place % 31 for place in range(17))

_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_CODE_FORM = re.compile(rf"[{_CODE_CHARACTERS}]{{18}}")
_PASSPORT_FORM = re.compile(r"[0-9A-Z]{5,15}")
_OLD_PERMANENT_FORM = re.compile(r"[A-Z]{3}[0-9]{12}")


def tidy_number(number: str) -> str:
    """Return a document number without blanks and in capitals: the form that is sealed and looked up.

    >>> tidy_number(" 11010519491231002x ")
    '11010519491231002X'
    """
    return "".join(number.split()).upper()


def resident_id_check(first_17: str) -> str:
    """Return the check character of GB 11643-1999 (ISO 7064 MOD 11-2) for 17 digits.

    >>> resident_id_check("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def is_resident_id(number: str) -> bool:
    """Tell whether a number has the form, a real date of birth and the check character of GB 11643.

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194913310021"), is_resident_id("110105194912310021")
    (True, False, False)
    """
    if not _ID_FORM.fullmatch(number) or not number.isascii():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return resident_id_check(number[:17]) == number[17]


def credit_code_check(first_17: str) -> str:
    """Return the check character of GB 32100-2015 for the first 17 characters. KeyError for one it does not know.

    >>> credit_code_check("91350100M000100Y4")
    '3'
    """
    total = sum(_CODE_VALUE[character] * weight for character, weight in zip(first_17, _CODE_WEIGHTS, strict=True))
    return _CODE_CHARACTERS[-total % 31]


def is_credit_code(number: str) -> bool:
    """Tell whether a number has the form and the check character of a 统一社会信用代码 (GB 32100).

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y42")
    (True, False)
    """
    return bool(_CODE_FORM.fullmatch(number)) and credit_code_check(number[:17]) == number[17]


def number_fault(kind: DocumentKind, number: str) -> str:
    """Return in Chinese what is wrong with a tidied number of this kind, or "" if nothing is.

    >>> number_fault(DocumentKind.PASSPORT, "E12345678"), number_fault(DocumentKind.RESIDENT_ID, "1")
    ('', '公民身份号码应为18位，出生日期和校验码须正确（GB 11643）')
    """
    if kind is DocumentKind.RESIDENT_ID:
        return "" if is_resident_id(number) else "公民身份号码应为18位，出生日期和校验码须正确（GB 11643）"
    if kind is DocumentKind.HMT_RESIDENCE:
        fits = is_resident_id(number) and number[:2] in ("81", "82", "83")
        return "" if fits else "港澳台居民居住证号码应为81、82或83开头的18位公民身份号码（GB 11643）"
    if kind is DocumentKind.PERMANENT_RESIDENCE:
        fits = bool(_OLD_PERMANENT_FORM.fullmatch(number)) or (is_resident_id(number) and number[0] == "9")
        return "" if fits else "外国人永久居留身份证号码应为9开头的18位，或3个字母加12位数字"
    if kind is DocumentKind.CREDIT_CODE:
        return "" if is_credit_code(number) else "统一社会信用代码应为18位且校验码正确（GB 32100）"
    return "" if _PASSPORT_FORM.fullmatch(number) else "护照号码应为5至15位字母或数字"
