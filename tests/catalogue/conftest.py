"""A department with one item, and terms for its versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from yichuang.catalogue import acts
from yichuang.catalogue.rules import RIGHTS, Limit, NewItem, Terms, Unit
from yichuang.people import acts as people
from yichuang.people.rules import Actor, NewDepartment

SETTING_UP = Actor.job("set_up")
FIRST_DAY = date(2022, 1, 1)
TERMS = Terms(
    name="公路超限运输许可",
    legal=Limit(20, Unit.WORKING_DAY),
    promised=Limit(5, Unit.WORKING_DAY),
    basis="中华人民共和国公路法 第五十条",
)


@dataclass
class Shelf:
    """What stands in the small catalogue."""

    department: int
    other_department: int
    item: int

    def drafted(self, **said: Any) -> int:
        """Draft a version of the item; what is not said is as in TERMS."""
        return acts.draft(by=SETTING_UP, item_id=self.item, terms=replace(TERMS, **said))

    def published(self, day: date = FIRST_DAY, **said: Any) -> int:
        """Draft and publish a version of the item."""
        version = self.drafted(**said)
        acts.publish(by=SETTING_UP, version_id=version, in_force_from=day)
        return version


@pytest.fixture
def shelf(db: None) -> Shelf:
    return make_shelf()


def make_shelf() -> Shelf:
    people.ensure_roles(RIGHTS)
    new = [NewDepartment("D1", "某省交通运输厅", "交通厅"), NewDepartment("D2", "某省卫生健康委员会", "卫健委")]
    ids = people.add_departments(by=SETTING_UP, centre_id=None, departments=new, valid_from=FIRST_DAY)
    item = NewItem("511A0138000000", TERMS.name, "01", ids["D1"], "113212810144222637432011815400401")
    return Shelf(ids["D1"], ids["D2"], acts.add_items(by=SETTING_UP, items=[item])[item.local_code])


Nonsense = Callable[[Shelf], Any]
