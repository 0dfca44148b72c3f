"""Files as they came: where they are kept, and what is in them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from yichuang.kit.errors import Unknown


def kept_at(checksum: str) -> Path:
    """Return where the file with this SM3 (hexadecimal) is kept; the folder is readable by the hall alone."""
    return Path(settings.VAR) / "originals" / checksum[:2] / checksum


def original_content(checksum: str) -> bytes:
    """Return a kept file. Raises Unknown `original_missing`."""
    try:
        return kept_at(checksum).read_bytes()
    except OSError:
        raise Unknown("original_missing", "数据目录中没有这份原件。", field="file") from None
