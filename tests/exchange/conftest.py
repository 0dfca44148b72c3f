"""The hall with a departmental system at its side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.cast import OPENED, SETTING_UP, Hall, day, open_hall
from tests.exchange.senders import Sender
from yichuang.catalogue import queries as catalogue
from yichuang.exchange import acts
from yichuang.exchange.rules.rights import RIGHTS
from yichuang.kit import time
from yichuang.people import acts as people


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hall live on 1 July 2022, as a demo does."""
    monkeypatch.setattr(settings, "HALL_DAY", "2022-07-01")
    assert time.today() == day("2022-07-01")


@pytest.fixture
def hall(db: None, today: None) -> Iterator[Hall]:
    """The hall in a transaction that is rolled back."""
    yield from _remembering(open_hall())


@pytest.fixture
def real_hall(transactional_db: None, today: None) -> Iterator[Hall]:
    """The hall committed, for tests with several loaders."""
    yield from _remembering(open_hall())


def _remembering(hall: Hall) -> Iterator[Hall]:
    people.ensure_roles(RIGHTS)
    catalogue._held_back.clear()
    yield hall
    catalogue._frozen.clear()


@pytest.fixture
def sender(hall: Hall, tmp_path: Path) -> Sender:
    """The market-supervision platform, registered for the transport department's items."""
    return registered(hall, tmp_path)


@pytest.fixture
def real_sender(real_hall: Hall, tmp_path: Path) -> Sender:
    """The same, committed."""
    return registered(real_hall, tmp_path)


def registered(hall: Hall, folder: Path, code: str = "SCJG", **options: Any) -> Sender:
    """Register a system and return who sends for it."""
    facts: dict[str, Any] = {
        "name": "市场监管平台", "centre_id": hall.centre, "department_id": hall.transport, "region_id": hall.region,
        "active_from": OPENED,
    }  # fmt: skip
    token = acts.register_system(by=SETTING_UP, code=code, **facts | options)
    return Sender(hall, code, folder, token)
