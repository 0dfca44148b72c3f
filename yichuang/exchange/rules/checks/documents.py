"""Identity documents, set-wise: the same verdicts as `people.rules.number_fault`, which a test compares."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.datasets import Dataset, Kind
from yichuang.people.rules import DocumentKind

KIND_COLUMN = {"applyer_page_code": "applyer_page_type", "contact_code": "contact_type"}
_FAULT = {  # code, and what its message adds
    DocumentKind.RESIDENT_ID: ("bad_identity_number", ""),
    DocumentKind.HMT_RESIDENCE: ("bad_identity_number", "，港澳台居民居住证以81、82或83开头"),
    DocumentKind.CREDIT_CODE: ("bad_credit_code", ""),
    DocumentKind.PASSPORT: ("malformed_document", "：护照号码应为5至15位字母或数字"),
    DocumentKind.PERMANENT_RESIDENCE: (
        "malformed_document",
        "：外国人永久居留身份证号码应为9开头的18位，或3个字母加12位数字",
    ),
}
_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTU"  # of base 31, as integers are written in it
_TO_DIGITS = {code: digit for code, digit in zip(_CODE_CHARACTERS, _DIGITS, strict=True) if code != digit}


def masks(frame: pl.DataFrame, dataset: Dataset) -> Iterator[Mask]:
    """Yield what is wrong with the document numbers of a tidied frame; an unknown kind is told in its own column.

    Only the numbers of a kind are read as that kind's, and a mask is made only where some of them are wrong.
    """
    for column in dataset.columns:
        if column.kind is Kind.DOCUMENT:
            kind, number = pl.col(KIND_COLUMN[column.name]), pl.col(column.name)
            yield Mask("document_kind_missing", column.name, number.is_not_null() & kind.is_null())
            for document, (code, detail) in _FAULT.items():
                numbers = frame.lazy().filter(kind == document.value).select(number=number).drop_nulls().collect()
                if numbers.is_empty():
                    continue
                wrong = numbers.filter(~fitting(document, numbers["number"]))["number"].unique()
                if len(wrong):
                    yield Mask(code, column.name, (kind == document.value) & number.is_in(wrong.implode()), detail)


def fitting(kind: DocumentKind, numbers: pl.Series) -> pl.Series:
    """Return which tidied numbers can be a document's of this kind."""
    if kind is DocumentKind.CREDIT_CODE:
        return _are_credit_codes(numbers)
    if kind is DocumentKind.PASSPORT:
        return numbers.str.contains(r"^[0-9A-Z]{5,15}$")
    resident = _are_resident_ids(numbers)
    if kind is DocumentKind.HMT_RESIDENCE:
        return resident & numbers.str.slice(0, 2).is_in(["81", "82", "83"])
    if kind is DocumentKind.PERMANENT_RESIDENCE:
        return (resident & numbers.str.starts_with("9")) | numbers.str.contains(r"^[A-Z]{3}[0-9]{12}$")
    return resident


def _are_resident_ids(numbers: pl.Series) -> pl.Series:
    """Return which have the form, a real date of birth and the check character of GB 11643."""
    born, last = pl.col("number").str.slice(6, 8), pl.col("number").str.slice(17, 1)
    read = pl.DataFrame({"number": numbers}).select(
        form=pl.col("number").str.contains(r"^[0-9]{17}[0-9X]$"),
        real=(born >= "00010101") & born.str.to_date("%Y%m%d", strict=False).is_not_null(),
        body=pl.col("number").str.slice(0, 17).cast(pl.Int64, strict=False),
        check=last.replace("X", "10").cast(pl.Int64, strict=False),
    )
    total = pl.sum_horizontal(pl.col("body") // 10**place % 10 * (2 ** (place + 1) % 11) for place in range(17))
    fits = pl.col("form") & pl.col("real") & ((total + pl.col("check")) % 11 == 1)
    return read.select(fits.fill_null(value=False)).to_series()


def _are_credit_codes(numbers: pl.Series) -> pl.Series:
    """Return which have the form and the check character of GB 32100."""
    digits = pl.col("number").str.replace_many(_TO_DIGITS)
    read = pl.DataFrame({"number": numbers}).select(
        form=pl.col("number").str.contains(f"^[{_CODE_CHARACTERS}]{{18}}$"), digits=digits
    )
    read = read.with_columns(  # in two halves: eighteen digits of base 31 are too many for one integer
        pl.col("digits").str.slice(start, 9).str.to_integer(base=31, strict=False).alias(name)
        for name, start in (("left", 0), ("right", 9))
    )
    values = [pl.col(half) // 31**place % 31 for half in ("left", "right") for place in range(8, -1, -1)]
    total = pl.sum_horizontal(value * (3**place % 31) for place, value in enumerate(values[:17]))
    fits = pl.col("form") & ((total + values[17]) % 31 == 0)
    return read.select(fits.fill_null(value=False)).to_series()
