"""The Chinese words of statistics."""

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
LAKE_WORDS = {"cases": "办件", "events": "办件记录", "files": "文件", "bytes": "字节"}
