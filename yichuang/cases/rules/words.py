"""The words of the ledger: acts, states, outcomes, measures. The Chinese words stand in `labels.py`."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Act(StrEnum):
    """What can be done to a case; each value is what an event's row holds."""

    RECEIVE = "receive"  # 收件
    TELL_NOT_REQUIRED = "tell_not_required"  # 告知不受理: no licence is needed
    DECLINE = "decline"  # 不予受理: not this authority's, or not what the law asks
    AMEND = "amend"  # 当场更正
    REQUEST_SUPPLEMENT = "request_supplement"  # 一次性告知补正
    SUPPLEMENT = "supplement"  # 补正: all that was asked for has come
    ACCEPT = "accept"  # 受理
    ACCEPT_WITH_GAP = "accept_with_gap"  # 容缺受理
    DEEM_ACCEPTED = "deem_accepted"  # 视为受理: no notice came in time
    FILL_GAP = "gap_filled"  # 容缺补齐
    MISS_GAP = "gap_missed"  # 容缺逾期
    PAUSE = "pause"  # 特别程序开始
    RESUME = "resume"  # 特别程序结束
    EXTEND = "extend"  # 延长
    MOVE_DUE = "due_moved"  # a new calendar moved the due date
    EXPLAIN_OVERRUN = "explain_overrun"  # 公开超期理由
    REASSIGN = "reassign"  # an attribute by which figures are grouped has changed
    GRANT = "grant"  # 准予
    REFUSE = "refuse"  # 不予
    WITHDRAW = "withdraw"  # 撤回申请
    TERMINATE = "terminate"  # 终止
    DELIVER = "deliver"  # 送达
    CLOSE = "close"  # 归档结束
    RECTIFY = "rectify"  # 记录更正: supersedes an event
    VOID = "void"  # 作废: the case was entered by mistake


class State(StrEnum):
    """Where a case stands; `new` is the moment before its first event and is never stored on a case."""

    NEW = "new"
    RECEIVED = "received"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENTED = "supplemented"
    UNDER_REVIEW = "under_review"
    PAUSED = "paused"
    NOT_REQUIRED = "not_required"
    OUT_OF_SCOPE = "out_of_scope"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    DELIVERED = "delivered"
    CLOSED = "closed"
    VOIDED = "voided"


class Outcome(StrEnum):
    """How a case ended; it stays when the case is handed over and closed."""

    NOT_REQUIRED = "not_required"
    OUT_OF_SCOPE = "out_of_scope"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class Measure(IntEnum):
    """What is tallied; each is a number of cases on a day, but for `DAYS`."""

    ACCEPTED = 1  # on the day of acceptance
    CONCLUDED = 2  # on the day an accepted case was granted, refused, withdrawn or terminated
    REFUSED = 3  # of the concluded
    WITHDRAWN = 4  # of the concluded
    TERMINATED = 5  # of the concluded
    NOT_REQUIRED = 6  # 不受理
    OUT_OF_SCOPE = 7  # 不予受理
    ENDED_BEFORE_ACCEPTANCE = 8
    DUE = 9  # on the due date of an accepted case whose clock runs
    MET = 10  # on the due date of a case concluded in time
    LATE = 11  # on the day of a late conclusion
    DAYS = 12  # working days used by the cases concluded on the day


ACCEPTANCES = frozenset({Act.ACCEPT, Act.ACCEPT_WITH_GAP, Act.DEEM_ACCEPTED})
ENDINGS = {
    Act.TELL_NOT_REQUIRED: Outcome.NOT_REQUIRED,
    Act.DECLINE: Outcome.OUT_OF_SCOPE,
    Act.GRANT: Outcome.GRANTED,
    Act.REFUSE: Outcome.REFUSED,
    Act.WITHDRAW: Outcome.WITHDRAWN,
    Act.TERMINATE: Outcome.TERMINATED,
}
PAUSE_KINDS = (  # 行政许可法 Art. 45: the time these take is not counted
    "hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review",
)  # fmt: skip
DELIVERY_WAYS = ("window", "express", "online", "left", "announced")  # how a decision was handed over (送达)
PARTY_ROLES = ("applicant", "agent", "interested")
GROUPING = ("centre_id", "department_id", "region_id", "item_version_id", "channel", "source")
CHANNELS = {"1": "window", "2": "web", "3": "mobile", "4": "express", "9": "other"}  # GB/T 39046-2020 A.5
