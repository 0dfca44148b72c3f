"""How the rooms hang together, in one place: who is told of the ledger's events, what is done by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yichuang.cases import jobs as cases
from yichuang.cases.acts import set_reactions
from yichuang.cases.acts.reactions import Reaction
from yichuang.exchange import jobs as exchange
from yichuang.kit.jobs import Job

# event kind → functions, each told of a set of events at once, inside the ledger's transaction; an unknown kind is an
# error at start
REACTIONS: Mapping[str, Sequence[Reaction]] = {}

# what the worker does at start and by the clock (`working.py`)
JOBS: Sequence[Job] = (*cases.JOBS, *exchange.JOBS)


def hand_over() -> None:
    """Give each room its lists, once, at start."""
    set_reactions(REACTIONS)
