"""A small hall: one centre with two departments and a second centre, and people to appoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from yichuang.people import acts
from yichuang.people.rules import Actor, NewDepartment, NewRegion

SETTING_UP = Actor.job("set_up")
OPENED = date(2022, 1, 1)
DAY = date(2022, 7, 1)
PASSWORD = "correct horse battery"


@dataclass
class House:
    """Ids of what stands in the small hall."""

    province: int
    centre: int
    other_centre: int
    transport: int
    health: int
    elsewhere: int

    def account(self, username: str) -> int:
        """Open an account for a clerk of that name."""
        return acts.open_account(by=SETTING_UP, username=username, name=f"{username}女士", password=PASSWORD)

    def holder(self, username: str, *roles: str, department: int | None = None, centre: int | None = None) -> Actor:
        """Open an account, give it a post, and return it as an actor under that post."""
        account = self.account(username)
        post = acts.appoint(
            by=SETTING_UP,
            account_id=account,
            centre_id=centre or self.centre,
            department_id=department,
            roles=roles,
            valid_from=OPENED,
        )
        return Actor.staff(account, post)


@pytest.fixture
def house(db: None) -> House:
    acts.ensure_roles({"clerk": ["cases.accept"], "job": ["cases.accept"], "system": ["cases.accept"]})
    province = acts.add_regions(by=SETTING_UP, regions=[NewRegion("510000", "某省", 2)], valid_from=OPENED)["510000"]
    centre = acts.add_centre(by=SETTING_UP, code="C1", name="某省政务服务中心", short_name="省中心", region_id=province)
    other = acts.add_centre(by=SETTING_UP, code="C2", name="某市政务服务中心", short_name="市中心")
    here = [NewDepartment("D1", "某省交通运输厅", "交通厅"), NewDepartment("D2", "某省卫生健康委员会", "卫健委")]
    ids = acts.add_departments(by=SETTING_UP, centre_id=centre, departments=here, valid_from=OPENED)
    there = [NewDepartment("E1", "某市交通运输局", "交通局")]
    elsewhere = acts.add_departments(by=SETTING_UP, centre_id=other, departments=there, valid_from=OPENED)
    return House(province, centre, other, ids["D1"], ids["D2"], elsewhere["E1"])
