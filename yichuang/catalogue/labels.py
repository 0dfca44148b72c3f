"""The Chinese words of the room `catalogue`."""

from __future__ import annotations

from yichuang.catalogue.rules import ITEM_TYPES, NATIONAL_KINDS, GapRule, HallKind, Limit, Procedure, Unit, VersionState

__all__ = [
    "GAP_RULES",
    "HALL_KINDS",
    "ITEM_TYPES",
    "NATIONAL_KINDS",
    "PROCEDURES",
    "UNITS",
    "VERSION_STATES",
    "in_words",
]

PROCEDURES = {Procedure.LICENCE: "行政许可", Procedure.PUBLIC_SERVICE: "公共服务", Procedure.OTHER: "其他行政权力事项"}
UNITS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.HOUR: "小时", Unit.AT_ONCE: "当场办结"}
VERSION_STATES = {VersionState.DRAFT: "草稿", VersionState.PUBLISHED: "已发布", VersionState.RETIRED: "已停用"}
HALL_KINDS = {
    HallKind.AT_ONCE: "即办件",
    HallKind.PROMISED: "承诺件",
    HallKind.JOINT: "联办件",
    HallKind.REPORTED_UP: "报批件",
    HallKind.URGENT: "急办件",
}
GAP_RULES = {GapRule.TERMINATE: "逾期未补齐的，终止办理", GapRule.GO_ON: "逾期未补齐的，提示后继续办理"}


def in_words(limit: Limit) -> str:
    """Return a limit as pages print it.

    >>> in_words(Limit(20, Unit.WORKING_DAY)), in_words(Limit(0, Unit.AT_ONCE))
    ('20个工作日', '当场办结')
    """
    return UNITS[limit.unit] if limit.unit is Unit.AT_ONCE else f"{limit.n}{UNITS[limit.unit]}"
