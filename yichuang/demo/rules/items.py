"""The 1,500 items of the demo in the eleven types of GB/T 39046 A.1. They are the same for every seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest

from yichuang.catalogue.rules import GapRule, HallKind, Limit, Procedure, Terms, Unit, procedure_for
from yichuang.demo.rules.places import Bureau, bureaus

_PER_TYPE = {
    "01": 420, "02": 180, "03": 50, "04": 20, "05": 40, "06": 170, "07": 110, "08": 60, "09": 20, "10": 230, "20": 200,
}  # fmt: skip
_OF_A_MATTER = {
    "01": ("{}许可（新办）", "{}许可（变更）", "{}许可（延续）"),
    "02": ("对未经批准从事{}的行政处罚",),
    "03": ("对涉嫌违法{}的场所、物品的查封、扣押",),
    "06": ("对{}的监督检查",),
    "10": ("{}备案",),
}
_OF_A_FIELD = {
    "04": ("{}领域行政事业性收费征收",),
    "05": ("{}领域专项补助资金给付",),
    "07": ("{}专业技术资格确认", "{}从业信用等级确认"),
    "08": ("对在{}工作中作出突出贡献的单位和个人的奖励",),
    "09": ("{}争议裁决",),
}
_HEADS_SHARE = 0.72  # each further item of a department and type has this part of the cases of the one before
_LONG_SHARE = 40.0  # a service that runs for a year is delivered many times as often as a query
LONG_DAYS = 365
_FAMOUS = "超限运输车辆行驶公路许可（新办）"  # nine in ten of its department's licences


@dataclass(frozen=True, slots=True)
class DemoItem:
    """An item with its terms and its share of the cases of its type.

    pace: the working days within which a decision is surely in time under the promised limit.
    long: a service that stays open for months (认证, 备案, 跟踪服务).
    """

    local_code: str
    national_code: str
    name: str
    item_type: str
    bureau: Bureau
    terms: Terms
    share: float
    long: bool = False

    @property
    def procedure(self) -> Procedure:
        """The procedure its cases follow."""
        return procedure_for(self.item_type)

    @property
    def pace(self) -> int:
        """Working days that are in time for certain; calendar days hold at least half as many working days."""
        promised = self.terms.promised
        return {Unit.WORKING_DAY: promised.n, Unit.CALENDAR_DAY: promised.n // 2}.get(promised.unit, 0)


@cache
def items() -> tuple[DemoItem, ...]:
    """Return the 1,500 items by type and, within it, one of each department in turn."""
    chance = random.Random("the catalogue of the demo")
    return tuple(chain.from_iterable(_of_type(item_type, count, chance) for item_type, count in _PER_TYPE.items()))


def _of_type(item_type: str, count: int, chance: random.Random) -> Iterator[DemoItem]:
    in_turn = zip_longest(*(list(_names(item_type, bureau)) for bureau in bureaus()))
    named = [(bureau, name) for row in in_turn for bureau, name in zip(bureaus(), row, strict=True) if name]
    assert len(named) >= count, f"only {len(named)} names for items of type {item_type}"
    already: dict[str, int] = {}
    for place, (bureau, name) in enumerate(named[:count], start=1):
        rank = already[bureau.code] = already.get(bureau.code, 0) + 1
        long = name in bureau.long_services
        share = _share_of(item_type, bureau) * _HEADS_SHARE ** (rank - 1) * (_LONG_SHARE if long else 1)
        yield DemoItem(
            local_code=f"AL{bureau.code}{item_type}{place:04d}",
            national_code=f"{bureau.credit_code}200{item_type}{place:05d}000",
            name=name,
            item_type=item_type,
            bureau=bureau,
            terms=_terms(name, item_type, long, chance),
            share=share * (3 if name == _FAMOUS else 1),
            long=long,
        )


def _names(item_type: str, bureau: Bureau) -> Iterator[str]:
    if item_type == "20":
        yield from bureau.long_services
        yield from bureau.public_services
    for form in _OF_A_MATTER.get(item_type, ()):
        yield from (form.format(matter) for matter in bureau.matters)
    yield from (form.format(bureau.field) for form in _OF_A_FIELD.get(item_type, ()))


def _share_of(item_type: str, bureau: Bureau) -> float:
    if item_type == "01":
        return bureau.licences
    return bureau.services if item_type == "20" else float(bureau.licences**0.5)


def _terms(name: str, item_type: str, long: bool, chance: random.Random) -> Terms:
    if long:
        limit = Limit(LONG_DAYS, Unit.CALENDAR_DAY)
        return Terms(name, limit, limit, national_kind="9", basis="办事指南")
    if item_type == "20":
        return _service_terms(name, chance)
    basis = "行政许可法及本领域单行法规" if item_type == "01" else "本领域法律、法规、规章"
    kind = chance.random()
    if kind < 0.04:
        legal, promised = Limit(45, Unit.WORKING_DAY), Limit(30, Unit.WORKING_DAY)
        return Terms(name, legal, promised, hall_kind=HallKind.JOINT, joint=True, basis=basis)
    if kind < 0.16:
        legal, promised = Limit(5, Unit.WORKING_DAY), Limit(0, Unit.AT_ONCE)
        return Terms(name, legal, promised, national_kind="1", hall_kind=HallKind.AT_ONCE, basis=basis)
    hall_kind = HallKind.REPORTED_UP if kind > 0.96 else HallKind.PROMISED
    legal, promised = Limit(20, Unit.WORKING_DAY), Limit(chance.choice((3, 5, 7, 10, 10, 12, 15)), Unit.WORKING_DAY)
    if chance.random() < 0.25:
        gap_rule = chance.choice((GapRule.TERMINATE, GapRule.GO_ON))
        return Terms(name, legal, promised, hall_kind=hall_kind, gap_allowed=True, gap_days=10, gap_rule=gap_rule,
                     basis=basis)  # fmt: skip
    return Terms(name, legal, promised, hall_kind=hall_kind, basis=basis)


def _service_terms(name: str, chance: random.Random) -> Terms:
    kind = chance.random()
    if kind < 0.5:
        legal, promised = Limit(1, Unit.WORKING_DAY), Limit(0, Unit.AT_ONCE)
        return Terms(name, legal, promised, national_kind="1", hall_kind=HallKind.AT_ONCE, basis="办事指南")
    if kind < 0.6:
        legal, promised = Limit(3, Unit.WORKING_DAY), Limit(24, Unit.HOUR)
        return Terms(name, legal, promised, hall_kind=HallKind.URGENT, basis="办事指南")
    legal, promised = Limit(15, Unit.WORKING_DAY), Limit(chance.choice((1, 3, 5, 10)), Unit.WORKING_DAY)
    return Terms(name, legal, promised, basis="办事指南")
