"""The hall in which the ledger's tests play."""

from __future__ import annotations

import pytest

from tests.cast import Hall, open_hall


@pytest.fixture
def hall(db: None) -> Hall:
    return open_hall()
