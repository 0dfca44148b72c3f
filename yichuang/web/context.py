"""What every page knows: the hall's name, the day it lives in, which faces open to the reader."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from yichuang.exchange.rules.rights import READ
from yichuang.kit.time import own_day, today
from yichuang.people import queries
from yichuang.web.doors import actor_of
from yichuang.web.tabs import front_door

UNNAMED = "政务服务中心"


class Hall:
    """The hall as a page's header names it; each fact is looked up when a template asks for it."""

    @cached_property
    def name(self) -> str:
        """The first centre's name; a plain word in an installation that has no centre yet."""
        return next((centre.name for centre in queries.centres().values()), UNNAMED)

    @property
    def today(self) -> date:
        """The day on which the pages act."""
        return today()

    @property
    def demo_day(self) -> date | None:
        """The demo's own day, or None where the hall lives in the present."""
        return own_day()


class Reader:
    """Whoever reads a page, as far as its header asks; looked up when a template does."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def sees_exchange(self) -> bool:
        """Whether the pages of deliveries open to them."""
        return READ in self.rights

    @cached_property
    def newsroom(self) -> str:
        """The address of the newsroom's first page that opens to them, empty if none does."""
        return front_door(self.rights)

    @cached_property
    def rights(self) -> frozenset[str]:
        """All rights they hold somewhere; none of somebody who has not signed in."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return frozenset()
        return queries.rights_of(actor_of(self.request))


def hall(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `hall` and `reader` in every template."""
    return {"hall": Hall(), "reader": Reader(request)}
