"""Keys on disk: made on first use, readable by their owner only (0600), never in the database."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KEY_BYTES = 32


class KeyRing:
    """The keys of one data directory: `<name>.key` holds 32 bytes each; making one is safe among processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, bytes] = {}

    def secret(self, name: str) -> bytes:
        """Return the 32 bytes of the key `name`, making it if it is not there yet."""
        if name not in self._known:
            self._known[name] = self._read_or_make(name, secrets.token_bytes(KEY_BYTES))
        return self._known[name]

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """The key with which seals are signed."""
        fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return Ed25519PrivateKey.from_private_bytes(self._read_or_make("seal", fresh))

    def _read_or_make(self, name: str, fresh: bytes) -> bytes:
        path = self.folder / f"{name}.key"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            draft = self.folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(fresh)
            try:
                os.link(draft, path)  # the first process wins; the others read what it made
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_bytes()
