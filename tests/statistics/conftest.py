"""The hall in which figures are counted."""

from __future__ import annotations

import pytest

from tests.cast import Hall, open_hall


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    return open_hall()
