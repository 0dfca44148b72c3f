"""What a case adds to the tallies is a function of its replay: random ledgers beside a count with a pencil."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from tests.cases import pencil
from tests.cases.chance import SEED, Chance
from tests.cast import Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.models import CaseEvent
from yichuang.cases.named import sql
from yichuang.cases.queries import Amount
from yichuang.cases.queries.standing import dossiers, new_dossier
from yichuang.cases.rules.contribution import UNSETTLING, contribution, difference
from yichuang.cases.rules.records import After, History
from yichuang.cases.rules.words import ENDINGS, Act, Measure, Outcome, State
from yichuang.catalogue.queries import frozen_version
from yichuang.kit.errors import Refusal
from yichuang.kit.time import now, zone
from yichuang.workdays import acts as workdays
from yichuang.workdays.queries import calendar, calendar_in_force
from yichuang.workdays.rules import Override

FIRST, LAST = date(2022, 4, 1), date(2022, 10, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ALL = ("centre", "department", "item_type", "item", "region", "channel", "source")
COARSE = ("department", "item_type")
M = Measure


class Ledger:
    """A random ledger: stories told in rounds, two calendars published meanwhile, and instants between."""

    def __init__(self, hall: Hall, seed: int, cases: int) -> None:
        self.hall, self.chance = hall, Chance(hall, seed)
        self.stories = list(self.chance.stories(cases))
        self.instants: list[datetime] = []
        for round_ in range(3):
            self._tell(round_)
            self._look()
            off = (day("2022-06-15"), day("2022-07-05"), day("2022-05-21"))[round_]
            workdays.publish([Override(off, round_ == 2, "某号文")], note="调整", by="job:test", at=now())
            acts.move_due_dates(off, off)
            self._look()
        self._act_singly()
        self._look()

    def _tell(self, round_: int) -> None:
        """Tell a round by the bulk door; what the new calendar made unlawful is refused, and never happened."""
        histories = [
            History(story.number, tuple(story.rounds[round_]), story.case if round_ == 0 else None)
            for story in self.stories
            if round_ < len(story.rounds)
        ]
        for _ in acts.take_in_batch(histories, by=self.hall.manager, chunk=50):
            pass

    def _act_singly(self) -> None:
        for dossier in list(dossiers([story.number for story in self.stories[::3]])):
            last = max(event.occurred_on for event in dossier.events if event.act is not Act.MOVE_DUE)
            event = self.chance.append(dossier, last + timedelta(days=2))
            if event:
                acts.record(dossier.number, event, by=self.hall.manager)

    def _look(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            self.instants.append(cursor.fetchone()[0])

    def sheets(self, known_at: datetime) -> list[pencil.Counted]:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in CaseEvent.objects.order_by("case_id", "seq").values():
            rows[row["case_id"]].append(row)
        found = [
            pencil.read(story.case.attributes(), rows[story.number], known_at=known_at, version_of=frozen_version,
                        calendar_of=calendar)
            for story in self.stories
        ]  # fmt: skip
        return [sheet for sheet in found if sheet is not None]


@pytest.fixture
def ledger(hall: Hall) -> Ledger:
    return Ledger(hall, SEED, 150)


def by_pencil(sheets: Iterable[pencil.Counted], by: tuple[str, ...]) -> dict[tuple[Any, ...], dict[date, Counter[str]]]:
    groups: dict[tuple[Any, ...], list[pencil.Counted]] = defaultdict(list)
    for sheet in sheets:
        version = frozen_version(sheet.attributes["item_version_id"])
        named = sheet.attributes | {"item_id": version.item_id, "item_type": version.item_type}
        groups[tuple(named[queries.DIMENSIONS[name]] for name in by)].append(sheet)
    counted = {key: {day: pencil.figures(group, day) for day in DAYS} for key, group in groups.items()}
    return {key: days for key, days in counted.items() if any(days.values())}


def by_sums(amounts: Iterable[Amount]) -> dict[tuple[Any, ...], dict[date, Counter[str]]]:
    """Turn amounts by day into figures of every day, as statistics does: running sums."""
    groups: dict[tuple[Any, ...], dict[tuple[Measure, date], int]] = defaultdict(lambda: defaultdict(int))
    for amount in amounts:
        groups[amount.dimensions][amount.measure, amount.day] += amount.n
    return {key: days for key, n in groups.items() if any((days := _running(n)).values())}


def _running(n: dict[tuple[Measure, date], int]) -> dict[date, Counter[str]]:
    days: dict[date, Counter[str]] = {}
    running: Counter[Measure] = Counter()  # through the day before
    for one in DAYS:
        on = {measure: n.get((measure, one), 0) for measure in Measure}
        open_ = running[M.ACCEPTED] + on[M.ACCEPTED] - running[M.CONCLUDED] - on[M.CONCLUDED]
        overdue = running[M.DUE] - running[M.MET] - running[M.LATE] - on[M.LATE]
        granted = on[M.CONCLUDED] - on[M.REFUSED] - on[M.WITHDRAWN] - on[M.TERMINATED]
        days[one] = +Counter({
            "accepted": on[M.ACCEPTED], "concluded": on[M.CONCLUDED], "open": open_, "overdue": overdue,
            "late": on[M.LATE], "days": on[M.DAYS], "granted": granted, "refused": on[M.REFUSED],
            "withdrawn": on[M.WITHDRAWN], "terminated": on[M.TERMINATED], "not_required": on[M.NOT_REQUIRED],
            "out_of_scope": on[M.OUT_OF_SCOPE], "ended_before_acceptance": on[M.ENDED_BEFORE_ACCEPTANCE],
        })  # fmt: skip
        running.update(on)
    return days


def sums(by: tuple[str, ...], counted_at: datetime | None = None) -> list[Amount]:
    return queries.sums(start=FIRST, end=LAST, by=by, daily=True, counted_at=counted_at)


def test_tallies_a_recount_and_a_pencil_agree_on_every_day_in_every_group(ledger: Ledger) -> None:
    sheets = ledger.sheets(ledger.instants[-1])
    for by in (ALL, COARSE, ()):
        expected = by_pencil(sheets, by)
        assert by_sums(sums(by)) == expected, (by, SEED)
        assert by_sums(sums(by, ledger.instants[-1])) == expected, (by, SEED)
    whole = by_pencil(sheets, ())[()]
    for figure in ("accepted", "open", "overdue", "late", "withdrawn", "not_required", "ended_before_acceptance"):
        assert sum(counts[figure] for counts in whole.values()), f"chance must draw {figure}"


def test_what_was_known_at_any_instant_is_what_a_pencil_counts_from_the_events_known_then(ledger: Ledger) -> None:
    seen = []
    for instant in ledger.instants:
        expected = by_pencil(ledger.sheets(instant), ALL)
        assert by_sums(sums(ALL, instant)) == expected, SEED
        seen.append(expected)
    assert len({repr(sorted(one.items(), key=str)) for one in seen}) > 4, "knowledge must have grown"
    assert by_sums(sums(ALL, ledger.instants[0] - timedelta(days=1))) == {}


def test_the_balance_always_closes(ledger: Ledger) -> None:
    days = by_sums(sums(()))[()]
    for before, one in pairwise(DAYS):
        assert days[before]["open"] + days[one]["accepted"] == days[one]["concluded"] + days[one]["open"]


def test_the_cases_behind_a_figure_are_those_it_counts(ledger: Ledger) -> None:
    days = by_sums(sums(()))[()]
    for one in DAYS[40::25]:
        for figure in ("accepted", "concluded", "open", "overdue", "refused", "withdrawn", "terminated", "not_required",
                       "out_of_scope", "ended_before_acceptance"):  # fmt: skip
            page = queries.cases_behind(figure, start=one, end=one, seen_by=ledger.hall.leader, rows=500)
            assert (len(page.rows), page.after) == (days[one][figure], ""), (figure, one)


def test_nothing_is_wrong_with_a_random_ledger(ledger: Ledger) -> None:
    looked, findings = queries.verify()
    assert findings == [], SEED
    assert looked["events"] == CaseEvent.objects.count()
    assert CaseEvent.objects.filter(act="due_moved").exists()


def test_a_short_cut_and_a_whole_replay_post_the_same(hall: Hall) -> None:
    """The tallies of an act in order are the difference of contributions; those of the whole story sum up to it."""
    chance = Chance(hall)
    for story in chance.stories(60):
        total: Counter[tuple[date, Measure]] = Counter()
        dossier = new_dossier(story.number, story.case, calendar_in_force())
        before = After(State.NEW)
        for event in (event for events in story.rounds for event in events):
            try:
                dossier.append(event, by=hall.manager, recorded_at=now())
            except Refusal:  # pragma: no cover -- lawful when it was drawn
                pytest.fail(f"seed {SEED}")
            total.update(difference(contribution(before), contribution(dossier.after)))
            before = dossier.after
        assert {key: n for key, n in total.items() if n} == contribution(dossier.after)


A, C, DUE, MET = M.ACCEPTED, M.CONCLUDED, M.DUE, M.MET
S, R = State, Outcome
# state after, outcome, days of acceptance, end and due date (0: none) → what it contributes (days of July 2022)
CONTRIBUTIONS = [
    ((S.RECEIVED, None, 0, 0, 0), {}),
    ((S.UNDER_REVIEW, None, 1, 0, 15), {(1, A): 1, (15, DUE): 1}),
    ((S.PAUSED, None, 1, 0, 0), {(1, A): 1}),
    ((S.GRANTED, R.GRANTED, 1, 8, 15), {(1, A): 1, (8, C): 1, (15, DUE): 1, (15, MET): 1}),
    ((S.GRANTED, R.GRANTED, 1, 15, 15), {(1, A): 1, (15, C): 1, (15, DUE): 1, (15, MET): 1}),
    ((S.REFUSED, R.REFUSED, 1, 16, 15), {(1, A): 1, (16, C): 1, (16, M.REFUSED): 1, (15, DUE): 1, (16, M.LATE): 1}),
    ((S.WITHDRAWN, R.WITHDRAWN, 1, 8, 0), {(1, A): 1, (8, C): 1, (8, M.WITHDRAWN): 1}),
    ((S.CLOSED, R.TERMINATED, 1, 1, 1), {(1, A): 1, (1, C): 1, (1, M.TERMINATED): 1, (1, DUE): 1, (1, MET): 1}),
    ((S.WITHDRAWN, R.WITHDRAWN, 0, 8, 0), {(8, M.ENDED_BEFORE_ACCEPTANCE): 1}),
    ((S.DELIVERED, R.NOT_REQUIRED, 0, 8, 0), {(8, M.NOT_REQUIRED): 1}),
    ((S.OUT_OF_SCOPE, R.OUT_OF_SCOPE, 0, 8, 0), {(8, M.OUT_OF_SCOPE): 1}),
    ((S.VOIDED, R.GRANTED, 1, 8, 15), {}),
]  # fmt: skip


@pytest.mark.parametrize(("held", "expected"), CONTRIBUTIONS)
def test_what_a_case_contributes_stands_in_a_table(held: Any, expected: dict[tuple[int, Measure], int]) -> None:
    state, outcome, *days = held
    accepted_on, ended_on, due_on = (date(2022, 7, n) if n else None for n in days)
    after = After(state, outcome, accepted_on, ended_on, due_on)
    assert contribution(after) == {(date(2022, 7, n), measure): amount for (n, measure), amount in expected.items()}


def test_an_acceptance_recorded_after_the_end_takes_back_that_the_case_ended_unaccepted(hall: Hall) -> None:
    number = hall.received_case(on="2022-06-01")
    acts.withdraw(number, by=hall.manager, at=day("2022-06-08"))
    unaccepted = by_sums(sums(()))[()]
    acts.accept(number, by=hall.manager, at=day("2022-06-03"))
    for counted_at in (None, datetime.max.replace(tzinfo=zone())):
        days = by_sums(sums((), counted_at))[()]
        assert days[day("2022-06-08")] == Counter(concluded=1, withdrawn=1, days=3), counted_at
        assert days[day("2022-06-03")] == Counter(accepted=1, open=1), counted_at
    assert unaccepted[day("2022-06-08")] == Counter(ended_before_acceptance=1)
    assert queries.verify()[1] == []


def test_the_recount_knows_the_acts_that_the_rules_call_unsettling() -> None:
    """They stand in SQL word for word, as in the condition of the index that finds them."""
    (index,) = CaseEvent._meta.indexes
    assert index.name == "event_unsettling"
    assert dict(index.condition.children)["act__in"] == sorted(UNSETTLING)
    assert set(re.findall(r"'(\w+)'", sql("unsettling", "recount.sql"))) == set(UNSETTLING)
    telling = re.search(r"e\.act IN \((.*?)\)", sql("telling", "recount.sql"))
    assert telling is not None
    assert set(re.findall(r"'(\w+)'", telling[1])) == {Act.ACCEPT, *ENDINGS}
