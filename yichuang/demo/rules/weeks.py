"""What the windows told and the inspectors saw in the last weeks, and earlier issues of the hall's weekly report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from yichuang.demo.rules.places import CENTRE, DATA, PLATFORM

VAGUE = "近日"
TITLE = "窗口工作周报"
CATEGORIES = ("优化营商环境工作开展情况", "窗口服务效能提升工作情况", "厅（局）长进大厅")
LEAD = "大厅管理处每天上午、下午各巡查一次，结果记入台账并告知有关窗口。本周大厅巡查情况如下："
VARIABLES = {
    "centre": CENTRE, "platform": PLATFORM, "scope": "省本级", "level": "省级", "inspection_lead": LEAD,
}  # fmt: skip
"""What the series `weekly` is told about this hall."""
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Told:
    """A story of a window; without dates it happened 近日. `department` is the short name."""

    category: str
    department: str
    text: str
    date_from: date | None = None
    date_to: date | None = None

    @property
    def date_text(self) -> str:
        """The words of the date: `6月29日`, `6月29日至30日`, `6月29日至7月1日`, or 近日.

        >>> Told("", "", "", date(2022, 6, 29), date(2022, 7, 1)).date_text
        '6月29日至7月1日'
        """
        if self.date_from is None:
            return VAGUE
        words = f"{self.date_from.month}月{self.date_from.day}日"
        if self.date_to is None or self.date_to == self.date_from:
            return words
        month = "" if self.date_to.month == self.date_from.month else f"{self.date_to.month}月"
        return f"{words}至{month}{self.date_to.day}日"

    @property
    def sentence(self) -> str:
        """The story as the report prints it, its date first."""
        return f"{self.date_text}，{self.text}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding of the hall's inspection; `ok` tells whether all was well."""

    check: str
    finding: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A working week of the hall with the numbers of its issue."""

    number: int
    total: int
    start: date
    end: date
    issued_on: date
    stories: tuple[Told, ...]
    findings: tuple[Seen, ...]


@cache
def weeks() -> tuple[Week, ...]:
    """Return the demo's weeks in order; the last one is the week whose issue is still to be compiled."""
    return tuple(_week(row) for row in _rows("week"))


def waiting() -> tuple[Told, ...]:
    """Return what the clerk's window has handed in for the last week, for the editor to adopt or return."""
    return tuple(_told(row) for row in _rows("waiting"))


@cache
def _rows(name: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = tomllib.loads((DATA / "weeks.toml").read_text(encoding="utf-8"))[name]
    return rows


def _told(row: Mapping[str, Any]) -> Told:
    return Told(row["category"], row["department"], row["text"], row.get("from"), row.get("to", row.get("from")))


def _week(row: Mapping[str, Any]) -> Week:
    stories = tuple(_told(told) for told in row["stories"])
    findings = tuple(Seen(seen["check"], seen["finding"], seen["ok"]) for seen in row["findings"])
    return Week(row["number"], row["total"], row["from"], row["to"], row["issued_on"], stories, findings)


def issue_text(week: Week, figures: Mapping[str, tuple[int, int]]) -> str:
    """Return the week's issue as the hall would have printed it, for the archive.

    figures: accepted and concluded from 1 January to the week's last day, of `01`, `20` and `02-10`.
    """
    year = week.start.year
    (licences, services, others) = (figures[group] for group in ("01", "20", "02-10"))
    parts = [
        TITLE,
        f"{year} 年第 {week.number} 期（总第 {week.total} 期）",
        CENTRE,
        f"{week.issued_on.year} 年 {week.issued_on.month} 月 {week.issued_on.day} 日",
        "政务服务工作",
        f"（{week.start.month} 月 {week.start.day} 日—{week.end.month} 月 {week.end.day} 日）",
        f"一、{VARIABLES['level']}政务服务事项受理办理情况",
        f"据{PLATFORM}数据统计，{year} 年 1 月 1 日至 {week.end.year} 年 {week.end.month} 月 {week.end.day} 日，"
        f"{VARIABLES['scope']}行政许可事项受理 {licences[0]} 件，办结 {licences[1]} 件；"
        f"公共服务事项受理 {services[0]} 件，办结 {services[1]} 件，"
        f"其它九类行权事项受理 {others[0]} 件，办结 {others[1]} 件。",
        "二、窗口工作动态",
        *_stories(week),
        "三、大厅巡查情况",
        LEAD,
        *(f"（{_ORDINALS[place]}）{seen.check}。{seen.finding}" for place, seen in enumerate(week.findings)),
        "报：中心领导。",
        "送：各相关省级部门（单位），中心各处（室）、直属单位。",
        "发：各部门窗口。",
        "（共印 80 份）",
    ]
    return "\n\n".join(parts) + "\n"


def _stories(week: Week) -> list[str]:
    lines = []
    for place, category in enumerate(CATEGORIES):
        lines.append(f"（{_ORDINALS[place]}）{category}")
        told = [story for story in week.stories if story.category == category]
        lines += [f"（{number}）{story.sentence}" for number, story in enumerate(told, start=1)]
    return lines
