"""Identity documents, set-wise: the same verdicts as `people.rules.number_fault`, which a test compares."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.datasets import Dataset, Kind
from yichuang.people.rules import DocumentKind

KIND_COLUMN = {"applyer_page_code": "applyer_page_type", "contact_code": "contact_type"}
_CODE_FORM = r"^[0-9ABCDEFGHJKLMNPQRTUWXY]{18}$"  # GB 32100: without I, O, S, V, Z
_LETTERS_LEFT_OUT = (18, 24, 28, 31)  # I, O, S, V as digits of base 36; Z comes last and shifts nothing


def examined(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Return the frame with a helper column for each document number: the code of what is wrong with it."""
    pairs = [(column.name, KIND_COLUMN[column.name]) for column in dataset.columns if column.kind is Kind.DOCUMENT]
    faults = [_fault(pl.col(kind), pl.col(number)).alias(_fault_of(number)) for number, kind in pairs]
    return frame.lazy().with_columns(faults).collect() if faults else frame


def masks(dataset: Dataset) -> Iterator[Mask]:
    """Yield what can be wrong with document numbers."""
    for column in dataset.columns:
        if column.kind is Kind.DOCUMENT:
            fault, kind = pl.col(_fault_of(column.name)), pl.col(KIND_COLUMN[column.name])
            for code in ("document_kind_missing", "bad_identity_number", "bad_credit_code"):
                yield Mask(code, column.name, fault == code)
            for document, form in _FORMS.items():
                yield Mask(
                    "malformed_document", column.name, (fault == "malformed_document") & (kind == document), form
                )


_FORMS = {
    DocumentKind.PASSPORT.value: "：护照号码应为5至15位字母或数字",
    DocumentKind.PERMANENT_RESIDENCE.value: "：外国人永久居留身份证号码应为9开头的18位，或3个字母加12位数字",
}


def resident_id_fits(number: pl.Expr) -> pl.Expr:
    """Return where a number has the form, a real date of birth and the check character of GB 11643."""
    form = number.str.contains(r"^[0-9]{17}[0-9X]$")
    birth = number.str.slice(6, 8)
    real = (birth >= "00010101") & birth.str.to_date("%Y%m%d", strict=False).is_not_null()
    body = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    total = pl.sum_horizontal((body // 10**place % 10) * (2 ** (place + 1) % 11) for place in range(17))
    last = number.str.slice(17, 1)
    check = pl.when(last == "X").then(10).otherwise(last.cast(pl.Int64, strict=False))
    return (form & real & ((total + check) % 11 == 1)).fill_null(value=False)


def credit_code_fits(number: pl.Expr) -> pl.Expr:
    """Return where a number has the form and the check character of GB 32100."""
    halves = [number.str.slice(start, 9).str.to_integer(base=36, strict=False) for start in (0, 9)]
    digits = [half // 36**place % 36 for half in halves for place in range(8, -1, -1)]
    total = pl.sum_horizontal(_code_value(digit) * (3**place % 31) for place, digit in enumerate(digits[:17]))
    return (number.str.contains(_CODE_FORM) & ((total + _code_value(digits[17])) % 31 == 0)).fill_null(value=False)


def _code_value(digit: pl.Expr) -> pl.Expr:
    """Return the value of a character that was read as a digit of base 36: letters that are left out count nothing."""
    return digit - pl.sum_horizontal((digit > letter).cast(pl.Int64) for letter in _LETTERS_LEFT_OUT)


def _fault_of(number: str) -> str:
    return f"{number} fault"


def _fault(kind: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Return the code of what is wrong with a tidied number of a kind; an unknown kind is told in its own column."""
    resident = resident_id_fits(number)
    hmt = resident & number.str.slice(0, 2).is_in(["81", "82", "83"])
    permanent = number.str.contains(r"^[A-Z]{3}[0-9]{12}$") | (resident & number.str.starts_with("9"))
    return (
        pl.when(number.is_null())
        .then(None)
        .when(kind.is_null())
        .then(pl.lit("document_kind_missing"))
        .when(((kind == DocumentKind.RESIDENT_ID) & ~resident) | ((kind == DocumentKind.HMT_RESIDENCE) & ~hmt))
        .then(pl.lit("bad_identity_number"))
        .when((kind == DocumentKind.CREDIT_CODE) & ~credit_code_fits(number))
        .then(pl.lit("bad_credit_code"))
        .when(
            ((kind == DocumentKind.PASSPORT) & ~number.str.contains(r"^[0-9A-Z]{5,15}$"))
            | ((kind == DocumentKind.PERMANENT_RESIDENCE) & ~permanent)
        )
        .then(pl.lit("malformed_document"))
    )
