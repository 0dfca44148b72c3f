"""The access log, for those who audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yichuang.people.models import AccessLog
from yichuang.people.queries.rights import require
from yichuang.people.rules import AccessKind, Actor, ActorKind

LINES_MAX = 1000  # a page asks for less; whoever wants more asks for a shorter time


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One line of the access log."""

    at: datetime
    actor: Actor | None  # None: a failed sign-in by somebody unknown
    kind: AccessKind
    object: str
    purpose: str
    success: bool
    address: str


def access_log(
    seen_by: Actor, *, since: datetime, until: datetime, about: str = "", lines_max: int = LINES_MAX
) -> list[AccessLine]:
    """Return the lines with since ≤ at < until, newest first, all or those about one object (see `AccessLog.object`).

    Raises Forbidden without the right `people.read_access_log`.
    """
    require(seen_by, "people.read_access_log")
    rows = AccessLog.objects.filter(at__gte=since, at__lt=until).order_by("-at", "-id")
    if about:
        rows = rows.filter(object=about)
    return [_line(row) for row in rows[: min(lines_max, LINES_MAX)]]


def _line(row: AccessLog) -> AccessLine:
    actor = Actor(ActorKind(row.actor_kind), row.actor_id, row.post_id) if row.actor_id else None
    return AccessLine(row.at, actor, AccessKind(row.kind), row.object, row.purpose, row.success, row.address or "")
