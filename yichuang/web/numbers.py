"""Whole numbers that addresses hold: told from what is none before anything is reckoned with them."""

from __future__ import annotations

ID_MAX = 2**63 - 1
_DIGITS_MAX = len(str(ID_MAX))  # Python refuses to read thousands of them


def id_in(text: str) -> int | None:
    """Return the id or cursor that a text of an address holds, from 0 to ID_MAX, or None if it holds none.

    >>> id_in("12"), id_in("12a"), id_in("9" * 5000)
    (12, None, None)
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX):
        return None
    number = int(text)
    return number if number <= ID_MAX else None
