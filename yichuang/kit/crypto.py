"""Sealed fields (AES-256-GCM), keyed hashes for finding them, and signatures (Ed25519).

The key id stands before the sealed bytes and names the algorithm too, so that keys and algorithms (SM4) can follow.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yichuang.kit.hashing import sm3
from yichuang.kit.keys import KeyRing

FIELD_KEY = "field-aesgcm-1"
INDEX_KEY = "index-hmac-sha256-1"
_NONCE_BYTES = 12


class FieldCipher:
    """Seals and opens single fields with the keys of one ring; `context` binds a sealed value to its place."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._ciphers: dict[str, AESGCM] = {}

    def seal(self, text: str, context: str) -> bytes:
        """Return key id, nonce and sealed text; empty text gives b""."""
        return self.seal_many([text], [context])[0]

    def seal_many(self, texts: Sequence[str | None], contexts: Sequence[str]) -> list[bytes]:
        """Return each text sealed in its context, as `seal` does; none, like empty text, gives b""."""
        encrypt, head = self._cipher(FIELD_KEY).encrypt, FIELD_KEY.encode() + b"\x00"
        chance = secrets.token_bytes(_NONCE_BYTES * len(texts))  # asked for once: each text has twelve bytes of its own
        nonces = (chance[at : at + _NONCE_BYTES] for at in range(0, len(chance), _NONCE_BYTES))
        return [
            head + nonce + encrypt(nonce, text.encode(), context.encode()) if text else b""
            for text, context, nonce in zip(texts, contexts, nonces, strict=True)
        ]

    def open(self, sealed: bytes | memoryview, context: str) -> str:
        """Return the text. ValueError if it was changed, moved from its place, or its key is not here."""
        if not sealed:
            return ""
        key_id, _, rest = bytes(sealed).partition(b"\x00")
        try:
            plain = self._cipher(key_id.decode()).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], context.encode())
        except InvalidTag:
            raise ValueError(f"a sealed field does not open with key {key_id.decode()}") from None
        return plain.decode()

    def lookup(self, text: str, kind: str) -> bytes:
        """Return the keyed hash by which `text` of this kind is found again; the same for the same text."""
        return hmac.digest(self._ring.secret(INDEX_KEY), f"{kind}\x00{text}".encode(), "sha256")

    def lookup_many(self, texts: Sequence[str | None], kind: str) -> list[bytes | None]:
        """Return the keyed hash of each text, as `lookup` does; none, and empty text, give none."""
        key, digest = self._ring.secret(INDEX_KEY), hmac.digest
        return [digest(key, f"{kind}\x00{text}".encode(), "sha256") if text else None for text in texts]

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            self._ciphers[key_id] = AESGCM(self._ring.secret(key_id))
        return self._ciphers[key_id]


def salted_digest(salt: bytes, text: str) -> bytes:
    """Return SM3(salt ‖ text): it proves a text that is still there and says nothing of one that was erased."""
    return sm3(salt, text.encode())


def public_key_of(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of the public key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id_of(public_key: bytes) -> str:
    """Return the id of a signing key: its algorithm and the beginning of its digest."""
    return "ed25519-" + b64encode(sm3(public_key)[:6], b"-_").decode()


def signature_holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether `signature` was made over `message` with the key behind `public_key`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
