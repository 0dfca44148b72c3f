"""The hall of `tests.cast` with somebody in every role, a few cases, and a browser for each person."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from tests import cast
from tests.reports.files import scanned
from tests.web.exchange import Exchange, exchange_of
from yichuang.cases import acts as cases
from yichuang.exchange.rules.rights import RIGHTS as EXCHANGE_RIGHTS
from yichuang.people import acts as people
from yichuang.people.models import Account
from yichuang.reports import acts as reports
from yichuang.reports.acts.folders import archive_folder
from yichuang.reports.queries.run_files import open_files
from yichuang.reports.rules.rights import RIGHTS as REPORT_RIGHTS
from yichuang.statistics import acts as statistics
from yichuang.statistics.rules.rights import RIGHTS as STATISTICS_RIGHTS

GOLDEN = Path(__file__).parents[1] / "golden" / "weekly-2023-07.txt"
PASSWORD = "a long enough sentence"
# person → role, and where the post is: the department whose case is looked at, another one, or the whole centre
CAST = {
    "clerk": ("clerk", "transport"),
    "foreign-clerk": ("clerk", "health"),
    "reviewer": ("reviewer", "transport"),
    "approver": ("approver", "transport"),
    "foreign-approver": ("approver", "health"),
    "issuer": ("issuer", "transport"),
    "inspector": ("inspector", ""),
    "hall-manager": ("hall_manager", ""),
    "editor": ("editor", ""),
    "leader": ("leader", ""),
    "auditor": ("auditor", ""),
    "integrator": ("integrator", "transport"),
    "foreign-integrator": ("integrator", "health"),
    "system-admin": ("system_admin", ""),
    "security-admin": ("security_admin", ""),
    "audit-admin": ("audit_admin", ""),
}
EVERYBODY = ("anonymous", "no-post", *CAST)
READERS = frozenset(  # those whose role may read cases, each within their post's department or centre
    {"clerk", "reviewer", "approver", "issuer", "inspector", "hall-manager", "leader", "auditor",
     "foreign-clerk", "foreign-approver"}
)  # fmt: skip
EDITORS = frozenset({"editor", "hall-manager", "leader", "auditor"})  # those whose role may read drafts
EXCHANGERS = frozenset(  # those whose role may look at deliveries, each within their post's department or centre
    {"integrator", "foreign-integrator", "hall-manager", "system-admin", "leader", "auditor"}
)  # fmt: skip
OVERSEERS = frozenset(  # those who may see what was submitted, each within their post's department or centre
    {"clerk", "foreign-clerk", "reviewer", "approver", "foreign-approver", "hall-manager", "editor", "leader",
     "auditor"}
)  # fmt: skip
FILLERS = frozenset({"clerk", "foreign-clerk", "hall-manager", "editor"})  # those who may submit figures
DEFINERS = frozenset({"hall-manager", "editor"})  # those who may define indicators
SUBMITTED = [
    {"code": "consultations", "name": "咨询", "unit": "人次", "period": "month"},
    {"code": "fees", "name": "收费", "unit": "万元", "decimals": 2, "period": "month"},
]
DERIVED = [{"code": "per_visit", "name": "人均收费", "kind": "average", "unit": "万元/人次", "decimals": 2,
            "numerator": "fees", "denominator": "consultations"}]  # fmt: skip
STRANGERS = frozenset(
    {"foreign-clerk", "foreign-approver", "foreign-integrator"}
)  # may read, but not what is of the department looked at


@dataclass
class Faces:
    """The hall, its people by sign-in name, a case that is under way, an archived issue and a draft."""

    hall: cast.Hall
    accounts: dict[str, int] = field(default_factory=dict)
    number: str = ""
    archived: int = 0
    draft: int = 0

    @cached_property
    def exchange(self) -> Exchange:
        """A departmental system that has delivered, made when a test first asks for it."""
        return exchange_of(self.hall)

    @cached_property
    def folder(self) -> tuple[int, int]:
        """A folder with a scan that was read into the archive: the ids of its run and its file."""
        with TemporaryDirectory() as name:
            (Path(name) / "扫描.pdf").write_bytes(scanned())
            run = archive_folder(by=self.hall.job, folder=Path(name), series="weekly").run
        return run, open_files(run, seen_by=self.hall.job)[0].id

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


def furnished() -> Faces:
    """Open the hall, appoint the cast, and bring a few cases in."""
    hall = cast.open_hall()
    people.ensure_roles(REPORT_RIGHTS, EXCHANGE_RIGHTS, STATISTICS_RIGHTS)
    statistics.define(by=hall.job, submitted=SUBMITTED, derived=DERIVED)
    faces = Faces(hall)
    for person in ("no-post", *CAST):
        faces.accounts[person] = people.open_account(
            by=hall.job, username=f"web.{person}", name=f"某{person}", password=PASSWORD
        )
    for person, (role, place) in CAST.items():
        people.appoint(
            by=hall.job, account_id=faces.accounts[person], centre_id=hall.centre,
            department_id=getattr(hall, place) if place else None, roles=[role], valid_from=cast.OPENED,
        )  # fmt: skip
    faces.number = hall.accepted_case(on="2022-06-20", parties=(cast.APPLICANT,))
    cases.pause(faces.number, by=hall.manager, at=cast.day("2022-06-23"), kind="hearing")
    cases.resume(faces.number, by=hall.manager, at=cast.day("2022-06-24"), pause=3)
    hall.granted_case(on="2022-06-01", granted="2022-06-30")  # late: the promise was ten working days
    hall.granted_case(on="2022-06-27", granted="2022-06-28", item="service")
    hall.accepted_case(on="2022-06-01", item="other", department_id=hall.health)  # overdue, of the other department
    faces.archived = reports.archive(by=hall.job, series="weekly", text=GOLDEN.read_text(encoding="utf-8"))
    faces.draft = reports.compile_issue(by=hall.job, series="weekly", period=cast.day("2022-06-27"))
    return faces


@pytest.fixture
def faces(db: None, settings: Settings) -> Faces:
    """The furnished hall on 1 July 2022, in a test's own transaction."""
    set_the_day(settings)
    return furnished()


@pytest.fixture
def lasting_faces(transactional_db: None, settings: Settings) -> Faces:
    """The same, committed: what is published, and what a server's own connections see, must be."""
    set_the_day(settings)
    return furnished()


def set_the_day(settings: Settings) -> None:
    """Make it 1 July 2022, and print with the packaged faces only, whatever this machine has."""
    settings.HALL_DAY = "2022-07-01"
    settings.SYSTEM_FONTS = False
