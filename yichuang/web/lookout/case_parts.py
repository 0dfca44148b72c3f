"""From the ledger's records to what the pages of cases draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from yichuang.cases.labels import (
    ACT_WORDS,
    CHANNEL_WORDS,
    CLOCK_WORDS,
    DELIVERY_WORDS,
    PARTY_WORDS,
    PAUSE_WORDS,
    state_word,
)
from yichuang.cases.queries import CaseRow, CaseView, EventView, PartyView
from yichuang.cases.rules.clocks import Due
from yichuang.cases.rules.words import Act, State
from yichuang.catalogue.rules import procedure_for
from yichuang.kit.errors import Unknown
from yichuang.kit.time import in_words, local_date
from yichuang.people.labels import ACTOR_KINDS, DOCUMENT_KINDS
from yichuang.people.queries import names_of, post_names
from yichuang.people.rules import Actor, ActorKind, DocumentKind
from yichuang.web.parts import Clock, Masked, PersonChip, Status, TimelineEvent, urgency
from yichuang.workdays.rules import Calendar

_LATER_THAN_THE_END = frozenset({"handing_over"})  # clocks that run after the decision
_FACTS = {"approver": "批准人", "remedy": "救济途径", "method": "方式", "days": "延长工作日数"}


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as a row of a list."""

    number: str
    item_name: str
    applicant: str
    department: str
    channel: str
    accepted_on: str
    ended_on: str
    due_on: str
    status: Status
    left: str
    href: str


def listed(
    rows: Iterable[CaseRow], departments: Mapping[int, Any], today: date, calendar: Calendar
) -> list[ListedCase]:
    """Return the rows as lists draw them."""
    return [
        ListedCase(
            number=row.number,
            item_name=row.item_name,
            applicant=row.applicant or "—",
            department=departments[row.department_id].short_name,
            channel=CHANNEL_WORDS.get(row.channel, "其他"),
            accepted_on=_short(row.accepted_on),
            ended_on=_short(row.ended_on),
            due_on=_short(row.due_on),
            status=status_of(row.state, procedure_for(row.item_type), row.ended_on, row.due_on, today, calendar),
            left="" if row.ended_on or row.due_on is None else _left(days_left(today, row.due_on, calendar)),
            href=reverse("case", args=[row.number]),
        )
        for row in rows
    ]


def status_of(
    state: str, procedure: str, ended_on: date | None, due_on: date | None, today: date, calendar: Calendar
) -> Status:
    """Return a case's status word: how its due date stands while it runs, else its state."""
    if ended_on or due_on is None:
        tone = "done" if ended_on else ("stopped" if state == State.PAUSED else "plain")
        return Status(state_word(State(state), procedure), tone)
    return urgency(days_left(today, due_on, calendar))


def days_left(today: date, due_on: date, calendar: Calendar) -> int:
    """Return the working days from today to a due date; negative when it has passed."""
    if due_on >= today:
        return calendar.count(today, due_on)
    return -max(calendar.count(due_on, today), 1)


def clocks(view: CaseView, today: date, calendar: Calendar) -> list[Clock]:
    """Return the case's clocks, each with how it stands: running, met, missed or at rest."""
    return [_clock(due, view.case.ended_on, today, calendar) for due in view.clocks]


def _clock(due: Due, ended_on: date | None, today: date, calendar: Calendar) -> Clock:
    name = CLOCK_WORDS.get(due.name, due.name)
    if due.on is None:
        return Clock(name, None, Status("暂停计算", "stopped"), sentences=due.sentences)
    if ended_on and due.name not in _LATER_THAN_THE_END:
        status = Status("逾期办结", "late") if ended_on > due.on else Status("按时办结", "good")
        return Clock(name, due.on, status, "", due.sentences)
    left = days_left(today, due.on, calendar)
    return Clock(name, due.on, urgency(left), _left(left), due.sentences)


def _left(days: int) -> str:
    if days == 0:
        return "今天到期"
    return f"还有 {days} 个工作日" if days > 0 else f"超期 {-days} 个工作日"


