"""Issues: the archive, and one issue as a record."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema
from pydantic import ConfigDict

from yichuang.api.schemas.common import Asked, OptionalCode
from yichuang.reports.labels import FORMS, STATES

KEY_WORDS = "年-期号 2022-21；按月编号 2022-06-1；总编号 396；不编号则为起止日 2022-06-01_2022-06-15"


class IssuesAsked(Asked):
    """Which issues are asked for; left out means all."""

    series: OptionalCode = Field("", title="刊物", examples=["weekly"])
    year: int | None = Field(None, title="年", ge=1900, le=9999, examples=[2022])


class IssueLine(Schema):
    """An issue in a list."""

    series: str = Field(title="刊物", examples=["weekly"])
    title: str = Field(title="刊名")
    state: str = Field(title="状态", description="published 已发布、archived 已归档")
    key: str = Field(title="期", description=KEY_WORDS, examples=["2022-21"])
    year: int = Field(title="年", examples=[2022])
    number: int | None = Field(title="期号", description="不编号的刊物没有期号", examples=[21])
    total_number: int | None = Field(title="总期号")
    period_from: date | None = Field(title="起始日")
    period_to: date | None = Field(title="截止日")
    issued_on: date | None = Field(title="印发日期")


class IssueList(Schema):
    """The issues, newest first."""

    issues: list[IssueLine] = Field(title="各期", description="从新到旧；不写年份时最多 200 期")


class _Kept(Schema):
    """Keys may be added to a record; they are handed on."""

    model_config = ConfigDict(extra="allow")


class Period(_Kept):
    """The days that an issue tells of."""

    start: str | None = Field(alias="from", title="起始日")
    end: str | None = Field(alias="to", title="截止日")


class PrintedFigure(_Kept):
    """A pair of figures as printed."""

    item_type: str | None = Field(title="事项类型", description="两位代码，或代码范围如 02-10")
    name: str = Field(title="名称")
    accepted: int | None = Field(title="受理")
    concluded: int | None = Field(title="办结")


class PrintedStatistics(_Kept):
    """The sentence of figures."""

    start: str | None = Field(alias="from", title="起始日")
    end: str | None = Field(alias="to", title="截止日")
    scope: str = Field(title="范围")
    figures: list[PrintedFigure] = Field(title="数据")


class Story(_Kept):
    """What a window did."""

    category: str | None = Field(title="类别")
    department: str | None = Field(title="部门")
    date_from: str | None = Field(title="起")
    date_to: str | None = Field(title="止")
    date_text: str | None = Field(title="日期原文")
    text: str = Field(title="正文")


class Section(_Kept):
    """A section with its stories."""

    title: str = Field(title="标题")
    items: list[Story] = Field(title="动态")


class Inspection(_Kept):
    """What the inspectors saw."""

    check: str = Field(title="检查项")
    finding: str = Field(title="情况")
    ok: bool | None = Field(title="是否正常")


class Distribution(_Kept):
    """Who gets it."""

    report: str | None = Field(title="报")
    send: str | None = Field(title="送")
    issue: str | None = Field(title="发")


class IssueAnswer(_Kept):
    """An issue as `yichuang report read --json` gives it."""

    state: str = Field(title="状态", description=f"published {STATES['published']}、archived {STATES['archived']}")
    series: str = Field(title="刊物", examples=["weekly"])
    title: str = Field(title="刊名")
    year: int | None = Field(title="年")
    number: int | None = Field(title="期号")
    total_number: int | None = Field(title="总期号")
    issuer: str = Field(title="主办单位")
    issued_on: str | None = Field(title="印发日期")
    period: Period = Field(title="期间")
    statistics: PrintedStatistics = Field(title="统计数据")
    sections: list[Section] = Field(title="各部分")
    inspection: list[Inspection] = Field(title="巡查")
    distribution: Distribution = Field(title="报送发")
    copies: int | None = Field(title="印数")
    unread: list[dict[str, Any]] = Field(title="未认出的文字")
    tree: dict[str, Any] = Field(title="全文结构")
    lines: list[str] = Field(title="原文各行")


FORM_WORDS = "、".join(f"{form} {words}" for form, words in FORMS.items())
