"""A small hall with its people and items, for tests that read like sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yichuang.cases import acts
from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.cases.rules.records import NewCase, NewParty
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue.rules import RIGHTS as CATALOGUE_RIGHTS
from yichuang.catalogue.rules import GapRule, Limit, NewItem, Procedure, Terms
from yichuang.kit.time import zone
from yichuang.people import acts as people
from yichuang.people.rules import Actor, NewDepartment, NewRegion

SETTING_UP = Actor.job("set_up")
OPENED = date(2021, 1, 1)


def day(text: str) -> date:
    """Return the date written as text."""
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """Return the instant, in the hall's zone, written as text."""
    return datetime.fromisoformat(text).replace(tzinfo=zone())


@dataclass
class Hall:
    """Ids of what stands in the hall, and short ways to bring a case somewhere."""

    centre: int
    region: int
    other_region: int
    transport: int
    health: int
    clerk: Actor
    approver: Actor
    leader: Actor
    manager: Actor
    job: Actor = SETTING_UP
    versions: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)

    def new_case(self, item: str = "licence", **changes: Any) -> NewCase:
        """Return a case as it would come in at the window."""
        facts: dict[str, Any] = {
            "item_version_id": self.versions[item], "centre_id": self.centre, "department_id": self.transport,
            "region_id": self.region, "channel": "1",
        }  # fmt: skip
        return NewCase(**facts | changes)

    def received_case(self, *, on: str, item: str = "licence", **changes: Any) -> str:
        """Receive a case and return its number."""
        return acts.receive(self.new_case(item, **changes), by=self.manager, at=day(on)).number

    def accepted_case(self, *, on: str, item: str = "licence", **changes: Any) -> str:
        """Receive and accept a case on one day and return its number."""
        number = self.received_case(on=on, item=item, **changes)
        acts.accept(number, by=self.manager, at=day(on))
        return number

    def granted_case(self, *, on: str, granted: str, item: str = "licence", **changes: Any) -> str:
        """Bring a case from its receipt to its grant and return its number."""
        number = self.accepted_case(on=on, item=item, **changes)
        acts.grant(number, by=self.manager, at=day(granted))
        return number


APPLICANT = NewParty("applicant", "张三", document_kind="resident_id", document_number="99990119900101001X",
                     phone="19900000001", address="某路1号")  # fmt: skip
_ALL = {"hall_manager": tuple({right for rights in FIRST_RIGHTS.values() for right in rights})}


def open_hall() -> Hall:
    """Build the hall. The manager may do everything (tests of rights use clerk, approver and leader)."""
    people.ensure_roles(FIRST_RIGHTS, CATALOGUE_RIGHTS, _ALL)
    catalogue.ensure_code_sets()
    regions = people.add_regions(
        by=SETTING_UP, regions=[NewRegion("990000", "某省", 2), NewRegion("990100", "某市", 3)], valid_from=OPENED
    )
    centre = people.add_centre(
        by=SETTING_UP, code="C1", name="某省政务服务中心", short_name="省中心", region_id=regions["990000"]
    )
    departments = people.add_departments(
        by=SETTING_UP, centre_id=centre, valid_from=OPENED,
        departments=[NewDepartment("D1", "某省交通运输厅", "交通厅"), NewDepartment("D2", "某省卫健委", "卫健委")],
    )  # fmt: skip
    holders = {
        name: _holder(name, role, centre, department)
        for name, role, department in (
            ("clerk", "clerk", departments["D1"]), ("approver", "approver", departments["D1"]),
            ("leader", "leader", None), ("manager", "hall_manager", None),
        )
    }  # fmt: skip
    hall = Hall(
        centre, regions["990000"], regions["990100"], departments["D1"], departments["D2"],
        holders["clerk"], holders["approver"], holders["leader"], holders["manager"],
    )  # fmt: skip
    _add_items(hall)
    return hall


def _holder(name: str, role: str, centre: int, department: int | None) -> Actor:
    account = people.open_account(by=SETTING_UP, username=name, name=name, password="a long enough sentence")
    post = people.appoint(
        by=SETTING_UP, account_id=account, centre_id=centre, department_id=department, roles=(role,), valid_from=OPENED
    )
    return Actor.staff(account, post)


def _add_items(hall: Hall) -> None:
    """Three items of the three procedures, one with limits in hours, one with a gap, one handled jointly."""
    twenty, ten, five = Limit(20, "working_day"), Limit(10, "working_day"), Limit(5, "working_day")
    wanted = {
        "licence": ("01", Terms("道路运输经营许可", twenty, ten)),
        "gap": ("01", Terms("容缺许可", twenty, ten, gap_allowed=True, gap_days=5, gap_rule=GapRule.GO_ON)),
        "joint": ("01", Terms("联合许可", Limit(45, "working_day"), twenty, joint=True)),
        "other": ("07", Terms("行政确认", twenty, five)),
        "service": ("20", Terms("公共服务", five, five, national_kind="1")),
        "hours": ("20", Terms("限时服务", five, Limit(4, "hour"), national_kind="1")),
        "calendar": ("10", Terms("自然日事项", Limit(30, "calendar_day"), Limit(15, "calendar_day"))),
        "at_once": ("20", Terms("即办服务", five, Limit(0, "at_once"), national_kind="1")),
    }
    procedures = {"01": Procedure.LICENCE, "20": Procedure.PUBLIC_SERVICE}
    hall.items = catalogue.add_items(
        by=SETTING_UP,
        items=[
            NewItem(
                local_code=name, name=terms.name, item_type=kind, department_id=hall.transport,
                procedure=procedures.get(kind, Procedure.OTHER),
            )
            for name, (kind, terms) in wanted.items()
        ],
    )  # fmt: skip
    drafts = catalogue.draft_many(by=SETTING_UP, terms={hall.items[name]: terms for name, (_, terms) in wanted.items()})
    catalogue.publish_many(by=SETTING_UP, version_ids=list(drafts.values()), in_force_from=OPENED)
    hall.versions = {name: drafts[hall.items[name]] for name in wanted}
