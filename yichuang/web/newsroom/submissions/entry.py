"""The form in which a department's figures of a period are filled in: what was typed is never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse

from yichuang.kit.errors import Refusal
from yichuang.kit.time import zone
from yichuang.people.rules import Actor
from yichuang.statistics import queries
from yichuang.statistics.acts import NewFigure
from yichuang.statistics.queries import Slot, Version
from yichuang.web.newsroom.submissions.showing import shown, status_of
from yichuang.web.parts import Status

TYPED_MAX = 400  # characters of a field that are kept: more than any may have, so that too many are told


@dataclass(slots=True)
class Line:
    """A figure to fill in: what stands, what was typed, what is wrong with it, and what somebody else did meanwhile.

    was:  the amount that the form began with, `seen` its version: what is typed and differs is sent.
    """

    slot: Slot
    before: str
    typed: str
    was: str
    seen: int
    reason: str = ""
    errors: list[str] = field(default_factory=list)
    reason_errors: list[str] = field(default_factory=list)
    conflict: str = ""

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.slot.indicator.code

    @property
    def status(self) -> Status:
        """Where the figure is, in a word."""
        return status_of(self.slot)

    @property
    def touched(self) -> bool:
        """Whether something was typed."""
        return self.typed != self.was

    @property
    def history(self) -> str:
        """The address of the figure's history, empty where there is none."""
        if not self.slot.version:
            return ""
        first = self.slot.period[0].isoformat()
        return reverse("newsroom-submission", args=[self.code, self.slot.department.code, first])


def blank(slots: Sequence[Slot], before: Mapping[str, str]) -> list[Line]:
    """Return the lines of a form that nobody has typed in. before: the period before, by indicator."""
    return [
        Line(slot, before.get(slot.indicator.code, ""), (text := plain(slot)), text, slot.version) for slot in slots
    ]


def typed(slots: Sequence[Slot], before: Mapping[str, str], sent: QueryDict) -> list[Line]:
    """Return the lines as they were typed; one that the form did not hold is blank."""
    lines = blank(slots, before)
    for line in lines:
        if f"amount-{line.code}" in sent:
            line.typed = _clean(sent.get(f"amount-{line.code}", ""))
            line.was = _clean(sent.get(f"was-{line.code}", ""))
            line.reason = _clean(sent.get(f"reason-{line.code}", ""))
            seen = sent.get(f"seen-{line.code}", "")
            line.seen = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else line.slot.version
    return lines


def _clean(text: str) -> str:
    """Return what was typed without what no database keeps and no page shows."""
    return "".join(character for character in text if character.isprintable()).strip()[:TYPED_MAX]


def figures(lines: Iterable[Line], day: date) -> list[NewFigure]:
    """Return what is to be submitted: what was typed. A field that was emptied takes its figure back."""
    return [
        NewFigure(
            line.code, line.slot.department.code, day, line.typed or None, line.reason, line.seen, place=line.code
        )
        for line in lines
        if line.touched
    ]


def tell(lines: Sequence[Line], refusal: Refusal) -> list[str]:
    """Put each fault of a refusal at its field; return those that belong to none."""
    by_code = {line.code: line for line in lines}
    left = []
    for error in refusal.details["errors"]:
        line = by_code.get(error["place"])
        if line is None:
            left.append(error["message"])
        elif error["code"] in ("reason_missing", "reason_too_long"):
            line.reason_errors.append(error["message"])
        else:
            line.errors.append(error["message"])
    return left


def tell_conflicts(lines: Sequence[Line], actor: Actor) -> int:
    """Say at each field what somebody else put there since the form was drawn; return how many there are.

    What was typed stays, and now counts as a correction of what stands.
    """
    found = [line for line in lines if line.touched and line.seen != line.slot.version]
    for line in found:
        slot = line.slot
        history = queries.submission_history(line.code, slot.department.id, slot.period[0], seen_by=actor)
        line.conflict = _conflict(line, history)
        line.was, line.seen = plain(slot), slot.version
    return len(found)


def _conflict(line: Line, history: Sequence[Version]) -> str:
    last = history[-1]
    at = last.recorded_at.astimezone(zone())
    did = "撤回了这个数" if last.amount is None else f"填了 {shown(last.amount)}"
    before = f"，您打开时是 {line.was}" if line.was else ""
    yours = f"您填的 {line.typed} 没有保存" if line.typed else "您清空的没有保存"
    return f"{last.by} {at:%m-%d %H:%M} {did}{before}。{yours}；仍要按您的改，请写明原因再保存。"


def plain(slot: Slot) -> str:
    """Return an amount as a field holds it: no commas."""
    return "" if slot.amount is None else f"{slot.amount:f}"


def worded(amount: Decimal | None) -> str:
    """Return an amount as the form shows it beside a field."""
    return "" if amount is None else shown(amount)
