"""Texts, codes, counts and telephones: how they are tidied, and what is wrong with them by themselves.

A tidied frame has helper columns whose names hold a blank (`step_no text`); `examine` takes them away at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.datasets import Column, Dataset, Kind

_FREE = (Kind.NUMBER, Kind.TEXT, Kind.WORDS)  # the other kinds have a form that leaves no room for odd characters
# C0, DEL and C1; zero-width space and byte order mark; line separators and bidi controls; what could not be decoded.
_ODD = r"\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
CONTROL = rf"[\x00-\x1f{_ODD}]"
_CONTROL_IN_WORDS = rf"[\x00-\x08\x0b\x0c\x0e-\x1f{_ODD}]"  # line breaks and tabs are allowed
# Characters that stay what they are when brought to NFC, whatever stands beside them; nearly all texts hold no other.
_ALL_SURELY_NFC = r"^[\x00-\u02ff\u2010-\u201f\u3000-\u3029\u3400-\u9fff\uff00-\uffef]*$"
_COUNT = r"^[0-9]+$"
_COUNTRY = r"^(?:\+|00)?86-?(1[3-9][0-9]{9})$"  # of a mobile: left out, so that one number is written in one way
_PHONE = (
    r"^(?:1[3-9][0-9]{9}|(?:0[0-9]{2,3}-?)?[2-8][0-9]{6,7}(?:-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}"
    r"|\+[0-9]{1,3}-?[0-9]{5,14})$"
)


def text_of(name: str) -> str:
    """Return the helper column that keeps what stood in a column before it was read."""
    return f"{name} text"


def tidied(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Return the frame with its texts trimmed and in NFC, its numbers without blanks; what is empty becomes null."""
    frame = frame.with_columns(_trimmed(column) for column in dataset.columns)
    return _in_nfc(frame, [column.name for column in dataset.columns if column.kind in _FREE])


def _trimmed(column: Column) -> pl.Expr:
    text = pl.col(column.name).cast(pl.String).str.strip_chars()
    if column.kind is Kind.DOCUMENT:
        text = text.str.replace_all(r"\s", "").str.to_uppercase()
    elif column.kind is Kind.PHONE:
        text = text.str.replace_all(r"\s", "").str.replace(_COUNTRY, "${1}")
    return text.replace("", None).alias(column.name)


def _in_nfc(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    sure = frame.select(pl.col(name).str.contains(_ALL_SURELY_NFC).all() for name in names).row(0)
    doubtful = [name for name, is_sure in zip(names, sure, strict=True) if not is_sure]
    return frame.with_columns(pl.col(name).str.normalize("NFC") for name in doubtful)


def counted(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Return the frame with its counts as whole numbers, null where they are none."""
    counts = [column for column in dataset.columns if column.kind is Kind.COUNT]
    return frame.with_columns(
        *(pl.col(column.name).alias(text_of(column.name)) for column in counts),
        *(_count(column) for column in counts),
    )


def _count(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    number = pl.when(text.str.contains(_COUNT)).then(text).cast(pl.Int64, strict=False)
    return pl.when(number.is_between(1, 10**column.length - 1)).then(number).alias(column.name)


def masks(dataset: Dataset) -> Iterator[Mask]:
    """Yield what can be wrong with each column by itself."""
    for column in dataset.columns:
        value = pl.col(column.name)
        if column.required:
            text = pl.col(text_of(column.name)) if column.kind in (Kind.COUNT, Kind.OUTCOME) else value
            yield Mask("value_missing", column.name, text.is_null())
        if column.kind in _FREE:
            odd = _CONTROL_IN_WORDS if column.kind is Kind.WORDS else CONTROL
            yield Mask("control_character", column.name, value.str.contains(odd))
            too_long = value.str.len_chars() > column.length
            yield Mask("text_too_long", column.name, too_long, f"（最多{column.length}个字符）")
        elif column.kind is Kind.CODE:
            assert column.codes is not None, column.name
            yield Mask("unknown_code", column.name, ~value.is_in(list(column.codes)), said=True)
        elif column.kind is Kind.COUNT:
            bad = pl.col(text_of(column.name)).is_not_null() & value.is_null()
            yield Mask("malformed_count", column.name, bad, f"，最大{10**column.length - 1}")
        elif column.kind is Kind.PHONE:
            yield Mask("malformed_phone", column.name, ~value.str.contains(_PHONE))
