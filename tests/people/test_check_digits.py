"""GB 11643 and GB 32100: the check character finds every single wrong character and every swap of neighbours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.people.rules import (
    DocumentKind,
    credit_code_check,
    is_credit_code,
    is_resident_id,
    mask_number,
    number_fault,
    resident_id_check,
    tidy_number,
)

_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BIRTHDAYS = st.dates(date(1900, 1, 1), date(2022, 12, 31))


@st.composite
def resident_ids(draw: st.DrawFn, first: str = "") -> str:
    region = first + draw(st.text("0123456789", min_size=6 - len(first), max_size=6 - len(first)))
    sequence = draw(st.text("0123456789", min_size=3, max_size=3))
    body = f"{region}{draw(_BIRTHDAYS):%Y%m%d}{sequence}"
    return body + resident_id_check(body)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    body = draw(st.text(_CODE_CHARACTERS, min_size=17, max_size=17))
    return body + credit_code_check(body)


@given(resident_ids())
def test_a_number_with_its_check_character_holds(number: str) -> None:
    assert is_resident_id(number)


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_in_a_resident_id_is_found(number: str, place: int, wrong: str) -> None:
    changed = number[:place] + wrong + number[place + 1 :]
    assert is_resident_id(changed) == (changed == number)


@given(resident_ids(), st.integers(0, 16))
def test_two_swapped_characters_in_a_resident_id_are_found(number: str, place: int) -> None:
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_resident_id(changed) == (changed == number)


@given(credit_codes(), st.integers(0, 17), st.sampled_from(_CODE_CHARACTERS))
def test_one_wrong_character_in_a_credit_code_is_found(number: str, place: int, wrong: str) -> None:
    changed = number[:place] + wrong + number[place + 1 :]
    assert is_credit_code(changed) == (changed == number)


@given(credit_codes(), st.integers(0, 16))
def test_two_swapped_characters_in_a_credit_code_are_found(number: str, place: int) -> None:
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_credit_code(changed) == (changed == number)


@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_checks(text: str) -> None:
    for kind in DocumentKind:
        assert isinstance(number_fault(kind, tidy_number(text)), str)


@given(resident_ids())
def test_a_masked_resident_id_does_not_tell_the_date_of_birth(number: str) -> None:
    masked = mask_number(number)
    assert masked[6:14] == "********"
    assert len(masked) == len(number)


@pytest.mark.parametrize(
    ("kind", "number", "holds"),
    [
        (DocumentKind.RESIDENT_ID, "11010519491231002X", True),
        (DocumentKind.RESIDENT_ID, "11010519491331002X", False),  # no thirteenth month
        (DocumentKind.RESIDENT_ID, "110105491231002", False),  # 15 digits ended with 2012
        (DocumentKind.RESIDENT_ID, "１１010519491231002X", False),  # full-width digits are not digits of the number
        (DocumentKind.HMT_RESIDENCE, "810000199408230021", True),
        (DocumentKind.HMT_RESIDENCE, "11010519491231002X", False),
        (DocumentKind.PERMANENT_RESIDENCE, "CHN110000000001", True),
        (DocumentKind.PERMANENT_RESIDENCE, "11010519491231002X", False),
        (DocumentKind.PASSPORT, "E12345678", True),
        (DocumentKind.PASSPORT, "E-1", False),
        (DocumentKind.CREDIT_CODE, "91350100M000100Y43", True),
        (DocumentKind.CREDIT_CODE, "91350100M000100Y4I", False),  # I is no character of the code
        (DocumentKind.CREDIT_CODE, "", False),
    ],
)
def test_each_kind_of_document_has_its_form(kind: DocumentKind, number: str, holds: bool) -> None:
    assert (number_fault(kind, number) == "") == holds
