"""Deliveries, their receipts, the rows set aside, the accounts of systems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import StringConstraints

from yichuang.api.schemas.common import PLAIN, Asked, OneOf, OptionalCode, OptionalDay, words_of
from yichuang.exchange.labels import DATASET_WORDS, HELD_WORDS, STATE_WORDS
from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.words import ENCODINGS, DeliveryState, Held

ID_MAX = 2**63 - 1
_DATASET_WORDS = words_of(DATASET_WORDS)
BatchNumber = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=PLAIN)]
FileName = Annotated[str, StringConstraints(max_length=255, pattern=PLAIN)]
Checksum = Annotated[str, StringConstraints(max_length=64, pattern="^([0-9a-fA-F]{64})?$")]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class FormAsked(Asked):
    """In which form a file is, where its content does not tell."""

    dataset: Annotated[str, OneOf("", *DATASETS)] = Field(
        "", title="数据集", description=f"不填则按表头识别：{_DATASET_WORDS}", examples=["accept"]
    )
    format: Annotated[str, OneOf("", *FORMATS)] = Field("", title="格式", description="不填则按内容识别")
    encoding: Annotated[str, OneOf("", *ENCODINGS)] = Field("", title="编码", description="不填则按内容识别")
    file_name: FileName = Field("", title="文件名", examples=["JTYW-accept-0001.csv"])


class DeliveryBrought(FormAsked):
    """What the sender says of a delivery."""

    number: BatchNumber = Field(title="批号", description="您给这一批的编号，同一批重发时不变", examples=["20220701-1"])
    revision: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        0, title="修订号", description="更改已报送内容时递增；不改的不必再送"
    )
    rows: Count | None = Field(None, title="行数", description="您所数的数据行数；与文件不符则整批拒收")
    checksum: Checksum = Field("", title="校验值", description="文件（解压后）的国密 SM3，十六进制；不符则整批拒收")


class ReceiptOfDelivery(Schema):
    """What became of a delivery's rows: taken + unchanged + parked + refused = read, in the end = rows."""

    delivery: int = Field(title="批次", description="本大厅的编号")
    system: str = Field(title="系统")
    number: str = Field(title="批号")
    revision: int = Field(title="修订号")
    dataset: str = Field(title="数据集", description=_DATASET_WORDS)
    way: str = Field(title="来路")
    format: str = Field(title="格式")
    encoding: str = Field(title="编码")
    file_name: str = Field(title="文件名")
    checksum: str = Field(title="校验值", description="国密 SM3，十六进制")
    size: int = Field(title="字节数")
    state: str = Field(title="状态", description=words_of(STATE_WORDS))
    received_at: datetime = Field(title="收到时刻")
    closed_at: datetime | None = Field(title="处理完时刻")
    rows: int = Field(title="行数")
    read: int = Field(title="已处理", description="处理完时等于行数")
    taken: int = Field(title="收下")
    unchanged: int = Field(title="无变化")
    parked: int = Field(title="等待")
    refused: int = Field(title="拒收")
    errors: dict[str, int] = Field(title="错误", description="错误代码与行数", examples=[{"unknown_item": 2}])


class DeliveriesAsked(Asked):
    """Which deliveries are asked for; left out means all."""

    system: OptionalCode = Field("", title="系统", examples=["JTYW"])
    day: OptionalDay = Field(None, title="收到日")
    state: Annotated[str, OneOf("", *DeliveryState)] = Field("", title="状态", description=words_of(STATE_WORDS))
    before: Annotated[int, Field(ge=1, le=ID_MAX)] | None = Field(
        None, title="翻页标记", description="上一页的 `before`；第一页不填"
    )


class DeliveryList(Schema):
    """A page of deliveries, the latest first."""

    deliveries: list[ReceiptOfDelivery] = Field(title="批次", description="每页 50 批")
    before: int | None = Field(title="翻页标记", description="取下一页时作为 `before` 送来；空表示没有下一页")


class RowsAsked(Asked):
    """Which of the rows set aside are asked for."""

    state: Annotated[str, OneOf("", *Held)] = Field(
        Held.QUARANTINED.value, title="状态", description=f"不填为被拒收的，空为全部：{words_of(HELD_WORDS)}"
    )
    after: Annotated[int, Field(ge=0, le=ID_MAX)] = Field(
        0, title="翻页标记", description="上一页的 `after`；第一页不填"
    )


class RowError(Schema):
    """One error of a row."""

    code: str = Field(title="错误代码")
    message: str = Field(title="说明")
    column: str = Field("", title="列")
    rule: str = Field("", title="依据")


class RowSetAside(Schema):
    """A row that was not taken, personal data masked."""

    id: int = Field(title="编号")
    row: int = Field(title="行", description="文件中的第几个数据行")
    case_number: str = Field(title="办件编号")
    state: str = Field(title="状态", description=words_of(HELD_WORDS))
    errors: list[RowError] = Field(title="错误", description="一行的全部错误")
    cells: dict[str, str] = Field(title="内容", description="个人信息部分隐去")
    settled_at: datetime | None = Field(title="处置时刻")
    settled_in: int | None = Field(title="重新报送的批次")
    remark: str = Field(title="处置说明")


class RowList(Schema):
    """A page of rows set aside."""

    delivery: int = Field(title="批次")
    rows: list[RowSetAside] = Field(title="行", description="每页 50 行")
    after: int | None = Field(title="翻页标记", description="取下一页时作为 `after` 送来；空表示没有下一页")


class TryOutAnswer(Schema):
    """What the checks say of a file that is not taken in."""

    dataset: str = Field(title="数据集", description=_DATASET_WORDS)
    format: str = Field(title="格式")
    encoding: str = Field(title="编码")
    rows: int = Field(title="行数")
    good: int = Field(title="合格")
    wrong: int = Field(title="有误")
    errors: dict[str, int] = Field(title="错误", description="错误代码与行数")
    shown: list[dict[str, Any]] = Field(title="错误明细", description="最多 100 条：行、列、代码、说明")


class ReconciliationAsked(Asked):
    """Of which days, and whether each by itself."""

    start: OptionalDay = Field(None, alias="from", title="起始日", description="收到日")
    end: OptionalDay = Field(None, alias="to", title="截止日", description="含当日")
    by: Annotated[str, OneOf("", "day")] = Field("", title="分组", description="day 表示逐日")
    system: OptionalCode = Field("", title="系统", examples=["JTYW"])


class Account(Schema):
    """The account of a system, or of one of its days."""

    day: date | None = Field(None, title="收到日", description="逐日时才有")
    code: str = Field(title="系统")
    name: str = Field(title="名称")
    deliveries: int = Field(title="批次数")
    sent: int = Field(title="报送")
    taken: int = Field(title="收下")
    unchanged: int = Field(title="无变化")
    parked: int = Field(title="等待")
    refused: int = Field(title="拒收")
    quarantined: int = Field(title="其中待处置")
    pending: int = Field(title="尚未处理")
    difference: int = Field(title="差额", description="报送 − 收下 − 无变化 − 等待 − 拒收 − 尚未处理，总是 0")
    silent: bool = Field(title="超时未报", description="距上次报送已超过约定的时间")
    last_received_at: datetime | None = Field(title="上次报送")


class Reconciliation(Schema):
    """The accounts (对账)."""

    systems: list[Account] = Field(title="各系统")
