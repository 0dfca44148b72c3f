"""The archive's search: words, choices by facet, a page of passages; all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Refusal
from yichuang.reports import queries
from yichuang.reports.labels import FACETS, ORDERS
from yichuang.reports.queries import Found, Hit
from yichuang.reports.rules.folding import tidy
from yichuang.web.doors import public
from yichuang.web.lookout.views.issues import HOME, address_of_issue
from yichuang.web.parts import Crumb

VALUE_MAX = 300  # characters of a choice
OPEN_VALUES = 8  # of a facet; the others are one key away


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many passages have it, and the address that chooses it."""

    words: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet that is not chosen yet: its first values and the rest."""

    name: str
    first: list[Choice]
    rest: list[Choice]


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Draw the search: the form alone without words, with words what answers them."""
    asked = _asked(request)
    chosen = {facet: asked[facet] for facet in FACETS if asked[facet]}
    context: dict[str, Any] = {
        "section": "issues", "crumbs": [HOME, Crumb("刊物", reverse("issues"))], "tab": "search", "q": asked["q"],
        "order": asked["order"], "orders": list(ORDERS.items()), "kept": list(chosen.items()),
    }  # fmt: skip
    if "q" not in request.GET:
        return render(request, "lookout/issues/search.html", context)
    try:
        found = queries.search_archive(asked["q"], chosen=chosen, order=asked["order"], page=_page(request))
    except Refusal as refusal:
        status = 400 if asked["q"].strip() else 200  # who only pressed the button has done nothing wrong
        return render(request, "lookout/issues/search.html", context | {"refusal": refusal}, status=status)
    titles = {series.code: series.title for series in queries.all_series()}
    context |= {
        "found": found,
        "hits": [_row(hit) for hit in found.hits],
        "chosen": [
            (FACETS[facet], titles.get(value, value), _address(asked, **{facet: ""})) for facet, value in chosen.items()
        ],
        "facets": _facets(found, asked, chosen, titles),
        "before": _address(asked, page=found.page - 1) if found.page > 1 else "",
        "after": _address(asked, page=found.page + 1) if found.page < found.pages else "",
    }
    return render(request, "lookout/issues/search.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "")[:VALUE_MAX].replace("\x00", "") for name in ("q", *FACETS)}
    return asked | {"order": request.GET.get("order", "") or "date"}


def _page(request: HttpRequest) -> int:
    written = request.GET.get("page", "1")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 0


def _address(asked: Mapping[str, str], **changed: str | int) -> str:
    """Return the address of the same search with something changed; from the first page if the page is not given."""
    values = {**asked, "order": "" if asked["order"] == "date" else asked["order"], **changed}
    return f"{reverse('search')}?{urlencode({name: value for name, value in values.items() if value or name == 'q'})}"


def _facets(
    found: Found, asked: Mapping[str, str], chosen: Mapping[str, str], titles: Mapping[str, str]
) -> list[Facet]:
    facets = []
    for facet, name in FACETS.items():
        values = found.facets[facet]
        if facet in chosen or not values or (facet == "series" and len(values) < 2):
            continue
        choices = [Choice(titles.get(value, value), n, _address(asked, **{facet: value})) for value, n in values]
        facets.append(Facet(name, choices[:OPEN_VALUES], choices[OPEN_VALUES:]))
    return facets


def _row(hit: Hit) -> dict[str, Any]:
    """Return a hit as a row; its link leads to the words on the issue's page where the browser knows such links."""
    first = tidy(next((run.text for run in hit.runs if run.found), ""))  # as the page sets it
    return {"hit": hit, "href": f"{address_of_issue(hit.issue)}#:~:text={quote(first, safe='')}"}
