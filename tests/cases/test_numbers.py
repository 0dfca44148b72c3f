"""Case numbers: derivable without a look-up, well-formed ones of ours are ours, all others their sender's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.ways import ON
from tests.cast import Hall
from yichuang.cases import acts
from yichuang.cases.models import Case
from yichuang.cases.rules.numbers import ALPHABET, LENGTH_MAX, check_character, checked, is_own, number_for, own_number
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import sm3

PREFIXES = st.text(ALPHABET, max_size=8)
RANDOM = st.text(ALPHABET, min_size=3, max_size=3)
OWN = st.builds(own_number, PREFIXES, st.dates(date(2000, 1, 1)), st.integers(0, 10**8), RANDOM)
SYSTEMS = st.text(ALPHABET, min_size=2, max_size=8)
PLAIN = st.from_regex(r"[0-9A-Z]([0-9A-Z-]{0,60}[0-9A-Z])?", fullmatch=True)
SENDERS = st.one_of(st.text(min_size=1, max_size=80).filter(str.strip), PLAIN)


@given(OWN)
def test_our_numbers_are_well_formed_and_fit(number: str) -> None:
    assert is_own(number)
    assert checked(number) == number
    assert len(number) <= LENGTH_MAX


@given(OWN, st.data())
def test_one_wrong_character_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, character in enumerate(number) if character != "-"]))
    other = data.draw(st.sampled_from([character for character in ALPHABET if character != number[place]]))
    assert not is_own(number[:place] + other + number[place + 1 :])


@given(st.text(ALPHABET, min_size=1, max_size=40))
def test_the_check_character_is_that_of_mod_37_36(body: str) -> None:
    """Summed up with its check character the string gives 1 (ISO/IEC 7064)."""
    remainder = 36
    for character in body:
        remainder = (remainder + ALPHABET.index(character)) % 36 or 36
        remainder = remainder * 2 % 37
    assert (remainder + ALPHABET.index(check_character(body))) % 36 == 1


@given(SYSTEMS, OWN)
def test_a_senders_number_that_is_ours_is_that_case(system: str, number: str) -> None:
    assert number_for(system, number) == number


@given(SYSTEMS, SENDERS)
def test_any_other_number_gets_the_systems_code_and_always_fits(system: str, sender: str) -> None:
    number = number_for(system, sender)
    assert checked(number) == number == number_for(system, sender)
    if not is_own(sender):
        assert number.startswith(f"{system}-")
        assert not is_own(number), "no sender's number may pass for one of ours"


@given(SYSTEMS, SENDERS, SYSTEMS, SENDERS)
def test_two_senders_numbers_never_meet(system: str, sender: str, other: str, others: str) -> None:
    if (system, sender) != (other, others) and not (is_own(sender) or is_own(others)):
        assert number_for(system, sender) != number_for(other, others)


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("2022-000017", "SCJG-2022-000017"),
        ("A" * 45, "SCJG-" + "A" * 45),
        ("A" * 46, ""),
        ("2022-17-", ""),
        ("scjg-17", ""),
        ("川市监2022第17号", "SCJG-XAE60A113C5CD42D4CC9628096260183A"),
        ("X" + "0" * 32, ""),  # looks like a digest: must not meet that of another number
    ],
)
def test_long_and_odd_numbers_become_a_digest(sender: str, number: str) -> None:
    assert number_for("SCJG", sender) == (number or f"SCJG-X{sm3(sender.encode()).hex()[:32].upper()}")


def test_a_system_code_of_eight_digits_makes_no_number_of_ours() -> None:
    own = own_number("", date(2022, 7, 1), 1, "A7K")
    system, _, rest = own.partition("-")
    assert number_for(system, rest).startswith("20220701-X")


@pytest.mark.parametrize(
    ("system", "sender", "code", "field"),
    [("", "1", "malformed_system_code", "system"), ("X", "1", "malformed_system_code", "system"),
     ("scjg", "1", "malformed_system_code", "system"), ("A" * 9, "1", "malformed_system_code", "system"),
     ("SCJG", "", "malformed_number", "number"), ("SCJG", " ", "malformed_number", "number")],
)  # fmt: skip
def test_what_cannot_be_a_number_is_refused(system: str, sender: str, code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        number_for(system, sender)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_ledger_numbers_what_comes_without_a_number_and_keeps_the_verbatim_one_apart(hall: Hall) -> None:
    first, second = (acts.receive(hall.new_case(), by=hall.manager, at=ON).number for _ in range(2))
    assert is_own(first)
    assert is_own(second)
    assert first != second
    sender = "川市监2022第17号"
    delivered = hall.new_case(number=number_for("SCJG", sender), source="SCJG", sender_number=sender)
    acts.receive(delivered, by=hall.manager, at=ON)
    assert Case.objects.get(source="SCJG").sender_number == sender
