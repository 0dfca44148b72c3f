"""Submitted figures (填报), and the indicators defined as data with what they come to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from yichuang.api.limits import FIGURES_MAX, INDICATORS_MAX
from yichuang.api.schemas.common import (
    PLAIN,
    Asked,
    Code,
    Day,
    OneOf,
    OptionalCode,
    OptionalInstant,
    Unit,
    words_of,
)
from yichuang.statistics.labels import (
    DERIVED_KIND_WORDS,
    DIMENSION_WORDS,
    SUBMISSION_STATE_WORDS,
    SUBMISSION_WAY_WORDS,
)
from yichuang.statistics.rules.derived.records import OVER

VERSION_MAX = 2**31 - 1
Reason = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
AmountText = Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)]
By = Annotated[str, OneOf("", *OVER)]
_AMOUNT = "文字形式的数，保留应有的小数位"


class SlotsAsked(Asked):
    """Which submissions are asked for."""

    day: Day = Field(
        title="期间内任一日", description="每项指标按各自的填报期间取这一日所在的一期", examples=["2022-06-30"]
    )
    indicator: OptionalCode = Field(
        "", title="指标", description="填报指标的代码；不填为全部", examples=["consultations"]
    )


class SlotAnswer(Schema):
    """A figure that a department is to submit for a period, and where it is with it."""

    indicator: str = Field(title="指标", examples=["consultations"])
    name: str = Field(title="指标名称", examples=["咨询"])
    unit: str = Field(title="单位", examples=["人次"])
    department: Unit = Field(title="部门")
    start: date = Field(serialization_alias="from", title="期间首日")
    end: date = Field(serialization_alias="to", title="期间末日")
    due_on: date = Field(title="最后期限", description="含当日")
    state: str = Field(title="状态", description=words_of(SUBMISSION_STATE_WORDS), examples=["missing"])
    amount: str | None = Field(title="已报的数", description=f"{_AMOUNT}；空表示没有报或已撤回", examples=["1280"])
    version: int = Field(title="版本", description="0 表示从未报过；更正时作为 `seen_version` 送来")


class SlotList(Schema):
    """What is to be submitted, by department."""

    on: date = Field(title="大厅当日")
    submissions: list[SlotAnswer] = Field(title="应报的数")


class FigureBrought(Schema):
    """A figure to submit, to correct or to take back."""

    model_config = ConfigDict(extra="forbid", strict=True)

    indicator: Code = Field(title="指标", examples=["consultations"])
    department: Code = Field(title="部门", description="部门代码", examples=["D1"])
    day: Day = Field(title="期间内任一日", examples=["2022-06-30"])
    amount: AmountText | int | float | None = Field(
        title="数", description="文字或数；null 表示撤回已报的数，须写明原因", examples=["1280"]
    )
    reason: Reason = Field("", title="更正原因", description="与已报的数不同时必填")
    seen_version: Annotated[int, Field(ge=0, le=VERSION_MAX)] | None = Field(
        None, title="所见的版本", description="此后有人报过或更正过时拒绝（409 figure_moved_on）"
    )


class FiguresBrought(Schema):
    """Figures that come together: all of them are taken or none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    figures: list[FigureBrought] = Field(title="填报的数", min_length=1, max_length=FIGURES_MAX)


class SubmittedAnswer(Schema):
    """What became of them; the same request with the same key is answered the same."""

    taken: int = Field(title="新报", examples=[5])
    corrected: int = Field(title="更正")
    unchanged: int = Field(title="未变")
    late: int = Field(title="迟报", description="新报和更正中过了最后期限的")


class HistoryAsked(Asked):
    """Whose figure of which period."""

    indicator: Code = Field(title="指标", examples=["consultations"])
    department: Code = Field(title="部门", description="部门代码", examples=["D1"])
    day: Day = Field(title="期间内任一日", examples=["2022-06-30"])


class VersionAnswer(Schema):
    """One version of a figure."""

    version: int = Field(title="版本")
    amount: str | None = Field(title="数", description=f"{_AMOUNT}；空表示撤回")
    reason: str = Field(title="更正原因")
    due_on: date = Field(title="最后期限")
    submitted_on: date = Field(title="填报日期")
    is_late: bool = Field(title="迟报")
    way: str = Field(title="方式", description=words_of(SUBMISSION_WAY_WORDS))
    by: str = Field(title="填报者")
    recorded_at: datetime = Field(title="登记时刻")


class History(Schema):
    """All versions, the first one first; the last one holds."""

    versions: list[VersionAnswer] = Field(title="各版本", description="从未报过时为空")


class IndicatorAnswer(Schema):
    """A submitted or derived indicator as it is defined."""

    code: str = Field(title="代码", examples=["consultations"])
    name: str = Field(title="名称", examples=["咨询"])
    unit: str = Field(title="单位", description="名单、排名为空", examples=["人次"])
    decimals: int = Field(title="小数位数")
    kind: str = Field(
        title="种类", description=f"submitted 填报、{words_of(DERIVED_KIND_WORDS)}", examples=["submitted"]
    )
    version: int = Field(title="版本", description="0 表示随系统提供")
    retired: bool = Field(title="已停用")
    definition: dict[str, Any] = Field(
        title="定义", description="与 `yichuang figures define` 读的表相同；随系统提供的为空"
    )
    used_by: list[str] = Field(title="用到它的派生指标", description="代码")


class IndicatorList(Schema):
    """All submitted and derived indicators."""

    indicators: list[IndicatorAnswer] = Field(title="指标")


class EvaluationAsked(Asked):
    """Which indicators of which period."""

    code: list[Code] = Field(
        title="指标", description="可重复给出；统计、填报、派生指标都可以", min_length=1, max_length=INDICATORS_MAX,
        examples=[["consultations"]],
    )  # fmt: skip
    start: Day = Field(alias="from", title="起始日", examples=["2022-06-01"])
    end: Day = Field(alias="to", title="截止日", description="含当日", examples=["2022-06-30"])
    by: By = Field("", title="分组", description=words_of({name: DIMENSION_WORDS[name] for name in OVER}))
    as_known_at: OptionalInstant = Field(None, title="按何时所知", description="只数这一时刻之前登记的记录")


class EvaluationRow(Schema):
    """The indicators of one group, or of the whole."""

    code: str = Field(title="组的代码", description="不分组时为空")
    name: str = Field(title="组的名称")
    figures: dict[str, dict[str, Any]] = Field(
        title="各指标",
        description="按代码；`number` 是文字形式的数，没有时为 null，并有 `reason`、`message` 说明为什么；"
        "`arithmetic` 是算式，`operands` 是算式中的各数，`places` 是排名或名单",
    )  # fmt: skip


class Evaluated(Schema):
    """What indicators come to."""

    start: date = Field(serialization_alias="from", title="起始日")
    end: date = Field(serialization_alias="to", title="截止日")
    known_at: datetime = Field(title="截至何时所知")
    rows: list[EvaluationRow] = Field(title="数据", description="不分组时正好一行")
