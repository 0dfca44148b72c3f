"""The hall's day: today, or a demo's own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from yichuang.kit import time


@pytest.fixture
def installation(settings: Any, tmp_path: Path) -> Path:
    settings.VAR, settings.HALL_DAY = tmp_path, ""
    return tmp_path


def test_without_a_day_of_its_own_a_hall_lives_today(installation: Path) -> None:
    assert time.own_day() is None
    assert time.today() == time.true_now().date()


def test_a_demo_lives_on_its_own_day_at_the_true_time(installation: Path) -> None:
    time.set_own_day(date(2022, 7, 1))
    assert time.today() == date(2022, 7, 1)
    assert time.now().date() == date(2022, 7, 1)
    assert time.now().tzinfo is not None
    assert abs((datetime.now(UTC).minute - time.now().minute) % 60) in (0, 1, 59)
    assert time.true_now().year > 2022


def test_the_setting_wins_over_what_the_demo_left(installation: Path, settings: Any) -> None:
    time.set_own_day(date(2022, 7, 1))
    settings.HALL_DAY = "2022-03-01"
    assert time.today() == date(2022, 3, 1)


def test_the_local_date_counts() -> None:
    assert time.local_date(datetime(2022, 6, 30, 16, 0, tzinfo=UTC)) == date(2022, 7, 1)
    assert time.start_of(date(2022, 7, 1)).astimezone(UTC) == datetime(2022, 6, 30, 16, 0, tzinfo=UTC)
