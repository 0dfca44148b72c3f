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
SECTION_KINDS = {"figures": "数据", "stories": "动态", "inspection": "巡查", "text": "文字"}
SERIES_SOURCES = {"stored": "本单位保存", "hall": "本单位文件", "shipped": "产品自带"}
REMARKS = {"rate_differs": "比率不符", "parts_differ": "分项与总数不符", "change_differs": "增减不符"}
FORMS = {"pdf": "PDF", "docx": "Word", "html": "网页", "json": "数据（JSON）"}
FACE_ROLES = {"title": "刊名与标题", "body": "正文", "heading": "一级标题", "category": "二级标题", "page": "页码"}


def in_order(ok: bool | None) -> str:
    """Return the word for a check's outcome: 正常, 有问题, or 未注明 where the words do not say."""
    return {True: "正常", False: "有问题", None: "未注明"}[ok]
