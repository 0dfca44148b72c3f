"""The hall's own half-year: exact figures beside the deliveries, one seed one stream, every history lawful."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.numbers import checked, is_own
from yichuang.cases.rules.words import ACCEPTANCES, ENDINGS, Act
from yichuang.catalogue.rules import FrozenVersion, faults
from yichuang.demo.rules.deliveries import Deliveries
from yichuang.demo.rules.histories import Generator, Keys
from yichuang.demo.rules.items import items
from yichuang.demo.rules.places import bureaus, prefectures
from yichuang.demo.rules.strata import own_quotas
from yichuang.demo.rules.volumes import FROM, FULL, THROUGH, quotas
from yichuang.people.rules import Actor, is_credit_code, is_resident_id
from yichuang.workdays.rules import first_calendar

CALENDAR = first_calendar()
HALL = ZoneInfo("Asia/Shanghai")
KEYS = Keys.counted()
ITEM_OF = dict(enumerate(items(), 1))
RECORDED_AT = datetime(2026, 11, 1, tzinfo=UTC)


def generator(scale: Fraction, seed: int = 1) -> Generator:
    return Generator(seed=seed, scale=scale, keys=KEYS, calendar=CALENDAR, zone=HALL)


def group_of(item_type: str) -> str:
    return item_type if item_type in ("01", "20") else "02-10"


def counted(histories) -> Counter[tuple[str, str]]:
    """Count by looking at every event of every case, as a clerk with a pencil would."""
    figures: Counter[tuple[str, str]] = Counter()
    for history in histories:
        group, accepted = group_of(ITEM_OF[history.case.item_version_id].item_type), False
        for event in history.events:
            inside = FROM <= event.occurred.date() <= THROUGH
            if event.act in ACCEPTANCES:
                accepted = True
                figures[group, "accepted"] += inside
            elif event.act in ENDINGS and accepted:
                figures[group, "concluded"] += inside
    return figures


@pytest.mark.parametrize("scale", [Fraction(1, 1000), Fraction(1, 100)])
def test_the_histories_have_the_figures_that_deliveries_leave_to_the_hall(scale):
    expected = {}
    for group, quota in own_quotas(scale).items():
        expected |= {(group, "accepted"): quota.accepted, (group, "concluded"): quota.concluded}
    assert counted(generator(scale).histories()) == expected


@pytest.mark.parametrize(
    "scale", [Fraction(1), Fraction(1, 3), Fraction(1, 100), Fraction(3, 7000), Fraction(1, 40_000), Fraction(1, 10**6)]
)
def test_with_the_deliveries_the_six_figures_are_the_reference_scaled_and_rounded_down(scale):
    told = Deliveries(seed=1, scale=scale, calendar=CALENDAR).figures()
    for group, quota in own_quotas(scale).items():
        accepted, concluded = told.get(group, (0, 0))
        both = (quota.accepted + accepted, quota.concluded + concluded)
        assert both == tuple(int(figure * scale) for figure in FULL[group])


def test_at_full_scale_there_are_nineteen_million_accepted_cases_and_the_hall_has_a_twentieth_of_them():
    source = generator(Fraction(1))
    delivered = Deliveries(seed=1, scale=Fraction(1), calendar=CALENDAR)
    assert (
        sum(pair[0] for pair in delivered.figures().values()) + sum(quota.accepted for quota in source.quotas.values())
        == 18_988_668
    )
    assert 0.04 < source.expected / delivered.cases < 0.06


@pytest.mark.parametrize("scale", [Fraction(1, 100_000), Fraction(3, 7000), Fraction(1, 3)])
def test_no_quota_is_negative_at_any_scale(scale):
    for quota in (*quotas(scale).values(), *own_quotas(scale).values()):
        assert min(getattr(quota, name) for name in quota.__slots__) >= 0


@pytest.mark.parametrize("scale", [Fraction(0), Fraction(-1), Fraction(2)])
def test_a_scale_outside_its_range_is_an_error(scale):
    with pytest.raises(ValueError, match="at most 1"):
        quotas(scale)


def test_one_seed_gives_one_stream_and_another_seed_another():
    def digest(seed):
        lines = (repr(history) for history in generator(Fraction(1, 5000), seed).histories())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    assert digest(1) == digest(1) != digest(2)


def test_as_many_cases_come_as_were_announced_each_with_its_own_number():
    source = generator(Fraction(1, 1000))
    numbers = [history.number for history in source.histories()]
    assert len(numbers) == len(set(numbers)) == source.expected


def test_the_stream_begins_at_once_also_at_full_scale():
    assert len(list(islice(generator(Fraction(1)).histories(), 10))) == 10


def frozen(version_id: int) -> FrozenVersion:
    item = ITEM_OF[version_id]
    return FrozenVersion(
        version_id, version_id, 1, item.national_code, item.local_code, item.item_type, item.procedure,
        KEYS.department_ids[item.bureau.code], date(2020, 1, 1), item.terms,
    )  # fmt: skip


def replayed(history) -> Dossier:
    dossier = Dossier(history.number, history.case.attributes(), [], version_of=frozen, calendar=CALENDAR, zone=HALL)
    for event in history.events:
        dossier.append(event, by=Actor.job("demo"), recorded_at=RECORDED_AT)
    return dossier


def test_every_history_is_lawful_and_in_order_and_the_demo_shows_every_fate():
    acts, fates = Counter(), Counter()
    for history in generator(Fraction(1, 100)).histories():
        dossier = replayed(history)
        instants = [event.occurred for event in history.events]
        assert instants == sorted(set(instants))
        assert instants[-1].date() <= THROUGH
        acts.update(event.act for event in history.events)
        after = dossier.after
        if after.accepted_on and after.due_on:
            fates["overdue" if not after.ended_on and after.due_on < THROUGH else "other"] += 1
            fates["late"] += bool(after.ended_on and after.ended_on > after.due_on)
        fates["paused"] += dossier.standing.paused
    assert set(acts) == {
        Act.RECEIVE, Act.ACCEPT, Act.ACCEPT_WITH_GAP, Act.FILL_GAP, Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT,
        Act.TELL_NOT_REQUIRED, Act.DECLINE, Act.PAUSE, Act.RESUME, Act.EXTEND, Act.GRANT, Act.REFUSE, Act.WITHDRAW,
        Act.TERMINATE, Act.DELIVER, Act.CLOSE, Act.EXPLAIN_OVERRUN,
    }  # fmt: skip
    assert 0 < fates["overdue"] < 50
    assert 0 < fates["paused"] < 100
    assert 0 < fates["late"] < 0.02 * fates["other"]


def test_nothing_becomes_due_for_a_job_before_the_last_day_is_over():
    """Deemed acceptance, overdue supplements and gaps would change the exact figures behind our back."""
    for history in generator(Fraction(1, 100)).histories():
        standing = replayed(history).standing
        if standing.state == "received":
            assert CALENDAR.add(standing.received_on, 5) > THROUGH
        if standing.state == "supplement_requested":
            assert standing.supplement_due_on >= THROUGH
        if standing.gap == "open" and standing.ended_on is None:
            assert standing.gap_due_on >= THROUGH


def test_all_cases_are_of_the_hall_and_have_numbers_of_its_scheme():
    for history in islice(generator(Fraction(1, 1000)).histories(), 0, None, 7):
        checked(history.number)
        assert history.case.source == "hall"
        assert is_own(history.number)


def test_everybody_in_the_demo_is_made_up_and_has_right_check_characters():
    seen = 0
    for history in generator(Fraction(1, 1000)).histories():
        for party in history.case.parties:
            seen += 1
            number = party.document_number
            assert is_resident_id(number) if party.kind == "person" else is_credit_code(number)
            assert number.removeprefix("91").startswith("999")
            assert "某" in party.name
            assert party.phone.startswith("100")
    assert seen > 300


def test_there_are_sixty_departments_twenty_one_prefectures_and_1500_sound_items_of_eleven_types():
    assert len(bureaus()) == 60
    assert all(is_credit_code(bureau.credit_code) for bureau in bureaus())
    assert len({prefecture.code for prefecture in prefectures()}) == 21
    assert len({item.local_code for item in items()}) == len({item.name for item in items()}) == 1500
    assert len({item.item_type for item in items()}) == 11
    assert [fault for item in items() for fault in faults(item.terms)] == []


def test_departments_differ_and_nobody_comes_to_the_counter_on_a_day_of_rest():
    departments, weekdays = Counter(), Counter()
    for history in generator(Fraction(1, 200)).histories():
        departments[history.case.department_id] += 1
        weekdays[history.events[0].occurred.weekday()] += 1
        assert all(CALENDAR.is_working(event.occurred.date()) for event in history.events)
    most = departments.most_common()
    assert len(most) > 50
    assert most[0][1] > 10 * most[len(most) // 2][1]
    assert weekdays[0] > weekdays[4] > weekdays[5] + weekdays[6]  # those of make-up days
