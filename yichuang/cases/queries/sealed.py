"""Verification of the seals: each against the day's events, its columns, its key, the seal before, and the file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from yichuang.cases.models import Seal
from yichuang.cases.rules.records import EMPTY_LINK
from yichuang.cases.rules.sealing import DaySum, sealed_message
from yichuang.kit.crypto import key_id_of, public_key_of, signature_holds
from yichuang.kit.hashing import sm3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: a stable code, the case, day or tally it concerns, and a Chinese sentence."""

    code: str
    where: str
    message: str


class Days:
    """The days of recording, gathered from the ledger's events as they are read in order of number."""

    def __init__(self) -> None:
        self.seals = list(Seal.objects.order_by("day"))
        self._sums = {seal.day: DaySum() for seal in self.seals}
        self._unsealed: set[date] = set()

    def take(self, events: pl.DataFrame) -> None:
        """Take events whose link is bytes and whose instant is as the canonical form writes it."""
        if not self.seals:
            return
        at = pl.col("recorded_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_zone="UTC", strict=False)
        dated = events.select(
            "case_number", "seq", pl.col("link").fill_null(b""),
            day=at.dt.convert_time_zone(settings.TIME_ZONE).dt.date(),
        ).drop_nulls("day")  # fmt: skip
        for (day,), of_the_day in dated.partition_by("day", as_dict=True, maintain_order=True).items():
            if day in self._sums:
                self._sums[day].add(*(of_the_day[name].to_list() for name in ("case_number", "seq", "link")))
            elif day < self.seals[-1].day:
                self._unsealed.add(day)

    def findings(self) -> list[Finding]:
        """Return what is wrong with the seals and their file."""
        found: list[Finding] = []
        previous = EMPTY_LINK
        for seal in self.seals:
            found += _of_one(seal, self._sums[seal.day], previous)
            previous = bytes(seal.digest)
        # a day before the last seal has a seal of its own, or events were slipped in afterwards
        found += [Finding("day_unsealed", str(day), "封签之后又出现了当日的记录") for day in sorted(self._unsealed)]
        return found + _of_file(self.seals)


def _of_one(seal: Seal, summed: DaySum, previous: bytes) -> list[Finding]:
    where = str(seal.day)
    root, counts = summed.root(), (summed.events, summed.cases)
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
