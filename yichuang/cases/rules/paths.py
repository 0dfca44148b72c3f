"""The lawful paths of a case, as tables that a lawyer can read: from, act, to, article.

The licensing law (行政许可法) binds licences. Public services and the nine other types of item have simpler tables of
their own; where theirs cites no article, the published guide of the item is the rule (优化营商环境条例 Art. 35).
"""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.cases.labels import ACT_WORDS, STATE_WORDS
from yichuang.cases.rules.words import Act, State
from yichuang.kit.errors import Conflict


@dataclass(frozen=True, slots=True)
class Step:
    """One lawful step; `target` None means: the state stays, or the open pauses decide it."""

    source: State
    act: Act
    target: State | None
    article: str


_L, _G = "行政许可法", "办事指南"
_S, _A = State, Act

_INTAKE = (
    Step(_S.NEW,                  _A.RECEIVE,            _S.RECEIVED,             f"{_L}第二十九条"),
    Step(_S.RECEIVED,             _A.TELL_NOT_REQUIRED,  _S.NOT_REQUIRED,         f"{_L}第三十二条第（一）项"),
    Step(_S.RECEIVED,             _A.DECLINE,            _S.OUT_OF_SCOPE,         f"{_L}第三十二条第（二）项"),
    Step(_S.RECEIVED,             _A.AMEND,              None,                    f"{_L}第三十二条第（三）项"),
    Step(_S.RECEIVED,             _A.REQUEST_SUPPLEMENT, _S.SUPPLEMENT_REQUESTED, f"{_L}第三十二条第（四）项"),
    Step(_S.SUPPLEMENT_REQUESTED, _A.SUPPLEMENT,         _S.SUPPLEMENTED,         f"{_L}第三十二条第（五）项"),
    Step(_S.SUPPLEMENT_REQUESTED, _A.TERMINATE,          _S.TERMINATED,           "补正逾期未交"),
    Step(_S.SUPPLEMENTED,         _A.DECLINE,            _S.OUT_OF_SCOPE,         f"{_L}第三十二条第（二）项"),
    Step(_S.RECEIVED,             _A.ACCEPT,             _S.UNDER_REVIEW,         f"{_L}第三十二条第（五）项"),
    Step(_S.SUPPLEMENTED,         _A.ACCEPT,             _S.UNDER_REVIEW,         f"{_L}第三十二条第（五）项"),
    Step(_S.RECEIVED,             _A.ACCEPT_WITH_GAP,    _S.UNDER_REVIEW,         "容缺受理"),
    Step(_S.SUPPLEMENTED,         _A.ACCEPT_WITH_GAP,    _S.UNDER_REVIEW,         "容缺受理"),
    Step(_S.RECEIVED,             _A.WITHDRAW,           _S.WITHDRAWN,            "申请人撤回"),
    Step(_S.SUPPLEMENT_REQUESTED, _A.WITHDRAW,           _S.WITHDRAWN,            "申请人撤回"),
    Step(_S.SUPPLEMENTED,         _A.WITHDRAW,           _S.WITHDRAWN,            "申请人撤回"),
)  # fmt: skip
_DELIVERED_FROM_ELSEWHERE = (  # a departmental system tells of a case from its acceptance on
    Step(_S.NEW, _A.ACCEPT,            _S.UNDER_REVIEW, f"{_L}第三十二条第（五）项"),
    Step(_S.NEW, _A.TELL_NOT_REQUIRED, _S.NOT_REQUIRED, f"{_L}第三十二条第（一）项"),
    Step(_S.NEW, _A.DECLINE,           _S.OUT_OF_SCOPE, f"{_L}第三十二条第（二）项"),
)  # fmt: skip
_REVIEW = (
    Step(_S.UNDER_REVIEW, _A.GRANT,     _S.GRANTED,    f"{_L}第三十八条"),
    Step(_S.UNDER_REVIEW, _A.REFUSE,    _S.REFUSED,    f"{_L}第三十八条"),
    Step(_S.UNDER_REVIEW, _A.WITHDRAW,  _S.WITHDRAWN,  "申请人撤回"),
    Step(_S.UNDER_REVIEW, _A.TERMINATE, _S.TERMINATED, "终止办理"),
    Step(_S.UNDER_REVIEW, _A.FILL_GAP,  None,          "容缺补齐"),
    Step(_S.UNDER_REVIEW, _A.MISS_GAP,  None,          "容缺逾期"),
)  # fmt: skip
_CLOCK = (
    Step(_S.UNDER_REVIEW, _A.PAUSE,     _S.PAUSED,     f"{_L}第四十五条"),
    Step(_S.PAUSED,       _A.PAUSE,     _S.PAUSED,     f"{_L}第四十五条"),
    Step(_S.PAUSED,       _A.RESUME,    None,          f"{_L}第四十五条"),
    Step(_S.PAUSED,       _A.WITHDRAW,  _S.WITHDRAWN,  "申请人撤回"),
    Step(_S.PAUSED,       _A.TERMINATE, _S.TERMINATED, "终止办理"),
    Step(_S.PAUSED,       _A.FILL_GAP,  None,          "容缺补齐"),
    Step(_S.PAUSED,       _A.MISS_GAP,  None,          "容缺逾期"),
)  # fmt: skip
_EXTENSION = (Step(_S.UNDER_REVIEW, _A.EXTEND, None, f"{_L}第四十二条"),)
_AFTERWARDS = (
    Step(_S.GRANTED,      _A.DELIVER, _S.DELIVERED, f"{_L}第四十四条"),
    Step(_S.REFUSED,      _A.DELIVER, _S.DELIVERED, f"{_L}第三十八条"),
    Step(_S.NOT_REQUIRED, _A.DELIVER, _S.DELIVERED, f"{_L}第三十二条"),
    Step(_S.OUT_OF_SCOPE, _A.DELIVER, _S.DELIVERED, f"{_L}第三十二条"),
    Step(_S.GRANTED,      _A.CLOSE,   _S.CLOSED,    _G),
    Step(_S.REFUSED,      _A.CLOSE,   _S.CLOSED,    _G),
    Step(_S.WITHDRAWN,    _A.CLOSE,   _S.CLOSED,    _G),
    Step(_S.TERMINATED,   _A.CLOSE,   _S.CLOSED,    _G),
    Step(_S.NOT_REQUIRED, _A.CLOSE,   _S.CLOSED,    _G),
    Step(_S.OUT_OF_SCOPE, _A.CLOSE,   _S.CLOSED,    _G),
    Step(_S.DELIVERED,    _A.CLOSE,   _S.CLOSED,    _G),
)  # fmt: skip
_RUNNING = (_S.UNDER_REVIEW, _S.PAUSED)
_ONCE_ACCEPTED = (_S.GRANTED, _S.REFUSED, _S.WITHDRAWN, _S.TERMINATED, _S.DELIVERED, _S.CLOSED)
_ENDED = (*_ONCE_ACCEPTED, _S.NOT_REQUIRED, _S.OUT_OF_SCOPE)
_BEFORE = (_S.RECEIVED, _S.SUPPLEMENT_REQUESTED, _S.SUPPLEMENTED)
_BOOKKEEPING = (
    tuple(Step(source, _A.REASSIGN, None, "归口调整") for source in (*_BEFORE, *_RUNNING, *_ENDED))
    + tuple(Step(source, _A.VOID, _S.VOIDED, "录入错误") for source in (*_BEFORE, *_RUNNING, *_ENDED))
    + tuple(
        Step(source, _A.EXPLAIN_OVERRUN, None, "优化营商环境条例第三十六条") for source in (*_RUNNING, *_ONCE_ACCEPTED)
    )
    + (Step(_S.UNDER_REVIEW, _A.MOVE_DUE, None, "工作日历公布"),)
)
_DEEMED = (Step(_S.RECEIVED, _A.DEEM_ACCEPTED, _S.UNDER_REVIEW, f"{_L}第三十二条第（四）项"),)

