"""The page that shows every part, so that faces drawn at different times stay alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yichuang.kit.time import zone
from yichuang.web.charts import Line, LineChart, drawn, spark
from yichuang.web.doors import public
from yichuang.web.forms import Form, day_field
from yichuang.web.parts import (
    DUE_SOON,
    IN_TIME,
    OVERDUE,
    Clock,
    Crumb,
    Dialog,
    Document,
    Masked,
    PersonChip,
    Status,
    Step,
    Tile,
    TimelineEvent,
)


class SampleForm(Form):
    """A form with a hint and a field that is wrong."""

    name = forms.CharField(label="申请人", help_text="与证件上的姓名或名称一致。", initial="某某物流有限公司")
    due_on = day_field("希望取件日期", required=True)


@public
def page(request: HttpRequest) -> HttpResponse:
    """Draw all parts with sample content."""
    form = SampleForm({"name": "某某物流有限公司", "due_on": "七月一日"})
    return render(request, "site/parts.html", {"form": form} | _records())


def _records() -> dict[str, Any]:
    """Return the sample content, part by part."""
    here = reverse("parts")
    weeks = tuple(date(2022, 1, 3) + timedelta(weeks=week) for week in range(24))
    received = tuple(15000 + 900 * (week % 5) + 60 * week for week in range(24))
    done = tuple(14200 + 800 * ((week + 2) % 5) + 70 * week for week in range(24))
    chart = LineChart("行政许可（件/周）", weeks, (Line("受理", received), Line("办结", done)))
    clerk = PersonChip("王小明", "综合窗口", "省交通运输厅")
    sentences = (
        "2022-06-20 受理，当日不计。",
        "承诺时限 10 个工作日，自 2022-06-21 起算。",
        "专家评审 2022-06-27 至 2022-06-29，扣除 3 个工作日。",
    )
    return {
        "crumbs": [Crumb("首页", reverse("home")), Crumb("部件", here)],
        "here": here,
        "tiles": [
            Tile("受理", 439896, "件", here, "行政许可", "上周 16,402 件，比前一周 +312", spark(received)),
            Tile("办结", 436925, "件", here, "行政许可", "上周 16,117 件，比前一周 −95", spark(done)),
        ],
        "chart": chart,
        "svg": drawn(chart),
        "statuses": [IN_TIME, DUE_SOON, OVERDUE, Status("特别程序中", "stopped"), Status("已办结", "done")],
        "clocks": [
            Clock("承诺期限", date(2022, 7, 7), IN_TIME, "还有 4 个工作日", sentences),
            Clock("法定期限", date(2022, 7, 4), DUE_SOON, "还有 1 个工作日", sentences[:1]),
            Clock("送达期限", date(2022, 6, 30), OVERDUE, "超期 1 个工作日"),
        ],
        "events": [
            TimelineEvent(1, "收件", datetime(2022, 6, 17, 9, 12, tzinfo=zone()), clerk),
            TimelineEvent(
                2, "受理", datetime(2022, 6, 20, 10, 30, tzinfo=zone()), clerk, ("承诺期限 2022-07-07 周四",)
            ),
            TimelineEvent(3, "准予", datetime(2022, 6, 24, 16, 5, tzinfo=zone()), clerk, ("已由第 4 步更正",), True),
        ],
        "steps": [Step("填写", past=True), Step("核对", current=True), Step("提交")],
        "documents": [
            Document("PDF", "窗口工作周报 2022 年第 21 期", here, "5 页 · 182 KB"),
            Document("DOCX", "窗口工作周报 2022 年第 21 期", here, "41 KB"),
        ],
        "person": clerk,
        "masked": Masked("sample", "110105********002X", here, "number"),
        "dialog": Dialog("sample-dialog", "作废这件办件？", "作废后它不再计入任何数字，不能恢复。", "作废"),
        "toast": "已退回 · 可在 10 分钟内撤销",
    }
