"""What a room does by itself, as a record: its name, when, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """A shell around one act of a room, done at start and then by the clock.

    name:  `<room>.<what>`, never changed: what is known of its last run stands under it.
    title: the Chinese words for people.
    cron:  when, as five fields of cron (minutes count; hours would be UTC's).
    work:  does what is there to do, may be broken off at any instant and done again; returns what it did in Chinese,
           as counts, without personal data ("": nothing was to be done); raises what went wrong.
    """

    name: str
    title: str
    cron: str
    work: Callable[[], str]
