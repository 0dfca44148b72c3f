"""How the rooms hang together, in one place: who is told of which ledger events, and what is counted."""

from __future__ import annotations


def hand_over() -> None:
    """Give each room its lists, once, at start."""
