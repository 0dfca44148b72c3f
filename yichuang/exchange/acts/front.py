"""Pulling from front databases (前置库): what is new or changed in a system's tables becomes a delivery of its own.

A pull writes down what it is about to deliver, delivers it, and moves the watermark with the closed delivery, in one
transaction. The next pull first ends what was broken off. Their table is the sender's present word, so every pull is
delivered as a revision: a row that changed there is put in its place here.
"""

from __future__ import annotations

import json
import logging
import os
import re
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from yichuang.exchange import fronts
from yichuang.exchange.acts.alone import alone
from yichuang.exchange.acts.delivering import deliver
from yichuang.exchange.acts.loading import load
from yichuang.exchange.acts.receiving import Envelope, may_deliver
from yichuang.exchange.models import Delivery, FrontPull, FrontTable, System
from yichuang.exchange.models.sealing import cipher, front_context
from yichuang.exchange.queries.receipts import Receipt
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.exchange.rules.overlap import Overlap, digest_of, unpacked
from yichuang.exchange.rules.words import Way
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import today, true_now
from yichuang.people.rules import Actor

EVERY = timedelta(hours=1)  # the watermark makes a pull cheap
REVISION = 1  # of every pull: what is told otherwise is put in place
_WHOLE = frozenset({"malformed_front_url", "driver_missing", "front_unreachable"})  # no other table will do better
_VALUE_MAX, _NAMED_MAX = 64, 24
_ORDER = {name: (not dataset.opens, place) for place, (name, dataset) in enumerate(DATASETS.items())}
_log = logging.getLogger("yichuang.exchange")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of pulling one table (or a system, where it could not be reached: dataset and table are empty).

    read: rows that were looked at; receipt: of the delivery, None where nothing was new; watermark: where it stands.
    """

    system: str
    dataset: str = ""
    table: str = ""
    read: int = 0
    watermark: str = ""
    receipt: Receipt | None = None
    error: Refusal | None = None

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        record = {name: getattr(self, name) for name in ("system", "dataset", "table", "read", "watermark")}
        return record | {
            "receipt": self.receipt.as_record() if self.receipt else None,
            "error": self.error.as_record() if self.error else None,
        }


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a reading of a table found: rows looked at, rows to deliver, a sum over these, where it got to."""

    read: int
    new: int
    checksum: str
    overlap: Overlap


def pull(code: str, *, again: bool = False) -> list[Pulled]:
    """Pull the tables of a system's front database, those that open cases first, and return what came of each.

    again: read the tables from their beginning, and deliver what was delivered before as well.
    One table's Refusal stands in what is returned. Raises Unknown `unknown_system`, Forbidden `not_allowed`, Refusal
    `system_ended`, `front_missing`, `malformed_front_url`, `driver_missing`, `front_unreachable`; Conflict
    `pull_running`.
    """
    may_deliver(Actor.system(code), code)
    sealed = bytes(System.objects.get(code=code).front_url_sealed)
    tables = sorted(FrontTable.objects.filter(system_id=code), key=lambda one: _ORDER[one.dataset])
    if not (sealed and tables):
        raise Refusal("front_missing", f"系统“{code}”没有登记前置库", field="system")
    url, found = cipher().open(sealed, front_context(code)), []
    with alone(_folder() / f"{code}.lock") as undisturbed:
        if not undisturbed:
            raise Conflict("pull_running", f"正在读取系统“{code}”的前置库，请稍后再试", field="system")
        for front in tables:
            try:
                found.append(_pull_table(url, front, again=again))
            except Refusal as refusal:
                if refusal.code in _WHOLE:
                    raise
                found.append(Pulled(code, front.dataset, front.table, 0, front.watermark, None, refusal))
    return found


def pull_due() -> list[Pulled]:
    """Pull every front database that was not pulled for an hour; one that fails does not stop the others.

    Raises DatabaseError where our own database is lost.
    """
    late = Q(pulled_at__isnull=True) | Q(pulled_at__lte=true_now() - EVERY)
    active = Q(system__active_from__lte=today()) & (
        Q(system__active_to__isnull=True) | Q(system__active_to__gte=today())
    )
    due = FrontTable.objects.filter(late, active).exclude(system__front_url_sealed=b"")
    found: list[Pulled] = []
    for code in list(due.order_by("system_id").values_list("system_id", flat=True).distinct()):
        try:
            found += pull(code)
        except Refusal as refusal:
            found.append(Pulled(code, error=refusal))
        except Exception as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise
            _log.exception("系统 %s 的前置库未能读取", code)
            found.append(Pulled(code, error=Refusal("unexpected", f"处理中出现意外（{type(error).__name__}）")))
    return found


