"""Signing in and out, and the lines of the access log."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from yichuang.kit.errors import Forbidden, Refusal
from yichuang.kit.time import true_now
from yichuang.people.models import AccessLog, Account
from yichuang.people.models.identities import cipher
from yichuang.people.rules import AccessKind, Actor, ActorKind, SignInPolicy

_LOCKED_OUT = "locked_out"  # such attempts are logged, but do not lengthen the lock


def log_access(
    *,
    by: Actor,
    kind: AccessKind,
    about: str = "",
    purpose: str = "",
    success: bool = True,
    address: str = "",
    at: datetime | None = None,
) -> None:
    """Add a line to the access log, within the caller's transaction if there is one.

    about: key of what it is about (`cases_case/…`), never personal data. at: the true instant, unless given.
    """
    AccessLog.objects.create(
        at=at or true_now(),
        actor_kind=by.kind,
        actor_id=by.id,
        post_id=by.post_id,
        kind=kind,
        object=about,
        purpose=purpose,
        success=success,
        address=_address(address),
    )


def disclose(*, by: Actor, about: str, purpose: str, address: str = "", at: datetime | None = None) -> None:
    """Write down that `by` is shown personal data of `about` in full, and why (个人信息保护法 Art. 34, 51).

    Raises Refusal `purpose_missing`. Call it before showing, in the transaction that reads.
    """
    _log_with_purpose(AccessKind.DISCLOSURE, by, about, purpose, address, at)


def export(*, by: Actor, about: str, purpose: str, address: str = "", at: datetime | None = None) -> None:
    """Write down that `by` takes data out of the system. Raises Refusal `purpose_missing`."""
    _log_with_purpose(AccessKind.EXPORT, by, about, purpose, address, at)


def _log_with_purpose(kind: AccessKind, by: Actor, about: str, purpose: str, address: str, at: datetime | None) -> None:
    if not purpose.strip():
        raise Refusal("purpose_missing", "请写明查看或导出的目的", field="purpose", rule="个人信息保护法 第三十四条")
    log_access(by=by, kind=kind, about=about, purpose=purpose.strip(), address=address, at=at)


def sign_out(*, by: Actor, address: str = "", at: datetime | None = None) -> None:
    """Write down that somebody left."""
    log_access(by=by, kind=AccessKind.SIGN_OUT, address=address, at=at)


def authenticate(
    *, username: str, password: str, address: str = "", at: datetime | None = None, policy: SignInPolicy | None = None
) -> Account:
    """Return the account whose name and password these are; every try is a line of the access log.

    Raises Forbidden `bad_credentials` alike for unknown names, closed accounts and wrong passwords, after the
    same work; and `sign_in_locked` after too many failures, for unknown names too (GB/T 22239 身份鉴别 b).
    Not to be called within a transaction: the failure has to stay written when the refusal is raised.
    """
    instant, rule = at or true_now(), policy or SignInPolicy()
    name = username.strip().lower()
    with transaction.atomic(durable=True):
        about = _one_at_a_time(name)
        account = Account.objects.filter(username=name).first()
        locked = _failures(about, instant, rule) >= rule.failures_max
        right = not locked and _password_is_right(account, password)
        AccessLog.objects.create(
            at=instant,
            actor_kind=ActorKind.STAFF,
            actor_id="" if account is None else str(account.pk),
            kind=AccessKind.SIGN_IN if right else AccessKind.SIGN_IN_FAILED,
            object=about,
            purpose=_LOCKED_OUT if locked else "",
            success=right,
            address=_address(address),
        )
    if locked:
        raise Forbidden(
            "sign_in_locked", f"登录失败次数过多，请{rule.window_minutes}分钟后再试", rule="GB/T 22239 身份鉴别"
        )
    if account is None or not right:
        raise Forbidden("bad_credentials", "用户名或密码不正确", field="username")
    return account


def _one_at_a_time(name: str) -> str:
    """Wait for other tries at this name, so that many at once count as many; return what the log calls the name.

    People type passwords where the name belongs, so the log holds a keyed hash of what was typed, never the text.
    """
    digest = cipher().lookup(name, "sign-in")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])
    return f"sign-in/{digest[:16].hex()}"


def _failures(about: str, instant: datetime, rule: SignInPolicy) -> int:
    """Return how often this name failed within the window since it last succeeded."""
    lines = AccessLog.objects.filter(object=about, at__gt=instant - rule.window, at__lte=instant)
    last = lines.filter(kind=AccessKind.SIGN_IN).order_by("-at", "-id").first()
    failed = lines.filter(kind=AccessKind.SIGN_IN_FAILED, purpose="")
    return failed.filter(id__gt=last.pk).count() if last else failed.count()


def _password_is_right(account: Account | None, password: str) -> bool:
    """Check the password; where there is no account, do the same work, so that time tells nothing."""
    if account is None:
        make_password(password)
        return False
    return account.check_password(password) and account.is_active


def _address(text: str) -> str | None:
    """Return a network address as the log keeps it; None for what is none."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None
