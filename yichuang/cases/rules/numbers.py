"""Case numbers (办件编号): at most 50 characters of 0-9A-Z-, derivable without a look-up.

Our own scheme is `<prefix><YYYYMMDD>-<serial, 7 digits><3 random characters>-<check character>`. A sender's number that
is well-formed in our scheme is that case; any other becomes `<system code>-<number>`.
"""

from __future__ import annotations

import re
from datetime import date

from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import sm3

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH_MAX = 50
_OWN = re.compile(r"([0-9A-Z]{0,8}?[0-9]{8}-[0-9]{7}[0-9A-Z]{3})-([0-9A-Z])")
_PLAIN = re.compile(r"[0-9A-Z](?:[0-9A-Z-]*[0-9A-Z])?")
SYSTEM_CODE = re.compile(r"[0-9A-Z]{2,8}")


def check_character(body: str) -> str:
    """Return the check character of ISO/IEC 7064 MOD 37,36 over the letters and digits of `body`.

    >>> check_character("20220701-0000001A7K")
    'M'
    """
    remainder = 36
    for character in body:
        if character in ALPHABET:
            remainder = (remainder + ALPHABET.index(character)) % 36 or 36
            remainder = remainder * 2 % 37
    return ALPHABET[(37 - remainder) % 36]


def own_number(prefix: str, day: date, serial: int, random_part: str) -> str:
    """Return a number of our scheme; `serial` below 10,000,000, `random_part` three characters."""
    body = f"{prefix}{day:%Y%m%d}-{serial % 10_000_000:07d}{random_part}"
    return f"{body}-{check_character(body)}"


def is_own(number: str) -> bool:
    """Tell whether a number is well-formed in our scheme, its check character included."""
    match = _OWN.fullmatch(number)
    return match is not None and check_character(match[1]) == match[2]


def number_for(system_code: str, sender_number: str) -> str:
    """Return the case number for a sender's number: ours, or the system's code and theirs, or the code and a digest.

    Raises Refusal `malformed_number` for an empty number or a malformed system code.

    >>> number_for("SCJG", "2022-000017")
    'SCJG-2022-000017'
    >>> number_for("SCJG", "川市监2022第17号")
    'SCJG-XAE60A113C5CD42D4CC9628096260183A'
    """
    if not SYSTEM_CODE.fullmatch(system_code):
        raise Refusal("malformed_system_code", "系统代码应为 2–8 位数字或大写字母", field="system")
    if not sender_number.strip():
        raise Refusal("malformed_number", "办件编号为空", field="number")
    if is_own(sender_number):
        return sender_number
    plain = f"{system_code}-{sender_number}"
    fits = len(plain) <= LENGTH_MAX and _PLAIN.fullmatch(sender_number)
    looks_derived = re.fullmatch(r"X[0-9A-F]{32}", sender_number)  # must not meet the digest of another number
    if fits and not looks_derived and not is_own(plain):  # a code of eight digits could make it look like ours
        return plain
    return f"{system_code}-X{sm3(sender_number.encode()).hex()[:32].upper()}"


def checked(number: str) -> str:
    """Return a case number as it is; raise Refusal `malformed_number` if it cannot be one."""
    if len(number) > LENGTH_MAX or not _PLAIN.fullmatch(number):
        raise Refusal("malformed_number", "办件编号应为 50 位以内的数字、大写字母和连字符", field="number")
    return number
