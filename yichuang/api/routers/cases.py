"""Cases: read, received, acted on, rectified."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from yichuang.api.door import Token, actor_of
from yichuang.api.errors import answers, bad_input
from yichuang.api.schemas import cases as shapes
from yichuang.api.schemas.common import Key, Unit
from yichuang.cases import acts, queries
from yichuang.cases.labels import state_word
from yichuang.cases.queries import CasePage, CaseRow, EventView
from yichuang.cases.rules.records import NewCase, NewEvent, NewParty
from yichuang.cases.rules.words import Act, State
from yichuang.catalogue.queries import item_by_code, version_in_force
from yichuang.kit.time import local_date
from yichuang.people import queries as people
from yichuang.people.rules import Unit as UnitRecord
from yichuang.statistics.queries import cases_behind

router = Router(auth=Token(), tags=["办件"])
Number = Annotated[str, Path(title="办件编号", max_length=50, pattern="^[0-9A-Z-]+$", example="20220701-0000001A7K-M")]


@router.get(
    "", operation_id="list_cases", summary="查询办件",
    response=answers({200: shapes.CaseList}, 401, 403, 404),
)  # fmt: skip
def list_cases(request: HttpRequest, asked: Query[shapes.CasesAsked]) -> dict[str, Any]:
    """一项指标所数的办件，或到某日已超期的办件；只列本部门的，每页都是满的，直到最后一页。"""
    actor = people.require(actor_of(request), "cases.read")
    if asked.overdue_on and not asked.figure:
        if asked.filters() or asked.start or asked.end:
            raise bad_input({"overdue_on": ["查超期办件时，除翻页标记外不能再加条件"]})
        return _listed(queries.overdue(on=asked.overdue_on, seen_by=actor, after=asked.after))
    if not asked.figure or asked.overdue_on or not asked.start or not asked.end:
        raise bad_input({"figure": ["须给出 figure、from 和 to，或者只给出 overdue_on"]})
    if asked.end < asked.start:
        raise bad_input({"to": ["截止日期早于起始日期"]})
    page = cases_behind(
        asked.figure, start=asked.start, end=asked.end, seen_by=actor, filters=asked.filters(), after=asked.after
    )
    return _listed(page)


@router.post(
    "", operation_id="receive_case", summary="登记收件",
    response=answers({201: shapes.ReceiptAnswer}, 401, 403, 404, 409, 413, 415),
)  # fmt: skip
def receive_case(request: HttpRequest, key: Key, case: shapes.CaseBrought) -> Status:
    """登记一件新收到的申请，由大厅编号。"""
    day = local_date(case.occurred) if isinstance(case.occurred, datetime) else case.occurred
    version = version_in_force(item_by_code(case.item).id, day)
    new = NewCase(
        item_version_id=version.version_id,
        centre_id=people.centre_by_code(case.centre).id,
        department_id=people.department_by_code(case.department, day).id,
        region_id=people.region_by_code(case.region, day).id,
        channel=case.channel,
        sender_number=case.sender_number,
        parent_number=case.parent_number,
        subject=case.subject,
        parties=tuple(NewParty(**party.dict()) for party in case.parties),
    )
    receipt = acts.receive(new, by=actor_of(request), at=case.occurred, text=case.text, key=key)
    return Status(201, receipt)


@router.get(
    "/{number}", operation_id="read_case", summary="一件办件",
    response=answers({200: shapes.CaseAnswer}, 401, 404),
)  # fmt: skip
def read_case(request: HttpRequest, number: Number) -> dict[str, Any]:
    """办件的状态、各项期限及其算法、当事人（部分隐去）。别的部门的办件如同没有。"""
    view = queries.case_page(number, seen_by=actor_of(request))
    case = view.case
    same = (
        "number", "state", "outcome", "item_type", "channel", "source", "sender_number", "parent_number", "subject",
        "received_on", "accepted_on", "ended_on", "due_on", "legal_due_on", "working_days", "last_seq",
    )  # fmt: skip
    return {
        **{name: getattr(case, name) for name in same},
        "state_name": state_word(State(case.state), case.procedure),
        "item": case.local_code,
        "item_name": view.item_name,
        "department": _unit(people.departments()[case.department_id]),
        "centre": _unit(people.centres()[case.centre_id]),
        "region": _unit(people.regions()[case.region_id]),
        "lawful_acts": [act.value for act in view.lawful_acts],
        "clocks": [
            {"name": clock.name, "due_on": clock.on, "due_at": clock.at, "sentences": list(clock.sentences)}
            for clock in view.clocks
        ],
        "parties": list(view.parties),
    }


@router.get(
    "/{number}/events", operation_id="read_events", summary="办件的全部记录",
    response=answers({200: shapes.EventList}, 401, 404),
)  # fmt: skip
def read_events(request: HttpRequest, number: Number) -> dict[str, Any]:
    """按登记先后列出每一条记录，已被更正的也在其中。"""
    view = queries.case_page(number, seen_by=actor_of(request))
    return {"number": number, "events": [_event(event) for event in view.events]}


@router.post(
    "/{number}/events", operation_id="act_on_case", summary="办理",
    response=answers({201: shapes.ReceiptAnswer}, 401, 403, 404, 409, 413, 415),
)  # fmt: skip
def act_on_case(request: HttpRequest, number: Number, key: Key, act: shapes.ActBrought) -> Status:
    """在办件上登记一项行为：受理、补正、准予等。法律不允许的行为、缺少的事实都会被拒绝，办件保持原样。"""
    event = NewEvent(Act(act.act), act.occurred, act.reason, act.text, _sorted(act.data))
    receipt = acts.record(number, event, by=actor_of(request), expected_seq=act.expected_seq, key=key)
    return Status(201, receipt)


@router.post(
    "/{number}/rectifications", operation_id="rectify_case", summary="更正记录",
    response=answers({201: shapes.ReceiptAnswer}, 401, 403, 404, 409, 413, 415),
)  # fmt: skip
def rectify_case(request: HttpRequest, number: Number, key: Key, rectification: shapes.RectificationBrought) -> Status:
    """更正一条记错的记录：原记录保留并标明已被更正，期限和统计数据随之重算。"""
    instead = rectification.instead
    receipt = acts.rectify(
        number,
        supersedes=rectification.supersedes,
        by=actor_of(request),
        at=rectification.occurred,
        reason=rectification.reason,
        approver=rectification.approver,
        instead=instead.dict() | {"data": _sorted(instead.data)} if instead else None,
        text=rectification.text,
        expected_seq=rectification.expected_seq,
        key=key,
    )
    return Status(201, receipt)


def _sorted(data: dict[str, Any]) -> dict[str, Any]:
    """Return an object by name: in what order a sender writes it is no difference of content."""
    return dict(sorted(data.items()))


def _unit(unit: UnitRecord) -> Unit:
    return Unit(code=unit.code, name=unit.name)


def _listed(page: CasePage) -> dict[str, Any]:
    departments, regions = people.departments(), people.regions()

    def line(row: CaseRow) -> dict[str, Any]:
        units = {"department": _unit(departments[row.department_id]), "region": _unit(regions[row.region_id])}
        return units | {name: getattr(row, name) for name in shapes.CaseLine.model_fields if name not in units}

    return {"cases": [line(row) for row in page.rows], "after": page.after}


def _event(event: EventView) -> dict[str, Any]:
    same = ("seq", "occurred_at", "recorded_at", "reason", "text", "due_on", "superseded", "link")
    return {
        **{name: getattr(event, name) for name in same},
        "act": event.act.value,
        "name": event.words,
        "by": {"kind": event.actor_kind, "id": event.actor_id},
        "data": dict(event.data),
    }
