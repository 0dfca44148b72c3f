"""Every address × everybody: who is let in, who is sent to sign in, who is refused. Every new page joins the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import EVERYBODY, Hall

ALL = dict.fromkeys(EVERYBODY, 200)

# the name of an address → what a GET of it answers to whom; POST-only addresses answer 405 to those let in
TABLE: dict[str, dict[str, int]] = {
    "home": ALL,
    "parts": ALL,
    "sign-in": ALL,
    "sign-out": dict.fromkeys(EVERYBODY, 405),
}


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry


def _address(name: str, hall: Hall) -> str:
    from django.urls import reverse

    return reverse(name)


def test_every_address_stands_in_the_table() -> None:
    assert {pattern.name for pattern in _patterns(get_resolver())} == set(TABLE)


def test_every_view_says_to_whom_it_opens() -> None:
    for pattern in _patterns(get_resolver()):
        assert getattr(pattern.callback, "opens_to", None) in ("everybody", "staff"), pattern.name


@pytest.mark.parametrize("name", TABLE)
def test_a_page_opens_to_whom_it_should(name: str, hall: Hall) -> None:
    address = _address(name, hall)
    answers = {person: hall.browser(person).get(address).status_code for person in EVERYBODY}
    assert answers == TABLE[name]
