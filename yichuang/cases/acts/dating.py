"""Which dates the ledger takes: none in the future, and from staff none further back than their roles may date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from yichuang.cases.named import sql
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import Act
from yichuang.kit.errors import Refusal
from yichuang.kit.questions import Question
from yichuang.kit.time import local_date, now
from yichuang.people.queries import Permission
from yichuang.people.rules import ActorKind


def back_dating() -> Question[dict[str, int]]:
    """Return the question how many days back which role may date; a role without a row is not limited."""
    return Question(sql("back_dating"), dict)


def check_not_future(event: NewEvent, at_most: datetime) -> None:
    """Raise Refusal `date_in_future` for what lies after `at_most`, the hall's present instant."""
    moments = [event.occurred]
    if event.act is Act.RECTIFY and isinstance(instead := event.data.get("instead"), Mapping):
        moments.append(instead.get("occurred", event.occurred))
    for moment in moments:
        if not isinstance(moment, date):
            continue  # refused for what it is by rules/demands.py
        if moment > at_most if isinstance(moment, datetime) else moment > at_most.date():
            day = local_date(moment) if isinstance(moment, datetime) else moment
            raise Refusal("date_in_future", f"日期 {day} 在将来", field="occurred")


def check_date(event: NewEvent, may: Permission, days_by_role: Mapping[str, int]) -> None:
    """Raise Refusal `date_in_future`, or `dated_too_far_back` for who has no role that may date so far back.

    That binds staff, and programs that act in their department's place; a system that delivers tells of the past.
    """
    instant = now()
    check_not_future(event, instant)
    day = local_date(event.occurred) if isinstance(event.occurred, datetime) else event.occurred
    if may.actor.kind not in (ActorKind.STAFF, ActorKind.CLIENT) or any(role not in days_by_role for role in may.roles):
        return
    most = max((days_by_role[role] for role in may.roles), default=0)
    if day < instant.date() - timedelta(days=most):
        raise Refusal("dated_too_far_back", f"您的岗位最多补记 {most} 天内的事项", field="occurred", rule="补记期限")
