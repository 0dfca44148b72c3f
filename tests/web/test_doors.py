"""Every address × everybody: who is let in, who is sent to sign in, who is refused. Every new page joins the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.conftest import (
    DEFINERS,
    EDITORS,
    EVERYBODY,
    EXCHANGERS,
    FILLERS,
    OVERSEERS,
    READERS,
    STRANGERS,
    Faces,
)
from tests.web.exchange import Exchange

ALL = dict.fromkeys(EVERYBODY, 200)
# who has not signed in is sent to do so; who may not read cases is refused; a reader gets a page, full or empty
LISTS = {
    person: 302 if person == "anonymous" else (200 if person in READERS else 403) for person in EVERYBODY
}  # fmt: skip
# a case of another department is as unknown as one that is not there
ROWS = {
    person: 302 if person == "anonymous" else (200 if person in READERS - STRANGERS else 404) for person in EVERYBODY
}
DRAFTS = {
    person: 302 if person == "anonymous" else (200 if person in EDITORS else 404) for person in EVERYBODY
}  # fmt: skip
# whose role may not look at deliveries is refused; what is of another department is as unknown as what is not there
EXCHANGE = {
    person: 302 if person == "anonymous" else (200 if person in EXCHANGERS else 403) for person in EVERYBODY
}  # fmt: skip
EXCHANGED = {person: 404 if answer == 200 and person in STRANGERS else answer for person, answer in EXCHANGE.items()}
DESK = {person: 302 if person == "anonymous" else (200 if person in EDITORS else 403) for person in EVERYBODY}
# findings are the inspector's too; windows write stories; an address without its sentence, story or check has no page
INSPECTED = DESK | {"inspector": 200}
WRITTEN = INSPECTED | {"clerk": 200, "foreign-clerk": 200}
EDITED = DESK | {"leader": 403, "auditor": 403}
ARCHIVE = {
    person: 302 if person == "anonymous" else (200 if person == "editor" else 403) for person in EVERYBODY
}  # fmt: skip
OVERSEEN, FILLED, DEFINED = (
    {person: 302 if person == "anonymous" else (200 if person in among else 403) for person in EVERYBODY}
    for among in (OVERSEERS, FILLERS, DEFINERS)
)
SERIES = {
    person: 302 if person == "anonymous" else (200 if person == "editor" else 403) for person in EVERYBODY
}  # fmt: skip
POSTED = {person: 302 if person == "anonymous" else 405 for person in EVERYBODY}

# the name of an address → what a GET of it answers to whom
TABLE: dict[str, dict[str, int]] = {
    "home": ALL,
    "issues": ALL,
    "search": ALL,
    "trends": ALL,
    "trend": dict.fromkeys(EVERYBODY, 404),  # without the name of a figure there is none
    "comparison": ALL,
    "feed-file": ALL,
    "issue": ALL,
    "issue-file": ALL,
    "draft": DRAFTS,
    "draft-file": DRAFTS,
    "figures": ALL,
    "figure": ALL,
    "figure-cases": LISTS,
    "cases": LISTS,
    "case": ROWS,
    "case-disclosures": POSTED,
    "exchange": EXCHANGE,
    "exchange-system": EXCHANGED,
    "exchange-items-file": EXCHANGED,
    "exchange-codes-file": EXCHANGED,
    "deliveries": EXCHANGE,
    "delivery": EXCHANGED,
    "receipt-file": EXCHANGED,
    "quarantine": EXCHANGE,
    "held-row": EXCHANGED,
    "row-openings": POSTED,
    "row-corrections": POSTED,
    "row-dismissals": POSTED,
    "reconciliation": EXCHANGE,
    "reconciliation-file": EXCHANGE,
    "contract": ALL,
    "sample-file": ALL,
    "try-outs": POSTED,
    "newsroom": DESK,
    "newsroom-preview": DESK,
    "newsroom-drafts": POSTED,
    "newsroom-issue-steps": POSTED,
    "newsroom-override": {person: 404 if answer == 200 else answer for person, answer in EDITED.items()},
    "newsroom-override-versions": POSTED,
    "newsroom-override-withdrawals": POSTED,
    "newsroom-stories": WRITTEN,
    "newsroom-story-new": WRITTEN | {"leader": 403, "auditor": 403},
    "newsroom-story": {person: 404 if answer == 200 else answer for person, answer in WRITTEN.items()},
    "newsroom-story-versions": POSTED,
    "newsroom-story-steps": POSTED,
    "newsroom-story-returns": POSTED,
    "newsroom-story-pictures": POSTED,
    "newsroom-story-picture": POSTED,
    "newsroom-picture-file": {person: 404 if answer == 200 else answer for person, answer in WRITTEN.items()},
    "newsroom-findings": INSPECTED,
    "newsroom-finding": {person: 404 if answer == 200 else answer for person, answer in INSPECTED.items()},
    "newsroom-finding-recordings": POSTED,
    "newsroom-finding-versions": POSTED,
    "newsroom-finding-steps": POSTED,
    "newsroom-archive": ARCHIVE,
    "archive-run": ARCHIVE,
    "archive-file": ARCHIVE,
    "archive-original": ARCHIVE,
    "archive-picture": ARCHIVE,
    "archive-acceptances": POSTED,
    "archive-dismissals": POSTED,
    "newsroom-submissions": OVERSEEN | dict.fromkeys(OVERSEERS, 302),  # leads on
    "newsroom-entry": FILLED,
    "newsroom-overview": OVERSEEN,
    "newsroom-periods": OVERSEEN,
    "newsroom-reminders": OVERSEEN,
    "newsroom-sheet-file": FILLED,
    "newsroom-uploads": FILLED,
    "newsroom-submission": OVERSEEN | dict.fromkeys(OVERSEERS & STRANGERS, 404),
    "newsroom-indicators": OVERSEEN,
    "newsroom-indicator": OVERSEEN,
    "newsroom-indicator-new": DEFINED,
    "newsroom-indicator-versions": DEFINED,
    "newsroom-indicator-checks": POSTED,
    "newsroom-indicator-retirements": POSTED,
    "newsroom-figure": OVERSEEN,
    "newsroom-series": SERIES,
    "series": SERIES,
    "series-text": SERIES,
    "series-editing": SERIES,
    "series-checks": POSTED,
    "series-versions": POSTED,
    "series-imports": POSTED,
    "series-copies": POSTED,
    "series-retirements": POSTED,
    "series-variables": POSTED,
    "parts": ALL,
    "sign-in": ALL,
    "sign-out": dict.fromkeys(EVERYBODY, 405),
}


# the name of an address → its arguments, from the system that delivers
ABOUT_DELIVERIES: dict[str, Callable[[Exchange], list[object]]] = {
    "exchange-system": lambda exchange: [exchange.code],
    "exchange-items-file": lambda exchange: [exchange.code],
    "exchange-codes-file": lambda exchange: [exchange.code],
    "delivery": lambda exchange: [exchange.delivery],
    "receipt-file": lambda exchange: [exchange.delivery],
    "held-row": lambda exchange: [exchange.held],
    "row-openings": lambda exchange: [exchange.held],
    "row-corrections": lambda exchange: [exchange.held],
    "row-dismissals": lambda exchange: [exchange.held],
    "sample-file": lambda exchange: [exchange.code, "accept", "csv"],
}


OF_SOMETHING = (  # addresses of a story, check, issue or sentence that is not there
    "newsroom-issue-steps", "newsroom-override-withdrawals", "newsroom-story", "newsroom-story-versions",
    "newsroom-story-steps", "newsroom-story-returns", "newsroom-story-pictures", "newsroom-finding",
    "newsroom-finding-versions", "newsroom-finding-steps",
)  # fmt: skip


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """Yield every address of the house."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def address(name: str, faces: Faces) -> str:
    """Return an address with what the cast's hall holds."""
    if name in ABOUT_DELIVERIES:
        return reverse(name, args=ABOUT_DELIVERIES[name](faces.exchange))
    if name.startswith("archive-"):
        run, file = faces.folder
        return reverse(name, args={"archive-run": [run], "archive-picture": [file, 1]}.get(name, [file]))
    arguments: dict[str, list[object]] = {
        "issue": ["weekly", "2023-7"],
        "issue-file": ["weekly", "2023-7", "html"],
        "draft": [faces.draft],
        "draft-file": [faces.draft, "json"],
        "figure": ["accepted"],
        "figure-cases": ["accepted"],
        "case": [faces.number],
        "case-disclosures": [faces.number],
        **{name: ["weekly"] for name in TABLE if name == "series" or name.startswith("series-")},
        "series-imports": [],
        "newsroom-periods": ["fees"],
        "newsroom-submission": ["fees", "D1", "2022-06-01"],
        "newsroom-indicator": ["per_visit"],
        "newsroom-indicator-versions": ["per_visit"],
        "newsroom-indicator-retirements": ["fees"],
        "newsroom-figure": ["per_visit"],
        "newsroom-story-picture": [1, "0"],
        "newsroom-picture-file": ["0"],
        **{name: [1] for name in OF_SOMETHING},
    }
    return reverse(name, args=arguments.get(name, []))


def test_every_address_stands_in_the_table() -> None:
    assert {pattern.name for pattern in patterns(get_resolver("yichuang.web.urls"))} == set(TABLE)


def test_every_view_says_to_whom_it_opens() -> None:
    for pattern in patterns(get_resolver("yichuang.web.urls")):
        assert getattr(pattern.callback, "opens_to", None) in ("everybody", "staff"), pattern.name


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_page_opens_to_whom_it_should(person: str, faces: Faces) -> None:
    browser = faces.browser(person)
    answers = {name: browser.get(address(name, faces)).status_code for name in TABLE}
    assert answers == {name: row[person] for name, row in TABLE.items()}
