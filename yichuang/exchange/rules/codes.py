"""What can be wrong with a delivered row: the stable code of each fault, its Chinese wording, the rule it comes from.

One table: the checks write their errors from it, and the pages that explain the exchange are drawn from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LAW, _ID, _CREDIT, _DATA = "行政许可法", "GB 11643", "GB 32100", "数据集格式"
_CODES = "代码表"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault. In `words`, `{label}` is the column's heading and `{detail}` what the check adds, often nothing."""

    code: str
    words: str
    rule: str

    def message(self, label: str, detail: str = "") -> str:
        """Return the sentence for a column.

        >>> FAULTS["value_missing"].message("办结时间", "填写办结结果时，")
        '填写办结结果时，办结时间必填'
        """
        return self.words.format(label=label, detail=detail)

    @property
    def in_general(self) -> str:
        """The sentence without a column, for lists of codes."""
        return self.message("该列")


_ALL = (
    Fault("value_missing", "{detail}{label}必填", _DATA),
    Fault("malformed_number", "{label}不是有效编号：没有字母或数字，或已被表格软件改成科学计数或错误值", _DATA),
    Fault("text_too_long", "{label}超过规定长度{detail}", _DATA),
    Fault("control_character", "{label}含有控制字符、不可见字符或无法识别的字符，请检查编码和来源", _DATA),
    Fault("malformed_count", "{label}应为从1起的整数{detail}", _DATA),
    Fault("malformed_phone", "{label}不是有效的电话号码（号码不得打码）", _DATA),
    Fault("malformed_date", "{label}不是有效的日期或时间，应如 2022-07-01 或 2022-07-01 09:30:00", _DATA),
    Fault("date_in_future", "{label}在将来", "本厅当前时间"),
    Fault("date_too_early", "{label}早于1949-10-01，疑为录入错误", _DATA),
    Fault("application_after_acceptance", "{label}晚于受理时间", f"{_LAW}第三十二条"),
    Fault("conclusion_before_acceptance", "{label}早于受理时间", f"{_LAW}第四十二条"),
    Fault("end_before_start", "{label}早于开始时间", _DATA),
    Fault("supplement_before_notice", "{label}早于补正告知时间", f"{_LAW}第三十二条"),
    Fault("delivery_before_decision", "{label}早于办结时间", f"{_LAW}第四十四条"),
    Fault("unknown_code", "{label}{detail}不在代码表中，也没有登记对照", _CODES),
    Fault("unknown_item", "{label}{detail}不在事项目录中，也没有登记对照", "事项目录"),
    Fault("item_not_allowed", "{label}{detail}不是贵系统登记可报送的事项", "对接系统登记"),
    Fault("item_type_mismatch", "{label}与事项目录中该事项的类型不一致", "事项目录"),
    Fault("no_version_in_force", "{label}{detail}在受理当日没有有效版本", "事项目录"),
    Fault("unknown_department", "{label}{detail}不是已登记的部门，也没有登记对照", "部门登记"),
    Fault("department_not_allowed", "{label}{detail}不是贵系统所属的部门", "对接系统登记"),
    Fault("unknown_region", "{label}{detail}不是已登记的行政区划，也没有登记对照", "GB/T 2260"),
    Fault("document_kind_missing", "填写了{label}，须同时填写证件类型", _DATA),
    Fault("bad_identity_number", "{label}有误：公民身份号码应为18位，出生日期和校验码须正确{detail}", _ID),
    Fault("bad_credit_code", "{label}有误：统一社会信用代码应为18位且校验码正确", _CREDIT),
    Fault("malformed_document", "{label}与证件类型不符{detail}", _DATA),
    Fault("reason_missing", "{detail}必须说明理由，{label}必填", f"{_LAW}第三十八条"),
    Fault("remedy_missing", "{detail}必须告知复议、诉讼的救济途径，{label}必填", f"{_LAW}第三十八条"),
    Fault("unknown_remedy", "{label}不是已登记的救济途径", f"{_LAW}第三十八条"),
    Fault("approver_missing", "延长审批必须写明批准人，{label}必填", f"{_LAW}第四十二条"),
    Fault("extension_too_long", "{label}超过法定上限{detail}", f"{_LAW}第四十二条"),
    Fault("accepted_yet_declined", "结果为告知不受理或不予受理的，不得填写{label}", f"{_LAW}第三十二条"),
    Fault("nothing_to_deliver", "撤回或终止的办件没有可送达的决定，不得填写{label}", f"{_LAW}第四十四条"),
)
FAULTS: Mapping[str, Fault] = {fault.code: fault for fault in _ALL}
assert len(FAULTS) == len(_ALL), "a code stands for one fault"
