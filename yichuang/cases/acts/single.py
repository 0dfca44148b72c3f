"""The single door: one act on one case, one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from yichuang.cases.acts import opening, storing
from yichuang.cases.acts.dating import check_date
from yichuang.cases.acts.reactions import Happened, tell
from yichuang.cases.queries.standing import new_dossier
from yichuang.cases.rules import numbers
from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.records import NewCase, NewEvent
from yichuang.cases.rules.words import Act
from yichuang.kit.errors import Conflict
from yichuang.kit.hashing import canonical, sm3
from yichuang.kit.time import today
from yichuang.people import acts as people
from yichuang.people.rules import Actor

Moment = datetime | date


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an act answers: the case, the number of its new event, and where the case stands now."""

    number: str
    seq: int
    state: str
    due_on: date | None

    def as_record(self) -> dict[str, Any]:
        """Return the receipt as plain data."""
        return {
            "number": self.number, "seq": self.seq, "state": self.state,
            "due_on": self.due_on.isoformat() if self.due_on else None,
        }  # fmt: skip

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Receipt:
        """Return the receipt that `as_record` wrote."""
        due_on = record["due_on"]
        return cls(record["number"], record["seq"], record["state"], date.fromisoformat(due_on) if due_on else None)


@transaction.atomic
def receive(
    case: NewCase, *, by: Actor, at: Moment, text: str = "", key: str = "", first: NewEvent | None = None,
    recorded_at: datetime | None = None,
) -> Receipt:  # fmt: skip
    """Record that an application came in (收件) and return its receipt; the ledger numbers it if it has no number.

    `first` names another first act, for a case of which a system tells only from its acceptance on. `recorded_at` is
    for tests alone.
    Raises Refusal (`date_in_future`, `not_allowed`, `malformed_number`), Conflict `number_used`, `key_reused`.
    """
    event = first or NewEvent(Act.RECEIVE, at, text=text)
    if answer := _answered(by, key, ("receive", case, event)):
        return answer
    opened, serial = opening.enter_for(event.act, by)
    by = opened.permission.require(department_id=case.department_id)
    check_date(event, opened.permission, opened.back_dating_days)
    number = numbers.checked(case.number) if case.number else _own_number(serial)
    dossier = new_dossier(number, case, opened.calendar)
    try:
        receipt = _write(dossier, event, by=by, recorded_at=recorded_at or opened.recorded_at, case=case)
    except IntegrityError as error:
        if storing.is_number_used(error):
            raise _number_used(number) from None
        raise
    return _remembered(by, key, receipt)


@transaction.atomic
def record(
    number: str, event: NewEvent, *, by: Actor, expected_seq: int | None = None, key: str = "",
    recorded_at: datetime | None = None,
) -> Receipt:  # fmt: skip
    """Record one act on a case that stands in the ledger, and return the receipt.

    expected_seq: the number of the last event that the actor saw; another one since is Conflict `stale_seq`.
    key:          idempotency key; the same key with the same content answers the first receipt and acts once.
    recorded_at:  for tests alone.
    Raises Unknown `unknown_case`, Forbidden `not_allowed`, Conflict `unlawful_act`, Refusal for what is missing.
    """
    if answer := _answered(by, key, (number, event, expected_seq)):
        return answer
    dossier, opened = opening.open_case(number, event.act, by)
    by = opened.permission.require(department_id=dossier.attributes["department_id"])
    check_date(event, opened.permission, opened.back_dating_days)
    if expected_seq is not None and expected_seq != len(dossier.events):
        raise Conflict(
            "stale_seq", "办件在您查看之后已有新的记录，请刷新后再办", field="expected_seq",
            details={"expected": expected_seq, "last": len(dossier.events)},
        )  # fmt: skip
    return _remembered(by, key, _write(dossier, event, by=by, recorded_at=recorded_at or opened.recorded_at))


