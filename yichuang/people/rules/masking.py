"""How personal data looks to those who need not see it in full."""

from __future__ import annotations

_ID_LENGTH, _PHONE_LENGTH = 18, 11


def mask_number(number: str) -> str:
    """Return a document number masked.

    Of 18 characters the first six (region, or kind and region) and the last four stay, which is the usual masking of
    公民身份号码: the date of birth goes, and a clerk can still match the card on the counter. Of shorter numbers
    (passports) a third stays, split between both ends.

    >>> mask_number("11010519491231002X"), mask_number("E12345678"), mask_number("E1"), mask_number("")
    ('110105********002X', 'E1******8', '**', '')
    """
    if len(number) == _ID_LENGTH:
        return f"{number[:6]}********{number[-4:]}"
    shown = len(number) // 3
    tail = shown // 2
    return number[: shown - tail] + "*" * (len(number) - shown) + (number[-tail:] if tail else "")


def mask_phone(phone: str) -> str:
    """Return a telephone number with its middle masked: a mobile's first three and last four digits stay.

    >>> mask_phone("13812345678"), mask_phone("028-86901234"), mask_phone("110")
    ('138****5678', '********1234', '***')
    """
    if len(phone) == _PHONE_LENGTH and phone.isdecimal():
        return f"{phone[:3]}****{phone[-4:]}"
    shown = 4 if len(phone) > 2 * 4 - 1 else 0
    return "*" * (len(phone) - shown) + (phone[-shown:] if shown else "")


def mask_name(name: str) -> str:
    """Return a person's name with all but its first character masked.

    >>> mask_name("王芳"), mask_name("买买提·吐尔逊"), mask_name("")
    ('王*', '买******', '')
    """
    return name[:1] + "*" * (len(name) - 1)
