"""The rules of the ledger over many cases at once, in columns.

No rule is written a second time: each is asked once per distinct situation (a procedure, a state and an act; a limit
and a day of acceptance …), and its answer is joined to all rows that are in it. What is rare, late or unlawful is left
to `Dossier.append`, which says exactly why it refuses. `shapes` names the columns, `paths` moves standings on event by
event, `lines` writes events in their canonical form, `postings` says what the tallies change by.
"""

from yichuang.cases.rules.setwise.lines import canonical_lines
from yichuang.cases.rules.setwise.paths import PLAIN, Course, Terms, run
from yichuang.cases.rules.setwise.postings import coarse, fine, month
from yichuang.cases.rules.setwise.shapes import EVENTS, HEADS, PARTIES, STANDINGS, Columns, versions_frame

__all__ = [
    "EVENTS", "HEADS", "PARTIES", "PLAIN", "STANDINGS", "Columns", "Course", "Terms", "canonical_lines", "coarse",
    "fine", "month", "run", "versions_frame",
]  # fmt: skip
