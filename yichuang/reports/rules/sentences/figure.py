"""What a sentence says: a figure, its change, its period. Pure records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yichuang.reports.rules.sentences.numerals import Number


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved. `value` has its sign (下降 is negative).

    `kind` is 同比, 环比, 较年初, 较法定, 其他 or 未注明.
    """

    kind: str
    value: Number
    unit: str
    step: Decimal = Decimal(1)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a figure is for: the words, and its first and last day where these are sure."""

    text: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class InTable:
    """Where in a table a figure stands: number of the table, row and column, all from 1; head rows count.

    total: 2 in the row of the total (合计), 1 in that of a part of it (小计), else 0.
    """

    table: int
    row: int
    column: int
    total: int = 0


@dataclass(slots=True)
class Figure:
    """One figure of a text.

    name:     the measure's common name (names.toml), else the sentence's own words
    subject:  what stands around the measure (行政许可事项, 网上), "" if nothing does
    value:    exact, in the basic unit (1.2万件 is 12000 件); `high` is the upper end of a range, else None
    step:     the smallest step in which the value is printed (of 1.2万 件 a thousand)
    about:    余, 多, 约, 突破 … if the number is said to be rough
    whole:    place in the list of the figure that this is a part of; `of` is its name
    changes:  what the sentence says about its change; of a figure whose own value is not printed, `is_change`
    known:    the name is a common one. apart: a part that a comma, not 、, parts from the one before it
    listed:   one of a list of rates (办结率后三位：甲局 88%), which are made of counts that it does not name
    within:   where the paragraph that it stands in begins and ends, in characters of the source
    text:     number and unit as written; `line` from 1, `offset` and `length` in characters of the source
    """

    name: str
    value: Number
    unit: str
    kind: str = "count"
    subject: str = ""
    high: Number | None = None
    step: Decimal = Decimal(1)
    about: str = ""
    of: str = ""
    whole: int | None = None
    period: Period | None = None
    changes: list[Change] = field(default_factory=list)
    is_change: bool = False
    text: str = ""
    line: int = 0
    offset: int = 0
    length: int = 0
    sentence: int = 0
    known: bool = False
    apart: bool = False
    listed: bool = False
    cell: InTable | None = None
    within: tuple[int, int] = (0, 0)
