"""Rows that were set aside: those that waited for their case, and those that people correct or dismiss.

Whoever decides on rows locks in one order, as a chunk does: the delivery, the cases, the rows that stand aside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import OperationalError, connection, transaction
from django.db.models import F
from psycopg.errors import LockNotAvailable

from yichuang.exchange.acts.fates import Error, Fates, check, desk_for, settle
from yichuang.exchange.acts.holding import PATIENCE, clear_quarantine
from yichuang.exchange.models import Delivery, HeldRow
from yichuang.exchange.models.sealing import cipher, raw_context
from yichuang.exchange.named import sql
from yichuang.exchange.queries.systems import system
from yichuang.exchange.rules.datasets import DATASETS, Dataset
from yichuang.exchange.rules.rights import CORRECT
from yichuang.exchange.rules.words import Held
from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import now
from yichuang.people import queries as people
from yichuang.people.rules import Actor

CHUNK_ROWS = 2_000
_REMARK_MAX = 200


def settle_parked(code: str = "") -> int:
    """Take in the rows that waited for a case which is there now, and return how many waited no longer.

    It is done when a delivery closes and by the worker: whichever of two deliveries at the same time commits last sees
    what the other one brought, so that none waits for ever.
    """
    settled = 0
    while found := _settle_some(code):
        settled += found
    return settled


@transaction.atomic
def _settle_some(code: str) -> int:
    """Settle a chunk of waiting rows of one delivery, in its order; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute(sql("arrived", "waiting.sql"), {"system": code})
        found = cursor.fetchone()
        if found is None:
            return 0
        delivery = Delivery.objects.select_for_update().get(pk=found[0])
        cursor.execute(sql("arrived_of", "waiting.sql"), {"delivery": delivery.pk, "rows": CHUNK_ROWS})
        ids = [held_id for (held_id,) in cursor.fetchall()]
    if not ids:  # somebody settled them while we waited for the delivery
        return 0
    held = list(HeldRow.objects.filter(pk__in=ids).order_by("row"))
    dataset, desk = DATASETS[delivery.dataset], desk_for(system(delivery.system_id), delivery.mapping_number)
    frame = pl.DataFrame([{"row": one.row} | _cells(one, dataset) for one in held], schema=_schema(dataset))
    checked = check(frame, dataset, desk)
    fates = settle(checked, dataset, desk, amend=delivery.revision > 0)
    places = {one.row: one for one in held}
    for row in (*fates.taken, *fates.unchanged):
        places[row].state, places[row].settled_at = Held.TAKEN.value, now()
    for row, errors in fates.refused.items():
        places[row].state, places[row].errors = Held.QUARANTINED.value, errors
    HeldRow.objects.bulk_update(held, ["state", "settled_at", "errors"], batch_size=500)
    _move_counts(delivery.pk, "parked", fates)
    clear_quarantine(delivery, checked.keys, fates)
    return len(held) - len(fates.parked)


def _cells(held: HeldRow, dataset: Dataset) -> dict[str, str | None]:
    raw = raw_cells(held)
    return {name: raw.get(name) for name in dataset.names}


def _schema(dataset: Dataset) -> dict[str, Any]:
    return {"row": pl.Int64} | dict.fromkeys(dataset.names, pl.String)


def raw_cells(held: HeldRow) -> dict[str, str]:
    """Return a row as it came: column → text; a row that could not be read as cells stands under ""."""
    cells: dict[str, str] = json.loads(cipher().open(held.raw_sealed, raw_context(held.delivery_id, held.row)))
    return cells


def _move_counts(delivery_id: int, source: str, fates: Fates) -> None:
    """Move rows of a delivery from one count to those of their new fates; their sum stays."""
    counts = {
        "taken": len(fates.taken), "unchanged": len(fates.unchanged), "parked": len(fates.parked),
        "refused": len(fates.refused),
    }  # fmt: skip
    moves = {name: F(name) + n for name, n in counts.items()}
    moves[source] = moves[source] - sum(counts.values())
    Delivery.objects.filter(pk=delivery_id).update(**moves)


