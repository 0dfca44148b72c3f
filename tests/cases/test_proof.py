"""Verification set-wise: nothing less is found than one by one, and what is sound is not looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction

from tests.cases.chance import SEED, Chance, InOrder, Story
from tests.cases.ways import ON, whole
from tests.cast import Hall
from yichuang.cases import acts, queries
from yichuang.cases.acts import jobs
from yichuang.cases.queries import chunks, verification
from yichuang.cases.queries.sealed import Finding
from yichuang.cases.rows import EVENT_WRITTEN, MOVING, READ, event_from
from yichuang.cases.rules.chain import canonical_event
from yichuang.cases.rules.dossier import first_attributes
from yichuang.cases.rules.records import EMPTY_LINK, History, NewEvent
from yichuang.cases.rules.sealing import DaySum
from yichuang.cases.rules.setwise.proof import CASES, EVENTS, Proof, prove
from yichuang.cases.rules.setwise.shapes import versions_frame
from yichuang.cases.rules.words import Act
from yichuang.catalogue.queries import frozen_versions
from yichuang.kit.hashing import sm3
from yichuang.kit.time import zone
from yichuang.workdays.queries import calendar_in_force

TAMPERED = 48


def told(hall: Hall, stories: list[Story]) -> list[Story]:
    for round_ in range(max(len(story.rounds) for story in stories)):
        histories = [
            History(story.number, tuple(story.rounds[round_]), story.case if round_ == 0 else None)
            for story in stories
            if round_ < len(story.rounds)
        ]
        for result in acts.take_in_batch(histories, by=hall.manager):
            assert result.refused == []
    return stories


def proofs() -> list[Proof]:
    versions = versions_frame(frozen_versions().values())
    with transaction.atomic():
        return [prove(chunk.cases, chunk.events, versions, zone()) for chunk in chunks.chunks()]


def one_by_one() -> list[Finding]:
    """Verify every case in the careful way, as if none had been proved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cases_case UNION SELECT case_number FROM cases_caseevent ORDER BY 1")
        numbers = [number for (number,) in cursor.fetchall()]
    calendar = calendar_in_force()
    pairs = verification._one_by_one(numbers)
    return [finding for row, lines in pairs for finding in verification._case_findings(row, lines, calendar)]


def test_of_plain_histories_none_is_looked_at_one_by_one(hall: Hall) -> None:
    told(hall, list(InOrder(hall).stories(80)))
    assert [proof.doubtful for proof in proofs()] == [[]], SEED


def test_special_procedures_are_proved_too_and_only_what_takes_anothers_place_is_not(hall: Hall) -> None:
    stories = told(hall, list(Chance(hall).stories(120, events=7)))
    assert queries.verify()[1] == [], SEED
    acts_of: dict[str, set[Act]] = {
        story.number: {event.act for events in story.rounds for event in events} for story in stories
    }
    doubtful = {number for proof in proofs() for number in proof.doubtful}
    assert doubtful, "chance must draw what is not proved"
    special = {number for number, those in acts_of.items() if those & {Act.PAUSE, Act.ACCEPT_WITH_GAP, Act.EXTEND}}
    assert special - doubtful, "some special procedures are proved"
    replaced = {number for number, those in acts_of.items() if those & {Act.RECTIFY, Act.REASSIGN}}
    assert replaced <= doubtful


@pytest.fixture
def chunk(hall: Hall) -> chunks.Chunk:
    """A case that was accepted, paused, granted and delivered, with words, beside others."""
    events = (
        NewEvent(Act.RECEIVE, ON), NewEvent(Act.ACCEPT, ON, "", "材料齐全"), whole(Act.PAUSE), whole(Act.RESUME),
        whole(Act.GRANT), whole(Act.DELIVER),
    )  # fmt: skip
    hourly = (NewEvent(Act.RECEIVE, ON), NewEvent(Act.ACCEPT, ON))
    told(
        hall,
        [
            Story("T-1", hall.new_case(), [list(hourly)]),
            Story("T-2", hall.new_case(), [list(events)]),
            Story("T-3", hall.new_case("hours"), [list(hourly)]),
        ],
    )
    with transaction.atomic():
        (only,) = chunks.chunks()
    return only


def changed(frame: pl.DataFrame, column: str, row: int) -> pl.DataFrame:
    """Return the frame with one cell that says something else, in the same shape where there is one."""
    old = frame[column][row]
    other = {None: "1", "true": "false", "false": "true"}.get(old) or old[:-1] + ("1" if old[-1] != "1" else "2")
    if column == "data" and old:
        other = '{"kind": "testing"}' if "testing" not in old else '{"kind": "hearing"}'
    cells = [*frame[column][:row].to_list(), other, *frame[column][row + 1 :].to_list()]
    return frame.with_columns(pl.Series(column, cells, dtype=pl.String))


def doubtful_of(cases: pl.DataFrame, events: pl.DataFrame) -> list[str]:
    return prove(cases, events, versions_frame(frozen_versions().values()), zone()).doubtful