_COMMON = _INTAKE + _DELIVERED_FROM_ELSEWHERE + _REVIEW + _AFTERWARDS + _BOOKKEEPING
LAWFUL_PATHS: dict[str, tuple[Step, ...]] = {
    "licence": _COMMON + _DEEMED + _CLOCK + _EXTENSION,
    "other": _COMMON + _CLOCK + _EXTENSION,
    "public_service": _COMMON + _CLOCK,
}
_STEPS = {procedure: {(s.source, s.act): s for s in steps} for procedure, steps in LAWFUL_PATHS.items()}
assert all(len(_STEPS[p]) == len(LAWFUL_PATHS[p]) for p in LAWFUL_PATHS), "one state and one act lead to one place"


class UnlawfulAct(Conflict):
    """The law knows no such step from where the case stands."""

    def __init__(self, message: str, *, field: str = "act", rule: str = "") -> None:
        super().__init__("unlawful_act", message, field=field, rule=rule)


def step_for(procedure: str, state: State, act: Act) -> Step:
    """Return the step that `act` takes from `state` in a procedure, or raise UnlawfulAct."""
    step = _STEPS[procedure].get((state, act))
    if step is None:
        raise UnlawfulAct(f"办件处于“{STATE_WORDS[state]}”状态，依法不能“{ACT_WORDS[act]}”")
    return step


def acts_from(procedure: str, state: State) -> tuple[Act, ...]:
    """Return the acts that are lawful from a state, in the table's order (what a page may offer)."""
    return tuple(act for source, act in _STEPS[procedure] if source is state)
