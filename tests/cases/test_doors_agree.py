"""One door and many doors give the same rows: 1,000 random histories, every column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cases.chance import SEED, Chance, InOrder, Story
from tests.cases.columns import columns_of
from tests.cases.ways import ON, case_in, whole
from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.acts import carefully
from yichuang.cases.models import Case, CaseEvent, CaseText
from yichuang.cases.rules.records import History, NewEvent
from yichuang.cases.rules.setwise import PLAIN
from yichuang.cases.rules.words import Act, State
from yichuang.kit.errors import Forbidden

HISTORIES = 1_000
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
Rows = dict[str, list[tuple[Any, ...]]]


def recorded_at(round_: int) -> datetime:
    return BEGAN + timedelta(hours=round_)


def by_single_acts(hall: Hall, stories: list[Story]) -> None:
    """Tell the stories through the single door, round by round; each round of a case is all or nothing."""
    for round_ in range(max(len(story.rounds) for story in stories)):
        for story in stories:
            if round_ < len(story.rounds):
                first, *rest = events = story.rounds[round_]
                with transaction.atomic():
                    if round_ == 0:
                        case = hall.new_case(**vars_of(story.case) | {"number": story.number})
                        acts.receive(case, by=hall.manager, at=ON, first=first, recorded_at=recorded_at(round_))
                    for event in events if round_ else rest:
                        acts.record(story.number, event, by=hall.manager, recorded_at=recorded_at(round_))


def vars_of(case: Any) -> dict[str, Any]:
    return {name: getattr(case, name) for name in case.__slots__}


def in_batches(hall: Hall, stories: list[Story]) -> None:
    """Tell the same stories through the bulk door, in chunks of many sizes."""
    for round_ in range(max(len(story.rounds) for story in stories)):
        histories = [
            History(story.number, tuple(story.rounds[round_]), story.case if round_ == 0 else None)
            for story in stories
            if round_ < len(story.rounds)
        ]
        for result in acts.take_in_batch(
            histories, by=hall.manager, recorded_at=recorded_at(round_), chunk=(7, 400, 5_000)[round_ % 3]
        ):
            assert result.refused == []


def in_columns(hall: Hall, stories: list[Story]) -> None:
    """Tell the stories through the door for columns; a round that rectifies, which has no column, in a batch."""
    for round_ in range(max(len(story.rounds) for story in stories)):
        told = [story for story in stories if round_ < len(story.rounds)]
        plain = [story for story in told if all(event.supersedes is None for event in story.rounds[round_])]
        histories = [
            History(story.number, tuple(story.rounds[round_]), story.case if round_ == 0 else None) for story in plain
        ]
        size = (7, 400, 5_000)[round_ % 3]
        for start in range(0, len(histories), size):
            columns = columns_of(histories[start : start + size], opens=round_ == 0)
            taken = acts.take_in_columns(columns, by=hall.manager, recorded_at=recorded_at(round_))
            assert (taken.refused, taken.unknown, taken.unchanged) == ({}, [], []), SEED
        rest = [story for story in told if story not in plain]
        histories = [
            History(story.number, tuple(story.rounds[round_]), story.case if round_ == 0 else None) for story in rest
        ]
        for result in acts.take_in_batch(histories, by=hall.manager, recorded_at=recorded_at(round_)):
            assert result.refused == []


def rows_after(tell: Callable[[Hall, list[Story]], None], hall: Hall, stories: list[Story]) -> Rows:
    """Return every column that the door wrote, and undo it."""
    with transaction.atomic():
        tell(hall, stories)
        rows = _rows()
        transaction.set_rollback(True)
    return rows


def _rows() -> Rows:
    return {
        "case": _all("SELECT * FROM cases_case ORDER BY number"),
        "event": _all("SELECT * FROM cases_caseevent ORDER BY case_number, seq"),
        "fine": _all(
            "SELECT day, measure, item_id, centre_id, department_id, region_id, channel, source, sum(n)"
            " FROM cases_tallyfine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"
        ),
        "coarse": _all(
            "SELECT day, measure, centre_id, department_id, item_type, sum(n) FROM cases_tallycoarse"
            " GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5"
        ),
        "month": _all(
            "SELECT month, measure, centre_id, department_id, item_type, sum(n) FROM cases_tallymonth"
            " GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5"
        ),
        "text": _all("SELECT case_number, seq, text, erased_at FROM cases_casetext ORDER BY 1, 2"),
        "party": _all("SELECT case_number, role, place, name, phone_hash FROM cases_caseparty ORDER BY 1, 2, 3"),
        "findings": [(finding,) for finding in queries.verify()[1]],
    }  # fmt: skip


def _all(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [tuple((name, _plain(content)) for name, content in row.items()) for row in rows]


def _plain(content: Any) -> Any:
    return bytes(content) if isinstance(content, memoryview) else content


def without_salt(rows: Iterable[tuple[Any, ...]], salted: set[str], number: str) -> list[tuple[Any, ...]]:
    """Return rows in which what follows from a random salt (digest, and links of such a case) is only there or not."""
    masked = []
    for row in rows:
        fields = dict(row)
        if fields[number] in salted:
            fields |= {name: fields[name] is None for name in ("text_digest", "link") if name in fields}
        masked.append(tuple(fields.items()))
    return masked


def assert_same(single: Rows, other: Rows, stories: list[Story]) -> None:
    """Compare every column that two doors wrote."""
    assert single["findings"] == other["findings"] == [], SEED
    salted = {story.number for story in stories if any(event.text for events in story.rounds for event in events)}
    for table in ("fine", "coarse", "text", "party"):
        assert single[table] == other[table], (table, SEED)
    for table, number in (("case", "number"), ("event", "case_number")):
        pairs = zip(
            without_salt(single[table], salted, number), without_salt(other[table], salted, number), strict=True
        )
        for one, another in pairs:
            assert one == another, (table, SEED)


def test_one_and_many_doors_write_the_same_rows(real_hall: Hall) -> None:
    hall = real_hall
    stories = list(Chance(hall).stories(HISTORIES, events=7))
    single, batch, columns = (
        rows_after(door, hall, stories) for door in (by_single_acts, in_batches, in_columns)
    )  # fmt: skip
    assert len(single["case"]) == HISTORIES
    seen = {dict(row)["act"] for row in single["event"]}
    assert seen == {act.value for act in Act} - {Act.MOVE_DUE.value}, "chance must draw every act"
    assert len({dict(row)["state"] for row in single["case"]}) == len(State) - 1
    assert_same(single, batch, stories)
    assert_same(single, columns, stories)


def test_what_goes_set_wise_is_written_as_at_the_single_door(real_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = real_hall
    stories = list(InOrder(hall).stories(HISTORIES, events=7))
    single = rows_after(by_single_acts, hall, stories)

    def nothing_is_left(histories: object, desk: object) -> None:
        raise AssertionError("all of it is plain and in order")

    monkeypatch.setattr(carefully, "take", nothing_is_left)
    assert {dict(row)["act"] for row in single["event"]} == {act.value for act in PLAIN}
    assert_same(single, rows_after(in_columns, hall, stories), stories)


def test_a_history_with_an_unlawful_event_is_refused_whole_and_the_others_are_taken(hall: Hall) -> None:
    standing = case_in(hall, State.UNDER_REVIEW)
    good, bad = (NewEvent(Act.RECEIVE, ON), NewEvent(Act.ACCEPT, ON)), NewEvent(Act.GRANT, ON)
    histories = [
        History("T-1", good, hall.new_case()),
        History("T-2", (*good, whole(Act.REFUSE), bad), hall.new_case()),
        History(standing, (whole(Act.PAUSE), bad)),
        History("T-4", (whole(Act.GRANT),)),
        History("T-5", good, hall.new_case(channel="window")),
        History("t 6", good, hall.new_case()),
        History("T-7", (), hall.new_case()),
        History("T-8", (NewEvent(Act.RECEIVE, day("2222-02-22")),), hall.new_case()),
    ]
    (result,) = acts.take_in_batch(histories, by=hall.manager)
    assert (result.cases, result.events) == (1, 2)
    assert {number: refusal.code for number, refusal in result.refused} == {
        "T-2": "unlawful_act", standing: "unlawful_act", "T-4": "unknown_case", "T-5": "malformed_case",
        "t 6": "malformed_number", "T-7": "events_missing", "T-8": "date_in_future",
    }  # fmt: skip
    assert set(Case.objects.values_list("number", "state")) == {("T-1", "under_review"), (standing, "under_review")}
    assert queries.verify()[1] == []


def test_what_is_told_of_one_case_several_times_in_a_chunk_is_taken_in_turn(hall: Hall) -> None:
    accepted = (NewEvent(Act.RECEIVE, ON), NewEvent(Act.ACCEPT, ON, text="第一次"))
    histories = [
        History("T-1", accepted, hall.new_case()),
        History("T-1", accepted, hall.new_case("service")),  # the number is used
        History("T-1", (NewEvent(Act.PAUSE, day("2022-07-05"), data={"kind": "hearing"}), whole(Act.GRANT))),
        History("T-1", (NewEvent(Act.GRANT, day("2022-07-08"), text="第二次"),)),
        History("T-0", (whole(Act.GRANT),)),  # before there is such a case
        History("T-0", accepted[:1], hall.new_case()),
    ]
    for chunk in (1, 2, 100):
        sid = transaction.savepoint()
        results = list(acts.take_in_batch(histories, by=hall.manager, chunk=chunk))
        refused = [(number, refusal.code) for result in results for number, refusal in result.refused]
        assert sorted(refused) == [("T-0", "unknown_case"), ("T-1", "number_used"), ("T-1", "unlawful_act")]
        assert sum(result.events for result in results) == 4
        assert dict(Case.objects.values_list("number", "state")) == {"T-0": "received", "T-1": "granted"}
        assert list(CaseText.objects.order_by("seq").values_list("seq", "text")) == [(2, "第一次"), (3, "第二次")]
        assert queries.verify()[1] == []
        transaction.savepoint_rollback(sid)


def test_cases_without_a_number_are_given_numbers_of_our_own(hall: Hall) -> None:
    histories = [History("", (NewEvent(Act.RECEIVE, ON),), hall.new_case()) for _ in range(5)]
    (result,) = acts.take_in_batch(histories, by=hall.manager)
    assert result.cases == len(set(Case.objects.values_list("number", flat=True))) == 5


def test_only_who_may_take_in_takes_in(hall: Hall) -> None:
    with pytest.raises(Forbidden) as refused:
        list(acts.take_in_batch([History("T-1", (whole(Act.RECEIVE),), hall.new_case())], by=hall.clerk))
    assert (refused.value.code, refused.value.rule) == ("not_allowed", "cases.take_in")
    assert not CaseEvent.objects.exists()
