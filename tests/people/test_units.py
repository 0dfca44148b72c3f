"""Departments and regions are found by code on a day, and stand for those they took over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import DAY, OPENED, SETTING_UP, House
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.people import acts, queries
from yichuang.people.rules import Actor, NewDepartment, NewRegion, todays


def test_a_code_means_who_had_it_on_that_day(house: House) -> None:
    acts.succeed_department(by=SETTING_UP, department_id=house.health, successor_id=house.transport, last_day=DAY)
    new = acts.add_departments(
        by=SETTING_UP,
        centre_id=house.centre,
        departments=[NewDepartment("D2", "某省疾病预防控制局", "疾控局")],
        valid_from=DAY + timedelta(days=1),
    )
    assert queries.department_by_code("D2", DAY).id == house.health
    assert queries.department_by_code("D2", DAY + timedelta(days=1)).id == new["D2"]
    assert queries.department_at(house.health).valid_to == DAY
    with pytest.raises(Unknown) as refused:
        queries.department_by_code("D2", OPENED - timedelta(days=1))
    assert refused.value.code == "unknown_department"


def test_the_map_of_successors_leads_to_today(house: House) -> None:
    acts.succeed_department(by=SETTING_UP, department_id=house.health, successor_id=house.transport, last_day=DAY)
    found = queries.successor_map()
    assert (found[house.health], found[house.transport], found[house.elsewhere]) == (
        house.transport, house.transport, house.elsewhere,
    )  # fmt: skip


def test_nobody_takes_over_in_a_circle(house: House) -> None:
    acts.succeed_department(by=SETTING_UP, department_id=house.health, successor_id=house.transport, last_day=DAY)
    for successor in (house.health, house.transport):
        with pytest.raises(Refusal) as refused:
            acts.succeed_department(by=SETTING_UP, department_id=house.transport, successor_id=successor, last_day=DAY)
        assert refused.value.code == "successor_circle"


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(*(st.none() | st.integers(i + 1, n) for i in range(n)))))
def test_everybodys_last_successor_has_none(after: tuple[int | None, ...]) -> None:
    successors = dict(enumerate([*after, None]))
    found = todays(successors)
    assert all(successors[last] is None for last in found.values())
    assert all(found[unit] == (unit if then is None else found[then]) for unit, then in successors.items())


def test_regions_know_their_parents(house: House) -> None:
    new = [NewRegion("510100", "某市", 3, "510000"), NewRegion("510104", "某区", 4, "510100")]
    ids = acts.add_regions(by=SETTING_UP, regions=new, valid_from=OPENED)
    district = queries.region_by_code("510104", DAY)
    assert (district.id, district.parent_id, district.level) == (ids["510104"], ids["510100"], 4)
    assert queries.regions()[house.province].name == "某省"


@pytest.mark.parametrize(
    ("region", "code"),
    [
        (NewRegion("5101", "某市", 3), "region_form"),
        (NewRegion("510100", "某市", 0), "region_form"),
        (NewRegion("510000", "某省", 2), "code_taken"),
        (NewRegion("510104", "某区", 4, "510199"), "unknown_region"),
    ],
)
def test_a_region_that_does_not_fit_is_refused(house: House, region: NewRegion, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.add_regions(by=SETTING_UP, regions=[region], valid_from=OPENED)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("department", "code"),
    [
        (NewDepartment("D1", "某厅", "厅"), "code_taken"),
        (NewDepartment("部门", "某厅", "厅"), "department_form"),
        (NewDepartment("D9", "某厅", "厅", "91350100M000100Y42"), "credit_code_form"),
    ],
)
def test_a_department_that_does_not_fit_is_refused(house: House, department: NewDepartment, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.add_departments(by=SETTING_UP, centre_id=house.centre, departments=[department], valid_from=OPENED)
    assert refused.value.code == code


def test_a_centre_has_one_code(house: House) -> None:
    assert queries.centre_by_code("C1").id == house.centre
    assert set(queries.centres()) == {house.centre, house.other_centre}
    with pytest.raises(Conflict):
        acts.add_centre(by=SETTING_UP, code="C1", name="x", short_name="x")
    with pytest.raises(Unknown):
        queries.centre_by_code("C9")


def test_a_clerk_adds_no_department(house: House) -> None:
    clerk = house.holder("zhao", "clerk")
    with pytest.raises(Forbidden):
        acts.add_departments(by=clerk, centre_id=house.centre, departments=[], valid_from=date(2022, 1, 1))


def test_an_actors_record_brings_the_actor_back() -> None:
    for actor in (Actor.staff(7, 3), Actor.job("seal"), Actor.client("c1"), Actor.system("HIS"), Actor.applicant("p")):
        assert Actor.from_record(actor.record()) == actor


def test_only_staff_have_posts_and_everybody_has_an_id() -> None:
    with pytest.raises(ValueError, match="post"):
        Actor(Actor.job("seal").kind, "seal", 1)
    with pytest.raises(ValueError, match="id"):
        Actor.client("")
