"""What somebody tells of a case, beside what the ledger holds of it already: new, the same, or something else.

A case has one receipt, one acceptance, one ending …, and a special procedure for each number that its sender gave:
its slots. What is told of a filled slot is known already, or contradicts it; then it is a mistake of the one or the
other, and only who may amend what was told before (a revision of a delivery) puts it in the other's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yichuang.cases.labels import ACT_WORDS
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.records import Event, NewCase, NewEvent
from yichuang.cases.rules.replay import Fact
from yichuang.cases.rules.words import ACCEPTANCES, ENDINGS, GROUPING, Act
from yichuang.kit.errors import Conflict

REVISED = "delivery_revised"  # the reason of a rectification that a revision asks for
_ONLY_OF_ITS_SENDER = ("source", "channel")
_FIELDS = {
    "centre_id": "政务服务中心", "department_id": "受理部门", "region_id": "行政区划", "item_version_id": "事项",
    "channel": "申报来源", "source": "来源系统",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """Something told that is not what the ledger holds: what it is, there and here."""

    what: str
    recorded: str
    told: str


_ONCE = frozenset({Act.RECEIVE, Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT, Act.EXTEND, Act.DELIVER})


def slot_of(act: Act, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the slot of a case that an act fills; None for what may be done again and again.

    >>> slot_of(Act.DEEM_ACCEPTED, {}), slot_of(Act.PAUSE, {"no": "2"}), slot_of(Act.AMEND, {})
    (('accept', ''), ('pause', '2'), None)
    """
    if act in ACCEPTANCES:
        return "accept", ""
    if act in ENDINGS:
        return "ending", ""
    if act in (Act.PAUSE, Act.RESUME):
        return (act.value, str(data["no"])) if "no" in data else None
    return (act.value, "") if act in _ONCE else None


def what_is_new(
    dossier: Dossier, told: Sequence[NewEvent], texts: Mapping[int, str], *, amend: bool, by: str, at: datetime
) -> list[NewEvent]:
    """Return the events that are still to be written: what is told of empty slots, and rectifications of the others.

    texts: the free words of the case's events by their number (erased ones are "").
    amend: put what is told in the place of what is recorded; else Conflict `recorded_differs`.
    by, at: who answers for the rectification, and when it is made.
    """
    held = {slot: fact for fact in dossier.facts if (slot := slot_of(fact.act, fact.data))}
    events, found = [], []
    for event in told:
        slot = slot_of(event.act, event.data)
        fact = held.get(slot) if slot else None
        if fact is None:
            events.append(event)
            continue
        holder = dossier.holder_of(fact.place)
        difference = _difference(fact, holder, event, texts.get(holder.seq, ""))
        if difference and amend:
            events.append(_rectification(holder, event, by=by, at=at))
        elif difference:
            found.append(difference)
    _refuse(found)
    return events


def regrouping(dossier: Dossier, case: NewCase, *, amend: bool, at: datetime) -> list[NewEvent]:
    """Return the act that gives a case the attributes it is told with, if they differ; Conflict `recorded_differs`.

    A case that came in another way (at the counter, by another system) keeps its source and channel.
    """
    own = dossier.attributes["source"] == case.source
    told = {name: getattr(case, name) for name in GROUPING if own or name not in _ONLY_OF_ITS_SENDER}
    changed = {name: value for name, value in told.items() if dossier.attributes[name] != value}
    if not changed:
        return []
    if not amend:
        _refuse(
            [Difference(_FIELDS[name], str(dossier.attributes[name]), str(value)) for name, value in changed.items()]
        )
    return [NewEvent(Act.REASSIGN, at, REVISED, data={"to": changed})]


def _difference(fact: Fact, holder: Event, event: NewEvent, text: str) -> Difference | None:
    """Return in what an event differs from the fact that holds its slot; None if it says the same."""
    word = ACT_WORDS[event.act]
    if fact.act is not event.act and not (fact.act in ACCEPTANCES and event.act is Act.ACCEPT):
        return Difference(word, ACT_WORDS[fact.act], word)
    if isinstance(event.occurred, datetime):
        if fact.at != event.occurred:
            return Difference(
                f"{word}时间", fact.at.isoformat(" ", "minutes"), event.occurred.isoformat(" ", "minutes")
            )
    elif fact.on != event.occurred:
        return Difference(f"{word}时间", fact.on.isoformat(), event.occurred.isoformat())
    recorded = (
        ((holder.data or {}).get("instead") or {}).get("reason", "") if holder.act is Act.RECTIFY else holder.reason
    )
    if event.reason and event.reason != recorded:
        return Difference(f"{word}的理由代码", recorded, event.reason)
    for name, value in event.data.items():
        if fact.data.get(name) != value:
            return Difference(f"{word}的“{name}”", str(fact.data.get(name)), str(value))
    if event.text and text and event.text != text:
        return Difference(f"{word}的说明", "（原说明）", "（新说明）")
    return None


def _rectification(holder: Event, event: NewEvent, *, by: str, at: datetime) -> NewEvent:
    instead = {"act": event.act.value, "occurred": event.occurred, "reason": event.reason, "data": dict(event.data)}
    return NewEvent(Act.RECTIFY, at, REVISED, event.text, {"approver": by, "instead": instead}, holder.seq)


def _refuse(found: Sequence[Difference]) -> None:
    if not found:
        return
    words = "；".join(f"{one.what}：已登记 {one.recorded}，报送 {one.told}" for one in found)
    raise Conflict(
        "recorded_differs", f"与已登记的内容不一致（{words}）。确需更改的，请以修订批次报送", field="number",
        details={"differences": [one.what for one in found]},
    )  # fmt: skip
