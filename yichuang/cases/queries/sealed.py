"""Verification of the seals: each against the day's events, its columns, its key, the seal before, and the file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from yichuang.cases.models import Seal
from yichuang.cases.named import sql
from yichuang.cases.rules.records import EMPTY_LINK
from yichuang.cases.rules.sealing import sealed_message
from yichuang.kit.crypto import key_id_of, public_key_of, signature_holds
from yichuang.kit.hashing import merkle_root, sm3
from yichuang.kit.time import start_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: a stable code, the case, day or tally it concerns, and a Chinese sentence."""

    code: str
    where: str
    message: str


def findings(looked: dict[str, int]) -> list[Finding]:
    """Return what is wrong with the seals and their file, and count them in `looked`."""
    found: list[Finding] = []
    previous, seals = EMPTY_LINK, list(Seal.objects.order_by("day"))
    for seal in seals:
        found += _of_one(seal, previous)
        previous = bytes(seal.digest)
    looked["seals"] = len(seals)
    return found + _unsealed({seal.day for seal in seals}) + _of_file(seals)


def _of_one(seal: Seal, previous: bytes) -> list[Finding]:
    where = str(seal.day)
    with connection.cursor() as cursor:
        cursor.execute(sql("links_of_day", "jobs.sql"), {"start": start_of(seal.day), "end": start_of(seal.day + _DAY)})
        rows = cursor.fetchall()
    root = merkle_root(f"{number}\x00{seq}\x00".encode() + bytes(link) for number, seq, link in rows)
    counts = len(rows), len({number for number, _, _ in rows})
    message = sealed_message(seal.day, *counts, root, previous)
    says = (seal.events, seal.cases, bytes(seal.root), bytes(seal.previous), bytes(seal.digest))
    if says != (*counts, root, previous, sm3(message)):
        return [Finding("seal_broken", where, "当日记录与封签不符")]
    public_key = bytes(seal.public_key)
    if not signature_holds(public_key, bytes(seal.signature), message) or seal.key_id != key_id_of(public_key):
        return [Finding("seal_forged", where, "封签的签名不成立")]
    if public_key != public_key_of(settings.KEYS.signing):
        return [Finding("seal_key_unknown", where, "封签不是用本机的密钥签的")]
    return []


def _unsealed(sealed: set[date]) -> list[Finding]:
    """A day of recording before the last seal has a seal of its own, or events were slipped in afterwards."""
    if not sealed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            sql("recorded_days", "verify.sql"), {"zone": settings.TIME_ZONE, "end": start_of(max(sealed) + _DAY)}
        )
        days = {day for (day,) in cursor.fetchall()}
    return [Finding("day_unsealed", str(day), "封签之后又出现了当日的记录") for day in sorted(days - sealed)]


def line_of(seal: Seal) -> dict[str, Any]:
    """Return what the file of seals, which is meant to be copied elsewhere, says of a seal."""
    return {
        "day": seal.day.isoformat(), "events": seal.events, "cases": seal.cases, "root": bytes(seal.root).hex(),
        "previous": bytes(seal.previous).hex(), "digest": bytes(seal.digest).hex(), "key_id": seal.key_id,
        "public_key": bytes(seal.public_key).hex(), "signature": bytes(seal.signature).hex(),
    }  # fmt: skip


def _of_file(seals: list[Seal]) -> list[Finding]:
    """Compare every line of the file with the table; a line written twice (by a seal tried twice) is one."""
    path = Path(settings.VAR) / "seals.jsonl"
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    in_table = {seal.day.isoformat(): line_of(seal) for seal in seals}
    missing, differ = set(in_table), set()
    for place, line in enumerate(text.splitlines(), 1):
        try:
            record = json.loads(line)
            day = str(record["day"])
        except (ValueError, LookupError, TypeError):
            differ.add(f"seals.jsonl:{place}")
            continue
        missing.discard(day)
        if record != in_table.get(day):
            differ.add(day)
    return [Finding("seal_file_differs", where, "封签文件与数据库中的封签不一致") for where in sorted(missing | differ)]
