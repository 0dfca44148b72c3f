"""Which dates the ledger takes: none in the future, and from staff none further back than their roles may date."""

from __future__ import annotations

from datetime import datetime, timedelta

from yichuang.cases.models import BackDating
from yichuang.cases.rules.records import NewEvent
from yichuang.kit.errors import Refusal
from yichuang.kit.time import local_date, now, today
from yichuang.people.queries import roles_of
from yichuang.people.rules import Actor, ActorKind


def check_not_future(event: NewEvent, at_most: datetime) -> None:
    """Raise Refusal `date_in_future` for what lies after `at_most`, the hall's present instant."""
    occurred = event.occurred
    future = occurred > at_most if isinstance(occurred, datetime) else occurred > at_most.date()
    if future:
        day = local_date(occurred) if isinstance(occurred, datetime) else occurred
        raise Refusal("date_in_future", f"日期 {day} 在将来", field="occurred")


def check_date(event: NewEvent, by: Actor) -> None:
    """Raise Refusal `date_in_future`, or `dated_too_far_back` for staff none of whose roles may date so far back."""
    check_not_future(event, now())
    day = local_date(event.occurred) if isinstance(event.occurred, datetime) else event.occurred
    if by.kind is not ActorKind.STAFF or day >= today():
        return
    limits = dict(BackDating.objects.values_list("role", "days"))
    roles = roles_of(by, today())
    if any(role not in limits for role in roles):
        return
    most = max((limits[role] for role in roles), default=0)
    if day < today() - timedelta(days=most):
        raise Refusal("dated_too_far_back", f"您的岗位最多补记 {most} 天内的事项", field="occurred", rule="补记期限")
