"""Who may do what, where, on which day. Every act asks `require`, so that it holds for pages, machines and scripts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from yichuang.kit import time
from yichuang.kit.errors import Forbidden
from yichuang.kit.questions import Question, Rows
from yichuang.kit.sql import statement
from yichuang.people.models import Account, ApiClient, Centre, Department, Post, RoleRight
from yichuang.people.models.identities import cipher
from yichuang.people.queries.units import successor_map, valid_on
from yichuang.people.rules import Actor, ActorKind

_ROOM = str(Path(__file__).parent)  # beside its folder `sql`
_CLIENT_TOKEN = "api-token"  # noqa: S105 -- the kind of a keyed hash, not a secret


@dataclass(frozen=True, slots=True)
class _Grant:
    """One reason why an actor holds a right: a post, a client's department, or (all three empty) a job's rule."""

    post_id: int | None = None
    department_id: int | None = None
    centre_id: int | None = None


def actor_of(account: Account, on: date | None = None) -> Actor:
    """Return the actor that this account is on a day: under its first post then, or under none."""
    day = on or time.today()
    post_id = (
        Post.objects.filter(valid_on(day), account_id=account.pk).order_by("id").values_list("id", flat=True).first()
    )
    return Actor.staff(account.pk, post_id)


def client_of(token: str, on: date | None = None) -> Actor | None:
    """Return the API client whose token this is, if it is active on the day; None otherwise."""
    day = on or time.today()
    code = _active_clients(day).filter(token_hash=token_hash(token)).values_list("code", flat=True).first()
    return None if code is None else Actor.client(code)


def token_hash(token: str) -> bytes:
    """Return the keyed hash under which a client's token is kept."""
    return cipher().lookup(token, _CLIENT_TOKEN)


def rights_of(actor: Actor, on: date | None = None) -> frozenset[str]:
    """Return all rights the actor holds somewhere on a day."""
    day = on or time.today()
    if actor.kind is ActorKind.STAFF:
        found = _posts(actor, day).values_list("roles__rights__right", flat=True)
        return frozenset(right for right in found if right)
    if actor.kind in (ActorKind.SYSTEM, ActorKind.CLIENT) and not _active_clients(day).filter(code=actor.id).exists():
        return frozenset()
    return frozenset(RoleRight.objects.filter(role_id=str(actor.kind)).values_list("right", flat=True))


def roles_of(actor: Actor, on: date | None = None) -> frozenset[str]:
    """Return the roles the actor has on a day: those of its posts, or the one that its kind is."""
    if actor.kind is not ActorKind.STAFF:
        return frozenset({str(actor.kind)})
    found = _posts(actor, on or time.today()).values_list("roles__code", flat=True)
    return frozenset(role for role in found if role)


def has_right(
    actor: Actor, right: str, *, department_id: int | None = None, centre_id: int | None = None, on: date | None = None
) -> bool:
    """Tell whether `require` would let the actor pass."""
    return _grant(actor, right, department_id, centre_id, on or time.today()) is not None


def require(
    actor: Actor, right: str, *, department_id: int | None = None, centre_id: int | None = None, on: date | None = None
) -> Actor:
    """Return the actor under the post that gives the right; raises Forbidden `not_allowed` if none does.

    department_id: the right must hold in this department: by a post in it, in the one that took it over, or in the
                   whole of its centre (of any centre, if it stands in none); machines only for their own department.
    centre_id:     the right must hold somewhere in this centre.
    on:            the day that counts, by default the hall's today.

    Staff hold the union of the rights of their posts. Jobs and applicants hold the rights of the roles `job` and
    `applicant` everywhere; which case is an applicant's own is the ledger's question.
    """
    return _granted(actor, right, _grant(actor, right, department_id, centre_id, on or time.today()))


def _granted(actor: Actor, right: str, grant: _Grant | None) -> Actor:
    if grant is None:
        raise Forbidden("not_allowed", "您的岗位没有办理此事的权限", rule=right)
    if actor.kind is not ActorKind.STAFF:
        return actor
    return Actor(actor.kind, actor.id, grant.post_id)


