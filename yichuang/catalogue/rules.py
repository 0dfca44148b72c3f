"""Limits, procedures, and what a version of an item may say. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEGAL_DAYS = 20  # 行政许可法 Art. 42 para. 1, working days from acceptance
LEGAL_DAYS_JOINT = 45  # Art. 42 para. 2
EXTENSION_DAYS = 10  # Art. 42 para. 1, with the head of the authority's approval
EXTENSION_DAYS_JOINT = 15  # Art. 42 para. 2, with the head of government's approval
SUPPLEMENT_DAYS = 15  # ours, where an item does not say: the Act sets no period for the applicant


class Unit(StrEnum):
    """In what a limit is counted."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    AT_ONCE = "at_once"


class Procedure(StrEnum):
    """Under which rules a case runs: the licensing law binds licences only."""

    LICENCE = "licence"
    PUBLIC_SERVICE = "public_service"
    OTHER = "other"


class VersionState(StrEnum):
    """draft → published → retired; nothing leads back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class HallKind(StrEnum):
    """The hall's own kinds of cases."""

    AT_ONCE = "at_once"  # 即办
    PROMISED = "promised"  # 承诺
    JOINT = "joint"  # 联办
    REPORTED_UP = "reported_up"  # 报批
    URGENT = "urgent"  # 急办


class GapRule(StrEnum):
    """What happens when what was missing at acceptance (容缺受理) does not come in time."""

    TERMINATE = "terminate"
    GO_ON = "go_on"


ITEM_TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
"""事项类型 of GB/T 39046-2020 A.1. Others (11…, 21…) may be added as rows of the code set `item_type`."""

NATIONAL_KINDS = {"1": "即办件", "2": "承诺件", "9": "其他"}
"""办件类型 of GB/T 39046-2020 A.6."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A period: `n` of a unit; at once has no number (0). ValueError otherwise."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if (self.n == 0) != (self.unit is Unit.AT_ONCE) or self.n < 0:
            raise ValueError(f"no limit has {self.n} of {self.unit}")

    def within(self, other: Limit) -> bool | None:
        """Tell whether this limit is at most the other; None where units cannot be compared without a calendar.

        At once is within everything. A working day is never shorter than a calendar day, so n calendar days are within
        n or more working days; nothing else can be said across those two.

        >>> Limit(5, Unit.WORKING_DAY).within(Limit(20, Unit.WORKING_DAY))
        True
        >>> Limit(25, Unit.CALENDAR_DAY).within(Limit(20, Unit.WORKING_DAY)) is None
        True
        """
        if self.unit is Unit.AT_ONCE:
            return True
        if other.unit is Unit.AT_ONCE:
            return False
        if self.unit is other.unit:
            return self.n <= other.n
        if (self.unit, other.unit) == (Unit.CALENDAR_DAY, Unit.WORKING_DAY) and self.n <= other.n:
            return True
        return None


def procedure_for(item_type: str) -> Procedure:
    """Return the procedure that items of this type follow.

    >>> [procedure_for(code).value for code in ("01", "07", "20", "21")]
    ['licence', 'other', 'public_service', 'public_service']
    """
    if item_type == "01":
        return Procedure.LICENCE
    return Procedure.PUBLIC_SERVICE if item_type.startswith("2") else Procedure.OTHER


def legal_limit_by_default(*, joint: bool = False) -> Limit:
    """Return the limit of a licence where no other law says otherwise (行政许可法 Art. 42)."""
    return Limit(LEGAL_DAYS_JOINT if joint else LEGAL_DAYS, Unit.WORKING_DAY)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version says. `supplement_days` and `gap_days` are working days."""

    name: str
    legal: Limit
    promised: Limit
    national_kind: str = "2"
    hall_kind: HallKind = HallKind.PROMISED
    supplement_days: int = SUPPLEMENT_DAYS
    gap_allowed: bool = False
    gap_days: int = 0
    gap_rule: GapRule | None = None
    joint: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with terms: the field, a stable code, a Chinese sentence, the rule it breaks."""

    field: str
    code: str
    message: str
    rule: str = ""


def faults(terms: Terms) -> list[Fault]:
    """Return everything that keeps these terms from being published; empty if nothing does.

    Only the promise is compared with the law: an item's own law may set another limit than Art. 42.
    """
    found = []
    if not terms.name.strip():
        found.append(Fault("name", "name_missing", "事项名称不能为空"))
    if terms.promised.within(terms.legal) is False:
        found.append(Fault("promised", "promise_beyond_law", "承诺时限不得长于法定时限", "行政许可法 第四十二条"))
    if not terms.national_kind.isdecimal() or len(terms.national_kind) != 1:
        found.append(Fault("national_kind", "national_kind_unknown", "办件类型代码应为一位数字", "GB/T 39046 A.6"))
    if terms.supplement_days < 1:
        found.append(Fault("supplement_days", "supplement_days_missing", "补正时限至少为1个工作日"))
    if terms.gap_allowed and (terms.gap_days < 1 or terms.gap_rule is None):
        found.append(Fault("gap_days", "gap_rule_missing", "允许容缺受理的事项须写明补齐时限和逾期处理方式"))
    if not terms.gap_allowed and (terms.gap_days or terms.gap_rule):
        found.append(Fault("gap_days", "gap_not_allowed", "不允许容缺受理的事项不能有补齐时限"))
    return found


@dataclass(frozen=True, slots=True)
class FrozenVersion:
    """A published version as cases carry it: everything that never changes again (so not until when it is in force)."""

    version_id: int
    item_id: int
    number: int
    national_code: str
    local_code: str
    item_type: str
    procedure: Procedure
    department_id: int
    in_force_from: date
    terms: Terms

    @property
    def legal(self) -> Limit:
        """The limit the law sets."""
        return self.terms.legal

    @property
    def promised(self) -> Limit:
        """The limit the hall promises."""
        return self.terms.promised

    @property
    def extension_days(self) -> int:
        """Working days by which the legal limit can be extended once (行政许可法 Art. 42)."""
        return EXTENSION_DAYS_JOINT if self.terms.joint else EXTENSION_DAYS


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to be added; the procedure follows from the type unless given."""

    local_code: str
    name: str
    item_type: str
    department_id: int
    national_code: str = ""
    procedure: Procedure | None = None


RIGHTS: Mapping[str, tuple[str, ...]] = {
    "hall_manager": ("catalogue.draft", "catalogue.publish"),
    "job": ("catalogue.draft", "catalogue.publish"),
}
"""What this room lets each role do; jobs set up installations."""
