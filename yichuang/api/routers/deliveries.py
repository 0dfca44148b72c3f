"""Deliveries of departmental systems: brought, tried out, looked after; and the accounts (对账)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from yichuang.api.door import Token, actor_of
from yichuang.api.errors import answers
from yichuang.api.limits import AT_ONCE_ROWS_MAX, DELIVERY_BYTES_MAX, TRY_OUT_BYTES_MAX
from yichuang.api.schemas import deliveries as shapes
from yichuang.api.uploading import uploaded
from yichuang.exchange import acts, queries
from yichuang.exchange.rules.words import DeliveryState, Way

PAGE_ROWS = 50
router = Router(auth=Token(), tags=["报送"])
accounts = Router(auth=Token(), tags=["报送"])
Delivery = Annotated[int, Path(title="批次", ge=1, le=shapes.ID_MAX, example=1)]
_FILE = {
    "requestBody": {
        "required": True,
        "description": "文件本身；可以压缩，写明 Content-Encoding: gzip",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "", operation_id="deliver", summary="报送一批", openapi_extra=_FILE,
    response=answers(
        dict.fromkeys((200, 201, 202), shapes.ReceiptOfDelivery), 401, 403, 404, 409, 411, 413, 415, 507
    ),
)  # fmt: skip
def deliver(request: HttpRequest, said: Query[shapes.DeliveryBrought]) -> Status:
    """报送一个文件，格式须是约定的格式。同一批号、同一修订号、同一内容再送不改变什么，回答原来的回执；行数不多的当即处理完，多的先收下，请稍后查回执。"""
    actor = actor_of(request)
    envelope = acts.Envelope(
        said.file_name, said.dataset, said.number, said.revision, said.format, said.encoding, said.rows, said.checksum
    )
    with uploaded(request, bytes_max=DELIVERY_BYTES_MAX) as path:
        delivery, is_new = acts.receive(by=actor, code=actor.id, path=path, envelope=envelope, way=Way.HTTP)
    receipt = queries.receipt(delivery, seen_by=actor)
    if receipt.state == DeliveryState.OPEN and receipt.rows <= AT_ONCE_ROWS_MAX:
        receipt = acts.load(delivery)
    if receipt.state == DeliveryState.OPEN:
        return Status(202, receipt)
    return Status(201 if is_new else 200, receipt)


@router.post(
    "/try-outs", operation_id="try_delivery", summary="试报", openapi_extra=_FILE,
    response=answers({200: shapes.TryOutAnswer}, 401, 403, 404, 411, 413, 415, 507),
)  # fmt: skip
def try_delivery(request: HttpRequest, said: Query[shapes.FormAsked]) -> acts.TryOut:
    """照报送那样检查一个文件，但什么也不收下。"""
    actor = actor_of(request)
    envelope = acts.Envelope(said.file_name, said.dataset, format=said.format, encoding=said.encoding)
    with uploaded(request, bytes_max=TRY_OUT_BYTES_MAX) as path:
        return acts.try_out(by=actor, code=actor.id, path=path, envelope=envelope)


@router.get("", operation_id="list_deliveries", summary="各批目录", response=answers({200: shapes.DeliveryList}, 401))
def list_deliveries(request: HttpRequest, asked: Query[shapes.DeliveriesAsked]) -> dict[str, Any]:
    """本部门各系统报送的批次，从新到旧。"""
    found = queries.deliveries(
        seen_by=actor_of(request), system=asked.system, day=asked.day, state=asked.state, before=asked.before,
        rows=PAGE_ROWS + 1,
    )  # fmt: skip
    page = found[:PAGE_ROWS]
    return {"deliveries": page, "before": page[-1].delivery if len(found) > PAGE_ROWS else None}


@router.get(
    "/{delivery}", operation_id="read_receipt", summary="回执",
    response=answers({200: shapes.ReceiptOfDelivery}, 401, 404),
)  # fmt: skip
def read_receipt(request: HttpRequest, delivery: Delivery) -> queries.Receipt:
    """一批各行的去向：收下、无变化、等待、拒收，四者之和等于已处理的行数。"""
    return queries.receipt(delivery, seen_by=actor_of(request))


@router.get(
    "/{delivery}/rows", operation_id="read_rows", summary="没有收下的行",
    response=answers({200: shapes.RowList}, 401, 404),
)  # fmt: skip
def read_rows(request: HttpRequest, delivery: Delivery, asked: Query[shapes.RowsAsked]) -> dict[str, Any]:
    """一批中被拒收或在等待的行，每行列出全部错误。改好后用新的批号重新报送即可。"""
    actor = actor_of(request)
    queries.receipt(delivery, seen_by=actor)  # a delivery that is not there has no rows
    found = queries.quarantine(
        seen_by=actor, delivery=delivery, state=asked.state, after=asked.after, rows=PAGE_ROWS + 1
    )
    page = found[:PAGE_ROWS]
    return {"delivery": delivery, "rows": page, "after": page[-1].id if len(found) > PAGE_ROWS else None}


@accounts.get(
    "", operation_id="reconcile", summary="对账", response=answers({200: shapes.Reconciliation}, 401),
    exclude_unset=True,
)  # fmt: skip
def reconcile(request: HttpRequest, asked: Query[shapes.ReconciliationAsked]) -> dict[str, Any]:
    """本部门各系统报送的行数与去向，差额总是 0。与 `yichuang exchange reconcile --json` 相同。"""
    found = queries.reconcile(
        seen_by=actor_of(request), first=asked.start, last=asked.end, by_day=asked.by == "day", system=asked.system
    )
    return {"systems": [one.as_record() for one in found]}
