"""Sealed fields open only where they were sealed, keys stay private, signatures hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from yichuang.kit.crypto import FieldCipher, key_id_of, public_key_of, salted_digest, signature_holds
from yichuang.kit.keys import KeyRing


@pytest.fixture
def cipher(tmp_path: Path) -> FieldCipher:
    return FieldCipher(KeyRing(tmp_path / "keys"))


def test_a_sealed_field_opens_to_what_it_was(cipher: FieldCipher) -> None:
    sealed = cipher.seal("19900000001", "case/phone")
    assert b"19900000001" not in sealed
    assert cipher.open(sealed, "case/phone") == "19900000001"
    assert cipher.open(memoryview(sealed), "case/phone") == "19900000001"


def test_two_seals_of_one_text_differ_and_its_hash_does_not(cipher: FieldCipher) -> None:
    assert cipher.seal("x", "a") != cipher.seal("x", "a")
    assert cipher.lookup("x", "phone") == cipher.lookup("x", "phone") != cipher.lookup("x", "document")


def test_a_field_moved_elsewhere_or_changed_does_not_open(cipher: FieldCipher) -> None:
    sealed = cipher.seal("secret", "case-1/phone")
    with pytest.raises(ValueError, match="does not open"):
        cipher.open(sealed, "case-2/phone")
    with pytest.raises(ValueError, match="does not open"):
        cipher.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "case-1/phone")


def test_many_are_sealed_and_hashed_as_each_by_itself(cipher: FieldCipher) -> None:
    texts, contexts = ["x", None, "", "x"], ["a", "b", "c", "d"]
    sealed = cipher.seal_many(texts, contexts)
    assert sealed[1:3] == [b"", b""]
    assert [cipher.open(one, context) for one, context in zip(sealed, contexts, strict=True)] == ["x", "", "", "x"]
    assert len(set(sealed)) == 3, "each has a nonce of its own"
    assert cipher.lookup_many(texts, "phone") == [cipher.lookup("x", "phone"), None, None, cipher.lookup("x", "phone")]


def test_nothing_is_sealed_as_nothing(cipher: FieldCipher) -> None:
    assert cipher.seal("", "a") == b""
    assert cipher.open(b"", "a") == ""


def test_a_key_made_by_many_at_once_is_one_key_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: KeyRing(tmp_path).secret("x"), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.key"]
    assert (tmp_path / "x.key").stat().st_mode & 0o777 == 0o600


def test_signatures_hold_for_what_was_signed_only(tmp_path: Path) -> None:
    key = KeyRing(tmp_path).signing
    public = public_key_of(key)
    signature = key.sign(b"sealed")
    assert signature_holds(public, signature, b"sealed")
    assert not signature_holds(public, signature, b"sealed!")
    assert not signature_holds(b"short", signature, b"sealed")
    assert key_id_of(public).startswith("ed25519-")
    assert KeyRing(tmp_path).signing.sign(b"sealed") == signature  # the same key after a restart


def test_a_salted_digest_depends_on_both() -> None:
    assert len({salted_digest(b"1", "a"), salted_digest(b"2", "a"), salted_digest(b"1", "b")}) == 3