@pytest.mark.parametrize("column", CASES)
def test_a_change_to_any_column_of_a_case_makes_it_doubtful(chunk: chunks.Chunk, column: str) -> None:
    assert doubtful_of(chunk.cases, chunk.events) == []
    for row, number in enumerate(chunk.cases["number"]):
        assert number in doubtful_of(changed(chunk.cases, column, row), chunk.events)


@pytest.mark.parametrize("column", EVENTS)
def test_a_change_to_any_column_of_any_event_makes_its_case_doubtful(chunk: chunks.Chunk, column: str) -> None:
    for row, number in enumerate(chunk.events["case_number"]):
        assert number in doubtful_of(chunk.cases, changed(chunk.events, column, row))


def test_every_column_of_an_event_and_every_one_that_acts_change_is_read() -> None:
    assert set(EVENTS) == set(EVENT_WRITTEN)
    assert set(MOVING) - set(CASES) == {"notice_due_on"}  # moves with the calendar in force


def test_events_lost_added_or_out_of_place_make_a_case_doubtful(chunk: chunks.Chunk) -> None:
    cases, events = chunk.cases, chunk.events
    of_two = events.filter(pl.col("case_number") == "T-2")
    others = events.filter(pl.col("case_number") != "T-2")

    def doubtful(those: pl.DataFrame) -> list[str]:
        return doubtful_of(cases, pl.concat([others, those]).sort("case_number", maintain_order=True))

    for row in range(of_two.height):
        assert doubtful(pl.concat([of_two[:row], of_two[row + 1 :]])) == ["T-2"]
        assert doubtful(pl.concat([of_two[: row + 1], of_two[row:]])) == ["T-2"]
    assert doubtful(of_two[[1, 0, *range(2, of_two.height)]]) == ["T-2"]
    assert doubtful(of_two[:0]) == ["T-2"]
    assert doubtful_of(cases.filter(pl.col("number") != "T-2"), events) == ["T-2"]


def as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")


TAMPERINGS = (
    "UPDATE cases_caseevent SET occurred_on = occurred_on - 1 WHERE {key}",
    "UPDATE cases_caseevent SET occurred_at = occurred_at - interval '9 hours' WHERE {key}",
    "UPDATE cases_caseevent SET due_on = due_on + 1, legal_due_on = '2030-01-01' WHERE {key}",
    "UPDATE cases_caseevent SET state = 'withdrawn' WHERE {key}",
    "UPDATE cases_caseevent SET outcome = CASE outcome WHEN '' THEN 'refused' ELSE '' END WHERE {key}",
    'UPDATE cases_caseevent SET data = \'{{"was": {{"channel": "9"}}}}\' WHERE {key}',
    "UPDATE cases_caseevent SET data = coalesce(data, '{{}}') || '{{\"due_on\": 5}}' WHERE {key}",
    "UPDATE cases_caseevent SET act = 'withdraw' WHERE {key}",
    "UPDATE cases_caseevent SET actor_id = E'7\", \\\\\\n' WHERE {key}",
    "UPDATE cases_caseevent SET reason = E'a\\nb' WHERE {key}",
    "UPDATE cases_caseevent SET link = decode(repeat('00', 32), 'hex') WHERE {key}",
    "UPDATE cases_caseevent SET seq = seq + 100 WHERE {key}",
    "DELETE FROM cases_caseevent WHERE {key}",
    "DELETE FROM cases_caseevent WHERE case_number = '{number}'",
    "UPDATE cases_case SET state = 'closed' WHERE number = '{number}'",
    "UPDATE cases_case SET received_on = received_on - 1 WHERE number = '{number}'",
    "UPDATE cases_case SET due_at = coalesce(due_at, '2022-07-01') + interval '1 hour' WHERE number = '{number}'",
    "UPDATE cases_case SET gap_due_on = '2022-07-07' WHERE number = '{number}'",
    "UPDATE cases_case SET overrun_explained = NOT overrun_explained WHERE number = '{number}'",
    "UPDATE cases_case SET source = 'SCJG2' WHERE number = '{number}'",
    "UPDATE cases_case SET sender_number = E'2\\n3' WHERE number = '{number}'",
    "UPDATE cases_case SET local_code = local_code || '-' WHERE number = '{number}'",
    "UPDATE cases_case SET last_seq = last_seq + 1 WHERE number = '{number}'",
    "UPDATE cases_case SET link = decode(repeat('00', 32), 'hex') WHERE number = '{number}'",
)


def link_anew(number: str, first: dict[str, Any] | None = None) -> None:
    """Link a case anew, as somebody does who knows the code; where events cannot be read, leave it.

    first: the attributes that the first link vouches for, where they are not those that follow from the events.
    """
    ((row, lines),) = verification._one_by_one([number])
    try:
        events = [event_from(line[:-1]) for line in lines]
    except ValueError:
        return
    attributes = {name: row[name] for name in READ[1:-1]}
    previous, first = EMPTY_LINK, first or first_attributes(attributes, events)
    with connection.cursor() as cursor:
        for place, event in enumerate(events):
            previous = sm3(previous, canonical_event(number, event, first if event.seq == 1 else None))
            key = [previous, number, events[place].seq]
            cursor.execute("UPDATE cases_caseevent SET link = %s WHERE case_number = %s AND seq = %s", key)
        cursor.execute("UPDATE cases_case SET link = %s WHERE number = %s", [previous, number])


