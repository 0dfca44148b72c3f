"""The doors through which cases change, and the only ones: single acts, the bulk door, the jobs.

Every act is one transaction: it locks the row, asks `rules`, writes event, state and tallies, tells the wired rooms.
"""

from yichuang.cases.acts.batch import BatchResult, take_in_batch
from yichuang.cases.acts.columns import Taken, take_in_columns
from yichuang.cases.acts.compacting import compact_tallies
from yichuang.cases.acts.jobs import accept_deemed, miss_gaps, move_due_dates, seal_days
from yichuang.cases.acts.opening import enter
from yichuang.cases.acts.personal import erase_party, erase_text, keep_only
from yichuang.cases.acts.reactions import Happened, set_reactions
from yichuang.cases.acts.single import (
    Receipt,
    accept,
    accept_with_gap,
    amend,
    close,
    decline,
    deliver,
    explain_overrun,
    extend,
    fill_gap,
    grant,
    miss_gap,
    pause,
    reassign,
    receive,
    record,
    rectify,
    refuse,
    request_supplement,
    resume,
    supplement,
    tell_not_required,
    terminate,
    void,
    withdraw,
)

__all__ = [
    "BatchResult", "Happened", "Receipt", "Taken", "accept", "accept_deemed", "accept_with_gap", "amend", "close",
    "compact_tallies", "decline", "deliver", "enter", "erase_party", "erase_text", "explain_overrun", "extend",
    "fill_gap", "grant", "keep_only", "miss_gap", "miss_gaps", "move_due_dates", "pause", "reassign", "receive",
    "record", "rectify", "refuse", "request_supplement", "resume", "seal_days", "set_reactions", "supplement",
    "take_in_batch", "take_in_columns", "tell_not_required", "terminate", "void", "withdraw",
]  # fmt: skip
