"""Accounts and posts by name: what stands behind the ids that events and logs carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yichuang.people.models import Account, Post
from yichuang.people.queries.units import valid_on
from yichuang.people.rules import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class PostRecord:
    """One post: whose, where, in which roles, from when to when (last day, None while it lasts)."""

    id: int
    account_id: int
    holder: str
    centre_id: int
    department_id: int | None
    place: str
    roles: frozenset[str]
    valid_from: date
    valid_to: date | None


def account_id_of(username: str) -> int | None:
    """Return the id of the account with this sign-in name, or None."""
    return Account.objects.filter(username=username.strip().lower()).values_list("id", flat=True).first()


def posts_of(account_id: int, on: date) -> list[PostRecord]:
    """Return the posts of an account in force on a day."""
    rows = Post.objects.filter(valid_on(on), account_id=account_id).order_by("id")
    return [_record(row) for row in rows.select_related("account", "department", "centre").prefetch_related("roles")]


def post_names(post_ids: Iterable[int]) -> dict[int, PostRecord]:
    """Return the posts with these ids, past ones too."""
    rows = Post.objects.filter(pk__in=set(post_ids))
    found = rows.select_related("account", "department", "centre").prefetch_related("roles")
    return {row.pk: _record(row) for row in found}


def names_of(actors: Iterable[Actor]) -> dict[Actor, str]:
    """Return the names of those actors that are staff; other kinds name themselves by their id."""
    staff = {actor for actor in actors if actor.kind is ActorKind.STAFF and actor.id.isdecimal()}
    names = dict(Account.objects.filter(pk__in={int(actor.id) for actor in staff}).values_list("id", "name"))
    return {actor: names[int(actor.id)] for actor in staff if int(actor.id) in names}


def _record(row: Post) -> PostRecord:
    return PostRecord(
        id=row.pk,
        account_id=row.account_id,
        holder=row.account.name,
        centre_id=row.centre_id,
        department_id=row.department_id,
        place=row.department.short_name if row.department else row.centre.short_name,
        roles=frozenset(role.code for role in row.roles.all()),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
