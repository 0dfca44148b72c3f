"""One case for one reader: its events, its clocks with their sentences, its parties masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yichuang.cases.labels import ACT_WORDS
from yichuang.cases.models import Case, CaseParty, CaseText
from yichuang.cases.named import sql
from yichuang.cases.queries.standing import dossier
from yichuang.cases.rows import EVENT_READ, READ, event_from
from yichuang.cases.rules.clocks import Due, explained
from yichuang.cases.rules.paths import acts_from
from yichuang.cases.rules.words import Act
from yichuang.catalogue.queries import frozen_version
from yichuang.kit.crypto import FieldCipher
from yichuang.kit.errors import Refusal, Unknown
from yichuang.people import acts as people
from yichuang.people.queries import has_right, require
from yichuang.people.rules import Actor, RecordState, mask_name, mask_number, mask_phone
from yichuang.workdays.queries import calendar_in_force

_cipher = FieldCipher(settings.KEYS)


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the case's timeline; `superseded` says that it no longer holds."""

    seq: int
    act: Act
    words: str
    occurred_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: str
    actor_post: int | None
    reason: str
    text: str
    data: Mapping[str, Any]
    due_on: date | None
    superseded: bool
    link: str


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as lists show it."""

    role: str
    place: int
    kind: str
    name: str
    document_kind: str
    document_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it."""

    case: Case
    item_name: str
    events: tuple[EventView, ...]
    clocks: tuple[Due, ...]
    parties: tuple[PartyView, ...]
    lawful_acts: tuple[Act, ...]


def case_page(number: str, *, seen_by: Actor) -> CaseView:
    """Return a case for its page. Unknown `unknown_case` also where the reader may not see it."""
    case = Case.objects.filter(number=number).first()
    if case is None or not has_right(seen_by, "cases.read", department_id=case.department_id):
        raise Unknown("unknown_case", f"没有编号为 {number} 的办件，或您无权查看", field="number")
    with connection.cursor() as cursor:
        cursor.execute(sql("events_of").format(columns=EVENT_READ), {"number": number})
        events = [event_from(row) for row in cursor.fetchall()]
    texts = dict(CaseText.objects.filter(case_id=number).values_list("seq", "text"))
    superseded = {event.supersedes for event in events}
    opened = dossier([getattr(case, name) for name in READ], events, calendar_in_force())
    lines = tuple(
        EventView(
            event.seq, event.act, ACT_WORDS[event.act], event.occurred_at, event.recorded_at, event.actor_kind,
            event.actor_id, event.actor_post, event.reason, texts.get(event.seq, ""), event.data or {},
            event.after.due_on, event.seq in superseded, event.link.hex(),
        )
        for event in events
    )  # fmt: skip
    version = frozen_version(case.item_version_id)
    return CaseView(
        case, version.terms.name, lines, explained(opened.standing, version, opened.calendar), _parties(number),
        acts_from(case.procedure, opened.standing.state),
    )  # fmt: skip


def _parties(number: str) -> tuple[PartyView, ...]:
    rows = CaseParty.objects.filter(case_id=number, record_state=RecordState.IN_USE.value).order_by("role", "place")
    views = []
    for row in rows:
        context = f"{number}/{row.role}/{row.place}"
        document = _cipher.open(row.document_number_sealed, f"{context}/document")
        phone = _cipher.open(row.phone_sealed, f"{context}/phone")
        views.append(
            PartyView(
                row.role, row.place, row.kind, mask_name(row.name) if row.kind == "person" else row.name,
                row.document_kind, mask_number(document) if document else "", mask_phone(phone) if phone else "",
            )
        )  # fmt: skip
    return tuple(views)


@transaction.atomic
def reveal(number: str, role: str, place: int, field: str, *, by: Actor, purpose: str, address: str = "") -> str:
    """Return a party's name, document, phone or address in full, and write down who looked and why.

    Raises Unknown `unknown_case`, `unknown_party`; Forbidden without `people.see_number`; Refusal `purpose_missing`.
    """
    department_id = Case.objects.filter(number=number).values_list("department_id", flat=True).first()
    if department_id is None or not has_right(by, "cases.read", department_id=department_id):
        raise Unknown("unknown_case", f"没有编号为 {number} 的办件，或您无权查看", field="number")
    actor = require(by, "people.see_number", department_id=department_id)
    row = CaseParty.objects.filter(case_id=number, role=role, place=place, record_state="in_use").first()
    if row is None:
        raise Unknown("unknown_party", "没有这位当事人，或其个人信息已停止处理", field="party")
    sealed = {"document": row.document_number_sealed, "phone": row.phone_sealed, "address": row.address_sealed}
    if field != "name" and field not in sealed:
        raise Refusal("unknown_field", f"没有名为“{field}”的字段", field="field")
    context = f"{number}/{role}/{place}"
    people.disclose(by=actor, about=f"case:{context}/{field}", purpose=purpose, address=address)
    return row.name if field == "name" else _cipher.open(sealed[field], f"{context}/{field}")
