"""Cases: what is told of them, and what is done to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from yichuang.api.limits import PARTIES_MAX
from yichuang.api.schemas.common import (
    PLAIN,
    Code,
    Cursor,
    Moment,
    Narrowing,
    OneOf,
    OptionalCode,
    OptionalDay,
    Unit,
    words_of,
)
from yichuang.cases.labels import ACT_WORDS, CHANNEL_WORDS, CLOCK_WORDS, PARTY_WORDS, STATE_WORDS
from yichuang.cases.queries import BEHIND
from yichuang.cases.rules.words import CHANNELS, PARTY_ROLES, Act, State
from yichuang.people.labels import DOCUMENT_KINDS
from yichuang.people.rules import DocumentKind

# Done at their own addresses, by the hall's routines, or (归口调整) inside the house only.
_ELSEWHERE = {Act.RECEIVE, Act.RECTIFY, Act.DEEM_ACCEPTED, Act.MOVE_DUE, Act.REASSIGN}
OFFERED = {act: word for act, word in ACT_WORDS.items() if act not in _ELSEWHERE}
_INSTEAD = {act: word for act, word in ACT_WORDS.items() if act is Act.RECEIVE or (act in OFFERED and act != Act.VOID)}
SEQ_MAX = 32_767
Line = Annotated[str, StringConstraints(max_length=300, pattern=PLAIN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)]
Reason = Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Seq = Annotated[int, Field(ge=1, le=SEQ_MAX)]
_STATES = {state: word for state, word in STATE_WORDS.items() if state is not State.NEW}
FigureCode = Annotated[str, OneOf("", *sorted(BEHIND))]
PartyRole = Annotated[str, OneOf(*PARTY_ROLES)]
Document = Annotated[str, OneOf("", *DocumentKind)]
Channel = Annotated[str, OneOf(*CHANNELS)]
ActCode = Annotated[str, OneOf(*OFFERED)]
InsteadCode = Annotated[str, OneOf(*_INSTEAD)]
_EXAMPLE_NUMBER = "20220701-0000001A7K-M"


class _Brought(Schema):
    """What a caller sends is taken by its exact form: a name that we do not know is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", strict=True)


class CasesAsked(Narrowing):
    """Which cases are asked for: those behind a figure in a period, or those overdue on a day."""

    figure: FigureCode = Field("", title="指标", description="列出这项指标所数的办件，须同时给出 from 和 to")
    start: OptionalDay = Field(None, alias="from", title="起始日")
    end: OptionalDay = Field(None, alias="to", title="截止日", description="含当日")
    overdue_on: OptionalDay = Field(
        None, title="超期日", description="列出到这一天已超期、尚未办结的办件，不与 figure 并用"
    )
    after: Cursor = Field("", title="翻页标记", description="上一页的 `after`；第一页不填")


class CaseLine(Schema):
    """A case in a list; a person's name is masked."""

    number: str = Field(title="办件编号", examples=[_EXAMPLE_NUMBER])
    state: str = Field(title="状态", description=words_of(_STATES), examples=["under_review"])
    item_type: str = Field(title="事项类型", examples=["01"])
    item_name: str = Field(title="事项名称")
    department: Unit = Field(title="部门")
    region: Unit = Field(title="行政区划")
    channel: str = Field(title="办理形式", description=words_of(CHANNEL_WORDS))
    applicant: str = Field(title="申请人", description="自然人姓名只显示姓", examples=["张*"])
    accepted_on: date | None = Field(title="受理日期")
    ended_on: date | None = Field(title="办结日期")
    due_on: date | None = Field(title="承诺期限")


class CaseList(Schema):
    """A page of cases: full, but for the last."""

    cases: list[CaseLine] = Field(title="办件", description="每页 50 件")
    after: str = Field(title="翻页标记", description="取下一页时作为 `after` 送来；空表示没有下一页")


class Clock(Schema):
    """A time limit that runs, with how it was computed."""

    name: str = Field(title="期限", description=words_of(CLOCK_WORDS), examples=["promised"])
    due_on: date | None = Field(title="最后一日", description="空表示暂停计算")
    due_at: datetime | None = Field(title="最后时刻", description="按小时计的期限才有")
    sentences: list[str] = Field(title="怎么算的", description="每一步一句话")


class Party(Schema):
    """A party, masked."""

    role: str = Field(title="身份", description=words_of(PARTY_WORDS))
    place: int = Field(title="次序")
    kind: str = Field(title="类别", description="person 自然人、organisation 组织")
    name: str = Field(title="名称", examples=["张*"])
    document_kind: str = Field(title="证件类型", description=words_of(DOCUMENT_KINDS))
    document_number: str = Field(title="证件号码", description="部分隐去")
    phone: str = Field(title="联系电话", description="部分隐去")


class CaseAnswer(Schema):
    """A case: where it stands, until when, whose it is."""

    number: str = Field(title="办件编号", examples=[_EXAMPLE_NUMBER])
    state: str = Field(title="状态", description=words_of(_STATES), examples=["under_review"])
    state_name: str = Field(title="状态名称", examples=["审查中"])
    outcome: str = Field(title="结果", description="未办结时为空")
    item: str = Field(title="事项代码")
    item_name: str = Field(title="事项名称")
    item_type: str = Field(title="事项类型", examples=["01"])
    department: Unit = Field(title="部门")
    centre: Unit = Field(title="中心")
    region: Unit = Field(title="行政区划")
    channel: str = Field(title="办理形式", description=words_of(CHANNEL_WORDS))
    source: str = Field(title="来源", description="hall 或对接系统的代码")
    sender_number: str = Field(title="原编号")
    parent_number: str = Field(title="上级办件编号")
    subject: str = Field(title="办理内容")
    received_on: date | None = Field(title="收件日期")
    accepted_on: date | None = Field(title="受理日期")
    ended_on: date | None = Field(title="办结日期")
    due_on: date | None = Field(title="承诺期限")
    legal_due_on: date | None = Field(title="法定期限")
    working_days: int | None = Field(title="用时", description="工作日")
    last_seq: int = Field(title="最后一条记录的序号", description="办理时作为 `expected_seq` 送来")
    lawful_acts: list[str] = Field(title="现在可以办理的行为", description=words_of(ACT_WORDS))
    clocks: list[Clock] = Field(title="期限")
    parties: list[Party] = Field(title="当事人")


