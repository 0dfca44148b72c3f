"""How submitted figures are shown: amounts, where each is, the grids with their sums, histories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from yichuang.people.rules import Unit
from yichuang.statistics.labels import SUBMISSION_WAY_WORDS
from yichuang.statistics.queries import Slot, Total, Version, total
from yichuang.statistics.rules.derived import amount as with_unit
from yichuang.statistics.rules.submitted import SubmittedIndicator
from yichuang.web.parts import PersonChip, Status, TimelineEvent

TONES = {"submitted": "good", "submitted_late": "soon", "missing": "plain", "overdue": "late"}


def shown(amount: Decimal) -> str:
    """Return an amount with thousands' commas.

    >>> shown(Decimal("1234.50"))
    '1,234.50'
    """
    return f"{amount:,f}"


def status_of(slot: Slot) -> Status:
    """Return where a figure is, in a word."""
    return Status(slot.state_words, TONES[slot.state])


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a grid: its amount or what is to be said instead, a mark, its state, and where it leads."""

    label: str
    words: str
    state: str = ""
    mark: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A department's line of a grid."""

    department_id: int
    name: str
    href: str
    cells: Sequence[Cell]
    lacks: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over a column."""

    name: str
    more: str = ""
    href: str = ""


def cell_of(slot: Slot | None, label: str) -> Cell:
    """Return a figure of a grid; a dash where none is asked for."""
    if slot is None:
        return Cell(label, "—", "idle")
    if slot.amount is not None:
        mark = " ".join(
            word for word, is_so in (("迟", slot.state == "submitted_late"), ("更", slot.is_corrected)) if is_so
        )
        return Cell(label, shown(slot.amount), "given", mark, history_of(slot))
    state = "late" if slot.state == "overdue" else "missing"
    return Cell(label, "逾期" if state == "late" else "待报", state, "", entry_of(slot) if slot.may_enter else "")


def history_of(slot: Slot) -> str:
    """Return the address of a figure's history."""
    return reverse("newsroom-submission", args=[slot.indicator.code, slot.department.code, slot.period[0].isoformat()])


def entry_of(slot: Slot) -> str:
    """Return the address of the form in which a figure is filled in, at its field."""
    asked = {"rule": slot.indicator.period, "day": slot.period[0].isoformat(), "department": slot.department.code}
    return f"{reverse('newsroom-entry')}?{urlencode(asked)}#amount-{slot.indicator.code}"


def grid(
    slots: Sequence[Slot], keys: Sequence[tuple[str, date]], labels: Sequence[str], href: Callable[[Unit], str]
) -> list[Row]:
    """Return a line for each department.

    keys: (indicator's code, first day of the period) of each column. href: where a department's name leads.
    """
    there: dict[int, dict[tuple[str, date], Slot]] = defaultdict(dict)
    units: dict[int, Unit] = {}
    for slot in slots:
        there[slot.department.id][slot.indicator.code, slot.period[0]] = slot
        units[slot.department.id] = slot.department
    return [
        Row(
            key, unit.short_name, href(unit),
            [cell_of(there[key].get(column), label) for column, label in zip(keys, labels, strict=True)],
            any(slot.amount is None for slot in there[key].values()),
        )
        for key, unit in units.items()
    ]  # fmt: skip


def total_cell(one: SubmittedIndicator, slots: Iterable[Slot], label: str) -> Cell:
    """Return the sum of figures as a grid's foot has it: what is given, and how many are missing."""
    return _total(total(one, slots), label)


def _total(found: Total, label: str) -> Cell:
    if not found.due:
        return Cell(label, "—", "idle")
    lacking = found.due - found.given
    mark = f"缺 {lacking}" if lacking else ""
    if found.amount is None:
        return Cell(label, "不相加" if found.given else "—", "idle", mark)
    return Cell(label, shown(found.amount), "given", mark)


def versions(history: Sequence[Version], one: SubmittedIndicator) -> list[TimelineEvent]:
    """Return a figure's versions as a timeline draws them, the latest first; those before the last no longer hold."""
    found, before = [], None
    for version in history:
        now = None if version.amount is None else with_unit(version.amount, one.unit)
        if now is None:
            act = f"撤回（原为 {before}）"
        elif version.version == 1:
            act = f"填报 {now}"
        else:
            act = f"更正为 {now}（原为 {before or '已撤回'}）"
        notes = [f"原因：{version.reason}"] if version.reason else []
        late = f"，迟报：最后期限是 {version.due_on}" if version.is_late else ""
        notes.append(f"{version.submitted_on} 以{SUBMISSION_WAY_WORDS[version.way]}报来{late}")
        found.append(
            TimelineEvent(
                version.version, act, version.recorded_at, PersonChip(version.by), notes,
                undone=version.version < history[-1].version,
            )
        )  # fmt: skip
        before = now
    return found[::-1]
