"""Figures and their definitions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import create_model

from yichuang.api.limits import DIMENSIONS_MAX
from yichuang.api.schemas.common import Day, Narrowing, OneOf, OptionalInstant, words_of
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.rules import INDICATORS


class FiguresAsked(Narrowing):
    """Which figures are asked for."""

    start: Day = Field(alias="from", title="起始日", examples=["2022-01-01"])
    end: Day = Field(alias="to", title="截止日", description="含当日", examples=["2022-06-30"])
    by: list[Annotated[str, OneOf(*DIMENSION_WORDS)]] = Field(
        [], title="分组", description=f"可重复给出，最多 {DIMENSIONS_MAX} 种：{words_of(DIMENSION_WORDS)}",
        max_length=DIMENSIONS_MAX,
    )  # fmt: skip
    as_known_at: OptionalInstant = Field(None, title="按何时所知", description="只数这一时刻之前登记的记录")
    recount: bool = Field(False, title="重新清点", description="从每一条记录数起，不用累计数")
    todays_units: bool = Field(False, title="按现在的部门", description="撤并部门的数计入承接部门")


def _figure_row() -> type[Schema]:
    """Return the form of a row: its dimensions with their names, then every indicator."""
    fields: dict[str, Any] = {}
    for code, word in DIMENSION_WORDS.items():
        fields[code] = (str, Field("", title=word))
        fields[f"{code}_name"] = (str, Field("", title=f"{word}名称"))
    for indicator in INDICATORS.values():
        kind = int if indicator.decimals is None else float | None
        fields[indicator.code] = (
            kind,
            Field(title=indicator.name, description=f"{indicator.meaning}单位：{indicator.unit}"),
        )
    row: type[Schema] = create_model("FigureRow", __base__=Schema, __doc__="一行数据。", **fields)
    return row


FigureRow: Any = _figure_row()


class Remark(Schema):
    """A comment of the checker."""

    code: str = Field(title="代码")
    kind: str = Field(title="性质", description="note 说明、doubt 存疑")
    message: str = Field(title="说明")


class FiguresAnswer(Schema):
    """Figures of a period; the same as the command prints."""

    start: date = Field(serialization_alias="from", title="起始日")
    end: date = Field(serialization_alias="to", title="截止日")
    known_at: datetime = Field(title="截至何时所知")
    figures: list[FigureRow] = Field(title="数据", description="不分组时正好一行")
    remarks: list[Remark] = Field(title="核对说明")


class DefinitionAnswer(Schema):
    """What a figure means and how it is counted."""

    code: str = Field(title="代码", examples=["accepted"])
    name: str = Field(title="名称", examples=["受理"])
    meaning: str = Field(title="含义")
    unit: str = Field(title="单位", examples=["件"])
    formula: str = Field(title="算法")
    moment: str = Field(title="时点", description="period 期间、start 期初、end 期末")
    basis: str = Field(title="依据")
    decimals: int | None = Field(title="小数位数", description="空表示整数")
    has_cases: bool = Field(title="可列办件", description="true 表示可用 GET /cases?figure=… 列出所数的办件")


class Definitions(Schema):
    """All indicators, in their order."""

    figures: list[DefinitionAnswer] = Field(title="指标")
