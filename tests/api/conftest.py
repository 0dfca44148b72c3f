"""The hall of `tests.cast`, a program of one department and one of another, and what they send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from tests import cast
from yichuang.catalogue import queries as catalogue
from yichuang.exchange import acts as exchange
from yichuang.exchange.rules.rights import RIGHTS as EXCHANGE_RIGHTS
from yichuang.people import acts as people
from yichuang.reports import acts as reports
from yichuang.reports.rules.rights import RIGHTS as REPORT_RIGHTS
from yichuang.statistics import acts as statistics
from yichuang.statistics.rules.rights import RIGHTS as STATISTICS_RIGHTS

GOLDEN = Path(__file__).parents[1] / "golden" / "weekly-2023-07.txt"
API = "/api/v1"
EXAMPLE = "20220701-0000001A7K-M"  # the case that the description's examples name
SUBMITTED = [
    {"code": "consultations", "name": "咨询", "unit": "人次", "period": "month"},
    {"code": "fees", "name": "收费", "unit": "万元", "decimals": 2, "period": "month"},
]
DERIVED = [{"code": "per_visit", "name": "人均收费", "kind": "average", "unit": "万元/人次", "decimals": 2,
            "numerator": "fees", "denominator": "consultations"}]  # fmt: skip


@dataclass
class Program:
    """A department's program: its token, and short ways to call."""

    token: str
    keys: Any = field(default_factory=count)

    def get(self, path: str, **query: Any) -> HttpResponse:
        """Read an address."""
        return Client().get(f"{API}{path}", query, headers={"Authorization": f"Bearer {self.token}"})

    def bring(self, path: str, file: bytes, *, packed: str = "", **query: Any) -> HttpResponse:
        """Upload a file, saying how it is packed if it is."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Content-Encoding": packed} if packed else {})
        address = f"{API}{path}?{urlencode(query)}"
        return Client().post(address, file, content_type="application/octet-stream", headers=headers)

    def post(self, path: str, content: Any, *, key: str | None = None, **more: Any) -> HttpResponse:
        """Send JSON, under a key of its own unless one is given."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or f"k-{next(self.keys)}"}
        more.setdefault("content_type", "application/json")
        return Client().post(f"{API}{path}", content, headers=headers, **more)


@dataclass
class Called:
    """The hall and who calls it."""

    hall: cast.Hall
    ours: Program
    theirs: Program

    def application(self, **changes: Any) -> dict[str, Any]:
        """Return an application as a program sends it."""
        return {
            "item": "licence", "department": "D1", "centre": "C1", "region": "990000", "occurred": "2022-06-20",
            "channel": "2", "sender_number": "交2022-17",
            "parties": [{"role": "applicant", "name": "张三", "document_kind": "resident_id",
                         "document_number": "99990119900101001X"}],
        } | changes  # fmt: skip

    def received(self, **changes: Any) -> str:
        """Receive a case through the door and return its number."""
        answer = self.ours.post("/cases", self.application(**changes))
        assert answer.status_code == 201, answer.content.decode()
        return str(answer.json()["number"])


def open_house() -> Called:
    """Open the hall, let two programs in, archive an issue, bring in a few cases."""
    catalogue._held_back.clear()  # as if committed: the test's transaction never is
    hall = cast.open_hall()
    people.ensure_roles(REPORT_RIGHTS, EXCHANGE_RIGHTS, STATISTICS_RIGHTS)
    ours = Program(
        exchange.register_system(
            by=hall.job, code="JTYW", name="交通业务系统", centre_id=hall.centre, department_id=hall.transport,
            region_id=hall.region, active_from=cast.OPENED,
        )
    )  # fmt: skip
    theirs = Program(
        people.open_client(
            by=hall.job, code="WJYW", name="卫健程序", department_id=hall.health, active_from=cast.OPENED
        )
    )
    statistics.define(by=hall.job, submitted=SUBMITTED, derived=DERIVED)
    hall.granted_case(on="2022-06-01", granted="2022-06-30")
    hall.granted_case(on="2022-06-27", granted="2022-06-28", item="service")
    hall.accepted_case(on="2022-06-01", item="other", department_id=hall.health)
    hall.accepted_case(on="2022-06-02", parties=(cast.APPLICANT,), number=EXAMPLE)
    reports.archive(by=hall.job, series="weekly", text=GOLDEN.read_text(encoding="utf-8"))
    return Called(hall, ours, theirs)


@pytest.fixture
def called(db: None, settings: Settings) -> Called:
    """The house on 1 July 2022, in a transaction that is rolled back."""
    settings.HALL_DAY = "2022-07-01"
    settings.SYSTEM_FONTS = False
    return open_house()


@pytest.fixture
def lasting(transactional_db: None, settings: Settings) -> Called:
    """The same, committed: what is counted from events must be."""
    settings.HALL_DAY = "2022-07-01"
    return open_house()


@pytest.fixture
def steady(called: Called) -> Iterator[Called]:
    """The same for calls through the WSGI application: it leaves the test's connection open between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield called
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
