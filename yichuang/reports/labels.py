"""The Chinese words of the room `reports`."""

from __future__ import annotations

STATES = {"draft": "草稿", "signed": "已签发", "published": "已发布", "archived": "已归档", "discarded": "已撤下"}
STORY_STATES = {"submitted": "待采用", "adopted": "已采用", "returned": "已退回", "withdrawn": "已撤下"}
FIELDS = {  # of stories, findings and words by hand
    "text": "内容", "category": "类别", "department": "部门", "date_from": "起始日期", "date_to": "截止日期",
    "date_text": "日期", "pictures": "图片", "state": "状态", "reason": "原因", "place": "顺序",
    "check_name": "检查项目", "finding": "检查情况", "ok": "是否正常", "withdrawn": "撤下",
    "words": "手工改写", "computed": "系统算出",
}  # fmt: skip
FATES = {  # of the files of a folder
    "archived": "已归档", "duplicate": "重复", "review": "待核", "conflict": "期号冲突", "unread": "没有文字",
    "refused": "未收", "dismissed": "不归档", "replaced": "已换新文件",
}  # fmt: skip
SECTION_KINDS = {
    "figures": "数据", "stories": "动态", "inspection": "巡查", "text": "文字", "sentences": "数据段落",
    "each": "逐个单位的段落", "table": "表",
    "ranking": "排名或名单", "chart": "图", "pictures": "图片", "note": "按语",
}  # fmt: skip
PERIOD_RULES = {  # of issues, of figures and of further spans
    "working_week": "工作周", "week": "周（周一至周日）", "month": "月", "quarter": "季度", "half_year": "半年",
    "year": "年", "ad_hoc": "不定期", "day": "日",
    "period": "同本期", "year_to_date": "年初至本期末", "half_year_to_date": "半年初至本期末",
    "quarter_to_date": "季初至本期末", "month_to_date": "月初至本期末", "previous": "上一期", "year_before": "上年同期",
}  # fmt: skip
SERIES_WORDS = {  # key of a series' file → what its words mean
    "kind": SECTION_KINDS,
    "numbering": {"year": "按年编号", "all": "总编号", "month": "按月编号", "none": "不编号"},
    "style": {"": "按级别", "无": "不编序号"},
    "align": {"left": "左", "center": "中", "right": "右"},
    "by": {"": "没有", "department": "部门", "item_type": "事项类型", "item": "事项", "region": "地区",
           "channel": "渠道", "centre": "中心", "period": "最近几期"},
    "chart": {"bar": "横条", "column": "竖柱", "line": "折线", "share": "占比"},
}  # fmt: skip
SERIES_SOURCES = {"stored": "本单位保存", "hall": "本单位文件", "shipped": "产品自带"}
REMARKS = {
    "rate_differs": "比率不符", "parts_differ": "分项与总数不符", "change_differs": "增减不符",
    "cumulative_fell": "累计低于前期", "period_differs": "时段不同",
}  # fmt: skip
FORMS = {"pdf": "PDF", "docx": "Word", "html": "网页", "json": "数据（JSON）"}
FACE_ROLES = {"title": "刊名与标题", "body": "正文", "heading": "一级标题", "category": "二级标题", "page": "页码"}

LENGTHS = {
    "issue": "本期", "week": "一周", "month": "一个月", "quarter": "一个季度", "half_year": "半年", "year": "一年",
    "year_to_date": "年初以来累计",
}  # fmt: skip
ORDERS = {"date": "按日期", "relevance": "按相关程度"}
FACETS = {"year": "年份", "series": "刊物", "section": "栏目", "category": "类别", "department": "单位"}
COMPARED = {"same": "相同", "changed": "有改动", "new": "新增", "gone": "删去"}


TEMPLATE_FIELDS = {  # of a series' templates, beside figures and variables
    "year": "年", "month": "月", "quarter": "季度（一至四）", "half": "上或下（半年）", "number": "期号",
    "total": "总期号", "issued_on": "印发日期", "period": "本期的说法，如 2022年6月", "period_from": "本期起始日",
    "period_to": "本期截止日",
    "from": "本节时段的起始日", "to": "本节时段的截止日", "span": "本节时段的说法",
}  # fmt: skip


def period_rule(rule: str) -> str:
    """Return what a rule of periods is called.

    >>> period_rule("month_from_17"), period_rule("quarter")
    ('每月 17 日至次月 16 日', '季度')
    """
    if rule.startswith("month_from_") and rule.removeprefix("month_from_").isdecimal():
        day = int(rule.removeprefix("month_from_"))
        return f"每月 {day} 日至次月 {day - 1} 日"
    return PERIOD_RULES.get(rule, rule)


def in_order(ok: bool | None) -> str:
    """Return the word for a check's outcome: 正常, 有问题, or 未注明 where the words do not say."""
    return {True: "正常", False: "有问题", None: "未注明"}[ok]
