"""What each act must bring, and who may do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from yichuang.cases.rules.records import NewCase, NewEvent
from yichuang.cases.rules.words import DELIVERY_WAYS, GROUPING, PARTY_ROLES, PAUSE_KINDS, Act
from yichuang.kit.errors import Refusal

# The right an act asks for; roles hold rights as data (`people`), these are only the rights' names.
RIGHT_OF: Mapping[Act, str] = {act: f"cases.{act.value}" for act in Act}

_WINDOW = (
    Act.RECEIVE, Act.TELL_NOT_REQUIRED, Act.DECLINE, Act.AMEND, Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT, Act.ACCEPT,
    Act.ACCEPT_WITH_GAP, Act.FILL_GAP, Act.WITHDRAW, Act.DELIVER, Act.CLOSE,
)  # fmt: skip
_REVIEW = (Act.REQUEST_SUPPLEMENT, Act.PAUSE, Act.RESUME, Act.FILL_GAP, Act.MISS_GAP, Act.EXPLAIN_OVERRUN)
_APPROVAL = (*_REVIEW, Act.GRANT, Act.REFUSE, Act.TERMINATE, Act.EXTEND, Act.RECTIFY, Act.REASSIGN)
# What a department's program passes on: all that its window and its deciding staff do, but for moving cases elsewhere.
_CLIENT = (*_WINDOW, *(act for act in _APPROVAL if act not in (*_WINDOW, Act.REASSIGN)))
_JOB = (Act.DEEM_ACCEPTED, Act.MISS_GAP, Act.MOVE_DUE, Act.TERMINATE)
TAKE_IN = "cases.take_in"  # the bulk door
# With what a fresh installation starts; an administrator may change it.
FIRST_RIGHTS: Mapping[str, tuple[str, ...]] = {
    "clerk": ("cases.read", *(RIGHT_OF[act] for act in _WINDOW)),
    "reviewer": ("cases.read", *(RIGHT_OF[act] for act in _REVIEW)),
    "approver": ("cases.read", *(RIGHT_OF[act] for act in _APPROVAL)),
    "issuer": ("cases.read", RIGHT_OF[Act.DELIVER], RIGHT_OF[Act.CLOSE]),
    "hall_manager": ("cases.read", RIGHT_OF[Act.REASSIGN], RIGHT_OF[Act.RECTIFY], RIGHT_OF[Act.VOID]),
    "inspector": ("cases.read",),
    "leader": ("cases.read",),
    "auditor": ("cases.read",),
    "audit_admin": ("cases.erase",),
    "job": ("cases.read", TAKE_IN, *(RIGHT_OF[act] for act in _JOB)),
    "system": (TAKE_IN,),
    "client": ("cases.read", TAKE_IN, *(RIGHT_OF[act] for act in _CLIENT)),
}

REASONED = frozenset({Act.TELL_NOT_REQUIRED, Act.DECLINE, Act.REFUSE, Act.TERMINATE, Act.EXTEND, Act.RECTIFY, Act.VOID,
                      Act.EXPLAIN_OVERRUN})  # fmt: skip
WITH_REMEDY = frozenset({Act.DECLINE, Act.REFUSE})  # 行政许可法 Art. 38: the right to appeal must be told
WITH_APPROVER = frozenset({Act.EXTEND, Act.RECTIFY})
EXTENSION_DAYS_MAX, JOINT_EXTENSION_DAYS_MAX = 10, 15  # 行政许可法 Art. 42
REASON_MAX = 40  # characters of a reason's code; words belong into the text, where they can be erased
LENGTHS_MAX = {"channel": 2, "source": 8, "sender_number": 200, "parent_number": 50, "subject": 300}
OURS = frozenset({"was", "now", "instead"})  # what the ledger itself writes into an event's data


def check(event: NewEvent, *, joint: bool, gap_allowed: bool) -> None:
    """Raise Refusal if an act lacks what it must bring; codes `reason_missing`, `remedy_missing`, `data_missing` …

    joint: the item is handled jointly (longer extension); gap_allowed: the item may be accepted with a gap.
    """
    act = event.act
    if len(event.reason) > REASON_MAX:
        raise Refusal("reason_too_long", f"理由代码不超过 {REASON_MAX} 个字符，说明文字另填", field="reason")
    _check_data(event)
    if act in REASONED and not event.reason.strip():
        raise Refusal("reason_missing", "必须说明理由", field="reason", rule="行政许可法第三十八条")
    if act in WITH_REMEDY and not event.data.get("remedy"):
        raise Refusal("remedy_missing", "必须告知复议、诉讼的救济途径", field="remedy", rule="行政许可法第三十八条")
    if act in WITH_APPROVER and not event.data.get("approver"):
        raise Refusal("approver_missing", "必须写明批准人", field="approver", rule="行政许可法第四十二条")
    if act is Act.ACCEPT_WITH_GAP and not gap_allowed:
        raise Refusal("gap_not_allowed", "本事项不适用容缺受理", field="act", rule="办事指南")
    if act is Act.EXTEND:
        _check_extension(event.data, joint=joint)
    if act in _SHAPES:
        _SHAPES[act](event)


def check_case(case: NewCase) -> None:
    """Raise Refusal `malformed_case` if an attribute of a new case is missing or too long."""
    for name, most in LENGTHS_MAX.items():
        content = getattr(case, name)
        if len(content) > most or "\x00" in content or (name in GROUPING and not content):
            raise Refusal("malformed_case", f"{name} 应为{most}个字符以内的文字", field=name)


def _check_data(event: NewEvent) -> None:
    """Raise Refusal `malformed_data` for what would not come back from the database as it went in."""
    for name, content in event.data.items():
        if name in OURS and (name, event.act) != ("instead", Act.RECTIFY):
            raise Refusal("malformed_data", f"“{name}”由账本自行填写", field=name)
        if name != "instead" and not _plain(content):
            raise Refusal("malformed_data", f"“{name}”只能是文字、整数、是否或由它们组成的列表", field=name)


def _plain(content: object) -> bool:
    if content is None or isinstance(content, int):
        return True
    if isinstance(content, str):
        return "\x00" not in content
    if isinstance(content, Mapping):
        return all(isinstance(name, str) and _plain(part) for name, part in content.items())
    return isinstance(content, list | tuple) and all(_plain(part) for part in content)


def _check_extension(data: Mapping[str, Any], *, joint: bool) -> None:
    most = JOINT_EXTENSION_DAYS_MAX if joint else EXTENSION_DAYS_MAX
    days = data.get("days")
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= most:
        raise Refusal("extension_too_long", f"延长 1 至 {most} 个工作日", field="days", rule="行政许可法第四十二条")


def _check_pause(event: NewEvent) -> None:
    if event.data.get("kind") not in PAUSE_KINDS:
        raise Refusal("pause_kind_unknown", "特别程序的种类不在法定之列", field="kind", rule="行政许可法第四十五条")


def _check_resume(event: NewEvent) -> None:
    place, no = event.data.get("pause"), event.data.get("no")
    if not isinstance(place, int) and not (place is None and isinstance(no, str) and no):
        raise Refusal("data_missing", "须写明结束哪一个特别程序", field="pause", rule="行政许可法第四十五条")


def _check_due(name: str) -> Callable[[NewEvent], None]:
    def check_due(event: NewEvent) -> None:
        due = event.data.get(name)
        if due is None:
            return
        try:
            date.fromisoformat(due)
        except (TypeError, ValueError):
            raise Refusal("malformed_date", f"{due!r} 不是日期（YYYY-MM-DD）", field=name) from None

    return check_due


def _check_delivery(event: NewEvent) -> None:
    if event.data.get("how") not in DELIVERY_WAYS:
        raise Refusal("delivery_way_missing", "须写明送达方式", field="how", rule="行政许可法第四十四条")
    if event.data.get("to", PARTY_ROLES[0]) not in PARTY_ROLES:
        raise Refusal("delivery_to_nobody", "须写明送达给哪一方当事人", field="to", rule="行政许可法第四十四条")


def _check_rectify(event: NewEvent) -> None:
    if not isinstance(event.supersedes, int):
        raise Refusal("data_missing", "须写明更正哪一条记录", field="supersedes")
    instead = event.data.get("instead")
    if instead is None:
        return
    if not isinstance(instead, Mapping) or instead.get("act") not in _CAN_STAND_INSTEAD:
        raise Refusal("malformed_data", "更正后的记录须是一项办理行为", field="instead")
    if not isinstance(instead.get("occurred"), date):
        raise Refusal("malformed_data", "须写明更正后的日期", field="instead")
    if not isinstance(instead.get("data") or {}, Mapping):
        raise Refusal("malformed_data", "更正后的记录内容格式不对", field="instead")


def _check_reassign(event: NewEvent) -> None:
    to = event.data.get("to")
    if not isinstance(to, Mapping) or not to:
        raise Refusal("data_missing", "归口调整须写明调整后的值", field="to")
    unknown = set(to) - set(GROUPING)
    if unknown:
        raise Refusal("attribute_unknown", f"不能调整的属性：{'、'.join(sorted(map(str, unknown)))}", field="to")
    for name, content in to.items():
        most = LENGTHS_MAX.get(name)
        if most is None:
            right = isinstance(content, int) and not isinstance(content, bool)
        else:
            right = isinstance(content, str) and 0 < len(content) <= most
        if not right:
            raise Refusal("malformed_data", f"{name} 调整后的值格式不对", field=f"to.{name}")


_CAN_STAND_INSTEAD = frozenset(Act) - {Act.RECTIFY, Act.MOVE_DUE}
_SHAPES: Mapping[Act, Callable[[NewEvent], None]] = {
    Act.PAUSE: _check_pause,
    Act.RESUME: _check_resume,
    Act.REQUEST_SUPPLEMENT: _check_due("due_on"),
    Act.ACCEPT_WITH_GAP: _check_due("gap_due_on"),
    Act.DELIVER: _check_delivery,
    Act.RECTIFY: _check_rectify,
    Act.REASSIGN: _check_reassign,
}
