"""Setting rows aside, as they came and sealed, and settling those that came again well."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import polars as pl

from yichuang.exchange.acts.fates import Error, Fates, error, raw_of
from yichuang.exchange.models import Delivery, HeldRow
from yichuang.exchange.models.sealing import cipher, raw_context
from yichuang.exchange.reading import Damaged
from yichuang.exchange.rules.datasets import Dataset
from yichuang.exchange.rules.words import Held
from yichuang.kit.time import now

PATIENCE = "SET LOCAL lock_timeout = '10min'; SET LOCAL statement_timeout = '30min'"  # of a chunk for another one
_KEY_MAX = 240


def codes_of(errors: Iterable[list[Error]]) -> Counter[str]:
    """Return how often each code stands in rows' errors, once a row."""
    return Counter(code for those in errors for code in {one["code"] for one in those})


def hold(delivery: Delivery, dataset: Dataset, frame: pl.DataFrame, keys: pl.DataFrame, fates: Fates) -> None:
    """Set parked and refused rows aside, as they came, sealed."""
    states = dict.fromkeys(fates.parked, Held.PARKED.value) | dict.fromkeys(fates.refused, Held.QUARANTINED.value)
    if not states:
        return
    named = {
        row: (number or "", key or "")
        for row, number, key in keys.filter(pl.col("row").is_in(list(states))).iter_rows()
    }
    raw = raw_of(frame, list(states), dataset)
    HeldRow.objects.bulk_create(
        [
            _held(delivery, row, state, named.get(row, ("", "")), raw[row], fates.refused.get(row, []))
            for row, state in sorted(states.items())
        ],
        batch_size=1_000,
    )  # fmt: skip


def hold_damaged(delivery: Delivery, damaged: Iterable[Damaged]) -> None:
    """Set rows aside that could not be read as cells."""
    HeldRow.objects.bulk_create(
        [
            _held(
                delivery, one.row, Held.QUARANTINED.value, ("", ""), {"": one.raw},
                [error(one.code, one.message, "", "文件格式")],
            )
            for one in damaged
        ],
        batch_size=1_000,
    )  # fmt: skip


def _held(
    delivery: Delivery, row: int, state: str, named: tuple[str, str], raw: dict[str, Any], errors: list[Error]
) -> HeldRow:
    sealed = cipher().seal(json.dumps(raw, ensure_ascii=False), raw_context(delivery.pk, row))
    return HeldRow(
        delivery=delivery, system_id=delivery.system_id, dataset=delivery.dataset, row=row, case_number=named[0],
        key=named[1][:_KEY_MAX], raw_sealed=sealed, errors=errors, state=state, held_at=now(),
    )  # fmt: skip


def clear_quarantine(delivery: Delivery, keys: pl.DataFrame, fates: Fates) -> None:
    """Settle what stands in quarantine and came again well: the same key, or the same row of an earlier revision.

    A row that was refused for its very number has no key; only a revision of its delivery can say which it was.
    """
    waiting = HeldRow.objects.filter(
        system_id=delivery.system_id, dataset=delivery.dataset, state=Held.QUARANTINED.value
    ).exclude(delivery_id=delivery.pk)
    if not waiting.exists():
        return
    well = [*fates.taken, *fates.unchanged, *fates.parked]
    brought = keys.filter(pl.col("row").is_in(well))
    settled = {"state": Held.RESENT.value, "settled_at": now(), "settled_in": delivery}
    waiting.filter(key__in=[key[:_KEY_MAX] for key in brought["key"].drop_nulls().to_list()]).exclude(key="").update(
        **settled
    )
    if delivery.revision:
        earlier = Delivery.objects.filter(
            system_id=delivery.system_id, number=delivery.number, revision__lt=delivery.revision
        )
        waiting.filter(delivery__in=earlier, key="", row__in=brought["row"].to_list()).update(**settled)
