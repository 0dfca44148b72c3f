"""Submitted figures: what is due, submitting, correcting, history; indicators defined as data, and their values."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from yichuang.api.door import Token, actor_of
from yichuang.api.errors import answers
from yichuang.api.schemas import submissions as shapes
from yichuang.api.schemas.common import Key, Unit
from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people import queries as people
from yichuang.statistics import acts, queries
from yichuang.statistics.queries import Defined, Slot
from yichuang.statistics.rules.rights import OVERSEE

router = Router(auth=Token(), tags=["填报"])
indicators = Router(auth=Token(), tags=["填报"])


@router.get(
    "", operation_id="list_submissions", summary="应报的数", by_alias=True,
    response=answers({200: shapes.SlotList}, 401, 403),
)  # fmt: skip
def list_submissions(request: HttpRequest, asked: Query[shapes.SlotsAsked]) -> dict[str, Any]:
    """某一期应报的数：报了没有、最后期限、已报的数。只列本部门的。"""
    only = [asked.indicator] if asked.indicator else []
    found = queries.slots(seen_by=actor_of(request), day=asked.day, on=today(), only=only)
    return {"on": today(), "submissions": [_slot(one) for one in found]}


@router.get(
    "/outstanding", operation_id="list_outstanding", summary="待报的数", by_alias=True,
    response=answers({200: shapes.SlotList}, 401, 403),
)  # fmt: skip
def list_outstanding(request: HttpRequest) -> dict[str, Any]:
    """已结束的各期中还没有报的数，先期在前；过了最后期限的为 `overdue`。"""
    found = queries.outstanding(seen_by=actor_of(request), on=today())
    return {"on": today(), "submissions": [_slot(one) for one in found]}


@router.post(
    "", operation_id="submit_figures", summary="填报、更正",
    response=answers({201: shapes.SubmittedAnswer}, 401, 403, 409, 413, 415),
)  # fmt: skip
def submit_figures(request: HttpRequest, key: Key, brought: shapes.FiguresBrought) -> Status:
    """填报、更正或撤回若干个数：全部收下，或者一个也不收并列出每一处错误（`details.errors`）。"""
    figures = [
        acts.NewFigure(
            one.indicator, one.department, one.day, one.amount, one.reason, one.seen_version, f"figures.{place}"
        )
        for place, one in enumerate(brought.figures)
    ]
    done = acts.submit(figures, by=actor_of(request), on=today(), way="api", key=key)
    return Status(201, done.as_record())


@router.get(
    "/history", operation_id="read_submission_history", summary="一个数的历次填报",
    response=answers({200: shapes.History}, 401, 403, 404),
)  # fmt: skip
def read_submission_history(request: HttpRequest, asked: Query[shapes.HistoryAsked]) -> dict[str, Any]:
    """何人何时报过什么数，更正的原因；最后一个版本作数。"""
    unit = people.department_by_code(asked.department, asked.day)
    found = queries.submission_history(asked.indicator, unit.id, asked.day, seen_by=actor_of(request))
    return {"versions": [one.as_record() for one in found]}


@indicators.get(
    "", operation_id="list_indicators", summary="填报指标和派生指标",
    response=answers({200: shapes.IndicatorList}, 401, 403),
)  # fmt: skip
def list_indicators(request: HttpRequest) -> dict[str, Any]:
    """每项指标的定义，和用到它的派生指标。统计指标（受理、办结等）另见 `/figures/definitions`。"""
    people.require(actor_of(request), OVERSEE)
    now = queries.defined()
    submitted = [
        _indicator(code, one.name, one.unit, one.decimals, "submitted", now) for code, one in now.submitted.items()
    ]
    derived = [_indicator(code, one.name, one.unit, one.decimals, one.kind, now) for code, one in now.derived.items()]
    return {"indicators": submitted + derived}


@indicators.get(
    "/figures", operation_id="evaluate_indicators", summary="计算指标", by_alias=True,
    response=answers({200: shapes.Evaluated}, 401, 403, 409),
)  # fmt: skip
def evaluate_indicators(request: HttpRequest, asked: Query[shapes.EvaluationAsked]) -> dict[str, Any]:
    """一段时间的指标和算式。缺报、除以零、定义有误的指标没有数，只说明原因，其余照算。"""
    actor = actor_of(request)
    people.require(actor, OVERSEE)
    _check_lists(asked)
    known_at = asked.as_known_at or queries.safe_instant()
    found = queries.indicators(
        list(dict.fromkeys(asked.code)), start=asked.start, end=asked.end, by=asked.by, known_at=asked.as_known_at,
        seen_by=actor,
    )  # fmt: skip
    rows = [
        {"code": row.code, "name": row.name, "figures": {code: one.as_record() for code, one in row.figures.items()}}
        for row in found.rows
    ]
    return {"start": asked.start, "end": asked.end, "known_at": known_at, "rows": rows}


def _check_lists(asked: shapes.EvaluationAsked) -> None:
    """Raise `list_by_unit` where each unit would have a list of its own over all items: there are thousands."""
    derived = queries.defined().derived if asked.by else {}
    for one in (derived[code] for code in asked.code if code in derived):
        if one.is_list and "item" in (asked.by, one.options["over"]):
            raise Refusal("list_by_unit", f"“{one.name}”是名单，涉及逐个事项，不能再分组，请去掉 by。", field="by")


def _slot(one: Slot) -> dict[str, Any]:
    record = one.as_record()
    unit = Unit(code=one.department.code, name=one.department.name)
    return record | {"start": record["from"], "end": record["to"], "department": unit}


def _indicator(code: str, name: str, unit: str, decimals: int, kind: str, now: Defined) -> dict[str, Any]:
    return {
        "code": code, "name": name, "unit": unit, "decimals": decimals, "kind": kind,
        "version": now.versions.get(code, 0), "retired": code in now.retired,
        "definition": dict(now.records.get(code, {})),
        "used_by": [one.code for one in queries.users_of(code, now.derived)],
    }  # fmt: skip