@dataclass(frozen=True, slots=True)
class Permission:
    """What an actor may where, as far as one right is concerned; `roles` are all the actor has on the day."""

    actor: Actor
    right: str
    grants: list[_Grant]
    roles: frozenset[str]
    day: date

    def require(self, *, department_id: int) -> Actor:
        """Return the actor under the post that gives the right in a department; see the function `require`."""
        return _granted(self.actor, self.right, _choose(self.grants, self.actor, department_id, None))


def permission(actor: Actor, right: str, *, on: date | None = None) -> Question[Permission]:
    """Return the question what an actor may, for those who ask several things in one round trip."""
    day = on or time.today()
    parameters: dict[str, Any] = {"right": right, "day": day, "role": str(actor.kind)}
    if actor.kind is ActorKind.STAFF:
        name, parameters["account"] = "staff_grants", int(actor.id) if actor.id.isdecimal() else 0
    elif actor.kind in (ActorKind.SYSTEM, ActorKind.CLIENT):
        name, parameters["code"] = "machine_grants", actor.id
    else:
        name = "kind_grants"

    def meaning(rows: Rows) -> Permission:
        grants = list(dict.fromkeys(_Grant(*row[:3]) for row in rows if row[3]))
        return Permission(actor, right, grants, frozenset(row[4] for row in rows), day)

    return Question(statement(_ROOM, name), meaning, parameters)


def departments_of(actor: Actor, right: str, on: date | None = None) -> frozenset[int] | None:
    """Return the departments in which the actor holds the right, past ones they took over included; None means all.

    Nobody's right and applicants give the empty set: an applicant's rights do not go by department.
    """
    if actor.kind is ActorKind.APPLICANT:
        return frozenset()
    grants = _grants(actor, right, on or time.today())
    if any(grant == _Grant() for grant in grants):
        return None
    wide = {grant.centre_id for grant in grants if grant.department_id is None and grant.centre_id is not None}
    if wide and not Centre.objects.exclude(pk__in=wide).exists():
        return None
    own = {grant.department_id for grant in grants if grant.department_id is not None}
    if wide:
        reached = Q(centre_id__in=wide) | Q(centre_id=None)
        own |= set(Department.objects.filter(reached).values_list("id", flat=True))
    if not own:
        return frozenset()
    return frozenset(past for past, today in successor_map().items() if past in own or today in own)


def _grant(actor: Actor, right: str, department_id: int | None, centre_id: int | None, day: date) -> _Grant | None:
    """Return the reason that covers the place asked for, or None."""
    return _choose(_grants(actor, right, day), actor, department_id, centre_id)


def _choose(grants: list[_Grant], actor: Actor, department_id: int | None, centre_id: int | None) -> _Grant | None:
    """Return the reason that covers the place asked for; the actor's present post comes first among equals."""
    grants = sorted(grants, key=lambda grant: grant.post_id != actor.post_id)
    if centre_id is not None:
        grants = [grant for grant in grants if grant.centre_id in (centre_id, None)]
    if department_id is None or not grants:
        return grants[0] if grants else None
    for grant in grants:
        if grant.department_id == department_id or grant == _Grant():
            return grant
    today = successor_map().get(department_id)
    places = {department_id} if today is None else {department_id, today}
    centres = set(Department.objects.filter(pk__in=places).values_list("centre_id", flat=True))
    return next((grant for grant in grants if _covers(grant, today, centres)), None)


def _covers(grant: _Grant, todays_department: int | None, centres: Collection[int | None]) -> bool:
    """Tell whether a grant elsewhere reaches a department: as its successor, or through its centre."""
    if grant.department_id is not None:
        return grant.department_id == todays_department
    return grant.centre_id in centres or centres == {None}


def _grants(actor: Actor, right: str, day: date) -> list[_Grant]:
    """Return every reason why the actor holds the right on the day: one statement."""
    question = permission(actor, right, on=day)
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.parameters)
        return question.meaning(cursor.fetchall()).grants


def _posts(actor: Actor, day: date) -> QuerySet[Post]:
    """Return the posts of an account in force on a day; none of an account that was closed."""
    if not actor.id.isdecimal():
        return Post.objects.none()
    return Post.objects.filter(valid_on(day), account_id=int(actor.id), account__is_active=True)


def _active_clients(day: date) -> QuerySet[ApiClient]:
    """Return the machines that are let in on a day."""
    return ApiClient.objects.filter(Q(active_to=None) | Q(active_to__gte=day), active_from__lte=day)
