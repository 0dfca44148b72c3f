"""The Chinese words of the ledger."""

from __future__ import annotations

from yichuang.cases.rules.words import Act, Measure, State

ACT_WORDS = {
    Act.RECEIVE: "收件",
    Act.TELL_NOT_REQUIRED: "告知不受理",
    Act.DECLINE: "不予受理",
    Act.AMEND: "当场更正",
    Act.REQUEST_SUPPLEMENT: "一次性告知补正",
    Act.SUPPLEMENT: "补正",
    Act.ACCEPT: "受理",
    Act.ACCEPT_WITH_GAP: "容缺受理",
    Act.DEEM_ACCEPTED: "视为受理",
    Act.FILL_GAP: "容缺补齐",
    Act.MISS_GAP: "容缺逾期未补",
    Act.PAUSE: "特别程序开始",
    Act.RESUME: "特别程序结束",
    Act.EXTEND: "延长期限",
    Act.MOVE_DUE: "日历调整",
    Act.EXPLAIN_OVERRUN: "公开超期理由",
    Act.REASSIGN: "归口调整",
    Act.GRANT: "准予",
    Act.REFUSE: "不予",
    Act.WITHDRAW: "撤回申请",
    Act.TERMINATE: "终止办理",
    Act.DELIVER: "送达",
    Act.CLOSE: "归档结束",
    Act.RECTIFY: "记录更正",
    Act.VOID: "作废",
}
STATE_WORDS = {
    State.NEW: "尚未登记",
    State.RECEIVED: "已收件",
    State.SUPPLEMENT_REQUESTED: "待补正",
    State.SUPPLEMENTED: "已补正",
    State.UNDER_REVIEW: "审查中",
    State.PAUSED: "特别程序中",
    State.NOT_REQUIRED: "不受理",
    State.OUT_OF_SCOPE: "不予受理",
    State.GRANTED: "已准予",
    State.REFUSED: "不予许可",
    State.WITHDRAWN: "已撤回",
    State.TERMINATED: "已终止",
    State.DELIVERED: "已送达",
    State.CLOSED: "已归档",
    State.VOIDED: "已作废",
}
_NOT_OF_A_LICENCE = {State.GRANTED: "已办结", State.REFUSED: "不予办理"}
CLOCK_WORDS = {
    "notice": "告知期限",
    "supplement": "补正期限",
    "gap": "容缺期限",
    "promised": "承诺期限",
    "legal": "法定期限",
    "handing_over": "送达期限",
}
PAUSE_WORDS = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}
DELIVERY_WORDS = {
    "window": "窗口领取",
    "express": "邮寄",
    "online": "电子送达",
    "left": "留置送达",
    "announced": "公告送达",
}
MEASURE_WORDS = {
    Measure.ACCEPTED: "受理",
    Measure.CONCLUDED: "办结",
    Measure.REFUSED: "不予许可",
    Measure.WITHDRAWN: "受理后撤回",
    Measure.TERMINATED: "受理后终止",
    Measure.NOT_REQUIRED: "不受理",
    Measure.OUT_OF_SCOPE: "不予受理",
    Measure.ENDED_BEFORE_ACCEPTANCE: "受理前终结",
    Measure.DUE: "到期",
    Measure.MET: "按时办结（按到期日）",
    Measure.LATE: "逾期办结",
    Measure.DAYS: "用时（工作日）",
}
UNIT_WORDS = {"working_day": "个工作日", "calendar_day": "日", "hour": "小时", "at_once": "当场"}
CHANNEL_WORDS = {"1": "窗口", "2": "电脑端", "3": "移动端", "4": "快递申请", "9": "其他"}  # GB/T 39046-2020 A.5
PARTY_WORDS = {"applicant": "申请人", "agent": "代理人", "interested": "利害关系人"}


def state_word(state: State, procedure: str) -> str:
    """Return the word for a state in a procedure: only a licence is 准予 or 不予许可.

    >>> state_word(State.GRANTED, "licence"), state_word(State.GRANTED, "public_service")
    ('已准予', '已办结')
    """
    if procedure != "licence" and state in _NOT_OF_A_LICENCE:
        return _NOT_OF_A_LICENCE[state]
    return STATE_WORDS[state]
