"""Signing in: by password (argon2), locked out after too many failures, the same answer for names that are nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from pytest_django import Settings

from tests.people.conftest import DAY, PASSWORD, SETTING_UP, House
from yichuang.kit.errors import Conflict, Forbidden, Refusal
from yichuang.kit.time import start_of
from yichuang.people import acts
from yichuang.people.models import AccessLog, Account
from yichuang.people.rules import Actor, SignInPolicy, password_is_due

NOON = start_of(DAY) + timedelta(hours=12)
WRONG = "not the password"
POLICY = SignInPolicy(failures_max=3, window_minutes=10)


def tries(username: str, *, password: str = WRONG, minute: float = 0) -> str:
    """Try to sign in that many minutes after noon and return what came of it."""
    at = NOON + timedelta(minutes=minute)
    try:
        acts.authenticate(username=username, password=password, address="10.1.2.3", at=at, policy=POLICY)
    except Forbidden as refusal:
        return refusal.code
    return "in"


def test_name_and_password_open_the_door(house: House) -> None:
    account = house.account("zhao")
    found = acts.authenticate(username=" Zhao ", password=PASSWORD, address="10.1.2.3", at=NOON)
    assert found.pk == account
    line = AccessLog.objects.get(kind="sign_in")
    assert (line.actor_kind, line.actor_id, line.success, line.address, line.at) == (
        "staff", str(account), True, "10.1.2.3", NOON,
    )  # fmt: skip


@pytest.mark.parametrize("username", ["zhao", "nobody"])
def test_a_name_is_locked_after_too_many_failures_whether_it_is_somebodys_or_not(house: House, username: str) -> None:
    house.account("zhao")
    outcomes = [tries(username, minute=minute) for minute in (0, 1, 2, 3)]
    assert outcomes == ["bad_credentials"] * 3 + ["sign_in_locked"]
    assert tries(username, password=PASSWORD, minute=4) == "sign_in_locked"


def test_a_lock_ends_by_itself_and_knocking_does_not_lengthen_it(house: House) -> None:
    house.account("zhao")
    for minute in (0, 1, 2, 3, 5, 7, 9):
        tries("zhao", minute=minute)
    assert tries("zhao", password=PASSWORD, minute=9.9) == "sign_in_locked"
    assert tries("zhao", password=PASSWORD, minute=10) == "in"


def test_success_forgets_earlier_failures(house: House) -> None:
    house.account("zhao")
    outcomes = [
        tries("zhao", password=word, minute=n) for n, word in enumerate(["x", "x", PASSWORD, "x", "x", PASSWORD])
    ]
    assert outcomes == ["bad_credentials", "bad_credentials", "in", "bad_credentials", "bad_credentials", "in"]


def test_one_name_locked_leaves_the_others_free(house: House) -> None:
    house.account("zhao")
    house.account("qian")
    for minute in (0, 1, 2):
        tries("zhao", minute=minute)
    assert tries("qian", password=PASSWORD, minute=3) == "in"


def test_the_log_never_holds_what_was_typed(house: House) -> None:
    tries("my-secret-password")
    line = AccessLog.objects.get(kind="sign_in_failed")
    assert line.actor_id == ""
    assert line.object.startswith("sign-in/")
    assert "secret" not in f"{line.object}{line.purpose}"


def test_a_closed_account_opens_nothing(house: House) -> None:
    acts.close_account(by=SETTING_UP, account_id=house.account("zhao"))
    assert tries("zhao", password=PASSWORD) == "bad_credentials"


def test_passwords_are_kept_with_argon2(house: House, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    account = Account.objects.get(pk=house.account("zhao"))
    assert identify_hasher(account.password).algorithm == "argon2"
    assert tries("zhao", password=PASSWORD) == "in"
    assert tries("zhao") == "bad_credentials"


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_weak_passwords_are_refused_in_chinese(house: House, password: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.open_account(by=SETTING_UP, username="sun", name="孙", password=password)
    assert (refused.value.code, refused.value.field) == ("weak_password", "password")
    assert "密码" in refused.value.message
    assert not Account.objects.filter(username="sun").exists()


def test_a_password_set_by_another_hand_is_due_at_once_and_ones_own_after_its_days(house: House) -> None:
    account = house.account("zhao")
    assert password_is_due(Account.objects.get(pk=account).password_changed_at, NOON, POLICY)
    acts.set_password(by=Actor.staff(account), account_id=account, password="another long phrase", at=NOON)
    changed = Account.objects.get(pk=account).password_changed_at
    assert not password_is_due(changed, NOON + timedelta(days=90), POLICY)
    assert password_is_due(changed, NOON + timedelta(days=90, seconds=1), POLICY)


def test_nobody_sets_anothers_password_without_the_right(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.health)
    with pytest.raises(Forbidden):
        acts.set_password(by=clerk, account_id=house.account("qian"), password="another long phrase", at=NOON)


def test_two_accounts_never_share_a_name(house: House) -> None:
    house.account("zhao")
    with pytest.raises(Conflict) as refused:
        house.account("ZHAO")
    assert refused.value.code == "username_taken"


def test_a_name_has_its_form(house: House) -> None:
    with pytest.raises(Refusal) as refused:
        acts.open_account(by=SETTING_UP, username="赵 女士", name="赵", password=PASSWORD)
    assert refused.value.code == "username_form"
