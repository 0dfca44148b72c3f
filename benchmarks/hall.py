"""A bare hall for the benchmarks: one centre, one department, one item, a clerk who may do everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yichuang.cases.rules.records import NewCase
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue.rules import Limit, NewItem, Terms
from yichuang.people import acts as people
from yichuang.people.rules import Actor, NewDepartment, NewRegion

BY = Actor.job("bench")
OPENED = date(2020, 1, 1)


@dataclass(frozen=True)
class BenchHall:
    """What a case needs, and who acts."""

    clerk: Actor
    case: NewCase


def open_bench_hall() -> BenchHall:
    """Build the hall and return it."""
    region = people.add_regions(by=BY, regions=[NewRegion("980000", "测试省", 2)], valid_from=OPENED)["980000"]
    centre = people.add_centre(by=BY, code="BENCH", name="测试中心", short_name="测试", region_id=region)
    department = people.add_departments(
        by=BY, centre_id=centre, departments=[NewDepartment("B1", "测试厅", "测试")], valid_from=OPENED
    )["B1"]
    item = catalogue.add_items(by=BY, items=[NewItem("bench", "测试许可", "01", department)])["bench"]
    terms = Terms("测试许可", Limit(20, "working_day"), Limit(10, "working_day"))
    version = catalogue.draft(by=BY, item_id=item, terms=terms)
    catalogue.publish(by=BY, version_id=version, in_force_from=OPENED)
    account = people.open_account(by=BY, username="bench", name="测试", password="a sentence long enough")
    roles = ("clerk", "reviewer", "approver", "hall_manager")
    post = people.appoint(
        by=BY, account_id=account, centre_id=centre, department_id=department, roles=roles,
        valid_from=OPENED,
    )  # fmt: skip
    return BenchHall(Actor.staff(account, post), NewCase(version, centre, department, region))
