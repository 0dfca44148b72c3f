"""The hall in which the ledger's tests play."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.cast import Hall, open_hall
from yichuang.catalogue import queries as catalogue


@pytest.fixture
def hall(db: None) -> Iterator[Hall]:
    """The hall in a transaction that is rolled back; its item versions are remembered as if it were committed."""
    yield from _remembering(open_hall())


@pytest.fixture
def real_hall(transactional_db: None) -> Iterator[Hall]:
    """The hall committed, for tests with threads or with other connections."""
    yield from _remembering(open_hall())


def _remembering(hall: Hall) -> Iterator[Hall]:
    seals = Path(settings.VAR) / "seals.jsonl"
    seals.unlink(missing_ok=True)  # no roll-back takes a file away
    catalogue._held_back.clear()
    yield hall
    seals.unlink(missing_ok=True)
    catalogue._frozen.clear()  # the same ids may come again with other items
