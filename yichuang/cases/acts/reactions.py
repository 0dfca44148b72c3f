"""Telling other rooms what happened, inside the ledger's transaction; who is told stands in `site/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from yichuang.cases.rules.records import Event
from yichuang.cases.rules.words import Act


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of one case, for those who react to it."""

    number: str
    event: Event


Reaction = Callable[[Sequence[Happened]], None]
_reactions: dict[Act, tuple[Reaction, ...]] = {}


def set_reactions(wired: Mapping[str, Sequence[Reaction]]) -> None:
    """Take the list of reactions by event kind, once at start. ValueError for a kind the ledger does not know."""
    unknown = sorted(set(wired) - {act.value for act in Act})
    if unknown:
        raise ValueError(f"no such event kind in the ledger: {', '.join(unknown)}")
    _reactions.clear()
    _reactions.update({Act(kind): tuple(functions) for kind, functions in wired.items()})


def tell(happened: Sequence[Happened]) -> None:
    """Tell the wired rooms of a set of events; what they raise undoes the act."""
    for act, functions in _reactions.items():
        of_this_kind = [one for one in happened if one.event.act is act]
        for function in functions if of_this_kind else ():
            function(of_this_kind)


def wired() -> tuple[Act, ...]:
    """Return the acts of which some room wants to hear."""
    return tuple(act for act, functions in _reactions.items() if functions)