def test_after_any_tampering_as_much_is_found_as_one_by_one(hall: Hall) -> None:
    told(hall, list(Chance(hall).stories(60, events=6)))
    chance = Random(SEED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_number, seq FROM cases_caseevent ORDER BY 1, 2")
        keys = cursor.fetchall()
    as_owner()
    found = set()
    for place in range(TAMPERED):
        number, seq = chance.choice(keys)
        query = TAMPERINGS[place % len(TAMPERINGS)]
        savepoint = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(query.format(number=number, key=f"case_number = '{number}' AND seq = {seq}"))
        for _ in range(2):
            expected = one_by_one()
            findings = [one for one in queries.verify()[1] if not one.code.startswith(("tally", "text", "seal"))]
            assert findings == expected, (query, number, seq, SEED)
            found |= {one.code for one in findings}
            link_anew(number)
        transaction.savepoint_rollback(savepoint)
    expected_codes = {"link_broken", "link_not_last", "state_differs", "event_missing", "case_without_events"}
    assert expected_codes | {"replay_unlawful"} <= found


FORGED = {
    "a number left out": ("SET seq = 9 WHERE case_number = 'T-1' AND seq = 2", {"event_missing"}),
    "an order in time": (
        "SET occurred_at = occurred_at + interval '1 day' WHERE case_number = 'T-1' AND seq = 1", {"replay_unlawful"},
    ),
    "other attributes at first": (
        "SET data = '{\"was\": {\"channel\": \"9\"}}' WHERE case_number = 'T-1' AND seq = 2", {"link_broken"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_what_was_forged_and_linked_anew_is_found(hall: Hall, what: str) -> None:
    told(hall, [Story("T-1", hall.new_case(), [[NewEvent(Act.RECEIVE, ON), NewEvent(Act.ACCEPT, ON)]])])
    assert proofs()[0].doubtful == []
    as_owner()
    change, expected = FORGED[what]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_caseevent {change}")
    link_anew("T-1", hall.new_case().attributes())
    assert {one.code for one in queries.verify()[1]} == expected


def sizes() -> Iterator[tuple[int, int]]:
    yield from ((1, 20), (2, 20), (7, 25), (3, 100), (5_000, 20), (5_000, 5_000))


def test_in_chunks_of_any_size_every_case_and_event_comes_once(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    told(hall, list(Chance(hall).stories(30, events=6)))
    as_owner()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_caseevent WHERE case_number IN ('T-00003', 'T-00004', 'T-00029')")
        cursor.execute(
            "SELECT conrelid::regclass, conname FROM pg_constraint"
            " WHERE confrelid = 'cases_case'::regclass AND contype = 'f'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute("DELETE FROM cases_case WHERE number IN ('T-00000', 'T-00007', 'T-00008', 'T-00028')")
    expected: Any = None
    for cases_most, events_most in sizes():
        monkeypatch.setattr(chunks, "CASES_MOST", cases_most)
        monkeypatch.setattr(chunks, "EVENTS_MOST", events_most)
        seen = list(chunks.chunks())
        rows = tuple(
            pl.concat([getattr(one, name) for one in seen]).rows() for name in ("cases", "events")
        )  # fmt: skip
        expected = expected or (rows, queries.verify())
        assert rows == expected[0], (cases_most, events_most)
        assert queries.verify() == expected[1], (cases_most, events_most)
    assert {"events_without_case", "case_without_events"} <= {one.code for one in expected[1][1]}
    assert len(expected[0][0]) == 26


def test_a_day_is_sealed_and_verified_alike_whatever_the_pieces(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    told(hall, list(InOrder(hall).stories(25)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_number, seq, link FROM cases_caseevent ORDER BY 1, 2")
        rows = cursor.fetchall()
        cursor.execute("SELECT min(recorded_at), count(DISTINCT case_number) FROM cases_caseevent")
        at, cases = cursor.fetchone()
    whole_day = DaySum()
    whole_day.add(*zip(*rows, strict=True))
    day = at.astimezone(zone()).date()
    for piece in (1, 2, 3, 1_000):
        monkeypatch.setattr(jobs, "LINKS", piece)
        summed = jobs._summed(day)
        assert (summed.events, summed.cases, summed.root()) == (len(rows), cases, whole_day.root())


def test_a_ledger_with_too_many_faults_is_not_read_to_its_end(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    told(hall, list(InOrder(hall).stories(12)))
    as_owner()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET last_seq = last_seq + 1")
    monkeypatch.setattr(verification, "FINDINGS_MAX", 3)
    monkeypatch.setattr(chunks, "CASES_MOST", 2)
    looked, findings = queries.verify()
    assert (looked["cases"], looked["tallies"]) == (4, 0)
    assert {one.code for one in findings} == {"state_differs"}
