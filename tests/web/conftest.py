"""A small hall for the pages: one centre, two departments, and somebody in every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.people import acts
from yichuang.people.models import Account
from yichuang.people.rules import Actor, NewDepartment

PASSWORD = "一窗-long-enough"
FIRST_DAY = date(2020, 1, 1)
# role → where the post is: "own" the department whose case is looked at, "other" a second one, "" the whole centre
CAST = {
    "clerk": ("clerk", "own"),
    "foreign_clerk": ("clerk", "other"),
    "reviewer": ("reviewer", "own"),
    "approver": ("approver", "own"),
    "foreign_approver": ("approver", "other"),
    "issuer": ("issuer", "own"),
    "inspector": ("inspector", ""),
    "hall_manager": ("hall_manager", ""),
    "editor": ("editor", ""),
    "leader": ("leader", ""),
    "auditor": ("auditor", ""),
    "system_admin": ("system_admin", ""),
    "security_admin": ("security_admin", ""),
    "audit_admin": ("audit_admin", ""),
}
EVERYBODY = ("anonymous", "no_post", *CAST)


@dataclass
class Hall:
    """The hall's ids, and a browser for each person of the cast."""

    centre_id: int
    departments: dict[str, int]
    accounts: dict[str, int] = field(default_factory=dict)

    def browser(self, person: str) -> Client:
        """Return a browser in which `person` has signed in."""
        client = Client()
        if person != "anonymous":
            client.force_login(Account.objects.get(pk=self.accounts[person]))
        return client


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """Make the folder that whitenoise looks into, so that it does not warn."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def furnished() -> Hall:
    """Make the centre, its departments, the roles and the cast."""
    job = Actor.job("test")
    acts.ensure_roles(FIRST_RIGHTS)
    centre = acts.add_centre(by=job, code="C1", name="某省政务服务中心", short_name="省中心")
    added = acts.add_departments(
        by=job,
        centre_id=centre,
        departments=[
            NewDepartment("JT", "某省交通运输厅", "省交通运输厅"),
            NewDepartment("SW", "某省商务厅", "省商务厅"),
        ],
        valid_from=FIRST_DAY,
    )
    hall = Hall(centre, {"own": added["JT"], "other": added["SW"]})
    for person in ("no_post", *CAST):
        name = f"测试{list(CAST).index(person) + 1 if person in CAST else 0:02}"
        hall.accounts[person] = acts.open_account(by=job, username=person, name=name, password=PASSWORD)
    for person, (role, place) in CAST.items():
        acts.appoint(
            by=job,
            account_id=hall.accounts[person],
            centre_id=centre,
            department_id=hall.departments.get(place),
            roles=[role],
            valid_from=FIRST_DAY,
        )
    return hall


@pytest.fixture
def hall(db: None) -> Hall:
    """The hall, in a test's own transaction."""
    return furnished()


@pytest.fixture
def browser(hall: Hall) -> Callable[[str], Client]:
    """Browsers by person."""
    return hall.browser
