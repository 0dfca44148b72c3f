"""The systems that deliver, by name: what anybody may know of them, or those that a reader may look after."""

from __future__ import annotations

from yichuang.exchange.models import System
from yichuang.exchange.rules.rights import READ
from yichuang.people import queries as people
from yichuang.people.rules import Actor


def system_names(*, seen_by: Actor | None = None, right: str = READ) -> dict[str, str]:
    """Return the names of the registered systems by code, in order.

    seen_by, right: only systems in whose department the actor holds the right; without it, all.
    """
    rows = System.objects.order_by("code")
    departments = None if seen_by is None else people.departments_of(seen_by, right)
    if departments is not None:
        rows = rows.filter(department_id__in=departments)
    return dict(rows.values_list("code", "name"))
