"""The house hangs together: reactions are known at start, checks pass, debug is off."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from yichuang.cases.acts import set_reactions
from yichuang.site import wiring


def test_django_finds_nothing_to_complain_of(db: None) -> None:
    call_command("check")


def test_debug_is_off_by_default() -> None:
    assert settings.DEBUG is False


def test_an_unknown_event_kind_is_an_error_at_start() -> None:
    with pytest.raises(ValueError, match="no such event kind"):
        set_reactions({"celebrate": []})
    wiring.hand_over()


def test_tests_that_commit_do_so_through_our_fixture() -> None:
    """The flush of a committing `django_db` mark would empty the calendar, which migrations put in."""
    mark = "transaction" + "=True"
    for path in Path(__file__).parent.parent.rglob("*.py"):
        assert mark not in path.read_text(encoding="utf-8"), path


def test_keys_are_readable_by_their_owner_only() -> None:
    settings.KEYS.secret("django")
    for path in settings.KEYS.folder.glob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600