def _write(
    dossier: Dossier, event: NewEvent, *, by: Actor, recorded_at: datetime, case: NewCase | None = None
) -> Receipt:
    """Write one act down, with the case itself and its parties if it is new, and tell the wired rooms."""
    salt, digest = storing.digest_of(event.text)
    written = dossier.append(event, by=by, recorded_at=recorded_at, text_digest=digest)
    storing.write_one(dossier, written, new=case is not None, subject=case.subject if case else "")
    if event.text:
        storing.insert_rows("cases_casetext", storing.TEXT, [(dossier.number, written.seq, salt, event.text)])
    if case:
        storing.insert_rows("cases_caseparty", storing.PARTY, storing.party_rows(dossier.number, case.parties))
    tell([Happened(dossier.number, written)])
    return Receipt(dossier.number, written.seq, written.after.state.value, written.after.due_on)


def _number_used(number: str) -> Conflict:
    return Conflict("number_used", f"编号 {number} 的办件已经登记", field="number")


def _own_number(serial: int) -> str:
    random_part = "".join(secrets.choice(numbers.ALPHABET) for _ in range(3))
    return numbers.own_number(settings.NUMBER_PREFIX, today(), serial, random_part)


def _answered(by: Actor, key: str, content: object) -> Receipt | None:
    """Return the first receipt if this key was used for the same content; Conflict `key_reused` for another."""
    if not key:
        return None
    answer = people.use_key(client=by.key, key=key, request_digest=sm3(canonical(repr(content))))
    return Receipt.from_record(answer) if answer is not None else None


def _remembered(by: Actor, key: str, receipt: Receipt) -> Receipt:
    if key:
        people.remember(client=by.key, key=key, answer=receipt.as_record())
    return receipt


def _act(act: Act) -> Any:
    """Return the door of one act; all have the same shape, so that who knows one knows all."""

    def do(
        number: str, *, by: Actor, at: Moment, reason: str = "", text: str = "", expected_seq: int | None = None,
        key: str = "", **data: Any,
    ) -> Receipt:  # fmt: skip
        event = NewEvent(act, at, reason, text, data)
        return record(number, event, by=by, expected_seq=expected_seq, key=key)

    do.__name__, do.__doc__ = act.value, f"Record `{act.value}` on a case; see `record` and rules/paths.py."
    return do


tell_not_required = _act(Act.TELL_NOT_REQUIRED)
decline = _act(Act.DECLINE)
amend = _act(Act.AMEND)
request_supplement = _act(Act.REQUEST_SUPPLEMENT)
supplement = _act(Act.SUPPLEMENT)
accept = _act(Act.ACCEPT)
accept_with_gap = _act(Act.ACCEPT_WITH_GAP)
fill_gap = _act(Act.FILL_GAP)
miss_gap = _act(Act.MISS_GAP)
pause = _act(Act.PAUSE)
resume = _act(Act.RESUME)
extend = _act(Act.EXTEND)
explain_overrun = _act(Act.EXPLAIN_OVERRUN)
grant = _act(Act.GRANT)
refuse = _act(Act.REFUSE)
withdraw = _act(Act.WITHDRAW)
terminate = _act(Act.TERMINATE)
deliver = _act(Act.DELIVER)
close = _act(Act.CLOSE)
void = _act(Act.VOID)
reassign = _act(Act.REASSIGN)


def rectify(
    number: str, *, supersedes: int, by: Actor, at: Moment, reason: str, approver: str,
    instead: Mapping[str, Any] | None = None, text: str = "", expected_seq: int | None = None, key: str = "",
) -> Receipt:  # fmt: skip
    """Mend a mistake (记录更正): event `supersedes` no longer holds; `instead` (act, occurred, reason, data) does."""
    data: dict[str, Any] = {"approver": approver} | ({"instead": dict(instead)} if instead else {})
    event = NewEvent(Act.RECTIFY, at, reason, text, data, supersedes)
    return record(number, event, by=by, expected_seq=expected_seq, key=key)
