"""Types that all operations share: days, instants, codes, and the narrowing of figures and cases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Header, Schema
from pydantic import (
    BeforeValidator,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from yichuang.api.errors import bad_input
from yichuang.api.limits import FIRST_YEAR, LAST_YEAR
from yichuang.kit.time import zone

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_YEARS = f"{FIRST_YEAR} 至 {LAST_YEAR} 年"
PLAIN = r"^[^\x00-\x1f\x7f]*$"  # one line of text
DAY_FORM = {"type": "string", "format": "date", "examples": ["2022-07-01"]}
INSTANT_FORM = {"type": "string", "format": "date-time", "examples": ["2022-07-01T18:00:00+08:00"]}


def _within_years(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"日期应在{_YEARS}之间")


def as_day(value: object) -> date:
    """Return the day that a text names. Raises ValueError in Chinese."""
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("请按 2022-07-01 的样子写日期") from None
    _within_years(day)
    return day


def as_instant(value: object) -> datetime:
    """Return the instant that a text names, in the hall's zone where it names none. Raises ValueError in Chinese."""
    try:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise ValueError
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("请按 2022-07-01T18:00:00+08:00 的样子写时刻") from None
    _within_years(instant)
    return instant if instant.tzinfo else instant.replace(tzinfo=zone())


def as_moment(value: object) -> datetime | date:
    """Return the day or the instant that a text names. Raises ValueError in Chinese."""
    is_day = isinstance(value, str) and len(value) == len("2022-07-01")
    return as_day(value) if is_day else as_instant(value)


class OneOf:
    """The type of a text that is one of a few codes, which the description lists."""

    def __init__(self, *codes: str) -> None:
        self.codes = tuple(str(code) for code in codes)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return handler.generate_schema(Literal.__getitem__(self.codes))


Day = Annotated[date, BeforeValidator(as_day), WithJsonSchema(DAY_FORM)]
OptionalDay = Annotated[date | None, BeforeValidator(as_day), WithJsonSchema(DAY_FORM)]
OptionalInstant = Annotated[datetime | None, BeforeValidator(as_instant), WithJsonSchema(INSTANT_FORM)]
Moment = Annotated[
    Any,
    PlainValidator(as_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
                    "examples": ["2022-07-01", "2022-07-01T09:30:00+08:00"]}),
]  # fmt: skip
Code = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PLAIN)]
OptionalCode = Annotated[str, StringConstraints(max_length=80, pattern=PLAIN)]
Cursor = Annotated[str, StringConstraints(max_length=120, pattern=PLAIN)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", title="幂等键", min_length=1, max_length=100, pattern="^[!-~]+$",
        description="同一键、同一内容重发只生效一次，回答相同；换了内容则拒绝（409 key_reused）",
    ),
]  # fmt: skip


def words_of(words: Mapping[Any, str]) -> str:
    """Return codes with their Chinese words, for a description.

    >>> words_of({"1": "窗口", "2": "电脑端"})
    '1 窗口、2 电脑端'
    """
    return "、".join(f"{code} {word}" for code, word in words.items())


class Unit(Schema):
    """A department, a centre or a region."""

    code: str = Field(title="代码", examples=["D1"])
    name: str = Field(title="名称", examples=["某省交通运输厅"])


class Asked(Schema):
    """What an address asks for. A parameter that we do not know is refused: misspelt, it would change the answer."""

    @model_validator(mode="before")
    @classmethod
    def _knows_all(cls, values: Any, info: ValidationInfo) -> Any:
        known = {field.alias or name for name, field in cls.model_fields.items()}
        unknown = [name for name in info.context["request"].GET if name not in known] if info.context else []
        if unknown:
            raise bad_input({name: ["没有这个参数"] for name in unknown})
        return values


class Narrowing(Asked):
    """Which part of the figures, or of the cases, is asked for; left out means all."""

    item_type: OptionalCode = Field("", title="事项类型", description="两位代码", examples=["01"])
    department: OptionalCode = Field("", title="部门", description="部门代码", examples=["D1"])
    item: OptionalCode = Field("", title="事项", description="事项的本地代码")
    region: OptionalCode = Field("", title="行政区划", description="行政区划代码", examples=["990000"])
    centre: OptionalCode = Field("", title="中心", description="中心代码", examples=["C1"])
    channel: OptionalCode = Field("", title="办理形式", examples=["1"])
    source: OptionalCode = Field("", title="来源", description="hall 或对接系统的代码", examples=["hall"])

    def filters(self) -> dict[str, str]:
        """Return dimension → code, as statistics takes it."""
        return {name: content for name in Narrowing.model_fields if (content := getattr(self, name))}
