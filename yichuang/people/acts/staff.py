"""Accounts, roles and posts. The three administrators are kept apart (GB/T 22239 访问控制 d)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.kit.time import true_now
from yichuang.people.acts.access import log_access
from yichuang.people.labels import PASSWORD_FAULTS, ROLES
from yichuang.people.models import Account, Department, Post, PostRole, Role, RoleRight
from yichuang.people.queries.rights import require
from yichuang.people.rules import POST_ROLES, RIGHTS, AccessKind, Actor, administrators_clash


@transaction.atomic
def ensure_roles(*stated: Mapping[str, Iterable[str]]) -> None:
    """Make the roles, and give them the rights that this room and others state.

    stated: role → rights ("cases.accept"), one mapping per room. A role may also be a kind of actor that holds rights
    without a post: `job`, `system`, `client`, `applicant`.
    A right that some role holds already is left as the hall set it: what it took from a role does not come back.
    """
    Role.objects.bulk_create([Role(code=code, name=name) for code, name in ROLES.items()], ignore_conflicts=True)
    pairs = {(role, right) for mapping in (RIGHTS, *stated) for role, rights in mapping.items() for right in rights}
    known = set(RoleRight.objects.values_list("right", flat=True))
    rows = [RoleRight(role_id=str(role), right=right) for role, right in sorted(pairs) if right not in known]
    RoleRight.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def open_account(*, by: Actor, username: str, name: str, password: str, at: datetime | None = None) -> int:
    """Open an account and return its id; its password is to be changed at the first sign-in.

    Raises Conflict `username_taken`, Refusal `username_form`, `name_missing` or `weak_password`.
    """
    actor = require(by, "people.open_account")
    account = Account(username=username.strip().lower(), name=unicodedata.normalize("NFC", name.strip()))
    if not account.name:
        raise Refusal("name_missing", "请填写姓名", field="name")
    _set(account, password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        if "account_username_form" in str(error):
            raise Refusal("username_form", "用户名应为小写字母、数字和._-@，至少两位", field="username") from None
        raise Conflict("username_taken", "用户名已被使用", field="username") from None
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"account/{account.pk}", purpose="open account", at=at)
    return int(account.pk)


@transaction.atomic
def close_account(*, by: Actor, account_id: int, at: datetime | None = None) -> None:
    """Close the account of somebody who left (GB/T 22239 人员离岗): from now on it opens nothing."""
    actor = require(by, "people.open_account")
    account = _locked(account_id)
    account.is_active = False
    account.save(update_fields=["is_active"])
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"account/{account_id}", purpose="close account", at=at)


@transaction.atomic
def set_password(*, by: Actor, account_id: int, password: str, at: datetime | None = None) -> None:
    """Set a password: one's own, or another's, who then has to change it. Raises Refusal `weak_password`."""
    own = by.key == Actor.staff(account_id).key
    actor = by if own else require(by, "people.open_account")
    account = _locked(account_id)
    _set(account, password)
    account.password_changed_at = (at or true_now()) if own else None
    account.save(update_fields=["password", "password_changed_at"])
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"account/{account_id}", purpose="set password", at=at)


@transaction.atomic
def appoint(
    *,
    by: Actor,
    account_id: int,
    centre_id: int,
    roles: Collection[str],
    valid_from: date,
    department_id: int | None = None,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> int:
    """Give an account a post in a department, or in the whole centre, and return the post's id.

    valid_to: the last day; None while it lasts.
    Raises Refusal `role_unknown`, `period_reversed`, `department_elsewhere`, `administrators_apart` (one holder would
    be two of the three administrators on some day), Forbidden `own_rights` (nobody appoints themselves).
    """
    actor = require(by, "people.appoint")
    if by.key == Actor.staff(account_id).key:
        raise Forbidden("own_rights", "不能给自己授权", rule="GB/T 22239 访问控制")
    wanted = {str(role) for role in roles}
    if not wanted or wanted - POST_ROLES:
        raise Refusal(
            "role_unknown", "请从岗位角色中选择", field="roles", details={"roles": sorted(wanted - POST_ROLES)}
        )
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("period_reversed", "任职的最后一天早于第一天", field="valid_to")
    _check_place(centre_id, department_id)
    _locked(account_id)  # two appointments of one account come one after the other
    for other in _overlapping(account_id, valid_from, valid_to).prefetch_related("roles"):
        _keep_apart(wanted | {role.code for role in other.roles.all()})
    _keep_apart(wanted)
    post = Post.objects.create(
        account_id=account_id,
        centre_id=centre_id,
        department_id=department_id,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    PostRole.objects.bulk_create([PostRole(post=post, role_id=role) for role in sorted(wanted)])
    words = f"appoint: {', '.join(sorted(wanted))}"
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"post/{post.pk}", purpose=words, at=at)
    return int(post.pk)


@transaction.atomic
def end_post(*, by: Actor, post_id: int, last_day: date, at: datetime | None = None) -> None:
    """End a post with `last_day`. A post only ever becomes shorter; for more time a new one is given.

    Raises Unknown `unknown_post`, Refusal `period_reversed`, Conflict `post_ended` if it ends earlier already.
    """
    actor = require(by, "people.appoint")
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise Unknown("unknown_post", "没有这个岗位", field="post")
    if last_day < post.valid_from:
        raise Refusal("period_reversed", "任职的最后一天早于第一天", field="last_day")
    if post.valid_to is not None and post.valid_to < last_day:
        raise Conflict("post_ended", "该岗位的任期已更早结束", field="last_day")
    post.valid_to = last_day
    post.save(update_fields=["valid_to"])
    words = f"end post: {last_day.isoformat()}"
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"post/{post_id}", purpose=words, at=at)


def _set(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        words = [_in_chinese(fault) for fault in error.error_list]
        raise Refusal("weak_password", "；".join(words), field="password", rule="GB/T 22239 身份鉴别") from None
    account.set_password(password)


def _in_chinese(fault: ValidationError) -> str:
    words = PASSWORD_FAULTS.get(fault.code or "")
    return words.format(**(fault.params or {})) if words else "；".join(fault.messages)


def _locked(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise Unknown("unknown_account", "没有这个账号", field="account")
    return account


def _check_place(centre_id: int, department_id: int | None) -> None:
    if department_id is None:
        return
    row = Department.objects.filter(pk=department_id).values_list("centre_id", flat=True)
    if not row:
        raise Unknown("unknown_department", f"没有编号为{department_id}的部门", field="department")
    if row[0] not in (None, centre_id):
        raise Refusal("department_elsewhere", "该部门不属于这个政务服务中心", field="department")


def _keep_apart(roles: Collection[str]) -> None:
    if administrators_clash(roles):
        raise Refusal(
            "administrators_apart",
            "系统管理员、安全管理员、审计管理员不得由同一账号兼任",
            field="roles",
            rule="GB/T 22239 访问控制",
        )


def _overlapping(account_id: int, valid_from: date, valid_to: date | None) -> QuerySet[Post]:
    ends_later = Q(valid_to=None) | Q(valid_to__gte=valid_from)
    begins_before = Q() if valid_to is None else Q(valid_from__lte=valid_to)
    return Post.objects.filter(ends_later & begins_before, account_id=account_id)
