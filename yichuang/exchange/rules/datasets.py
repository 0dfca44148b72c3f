"""The data sets that systems deliver: what each row tells, column by column. One table for people and programs.

Names of columns are those of the national case tables (`up_pro_*`), grouped as in GB/T 39046-2020; the compact form is
ours, for simple systems. Readers accept the Chinese heading of a column in place of its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; how it is checked follows from it."""

    NUMBER = "number"  # a case's number as the sender writes it
    TEXT = "text"  # words
    WORDS = "words"  # longer words: line breaks and tabs are allowed
    CODE = "code"  # one of a list of codes
    ITEM = "item"  # an item's code, mapped
    DEPARTMENT = "department"  # a department's code, mapped
    REGION = "region"  # a region's code, mapped
    OUTCOME = "outcome"  # how a case ended, mapped
    TIME = "time"  # a date, or a date with its time of day
    DOCUMENT = "document"  # an identity document's number, checked by its kind
    PHONE = "phone"
    COUNT = "count"  # a whole number from 1 on


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Chinese heading, what it holds, whether every row must have it, its greatest length."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    length: int = 200
    codes: Mapping[str, str] | None = None  # code → meaning
    note: str = ""
    personal: bool = False  # masked wherever it is listed


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set: its columns, the columns whose values name a row (with the system), whether its rows open cases."""

    name: str
    label: str
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    opens: bool = False
    note: str = ""

    def column(self, name: str) -> Column:
        """Return a column by its name. KeyError if there is none."""
        return next_or_key_error(self.columns, name)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)


def next_or_key_error(columns: tuple[Column, ...], name: str) -> Column:
    """Return the column of this name or raise KeyError."""
    for column in columns:
        if column.name == name:
            return column
    raise KeyError(name)


APPLY_TYPES = {"1": "窗口", "2": "电脑端网上", "3": "移动端", "4": "快递申请", "9": "其他"}  # GB/T 39046-2020 A.5
APPLICANT_TYPES = {  # GB/T 39046-2020 A.4
    "1": "自然人", "2": "企业法人", "3": "事业法人", "4": "社会组织法人", "5": "行政机关", "6": "其他组织",
}  # fmt: skip
DOCUMENT_KINDS = {
    "resident_id": "居民身份证", "passport": "护照", "hmt_residence": "港澳台居民居住证",
    "permanent_residence": "外国人永久居留身份证", "credit_code": "统一社会信用代码",
}  # fmt: skip
SPECIAL_TYPES = {"1": "延长审批", "2": "除延长审批之外"}  # GB/T 39046-2020 A.7
PAUSES = {  # 行政许可法 Art. 45
    "hearing": "听证", "tender": "招标", "auction": "拍卖", "inspection": "检验", "testing": "检测",
    "quarantine": "检疫", "appraisal": "鉴定", "expert_review": "专家评审",
}  # fmt: skip
OUTCOMES = {
    "granted": "准予（办结）", "refused": "不予", "withdrawn": "撤回", "terminated": "终止",
    "not_required": "告知不受理", "out_of_scope": "不予受理",
}  # fmt: skip
DELIVERY_WAYS = {"window": "窗口领取", "express": "快递", "online": "网上", "left": "留置", "announced": "公告"}
ACTIONS = {"1": "通过", "2": "退回", "9": "其他"}

_NUMBER = Column("project_no", "办件编号", Kind.NUMBER, required=True, note="贵系统的办件编号，原样保存")
_APPLICANT = (
    Column(
        "applyer_type",
        "申请人类型",
        Kind.CODE,
        codes=APPLICANT_TYPES,
        note="缺省为自然人；证件为统一社会信用代码的，缺省为其他组织",
    ),
    Column("applyer_name", "申请人名称", required=True, personal=True),
    Column("applyer_page_type", "申请人证件类型", Kind.CODE, codes=DOCUMENT_KINDS),
    Column("applyer_page_code", "申请人证件号码", Kind.DOCUMENT, length=40, personal=True),
    Column("contact_name", "联系人/代理人姓名", personal=True),
    Column("contact_type", "联系人证件类型", Kind.CODE, codes=DOCUMENT_KINDS),
    Column("contact_code", "联系人证件号码", Kind.DOCUMENT, length=40, personal=True),
    Column("contact_mobile", "联系人手机", Kind.PHONE, length=20, personal=True),
    Column("address", "通讯地址", personal=True, length=300),
)
_PLACE = (
    Column("task_code", "事项编码", Kind.ITEM, required=True, length=80, note="实施编码、基本编码或已登记的对照编码"),
    Column("task_type", "事项类型", length=2, note="填写时与目录核对"),
    Column("org_code", "受理部门编码", Kind.DEPARTMENT, length=40, note="缺省为事项的实施部门"),
    Column("area_code", "行政区划", Kind.REGION, length=12, note="缺省为系统登记的区划"),
    Column("apply_type", "申报来源", Kind.CODE, codes=APPLY_TYPES, note="缺省为系统登记的来源"),
    Column("project_name", "办理摘要", length=300, note="不得写入个人信息"),
)
_ENDING = (
    Column("result_reason", "理由代码", length=40, note="不予、终止、不予受理、告知不受理时必填"),
    Column("result_explain", "结果描述", Kind.WORDS, length=2000),
    Column("remedy", "救济途径代码", length=40, note="不予、不予受理时必填；缺省为系统登记的代码"),
)

ACCEPT = Dataset(
    "accept", "受理", "up_pro_accept",
    (
        _NUMBER, *_PLACE,
        Column("apply_date", "申请时间", Kind.TIME, note="收件时间；缺省即从受理起"),
        Column("accept_date", "受理时间", Kind.TIME, required=True),
        *_APPLICANT,
    ),
    ("project_no",), opens=True,
)  # fmt: skip
PROCESS = Dataset(
    "process", "办理过程", "up_pro_process",
    (
        _NUMBER,
        Column("step_no", "环节序号", Kind.COUNT, required=True, length=4),
        Column("process_name", "环节名称", required=True, length=100),
        Column("event_name", "业务动作", Kind.CODE, required=True, codes=ACTIONS),
        Column("event_start_time", "开始时间", Kind.TIME, required=True),
        Column("event_end_time", "结束时间", Kind.TIME, note="未结束时为空"),
        Column("handle_user_name", "处理人", length=60, personal=True),
        Column("handle_explain", "处理意见", Kind.WORDS, length=2000),
    ),
    ("project_no", "step_no"),
)  # fmt: skip
SPECIAL = Dataset(
    "special", "特别程序", "up_pro_special_procedure",
    (
        _NUMBER,
        Column("special_no", "特别程序序号", Kind.COUNT, required=True, length=4),
        Column("special_type", "特别程序类型", Kind.CODE, required=True, codes=SPECIAL_TYPES),
        Column("special_name", "特别程序种类", Kind.CODE, codes=PAUSES, note="类型为 2 时必填"),
        Column("special_time", "开始时间", Kind.TIME, required=True, note="延长审批为批准时间"),
        Column("end_time", "结束时间", Kind.TIME, note="未结束时为空；延长审批不填"),
        Column("special_days", "延长工作日数", Kind.COUNT, length=3, note="类型为 1 时必填"),
        Column("special_approver", "批准人职务", length=60, note="类型为 1 时必填；填职务，不填姓名"),
        Column("special_reason", "启动理由代码", length=40, note="类型为 1 时必填"),
        Column("special_explain", "理由说明", Kind.WORDS, length=2000),
    ),
    ("project_no", "special_no"),
)  # fmt: skip
SUPPLEMENT = Dataset(
    "supplement", "补正", "up_pro_supplement",
    (
        _NUMBER,
        Column("notice_time", "补正告知时间", Kind.TIME, required=True),
        Column("notice_explain", "需补正的内容", Kind.WORDS, required=True, length=2000),
        Column("supplement_time", "补正时间", Kind.TIME, note="尚未补正时为空"),
    ),
    ("project_no",), note="补正发生在受理之前；受理数据须有申请时间",
)  # fmt: skip
RESULT = Dataset(
    "result", "办理结果", "up_pro_result",
    (
        _NUMBER,
        Column("result_type", "办结结果", Kind.OUTCOME, required=True, codes=OUTCOMES, length=40),
        Column("result_date", "办结时间", Kind.TIME, required=True),
        *_ENDING,
        Column("delivery_way", "送达方式", Kind.CODE, codes=DELIVERY_WAYS),
        Column("delivery_date", "送达时间", Kind.TIME, note="填写送达方式时必填"),
    ),
    ("project_no",),
)  # fmt: skip
COMPACT = Dataset(
    "compact", "一件一行", "",
    (
        _NUMBER, *_PLACE,
        Column("accept_date", "受理时间", Kind.TIME, note="除告知不受理、不予受理外必填"),
        Column("result_date", "办结时间", Kind.TIME, note="未办结时为空"),
        Column("result_type", "办结结果", Kind.OUTCOME, codes=OUTCOMES, length=40, note="有办结时间时必填"),
        *_ENDING, *_APPLICANT,
    ),
    ("project_no",), opens=True, note="供简单系统使用：一件一行，办结后再送一次",
)  # fmt: skip
DATASETS: Mapping[str, Dataset] = {one.name: one for one in (ACCEPT, PROCESS, SPECIAL, SUPPLEMENT, RESULT, COMPACT)}
FORMATS = ("csv", "xlsx", "jsonl", "parquet")
SUFFIXES = {"csv": ".csv", "xlsx": ".xlsx", "jsonl": ".jsonl", "parquet": ".parquet"}