def _folder() -> Path:
    folder = Path(settings.VAR) / "exchange" / "fronts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _pull_table(url: str, front: FrontTable, *, again: bool) -> Pulled:
    _end_broken_off(front)
    started_at, draft = true_now(), _folder() / f"{front.system_id}-{front.dataset}.jsonl"
    try:
        reading = _read(url, front, draft, again=again)
        receipt = _delivered(front, reading, draft, started_at, again=again)
    finally:
        draft.unlink(missing_ok=True)
    return Pulled(front.system_id, front.dataset, front.table, reading.read, front.watermark, receipt)


def _read(url: str, front: FrontTable, draft: Path, *, again: bool) -> _Reading:
    """Write the rows that are new or changed into a file, as JSON Lines."""
    dataset, after = DATASETS[front.dataset], "" if again else front.settled
    seen = frozenset() if again else unpacked(bytes(front.seen))
    overlap, checksum, read, new = Overlap(front.overlap_rows, after), blake2b(digest_size=4), 0, 0
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with fronts.connected(url) as there, os.fdopen(handle, "w", encoding="utf-8") as file:
        source = fronts.source(there, dataset, front.table, front.watermark_column)
        with closing(fronts.rows(there, source, after)) as found:
            for watermark, cells in found:
                line = json.dumps(cells, ensure_ascii=False)
                digest = digest_of(watermark, line)
                overlap.add(watermark, digest)
                read += 1
                if digest not in seen:
                    new += 1
                    checksum.update(digest)
                    file.write(f"{line}\n")
    return _Reading(read, new, checksum.hexdigest(), overlap)


def _delivered(
    front: FrontTable, reading: _Reading, draft: Path, started_at: datetime, *, again: bool
) -> Receipt | None:  # fmt: skip
    """Deliver what was read and move the watermark with it; None where nothing was new."""
    newest = (reading.overlap.newest or front.watermark)[:_VALUE_MAX]
    since = "" if again else front.watermark
    step = FrontPull(
        system_id=front.system_id, dataset=front.dataset, since=since, until=newest, read=reading.read,
        settled=reading.overlap.settled[:_VALUE_MAX], seen=reading.overlap.packed(), started_at=started_at,
        number=f"front-{front.dataset}-{_named(since)}-{_named(newest)}-{reading.checksum}",
    )  # fmt: skip
    if again:
        step.number += f"-again-{started_at:%Y%m%d%H%M%S}"
    if not reading.new:
        _move(front, step)
        return None
    step.save()
    envelope = Envelope(
        f"{front.system_id}-{step.number}.jsonl", front.dataset, step.number, REVISION, "jsonl", "utf-8"
    )
    code = front.system_id
    receipt = deliver(by=Actor.system(code), code=code, path=draft, envelope=envelope, way=Way.FRONT)
    _end(front, step, receipt)
    return receipt


def _named(watermark: str) -> str:
    """Return a watermark as it stands in a delivery's number."""
    return re.sub(r"[^0-9A-Za-z]", "", watermark)[:_NAMED_MAX] or "start"


def _end_broken_off(front: FrontTable) -> None:
    """End a pull that was broken off: load its delivery to its end; forget it, where it came to none."""
    for step in FrontPull.objects.filter(system_id=front.system_id, dataset=front.dataset, closed_at__isnull=True):
        delivery = Delivery.objects.filter(
            system_id=step.system_id, number=step.number, revision=REVISION
        ).first()  # fmt: skip
        if delivery is None:
            step.delete()
        else:
            _end(front, step, load(delivery.pk))


@transaction.atomic
def _end(front: FrontTable, step: FrontPull, receipt: Receipt) -> None:
    """Record that a pull's delivery is closed, and move the watermark, both or neither."""
    _move(front, step)
    step.delivery_id, step.closed_at, step.seen = receipt.delivery, true_now(), b""
    step.save(update_fields=["delivery_id", "closed_at", "seen"])


def _move(front: FrontTable, step: FrontPull) -> None:
    front.watermark, front.settled, front.seen, front.pulled_at = step.until, step.settled, step.seen, step.started_at
    front.save(update_fields=["watermark", "settled", "seen", "pulled_at"])
