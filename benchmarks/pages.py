"""How long the server takes for each page that the hall's people can click to."""

from __future__ import annotations

import logging
from collections import defaultdict
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import Resolver404, resolve

from benchmarks.timing import milliseconds

PEOPLE = ("leader", "auditor", "integrator", "editor", "clerk")
EACH = 4  # pages of one kind for one person
TIMES = 5


def slowest_pages() -> dict[str, tuple[float, str]]:
    """Click through the hall as each of its people; return the slowest page of each kind: milliseconds, address.

    A kind is what one name of an address book answers. What is printed into files is measured as reports are.
    """
    logging.getLogger("django.request").setLevel(logging.ERROR)  # not every page is for everybody
    slowest: dict[str, tuple[float, str]] = {}
    for person in PEOPLE:
        client = Client(SERVER_NAME="localhost")
        client.force_login(get_user_model().objects.get(username=person))
        for kind, found in _walked(client).items():
            slowest[kind] = max(slowest.get(kind, found), found)
    return slowest


def _walked(client: Client) -> dict[str, tuple[float, str]]:
    waiting, seen = ["/"], {"/"}
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if kind is None or len(found[kind]) >= EACH:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        found[kind].append((milliseconds(lambda address=address: client.get(address), TIMES), address))  # type: ignore[misc]
        for link in _links(answer.content.decode(), address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return {kind: max(pages) for kind, pages in found.items() if pages}


def _kind(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address:
            self.found.append(address)


def _links(page: str, at: str) -> list[str]:
    parser = _Links()
    parser.feed(page)
    there = [urldefrag(urljoin(at, address)).url for address in parser.found]
    return [address for address in there if address.startswith("/")]
