"""What all pages of the newsroom share: the way to a page, and the tabs that open to the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from yichuang.kit.errors import Forbidden, Refusal
from yichuang.people.queries import rights_of
from yichuang.people.rules import Actor
from yichuang.web.doors import actor_of
from yichuang.web.forms import Form
from yichuang.web.numbers import ID_MAX
from yichuang.web.parts import Crumb
from yichuang.web.tabs import tabs_of

HOME = Crumb("首页", "/")


def frame(request: HttpRequest, tab: str, *crumbs: Crumb) -> dict[str, Any]:
    """Return what the header, the tabs and the breadcrumb of a page draw; `tab` is the name of one of the tabs."""
    tabs = tabs_of(rights_of(actor_of(request)))
    own = [Crumb(word, href) for name, word, href in tabs if name == tab and crumbs]
    return {"section": "newsroom", "face": "采编", "tab": tab, "tabs": tabs, "crumbs": [HOME, *own, *crumbs]}


def reader(request: HttpRequest, *rights: str) -> Actor:
    """Return who reads, if they hold one of the rights somewhere. Forbidden `not_allowed`."""
    return reader_and_rights(request, *rights)[0]


def reader_and_rights(request: HttpRequest, *rights: str) -> tuple[Actor, frozenset[str]]:
    """Return who reads and all rights they hold, if one of these is among them. Forbidden `not_allowed`."""
    actor = actor_of(request)
    held = rights_of(actor)
    if held.isdisjoint(rights):
        raise Forbidden("not_allowed", "您的岗位没有办理此事的权限", rule=rights[0])
    return actor, held


def tell(form: Form, refusal: Refusal) -> None:
    """Say a refusal at its field of a form, or at the top if it has none."""
    message = f"{refusal.message}（{refusal.rule}）" if refusal.rule else refusal.message
    form.add_error(refusal.field if refusal.field in form.fields else None, message)


def id_of(number: int) -> int:
    """Return a number of an address as an id; one too large for that is as unknown as one that is not there."""
    return min(number, ID_MAX)
