"""The newsroom's tabs: which open to whom. The header asks too, so they stand outside of the face."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from yichuang.reports.rules.rights import ARCHIVE, EDIT, EDIT_SERIES, READ_DRAFT, TELL
from yichuang.statistics.rules.rights import OVERSEE, SUBMIT


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name in the code, its word, the name of its address, the rights of which one opens it."""

    name: str
    word: str
    address: str
    rights: tuple[str, ...]


TABS = (  # one whose address is not there yet is not shown
    Tab("issue", "本期", "newsroom", (READ_DRAFT,)),
    Tab("stories", "动态", "newsroom-stories", (EDIT, TELL, READ_DRAFT)),
    Tab("findings", "巡查", "newsroom-findings", (EDIT, READ_DRAFT)),
    Tab("submissions", "填报", "newsroom-submissions", (SUBMIT, OVERSEE)),
    Tab("archive", "归档", "newsroom-archive", (ARCHIVE,)),
    Tab("series", "刊物", "newsroom-series", (EDIT_SERIES,)),
)
_OPENS_HEADER = frozenset({EDIT, TELL, READ_DRAFT})


def tabs_of(rights: Collection[str]) -> list[tuple[str, str, str]]:
    """Return name, word and address of the tabs that open to somebody with these rights."""
    found = []
    for tab in TABS:
        if any(right in rights for right in tab.rights):
            try:
                found.append((tab.name, tab.word, reverse(tab.address)))
            except NoReverseMatch:
                continue
    return found


def front_door(rights: Collection[str]) -> str:
    """Return the address by which the header leads into the newsroom, empty for those who have no business there."""
    tabs = tabs_of(rights) if not _OPENS_HEADER.isdisjoint(rights) else []
    return tabs[0][2] if tabs else ""
