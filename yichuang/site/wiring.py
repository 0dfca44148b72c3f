"""How the rooms hang together, in one place: who is told of which ledger events, inside the ledger's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yichuang.cases.acts import set_reactions
from yichuang.cases.acts.reactions import Reaction

# event kind → functions, each told of a set of events at once; an unknown kind is an error at start
REACTIONS: Mapping[str, Sequence[Reaction]] = {}


def hand_over() -> None:
    """Give each room its lists, once, at start."""
    set_reactions(REACTIONS)
