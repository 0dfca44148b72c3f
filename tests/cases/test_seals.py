"""The chain, the daily seals, and what verification says of each kind of tampering."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from tests.cases.ways import ON, whole
from tests.cast import APPLICANT, Hall
from yichuang.cases import acts, queries
from yichuang.cases.models import Case, Seal
from yichuang.cases.queries.standing import dossiers
from yichuang.cases.rules.chain import canonical_event, link
from yichuang.cases.rules.records import EMPTY_LINK, History, NewEvent
from yichuang.cases.rules.sealing import sealed_message
from yichuang.cases.rules.words import Act
from yichuang.kit.crypto import key_id_of, public_key_of, signature_holds
from yichuang.kit.hashing import sm3
from yichuang.kit.time import start_of

MONDAY = date(2022, 7, 4)
Tamper = Callable[[], None]


def recorded(hall: Hall, number: str, on: date, *events: NewEvent, new: bool = False) -> None:
    """Take events in as if they had been recorded on that day, at noon."""
    case = hall.new_case(parties=(APPLICANT,)) if new else None
    at = start_of(on) + timedelta(hours=12)
    for result in acts.take_in_batch([History(number, events, case)], by=hall.manager, recorded_at=at):
        assert result.refused == []


@pytest.fixture
def week(hall: Hall) -> Hall:
    """Two cases recorded on Monday, one of them goes on on Wednesday; Tuesday nobody records anything."""
    receive, accept = whole(Act.RECEIVE), NewEvent(Act.ACCEPT, ON, "", "材料齐全")
    for number in ("T-1", "T-2"):
        recorded(hall, number, MONDAY, receive, accept, new=True)
    recorded(hall, "T-1", MONDAY + timedelta(days=2), whole(Act.PAUSE), whole(Act.RESUME), whole(Act.GRANT))
    return hall


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in seal_file().read_text().splitlines()]


def seal_file() -> Path:
    return Path(settings.VAR) / "seals.jsonl"


def test_each_day_of_recording_is_sealed_once_in_order_and_chained_to_the_one_before(week: Hall) -> None:
    assert acts.seal_days() == [MONDAY, MONDAY + timedelta(days=2)]
    assert acts.seal_days() == []
    monday, wednesday = Seal.objects.order_by("day")
    assert (monday.events, monday.cases, wednesday.events, wednesday.cases) == (4, 2, 3, 1)
    assert bytes(monday.previous) == EMPTY_LINK
    assert bytes(wednesday.previous) == bytes(monday.digest)
    message = sealed_message(MONDAY, 4, 2, bytes(monday.root), EMPTY_LINK)
    assert sm3(message) == bytes(monday.digest)
    assert signature_holds(public_key_of(settings.KEYS.signing), bytes(monday.signature), message)
    assert monday.key_id.startswith("ed25519-")
    assert [line["digest"] for line in lines()] == [bytes(seal.digest).hex() for seal in (monday, wednesday)]
    recorded(week, "T-2", MONDAY + timedelta(days=9), whole(Act.WITHDRAW))
    assert acts.seal_days() == [MONDAY + timedelta(days=9)]
    assert lines()[-1]["previous"] == bytes(wednesday.digest).hex()
    looked, findings = queries.verify()
    assert (looked["seals"], findings) == (3, [])


def test_today_is_not_sealed_before_it_is_over(hall: Hall) -> None:
    hall.accepted_case(on="2022-07-01")
    assert acts.seal_days() == []


def test_the_key_of_the_seals_is_not_in_the_database_and_nobody_else_may_read_it() -> None:
    assert settings.KEYS.signing
    path = settings.KEYS.folder / "seal.key"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_sm3_over_the_link_before_and_the_canonical_event(week: Hall) -> None:
    (dossier,) = dossiers(["T-1"])
    first, second = dossier.events[:2]
    written = canonical_event("T-1", second, None).decode()
    assert written.startswith('[1,{"accepted":"2022-07-01","act":"accept","actor":["staff","')
    assert '"at":"2022-06-30T16:00:00.000000Z"' in written
    assert '"digest":"' in written
    assert second.link == sm3(first.link, written.encode())
    assert first.link == link(EMPTY_LINK, "T-1", first, dossier.attributes)


def test_no_personal_data_is_in_what_is_chained(week: Hall) -> None:
    for dossier in dossiers(["T-1", "T-2"]):
        for event in dossier.events:
            written = canonical_event(dossier.number, event, dossier.attributes).decode()
            for personal in (APPLICANT.name, APPLICANT.document_number, APPLICANT.phone, APPLICANT.address, "材料齐全"):
                assert personal not in written


def run(query: str, *parameters: Any) -> Tamper:
    def tamper() -> None:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters or None)
            assert cursor.rowcount != 0, "the tampering must find something"

    return tamper


def both(*tampers: Tamper) -> Tamper:
    def tamper() -> None:
        for one in tampers:
            one()

    return tamper


def relink() -> None:
    """What somebody does who knows the code: change an event and link the whole case anew."""
    run("UPDATE cases_caseevent SET reason = 'other' WHERE case_number = 'T-1' AND seq = 2")()
    (dossier,) = dossiers(["T-1"])
    previous = EMPTY_LINK
    for event in dossier.events:
        previous = link(previous, "T-1", event, dossier.attributes if event.seq == 1 else None)
        run("UPDATE cases_caseevent SET link = %s WHERE case_number = 'T-1' AND seq = %s", previous, event.seq)()
    run("UPDATE cases_case SET link = %s WHERE number = 'T-1'", previous)()


def sign_anew() -> None:
    """Sign Wednesday's seal with a key of one's own, and tell the file so."""
    seal = Seal.objects.order_by("day").last()
    assert seal is not None
    message = sealed_message(seal.day, seal.events, seal.cases, bytes(seal.root), bytes(seal.previous))
    key = Ed25519PrivateKey.generate()
    public_key = public_key_of(key)
    run(
        "UPDATE cases_seal SET public_key = %s, signature = %s, key_id = %s WHERE day = %s",
        public_key, key.sign(message), key_id_of(public_key), seal.day,
    )()  # fmt: skip
    line = lines()[-1] | {
        "public_key": public_key.hex(), "signature": key.sign(message).hex(), "key_id": key_id_of(public_key),
    }  # fmt: skip
    seal_file().write_text("\n".join([*seal_file().read_text().splitlines()[:-1], json.dumps(line)]) + "\n")


def slip_in() -> None:
    """Slip an event into a day that was not sealed because nothing was recorded on it."""
    at = start_of(MONDAY + timedelta(days=1))
    run("UPDATE cases_caseevent SET recorded_at = %s WHERE case_number = 'T-2' AND seq = 2", at)()


def orphan() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, conname FROM pg_constraint"
            " WHERE confrelid = 'cases_case'::regclass AND contype = 'f'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute("DELETE FROM cases_case WHERE number = 'T-1'")


def write_file(change: Callable[[list[str]], list[str]]) -> Tamper:
    def tamper() -> None:
        seal_file().write_text("\n".join(change(seal_file().read_text().splitlines())) + "\n")

    return tamper


_ZEROS = "decode(repeat('00', {}), 'hex')"
_ELSEWHERE = "department_id = (SELECT max(id) FROM people_department)"
_BAD_SEAL = {"seal_broken", "seal_file_differs"}
_EVENT = "UPDATE cases_caseevent SET {} WHERE case_number = 'T-1' AND seq = {}"
_CASE = "UPDATE cases_case SET {} WHERE number = 'T-1'"
_SEAL = "UPDATE cases_seal SET {} WHERE day = '2022-07-04'"
TAMPERINGS: dict[str, tuple[Tamper, set[str]]] = {
    "an event's day": (run(_EVENT.format("occurred_on = '2022-06-30'", 2)), {"link_broken", "state_differs"}),
    "an event's actor": (run(_EVENT.format("actor_id = '99'", 2)), {"link_broken"}),
    "an event's data": (run(_EVENT.format("""data = '{"kind": "testing"}'""", 3)), {"link_broken"}),
    "data without its shape": (
        run(_EVENT.format("""data = '{"pause": "x"}'""", 4)), {"link_broken", "replay_unlawful"},
    ),
    "an event's due date": (run(_EVENT.format("due_on = '2030-01-01'", 2)), {"link_broken"}),
    "what held last": (run(_EVENT.format("state = 'refused'", 5)), {"link_broken", "state_differs"}),
    "a state nobody knows": (run(_EVENT.format("state = 'lost'", 5)), {"event_unreadable"}),
    "an act": (run(_EVENT.format("act = 'refuse', reason = 'x'", 5)), {"link_broken", "state_differs"}),
    "a lawless act": (run(_EVENT.format("act = 'deliver'", 4)), {"link_broken", "replay_unlawful"}),
    "when it was recorded": (
        run(_EVENT.format("recorded_at = recorded_at - interval '1 minute'", 3)), {"link_broken"},
    ),
    "an event in the middle": (
        run("DELETE FROM cases_caseevent WHERE case_number = 'T-1' AND seq = 2"), {"event_missing", "seal_broken"},
    ),
    "the last event": (
        run("DELETE FROM cases_caseevent WHERE case_number = 'T-1' AND seq = 5"),
        {"link_not_last", "state_differs", "seal_broken", "tally_differs"},
    ),
    "all events": (
        run("DELETE FROM cases_caseevent WHERE case_number = 'T-1'"),
        {"case_without_events", "seal_broken", "tally_differs"},
    ),
    "the order of events": (
        both(*(run(f"UPDATE cases_caseevent SET seq = {new} WHERE case_number = 'T-1' AND seq = {old}")
               for old, new in ((3, 9), (4, 3), (9, 4)))),
        {"link_broken", "replay_unlawful", "seal_broken"},
    ),
    "an event moved to another case": (
        run("UPDATE cases_caseevent SET case_number = 'T-2', seq = 3 WHERE case_number = 'T-1' AND seq = 5"),
        {"link_broken", "link_not_last", "state_differs", "seal_broken"},
    ),
    "a case linked anew": (relink, {"seal_broken"}),
    "an event slipped into another day": (slip_in, {"link_broken", "seal_broken", "day_unsealed"}),
    "a case's state": (run(_CASE.format("state = 'refused'")), {"state_differs"}),
    "a case's due date": (run(_CASE.format("due_on = '2030-01-01'")), {"state_differs"}),
    "a case's procedure": (run(_CASE.format("procedure = 'other'")), {"state_differs"}),
    "a case's department": (run(_CASE.format(_ELSEWHERE)), {"link_broken", "tally_differs"}),
    "the sender's number": (run(_CASE.format("sender_number = 'X'")), {"link_broken"}),
    "a case's link": (run(_CASE.format("link = decode(repeat('00', 32), 'hex')")), {"link_not_last"}),
    "an event's item": (
        run("UPDATE cases_caseevent SET item_version_id = (SELECT max(id) FROM catalogue_itemversion)"
            " WHERE case_number = 'T-2' AND act = 'accept'"), {"version_differs", "tally_differs"},
    ),
    "the item of an event that no figure reads": (
        run("UPDATE cases_caseevent SET item_version_id = (SELECT max(id) FROM catalogue_itemversion)"
            " WHERE case_number = 'T-2' AND act = 'receive'"), {"version_differs"},
    ),
    "events without their case": (orphan, {"events_without_case", "tally_differs"}),
    "a fine tally": (run("UPDATE cases_tallyfine SET n = n + 1 WHERE measure = 1"), {"tally_differs"}),
    "a coarse tally": (run("DELETE FROM cases_tallycoarse WHERE measure = 2"), {"tally_differs"}),
    "a tally by month": (run("UPDATE cases_tallymonth SET n = n + 1 WHERE measure = 1"), {"tally_differs"}),
    "a tally too many": (
        run("INSERT INTO cases_tallycoarse (day, measure, n, centre_id, department_id, item_type)"
            " VALUES ('2022-07-01', 1, 5, 1, 1, '20')"),
        {"tally_differs"},
    ),
    "free words": (run("UPDATE cases_casetext SET text = '材料不齐'"), {"text_differs"}),
    "free words lost": (run("DELETE FROM cases_casetext"), {"text_missing"}),
    "a seal's root": (run(_SEAL.format(f"root = {_ZEROS.format(32)}")), _BAD_SEAL),
    "a seal's counts": (run(_SEAL.format("events = 5")), _BAD_SEAL),
    "a seal's digest": (run(_SEAL.format(f"digest = {_ZEROS.format(32)}")), _BAD_SEAL),
    "a signature": (run(_SEAL.format(f"signature = {_ZEROS.format(64)}")), {"seal_forged", "seal_file_differs"}),
    "another key": (sign_anew, {"seal_key_unknown"}),
    "a seal lost": (
        run("DELETE FROM cases_seal WHERE day = '2022-07-04'"), {"seal_broken", "day_unsealed", "seal_file_differs"},
    ),
    "the last seal lost": (run("DELETE FROM cases_seal WHERE day = '2022-07-06'"), {"seal_file_differs"}),
    "a line of the file lost": (write_file(lambda lines: lines[1:]), {"seal_file_differs"}),
    "a line of the file changed": (
        write_file(lambda lines: [lines[0].replace('"events": 4', '"events": 3'), *lines[1:]]), {"seal_file_differs"},
    ),
    "a line of the file spoiled": (write_file(lambda lines: [*lines, "{"]), {"seal_file_differs"}),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_verification_names_what_was_changed(week: Hall, what: str) -> None:
    acts.seal_days()
    assert queries.verify()[1] == []
    tamper, expected = TAMPERINGS[what]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cases_seal DISABLE TRIGGER USER")
    tamper()
    _, findings = queries.verify()
    assert {finding.code for finding in findings} == expected
    assert all(finding.where and finding.message for finding in findings)


def test_what_was_lawfully_erased_is_no_finding(week: Hall) -> None:
    acts.erase_text("T-1", 2, by=week.manager)
    acts.erase_party("T-1", "applicant", 1, by=week.manager)
    assert queries.verify()[1] == []
    assert Case.objects.get(number="T-1").state == "granted"
