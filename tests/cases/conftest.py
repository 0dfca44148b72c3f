"""The hall in which the ledger's tests play."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import Hall, open_hall
from yichuang.catalogue import queries as catalogue


@pytest.fixture
def hall(db: None) -> Hall:
    """The hall in a transaction that is rolled back."""
    return open_hall()


@pytest.fixture
def real_hall(transactional_db: None) -> Iterator[Hall]:
    """The hall committed, for tests with threads, with other connections, or with very many acts."""
    yield open_hall()
    catalogue._frozen.clear()  # the same ids come again with other items