@transaction.atomic
def correct_row(*, by: Actor, held_id: int, cells: Mapping[str, str]) -> str:
    """Take in a refused row with its cells corrected, and return its fate: taken, unchanged or parked.

    cells: column → text, for every column that is to be said; what is left out is empty.
    Raises Refusal `still_wrong` with all errors in its details, Conflict `settled_already`, `delivery_busy`, Unknown
    `unknown_row`.
    """
    held, actor = _in_quarantine(held_id, by)
    dataset = DATASETS[held.dataset]
    delivery = _locked(held.delivery_id)
    unknown = sorted(set(cells) - set(dataset.names))
    if unknown:
        raise Refusal("columns_unknown", f"没有这些列：{'、'.join(unknown)}", field=unknown[0])
    frame = pl.DataFrame(
        [{"row": held.row} | {name: cells.get(name) or None for name in dataset.names}], schema=_schema(dataset)
    )
    desk = desk_for(system(held.system_id), delivery.mapping_number)
    checked = check(frame, dataset, desk)
    fates = settle(checked, dataset, desk, amend=delivery.revision > 0)
    if fates.refused:
        raise still_wrong(fates.refused[held.row])
    _still_in_quarantine(held)
    fate = next(name for name in ("taken", "unchanged", "parked") if getattr(fates, name))
    number, key = checked.keys.select("number", "key").row(0)
    held.state = Held.PARKED.value if fate == "parked" else Held.CORRECTED.value
    held.case_number, held.key, held.settled_by, held.settled_at = number, key, actor.key, now()
    held.raw_sealed = cipher().seal(
        json.dumps({name: text for name, text in cells.items() if text}, ensure_ascii=False),
        raw_context(held.delivery_id, held.row),
    )
    held.save(update_fields=["state", "case_number", "key", "settled_by", "settled_at", "raw_sealed"])
    _move_counts(delivery.pk, "refused", fates)
    return fate


def _locked(delivery_id: int) -> Delivery:
    """Lock a delivery for a person, who does not wait as long as a chunk may take. Conflict `delivery_busy`."""
    try:
        return Delivery.objects.select_for_update().get(pk=delivery_id)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Conflict("delivery_busy", "这一批正在收取，请稍后再更正", field="row") from error


def still_wrong(errors: list[Error]) -> Refusal:
    """Return the refusal of a correction that leaves errors."""
    return Refusal(
        "still_wrong", f"还有 {len(errors)} 处需要更正：{errors[0]['message']}", field=errors[0]["column"],
        rule=errors[0]["rule"], details={"errors": errors},
    )  # fmt: skip


@transaction.atomic
def dismiss_row(*, by: Actor, held_id: int, remark: str) -> None:
    """Decide that a refused row will not be taken, and why. Refusal `remark_missing`, Conflict `settled_already`."""
    if not 0 < len(remark.strip()) <= _REMARK_MAX:
        raise Refusal("remark_missing", f"请写明不再处理的原因（{_REMARK_MAX} 字以内）", field="remark")
    held, actor = _in_quarantine(held_id, by)
    _still_in_quarantine(held)
    held.state, held.remark, held.settled_by, held.settled_at = Held.DISMISSED.value, remark.strip(), actor.key, now()
    held.save(update_fields=["state", "remark", "settled_by", "settled_at"])


def _in_quarantine(held_id: int, by: Actor) -> tuple[HeldRow, Actor]:
    held = HeldRow.objects.filter(pk=held_id).first()
    if held is None or not people.has_right(by, CORRECT, department_id=system(held.system_id).department_id):
        raise Unknown("unknown_row", "没有这一行，或您无权更正", field="row")
    actor = people.require(by, CORRECT, department_id=system(held.system_id).department_id)
    if held.state != Held.QUARANTINED.value:
        raise _settled_already()
    return held, actor


def _still_in_quarantine(held: HeldRow) -> None:
    """Lock the row and see that nobody settled it meanwhile: another person, or a delivery that brought it again."""
    if HeldRow.objects.select_for_update().get(pk=held.pk).state != Held.QUARANTINED.value:
        raise _settled_already()


def _settled_already() -> Conflict:
    return Conflict("settled_already", "这一行已经处理过了", field="row")
