"""Roles, the three administrators, what this room lets them do, and when a name is locked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """The roles a post can carry, and (last) the kinds of actors that hold rights without a post."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ISSUER = "issuer"
    INSPECTOR = "inspector"
    HALL_MANAGER = "hall_manager"
    EDITOR = "editor"
    LEADER = "leader"
    AUDITOR = "auditor"
    INTEGRATOR = "integrator"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    APPLICANT = "applicant"
    SYSTEM = "system"
    CLIENT = "client"
    JOB = "job"


class AccessKind(StrEnum):
    """What a line of the access log is about."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    DISCLOSURE = "disclosure"
    EXPORT = "export"
    PERMISSION = "permission"


THREE_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
KIND_ROLES = frozenset({Role.APPLICANT, Role.SYSTEM, Role.CLIENT, Role.JOB})
POST_ROLES = frozenset(Role) - KIND_ROLES

RIGHTS: Mapping[str, tuple[str, ...]] = {
    Role.SYSTEM_ADMIN: ("people.open_account", "people.open_client", "people.keep_units"),
    Role.SECURITY_ADMIN: ("people.appoint",),
    Role.AUDIT_ADMIN: ("people.read_access_log",),
    Role.AUDITOR: ("people.read_access_log",),
    Role.CLERK: ("people.register", "people.see_number"),
    Role.REVIEWER: ("people.see_number",),
    Role.APPROVER: ("people.see_number",),
    Role.ISSUER: ("people.see_number",),
    Role.JOB: ("people.open_account", "people.open_client", "people.keep_units", "people.appoint", "people.register",
               "people.restrict"),
    Role.SYSTEM: ("people.register",),
    Role.CLIENT: ("people.register",),
}  # fmt: skip
"""What this room lets each role do. Jobs set up installations and end retention periods."""


def administrators_clash(roles: Iterable[str]) -> bool:
    """Tell whether one holder would unite two of the three administrators (GB/T 22239 访问控制 d: 权限分离).

    >>> administrators_clash(["system_admin", "audit_admin"]), administrators_clash(["system_admin", "clerk"])
    (True, False)
    """
    return len(THREE_ADMINISTRATORS & {Role(role) for role in roles}) > 1


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """When a name is locked out and how long a password lasts (GB/T 22239 身份鉴别 a, b).

    failures_max:      wrong passwords in a row, within the window, before the name is locked.
    window_minutes:    how far back failures count; when fewer than that lie in it, the name is free again.
    password_days_max: age at which a password is to be changed.
    """

    failures_max: int = 5
    window_minutes: int = 15
    password_days_max: int = 90

    @property
    def window(self) -> timedelta:
        """How far back failures count."""
        return timedelta(minutes=self.window_minutes)


def password_is_due(changed_at: datetime | None, at: datetime, policy: SignInPolicy) -> bool:
    """Tell whether a password is to be changed: set by another hand, or older than the policy allows.

    >>> password_is_due(None, datetime(2022, 7, 1), SignInPolicy())
    True
    >>> password_is_due(datetime(2022, 6, 1), datetime(2022, 7, 1), SignInPolicy())
    False
    """
    return changed_at is None or at - changed_at > timedelta(days=policy.password_days_max)