class Doer(Schema):
    """Who did it."""

    kind: str = Field(title="类别", description="staff 工作人员、client 部门程序、system 对接系统、job 大厅例行任务")
    id: str = Field(title="代号")


class EventAnswer(Schema):
    """One line of a case's record."""

    seq: int = Field(title="序号")
    act: str = Field(title="行为", description=words_of(ACT_WORDS), examples=["accept"])
    name: str = Field(title="行为名称", examples=["受理"])
    occurred_at: datetime = Field(title="发生时刻")
    recorded_at: datetime = Field(title="登记时刻")
    by: Doer = Field(title="办理者")
    reason: str = Field(title="理由代码")
    text: str = Field(title="文字说明", description="已删除的为空")
    data: dict[str, Any] = Field(title="事实")
    due_on: date | None = Field(title="当时的承诺期限")
    superseded: bool = Field(title="已被更正", description="true 表示这条记录已不作数")
    link: str = Field(title="链值", description="国密 SM3 哈希，十六进制")


class EventList(Schema):
    """All lines of a case's record, in the order of recording."""

    number: str = Field(title="办件编号", examples=[_EXAMPLE_NUMBER])
    events: list[EventAnswer] = Field(title="记录")


class PartyBrought(_Brought):
    """A party as it comes in."""

    role: PartyRole = Field(title="身份", description=words_of(PARTY_WORDS))
    name: Name = Field(title="姓名或名称", examples=["张三"])
    kind: Literal["person", "organisation"] = Field("person", title="类别")
    document_kind: Document = Field("", title="证件类型", description=words_of(DOCUMENT_KINDS))
    document_number: Short = Field("", title="证件号码")
    phone: Short = Field("", title="联系电话")
    address: Line = Field("", title="地址")


class CaseBrought(_Brought):
    """An application that came in (收件)."""

    item: Code = Field(title="事项", description="事项的本地代码，或唯一对应的国家基本目录代码", examples=["licence"])
    department: Code = Field(title="部门", description="部门代码", examples=["D1"])
    centre: Code = Field(title="中心", description="中心代码", examples=["C1"])
    region: Code = Field(title="行政区划", description="行政区划代码", examples=["990000"])
    occurred: Moment = Field(title="收件日期或时刻", description="不得在将来；缺省时区为大厅所在时区")
    channel: Channel = Field("1", title="办理形式", description=words_of(CHANNEL_WORDS))
    sender_number: Line = Field("", title="原编号", description="您系统中的编号，最多 200 个字符", max_length=200)
    parent_number: OptionalCode = Field("", title="上级办件编号", max_length=50)
    subject: Line = Field("", title="办理内容", description="不要写个人信息")
    parties: list[PartyBrought] = Field([], title="当事人", max_length=PARTIES_MAX)
    text: Words = Field("", title="文字说明")


class ActBrought(_Brought):
    """An act on a case."""

    act: ActCode = Field(title="行为", description=words_of(OFFERED), examples=["accept"])
    occurred: Moment = Field(title="办理日期或时刻", description="不得在将来；缺省时区为大厅所在时区")
    reason: Reason = Field("", title="理由代码", description="不予受理、不予、终止、延长、作废等行为必填")
    text: Words = Field("", title="文字说明")
    data: dict[Code, Any] = Field(
        {}, title="事实", description="随行为而定，不写个人信息；见“各行为所需的事实”", max_length=20,
        examples=[{"kind": "hearing"}],
    )  # fmt: skip
    expected_seq: Seq | None = Field(
        None, title="所见的最后序号", description="办件此后有新记录时拒绝（409 stale_seq）"
    )


class InsteadBrought(_Brought):
    """What holds in the place of a line that was wrong."""

    act: InsteadCode = Field(title="行为", description=words_of(_INSTEAD))
    occurred: Moment = Field(title="办理日期或时刻")
    reason: Reason = Field("", title="理由代码")
    data: dict[Code, Any] = Field({}, title="事实", max_length=20)


class RectificationBrought(_Brought):
    """A mistake mended (记录更正)."""

    supersedes: Seq = Field(title="被更正的记录", description="序号")
    occurred: Moment = Field(title="更正日期或时刻")
    reason: Reason = Field(title="理由代码", min_length=1, examples=["entered_wrong"])
    approver: Name = Field(title="批准人", description="岗位或代号，不写姓名", examples=["authority_head"])
    instead: InsteadBrought | None = Field(None, title="更正为", description="不填表示该记录作废、没有替代")
    text: Words = Field("", title="文字说明")
    expected_seq: Seq | None = Field(
        None, title="所见的最后序号", description="办件此后有新记录时拒绝（409 stale_seq）"
    )


class ReceiptAnswer(Schema):
    """What an act answers; the same request with the same key is answered the same."""

    number: str = Field(title="办件编号", examples=[_EXAMPLE_NUMBER])
    seq: int = Field(title="新记录的序号", examples=[2])
    state: str = Field(title="办件状态", description=words_of(_STATES), examples=["under_review"])
    due_on: date | None = Field(title="承诺期限")