def timeline(lines: Sequence[EventView]) -> list[TimelineEvent]:
    """Return the events as the timeline draws them, with the names of who acted."""
    at_once = entered_on(lines) is not None
    actors = {line.seq: Actor(ActorKind(line.actor_kind), line.actor_id, line.actor_post) for line in lines}
    names = names_of(actors.values())
    posts = post_names(actor.post_id for actor in actors.values() if actor.post_id is not None)
    drawn = []
    for event in lines:
        actor = actors[event.seq]
        post = posts.get(actor.post_id) if actor.post_id is not None else None
        name = names.get(actor) or ACTOR_KINDS[actor.kind]
        chip = PersonChip(name, department=post.place if post else "")
        drawn.append(
            TimelineEvent(
                event.seq,
                event.words,
                event.occurred_at,
                chip,
                tuple(_notes(event, say_when_entered=not at_once)),
                event.superseded,
            )
        )
    return drawn


def entered_on(events: Sequence[EventView]) -> date | None:
    """Return the day on which a whole history was entered afterwards, or None where it was not entered in one go."""
    days = {local_date(event.recorded_at) for event in events}
    late = any(local_date(event.occurred_at) not in days for event in events)
    return days.pop() if len(days) == 1 and late else None


def _notes(event: EventView, *, say_when_entered: bool) -> Iterable[str]:
    """Yield what the event says beyond its name: kind, reason, facts, and when it was entered if that was later."""
    if event.act is Act.PAUSE:
        yield PAUSE_WORDS.get(str(event.data.get("kind")), "特别程序")
    if event.act is Act.RECTIFY:
        instead = event.data.get("instead")
        words = f"，改为“{ACT_WORDS[Act(instead['act'])]}”" if instead else "，原记录不再有效"
        yield f"更正前面的记录{words}"
    if event.text:
        yield event.text
    for name, words in _FACTS.items():
        if event.data.get(name):
            yield f"{words}：{event.data[name]}"
    if event.act is Act.DELIVER:
        yield f"{DELIVERY_WORDS[event.data['how']]}，{PARTY_WORDS[event.data['to']]}"
    if event.superseded:
        yield "此记录已被更正"
    entered = local_date(event.recorded_at)
    if say_when_entered and entered != local_date(event.occurred_at):
        yield f"{in_words(entered)} 录入"


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party: role, name, kind of document, and what can be shown in full when asked why."""

    role: str
    name: str
    document_kind: str
    document: Masked
    phone: Masked


def parties(view: CaseView, *, may_reveal: bool) -> list[ListedParty]:
    """Return the case's parties, masked; with the way to the full value for those who may see it."""
    return [
        ListedParty(
            PARTY_WORDS.get(party.role, party.role),
            party.name,
            DOCUMENT_KINDS[DocumentKind(party.document_kind)] if party.document_kind else "证件",
            masked(view.case.number, party, "document", may_reveal=may_reveal),
            masked(view.case.number, party, "phone", may_reveal=may_reveal),
        )
        for party in sorted(view.parties, key=lambda party: (list(PARTY_WORDS).index(party.role), party.place))
    ]


def masked(number: str, party: PartyView, field: str, *, may_reveal: bool) -> Masked:
    """Return one masked value of a party."""
    text = party.document_number if field == "document" else party.phone
    href = reverse("case-disclosures", args=[number]) if may_reveal and text else ""
    return Masked(f"{party.role}-{party.place}-{field}", text or "—", href, f"{party.role}/{party.place}/{field}")


def told(view: CaseView, role: str, place: int, field: str, error: str, purpose: str) -> Masked:
    """Return a masked value with what is wrong with the request to see it in full. Raises Unknown `unknown_party`."""
    party = next((party for party in view.parties if (party.role, party.place) == (role, place)), None)
    if party is None:
        raise Unknown("unknown_party", "没有这位当事人，或其个人信息已停止处理。", field="what")
    return replace(masked(view.case.number, party, field, may_reveal=True), error=error, purpose=purpose)


def _short(day: date | None) -> str:
    return day.isoformat() if day else ""
