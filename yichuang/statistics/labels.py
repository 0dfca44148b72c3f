"""The Chinese words of statistics."""

from __future__ import annotations

from yichuang.statistics.rules.derived.records import OVER
from yichuang.statistics.rules.periods import Span

DIMENSION_WORDS = {
    "centre": "中心",
    "department": "部门",
    "item_type": "事项类型",
    "item": "事项",
    "region": "行政区划",
    "channel": "办理形式",
    "source": "来源",
    "day": "日",
    "week": "周",
    "month": "月",
    "year": "年",
}
SUBMISSION_STATE_WORDS = {"submitted": "已报", "submitted_late": "迟报", "missing": "待报", "overdue": "逾期未报"}
SUBMISSION_WAY_WORDS = {"page": "页面", "file": "表格", "api": "接口", "command": "命令"}
DEADLINE_WORDS = {"working_day": "工作日", "calendar_day": "自然日"}
DERIVED_KIND_WORDS = {
    "figure": "取数", "rate": "比率", "average": "平均", "share": "占比", "speed_up": "提速率", "change": "增减",
    "sum": "合计", "total": "总数与分项", "ranking": "排名", "list": "名单",
}  # fmt: skip
DERIVED_KIND_MEANINGS = {
    "figure": "某项指标在某部门、某时段的数，如本年累计收费",
    "rate": "分子 ÷ 分母，% 或 ‰，如按时办结率",
    "average": "分子 ÷ 分母，带单位，如人均收费",
    "share": "部分占总体，% 或 ‰，如某类事项的占比",
    "speed_up": "（法定时限 − 实际用时）÷ 法定时限",
    "change": "与上期或上年同期比，增减数、幅度或百分点",
    "sum": "几项指标之和",
    "total": "总数，并核对它等于各分项之和",
    "ranking": "按某项指标从高到低或从低到高的前几名，同数并列",
    "list": "满足条件的部门、事项等，如办结率低于 90% 的",
}  # fmt: skip
OPERAND_WORDS = {
    "figure": "指标", "numerator": "分子", "denominator": "分母", "part": "部分", "whole": "总体",
    "legal": "法定时限合计", "used": "实际用时合计", "parts": "分项",
}  # fmt: skip
OPTION_NAMES = {
    "against": "与何时比", "in": "怎么表示", "over": "排列什么", "order": "次序", "first": "取前几名",
    "condition": "条件", "limit": "界限",
}  # fmt: skip
LAKE_WORDS = {"cases": "办件", "events": "办件记录", "files": "文件", "bytes": "字节"}
RULE_WORDS = {"day": "日", "week": "周", "month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}
OVER_UNITS_WORDS = {"sum": "可以相加", "none": "不能相加"}
OVER_PERIODS_WORDS = {"sum": "各期相加", "last": "取最后一期", "none": "不能相加"}
ROUNDING_WORDS = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "舍去", "up": "进位"}
OPTION_WORDS = {
    "against": {"previous": "上期", "year_before": "上年同期"},
    "in": {"number": "增减数", "percent": "增减幅度（%）", "points": "增减百分点"},
    "over": {name: DIMENSION_WORDS[name] for name in OVER},
    "order": {"top": "从高到低", "bottom": "从低到高"},
    "condition": {"below": "低于", "at_most": "不高于", "above": "高于", "at_least": "不低于", "equal": "等于"},
}  # fmt: skip
SINCE_WORDS = {"year": "年初", "half_year": "半年初", "quarter": "季度初", "month": "月初"}


def rule_words(rule: str) -> str:
    """Return a rule of periods in Chinese.

    >>> rule_words("month"), rule_words("month_from_17")
    ('月', '17 日至次月 16 日')
    """
    first = rule.removeprefix("month_from_")
    return RULE_WORDS.get(rule) or f"{first} 日至次月 {int(first) - 1} 日"


def period_words(rule: str, span: Span) -> str:
    """Return a period of a rule as people call it.

    >>> from datetime import date
    >>> period_words("month", (date(2022, 6, 1), date(2022, 6, 30)))
    '2022 年 6 月'
    >>> period_words("week", (date(2022, 6, 27), date(2022, 7, 3)))
    '2022 年第 26 周（6 月 27 日至 7 月 3 日）'
    >>> period_words("month_from_17", (date(2021, 12, 17), date(2022, 1, 16)))
    '2021 年 12 月 17 日至 2022 年 1 月 16 日'
    """
    first, last = span
    if rule == "month":
        return f"{first.year} 年 {first.month} 月"
    if rule == "quarter":
        return f"{first.year} 年第 {(first.month + 2) // 3} 季度"
    if rule == "half_year":
        return f"{first.year} 年{'上' if first.month == 1 else '下'}半年"
    if rule == "year":
        return f"{first.year} 年"
    if rule == "day":
        return f"{first.year} 年 {first.month} 月 {first.day} 日"
    year = "" if first.year == last.year else f"{last.year} 年 "
    days = f"{first.month} 月 {first.day} 日至 {year}{last.month} 月 {last.day} 日"
    if rule == "week":
        number = first.isocalendar()
        return f"{number.year} 年第 {number.week} 周（{days}）"
    return f"{first.year} 年 {days}"
