"""What one case adds to the tallies: a pure function of where it stands."""

from __future__ import annotations

from datetime import date

from yichuang.cases.rules.records import After
from yichuang.cases.rules.words import Act, Measure, Outcome, State

_ENDED = {
    Outcome.NOT_REQUIRED: Measure.NOT_REQUIRED,
    Outcome.OUT_OF_SCOPE: Measure.OUT_OF_SCOPE,
}
_OF_THE_CONCLUDED = {
    Outcome.REFUSED: Measure.REFUSED,
    Outcome.WITHDRAWN: Measure.WITHDRAWN,
    Outcome.TERMINATED: Measure.TERMINATED,
}
Contribution = dict[tuple[date, Measure], int]
# Where none of these was done to a case, what held after its acceptance and what held after its end says all that it
# contributes: no other event adds or takes anything (sql/recount.sql).
UNSETTLING = frozenset({
    Act.ACCEPT_WITH_GAP, Act.DEEM_ACCEPTED, Act.FILL_GAP, Act.MISS_GAP, Act.PAUSE, Act.RESUME, Act.EXTEND, Act.MOVE_DUE,
    Act.REASSIGN, Act.RECTIFY, Act.VOID,
})  # fmt: skip


def contribution(after: After) -> Contribution:
    """Return the amounts by (day, measure) that a case contributes while `after` holds.

    受理 counts on the day of acceptance; 办结 on the day an accepted case was granted, refused, withdrawn or
    terminated, whatever the year of acceptance; what ended before is counted apart. Overdue at the end of day D is
    Σ due(day < D) − Σ met(day < D) − Σ late(day ≤ D), so a case in time adds `met` on its due date, a late one `late`
    on the day of its conclusion. While no clock runs (paused, or never accepted) there is no due date to count.
    """
    if after.state is State.VOIDED:
        return {}
    if after.accepted_on is None:
        if after.ended_on is None or after.outcome is None:
            return {}
        return {(after.ended_on, _ENDED.get(after.outcome, Measure.ENDED_BEFORE_ACCEPTANCE)): 1}
    amounts: Contribution = {(after.accepted_on, Measure.ACCEPTED): 1}
    if after.due_on is not None:
        amounts[after.due_on, Measure.DUE] = 1
    if after.ended_on is None or after.outcome is None:
        return amounts
    amounts[after.ended_on, Measure.CONCLUDED] = 1
    if after.outcome in _OF_THE_CONCLUDED:
        amounts[after.ended_on, _OF_THE_CONCLUDED[after.outcome]] = 1
    if after.due_on is not None:
        late = after.ended_on > after.due_on
        amounts[(after.ended_on, Measure.LATE) if late else (after.due_on, Measure.MET)] = 1
    if after.working_days:
        amounts[after.ended_on, Measure.DAYS] = after.working_days
    return amounts


def difference(before: Contribution, now: Contribution) -> Contribution:
    """Return now − before, without zeros."""
    moved = {key: now.get(key, 0) - before.get(key, 0) for key in now.keys() | before.keys()}
    return {key: amount for key, amount in moved.items() if amount}
