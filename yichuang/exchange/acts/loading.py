"""Loading a received delivery, chunk by chunk: each chunk with its rows' fates and counts is one transaction.

An interrupted loading is taken up where the delivery says it got to (`read`); two loaders of one delivery take turns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from psycopg.errors import DiskFull

from yichuang.exchange.acts.fates import Checked, Desk, check, desk_for, settle
from yichuang.exchange.acts.holding import PATIENCE, clear_quarantine, codes_of, hold, hold_damaged
from yichuang.exchange.acts.keeping import kept_at, let_go
from yichuang.exchange.acts.waiting import settle_parked
from yichuang.exchange.models import Delivery
from yichuang.exchange.queries.receipts import Receipt, receipt_of
from yichuang.exchange.queries.systems import system
from yichuang.exchange.reading import Batch, batches
from yichuang.exchange.rules.datasets import DATASETS, Dataset
from yichuang.exchange.rules.repeats import repeated_rows
from yichuang.exchange.rules.words import DeliveryState
from yichuang.kit.ahead import one_ahead
from yichuang.kit.errors import Refusal, Unavailable, Unknown
from yichuang.kit.time import now

CHUNK_ROWS = 4_000  # more is no faster; two loaders stay under 300 MB, however large the delivery
_KEY_MAX = 240


class _Elsewhere(Exception):
    """Another loader decided on these rows meanwhile."""


def load(delivery_id: int, told: Callable[[int, int], None] = lambda done, rows: None) -> Receipt:
    """Load a delivery from where it got to, close it, and return its receipt; a closed one answers its receipt.

    told: is called with the rows read and all rows, after each chunk.
    Raises Unknown `unknown_delivery`, Refusal `file_lost` where the kept file is gone; Unavailable `no_room`,
    `loading_interrupted` where the database fails: what was taken stays, and the same call goes on from there.
    """
    delivery = Delivery.objects.filter(pk=delivery_id).first()
    if delivery is None:
        raise Unknown("unknown_delivery", f"没有编号为 {delivery_id} 的报送批次", field="delivery")
    try:
        _load(delivery, told)
    except (OperationalError, InterfaceError) as error:
        connection.close_if_unusable_or_obsolete()
        raise _interrupted(delivery, error) from error
    let_go(delivery.pk)
    return receipt_of(delivery)


def _load(delivery: Delivery, told: Callable[[int, int], None]) -> None:
    desk, dataset = desk_for(system(delivery.system_id), delivery.mapping_number), DATASETS[delivery.dataset]
    while delivery.state == DeliveryState.OPEN.value:
        with suppress(_Elsewhere):
            _load_rest(delivery, dataset, desk, told)
        delivery.refresh_from_db()
    settle_parked(desk.system.code)  # also when it was closed before: whoever closed it may not have come to this
    delivery.refresh_from_db()


def _interrupted(delivery: Delivery, error: Exception) -> Unavailable:
    full = isinstance(error.__cause__, DiskFull)
    why = "数据库所在的磁盘已满" if full else f"数据库连接中断或拒绝了请求（{str(error).strip().splitlines()[0]}）"
    then = "腾出空间后" if full else "数据库恢复后"
    return Unavailable(
        "no_room" if full else "loading_interrupted",
        f"{why}：第 {delivery.pk} 号批次收到第 {delivery.read} 行（共 {delivery.rows} 行），已收的有效；"
        f"{then}重新执行同一命令即从此处续收，后台任务也会续收",
        field="DATABASE_URL", details={"delivery": delivery.pk, "read": delivery.read, "rows": delivery.rows},
    )  # fmt: skip


def _load_rest(delivery: Delivery, dataset: Dataset, desk: Desk, told: Callable[[int, int], None]) -> None:
    if delivery.read < delivery.rows:
        for batch, checked in _rest_of(delivery, dataset, desk):
            delivery.read = _take_chunk(delivery, batch, checked, dataset, desk, delivery.read)
            del batch, checked  # or this chunk would stand beside the next ones while they are read
            told(delivery.read, delivery.rows)
    _close(delivery, delivery.read)


def _rest_of(delivery: Delivery, dataset: Dataset, desk: Desk) -> Iterator[tuple[Batch, Checked]]:
    """Yield what is still to be read of a delivery's file, checked: the next chunk while the present one is taken."""
    path = kept_at(str(delivery.pk))
    read = batches(
        path, format=delivery.format, encoding=delivery.encoding, dataset=dataset, after=delivery.read,
        size=CHUNK_ROWS,
    )  # fmt: skip
    try:
        yield from one_ahead(_checked(read, dataset, desk, bytes(delivery.repeated)))
    except (FileNotFoundError, Refusal):
        if Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLOSED.value).exists():
            raise _Elsewhere from None
        if path.exists():
            raise
        raise Refusal(
            "file_lost", f"第 {delivery.pk} 号批次的文件已不在数据目录中，请以同一批号重新报送同一文件", field="file"
        ) from None


def _checked(
    read: Iterator[Batch], dataset: Dataset, desk: Desk, repeated: bytes
) -> Iterator[tuple[Batch, Checked]]:  # fmt: skip
    """Yield batches with what the checks say of them: no lock is held for that, and the database is not asked."""
    for batch in read:
        yield batch, check(batch.frame, dataset, desk, repeated_rows(batch.frame, dataset, repeated))
        del batch


@transaction.atomic
def _take_chunk(delivery: Delivery, batch: Batch, checked: Checked, dataset: Dataset, desk: Desk, after: int) -> int:
    """Take a chunk, set aside what is not taken, count; return how far the delivery is now."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    present = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if present.read != after or present.state != DeliveryState.OPEN.value:
        raise _Elsewhere
    fates = settle(checked, dataset, desk, amend=delivery.revision > 0)
    rows = batch.frame.height + len(batch.damaged)
    hold(delivery, dataset, batch.frame, checked.keys, fates)
    hold_damaged(delivery, batch.damaged)
    clear_quarantine(delivery, checked.keys, fates)
    errors = Counter(present.errors)
    errors.update(codes_of(fates.refused.values()))
    errors.update(one.code for one in batch.damaged)
    Delivery.objects.filter(pk=delivery.pk).update(
        read=F("read") + rows, taken=F("taken") + len(fates.taken), unchanged=F("unchanged") + len(fates.unchanged),
        parked=F("parked") + len(fates.parked), refused=F("refused") + len(fates.refused) + len(batch.damaged),
        errors=dict(errors),
    )  # fmt: skip
    return after + rows


@transaction.atomic
def _close(delivery: Delivery, read: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)  # somebody may be settling its waiting rows
    present = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if present.state != DeliveryState.OPEN.value:
        return
    if present.read != read:
        raise _Elsewhere
    assert read == present.rows, "the survey counted what the loading read"
    present.state, present.closed_at = DeliveryState.CLOSED.value, now()
    present.save(update_fields=["state", "closed_at"])
