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
LAKE_WORDS = {"cases": "办件", "events": "办件记录", "files": "文件", "bytes": "字节"}
