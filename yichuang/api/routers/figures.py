"""Figures and their definitions; public."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from yichuang.api.errors import answers, bad_input
from yichuang.api.limits import DAYS_MAX, DAYS_MAX_GROUPED
from yichuang.api.schemas import figures as shapes
from yichuang.statistics import queries
from yichuang.statistics.rules import INDICATORS, remarks

router = Router(tags=["统计数据"])


@router.get(
    "", operation_id="read_figures", summary="统计数据", exclude_unset=True, by_alias=True,
    response=answers({200: shapes.FiguresAnswer}, 404, 409),
)  # fmt: skip
def read_figures(request: HttpRequest, asked: Query[shapes.FiguresAsked]) -> dict[str, Any]:
    """各项指标：受理、办结、在办、超期等，可分组，可按某一时刻所知重算。与 `yichuang figures --json` 相同。"""
    _check_span(asked)
    known_at = asked.as_known_at or queries.safe_instant()
    rows = queries.figures(
        start=asked.start, end=asked.end, by=asked.by, known_at=asked.as_known_at, recount=asked.recount,
        todays_units=asked.todays_units, filters=asked.filters(),
    )  # fmt: skip
    found = remarks(rows, name=f"{asked.by[0]}_name" if asked.by else "name")
    return {
        "start": asked.start, "end": asked.end, "known_at": known_at, "figures": rows,
        "remarks": [remark.as_record() for remark in found],
    }  # fmt: skip


@router.get(
    "/definitions", operation_id="read_definitions", summary="指标定义", response=answers({200: shapes.Definitions})
)
def read_definitions(request: HttpRequest) -> dict[str, Any]:
    """每项指标的含义、单位、算法和依据。"""
    return {
        "figures": [
            {
                **{name: getattr(one, name) for name in shapes.DefinitionAnswer.model_fields if name != "has_cases"},
                "has_cases": bool(one.behind),
            }
            for one in INDICATORS.values()
        ]
    }


def _check_span(asked: shapes.FiguresAsked) -> None:
    """Raise `bad_input` for more days than one answer may hold; statistics itself checks the rest."""
    days = (asked.end - asked.start).days + 1
    most = DAYS_MAX_GROUPED if len(asked.by) > 1 else DAYS_MAX
    if "day" in asked.by and days > most:
        raise bad_input({"by": [f"按日分组一次最多 {most} 天，现在是 {days} 天"]})
