"""The Chinese word for each code word of the calendar."""

from __future__ import annotations

from yichuang.workdays.rules import DayKind

DAY_KINDS = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKE_UP: "调休上班",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "节假日",
}
PROVISIONAL = "暂定（该年节假日安排尚未公布，按周末和固定日期节日推算）"
