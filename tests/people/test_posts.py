"""Posts give rights where and while they last; the three administrators are kept apart."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.people.conftest import DAY, OPENED, PASSWORD, SETTING_UP, House
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.people import acts, queries
from yichuang.people.models import AccessLog, Account, Post
from yichuang.people.rules import KIND_ROLES, THREE_ADMINISTRATORS, Actor, NewDepartment

ACCEPT = "cases.accept"


def allowed(actor: Actor, department: int | None = None, on: date = DAY) -> bool:
    return queries.has_right(actor, ACCEPT, department_id=department, on=on)


def test_a_post_in_a_department_gives_its_rights_there_and_nowhere_else(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.transport)
    assert allowed(clerk, house.transport)
    assert not allowed(clerk, house.health)
    assert not allowed(clerk, house.elsewhere)
    assert queries.departments_of(clerk, ACCEPT, DAY) == {house.transport}


def test_a_post_without_a_department_reaches_its_whole_centre(house: House) -> None:
    clerk = house.holder("zhao", "clerk")
    assert allowed(clerk, house.transport)
    assert allowed(clerk, house.health)
    assert not allowed(clerk, house.elsewhere)
    assert queries.departments_of(clerk, ACCEPT, DAY) == {house.transport, house.health}


def test_a_department_in_no_centre_is_reached_by_posts_of_any_whole_centre(house: House) -> None:
    new = [NewDepartment("X1", "某省垂直管理局", "垂管局")]
    free = acts.add_departments(by=SETTING_UP, centre_id=None, departments=new, valid_from=OPENED)["X1"]
    clerk = house.holder("zhao", "clerk")
    assert allowed(clerk, free)
    assert queries.departments_of(clerk, ACCEPT, DAY) == {house.transport, house.health, free}
    assert not allowed(house.holder("qian", "clerk", department=house.health), free)


def test_posts_in_all_centres_reach_everything(house: House) -> None:
    clerk = house.holder("zhao", "clerk")
    acts.appoint(
        by=SETTING_UP, account_id=int(clerk.id), centre_id=house.other_centre, roles=["clerk"], valid_from=OPENED
    )
    assert queries.departments_of(clerk, ACCEPT, DAY) is None
    assert allowed(clerk, house.elsewhere)


def test_a_role_without_the_right_gives_nothing(house: House) -> None:
    leader = house.holder("zhao", "leader")
    assert not allowed(leader)
    assert queries.departments_of(leader, ACCEPT, DAY) == frozenset()
    with pytest.raises(Forbidden) as refused:
        queries.require(leader, ACCEPT, on=DAY)
    assert (refused.value.code, refused.value.rule, refused.value.http_status) == ("not_allowed", ACCEPT, 403)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2022, 2, 28), False), (date(2022, 3, 1), True), (date(2022, 3, 31), True), (date(2022, 4, 1), False)],
)
def test_a_post_holds_from_its_first_to_its_last_day(house: House, day: date, holds: bool) -> None:
    account = house.account("zhao")
    acts.appoint(
        by=SETTING_UP,
        account_id=account,
        centre_id=house.centre,
        department_id=house.health,
        roles=["clerk"],
        valid_from=date(2022, 3, 1),
        valid_to=date(2022, 3, 31),
    )
    assert allowed(Actor.staff(account), house.health, on=day) is holds


def test_require_returns_the_actor_under_the_post_that_gives_the_right(house: House) -> None:
    leader = house.holder("zhao", "leader")
    post = acts.appoint(
        by=SETTING_UP,
        account_id=int(leader.id),
        centre_id=house.centre,
        department_id=house.health,
        roles=["clerk", "reviewer"],
        valid_from=OPENED,
    )
    assert queries.require(leader, ACCEPT, department_id=house.health, on=DAY) == Actor.staff(int(leader.id), post)
    assert queries.roles_of(leader, DAY) == {"leader", "clerk", "reviewer"}
    assert ACCEPT in queries.rights_of(leader, DAY)
    assert queries.actor_of(Account.objects.get(pk=leader.id), DAY) == leader


def test_a_closed_account_keeps_its_posts_and_loses_its_rights(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.health)
    acts.close_account(by=SETTING_UP, account_id=int(clerk.id))
    assert not allowed(clerk, house.health)
    assert queries.rights_of(clerk, DAY) == frozenset()


def test_an_ended_post_gives_no_right_from_the_day_after(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.health)
    assert clerk.post_id is not None
    acts.end_post(by=SETTING_UP, post_id=clerk.post_id, last_day=DAY)
    assert allowed(clerk, house.health, on=DAY)
    assert not allowed(clerk, house.health, on=DAY + timedelta(days=1))
    with pytest.raises(Conflict) as refused:
        acts.end_post(by=SETTING_UP, post_id=clerk.post_id, last_day=DAY + timedelta(days=1))
    assert refused.value.code == "post_ended"


def test_those_of_the_department_that_took_over_go_on_with_its_cases(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.transport)
    acts.succeed_department(by=SETTING_UP, department_id=house.health, successor_id=house.transport, last_day=DAY)
    assert allowed(clerk, house.health)
    assert queries.departments_of(clerk, ACCEPT, DAY) == {house.transport, house.health}


def test_jobs_do_what_jobs_do_and_nothing_else(house: House) -> None:
    job = Actor.job("deemed_acceptance")
    assert allowed(job, house.elsewhere)
    assert queries.departments_of(job, ACCEPT, DAY) is None
    assert not queries.has_right(job, "people.see_number", on=DAY)


def test_a_system_acts_for_its_own_department_while_it_is_let_in(house: House) -> None:
    acts.open_client(by=SETTING_UP, code="HIS", name="卫健系统", department_id=house.health, active_from=DAY)
    system = Actor.system("HIS")
    assert allowed(system, house.health)
    assert not allowed(system, house.transport)
    assert not allowed(system, house.health, on=DAY - timedelta(days=1))
    assert queries.departments_of(system, ACCEPT, DAY) == {house.health}
    assert not allowed(Actor.system("NOBODY"), house.health)


def test_an_applicants_rights_do_not_go_by_department(house: House) -> None:
    assert queries.departments_of(Actor.applicant("p1"), ACCEPT, DAY) == frozenset()


@pytest.mark.parametrize("first", sorted(THREE_ADMINISTRATORS))
@pytest.mark.parametrize("second", sorted(THREE_ADMINISTRATORS))
def test_no_account_is_two_of_the_three_administrators(house: House, first: str, second: str) -> None:
    account = int(house.holder("zhao", first).id)
    again = {"by": SETTING_UP, "account_id": account, "centre_id": house.centre, "valid_from": DAY}
    if first == second:
        acts.appoint(roles=[second], **again)
        return
    with pytest.raises(Refusal) as refused:
        acts.appoint(roles=[second], **again)
    assert refused.value.code == "administrators_apart"
    with pytest.raises(Refusal):
        acts.appoint(roles=[first, second], **again)


def test_one_may_become_another_administrator_once_the_first_post_has_ended(house: House) -> None:
    admin = house.holder("zhao", "system_admin")
    assert admin.post_id is not None
    acts.end_post(by=SETTING_UP, post_id=admin.post_id, last_day=DAY)
    said = {"by": SETTING_UP, "account_id": int(admin.id), "centre_id": house.centre, "roles": ["audit_admin"]}
    with pytest.raises(Refusal):
        acts.appoint(valid_from=DAY, **said)
    assert acts.appoint(valid_from=DAY + timedelta(days=1), **said)


@pytest.mark.parametrize("role", sorted({*KIND_ROLES, "king"}))
def test_only_roles_of_posts_are_given(house: House, role: str) -> None:
    with pytest.raises(Refusal) as refused:
        house.holder("zhao", role)
    assert refused.value.code == "role_unknown"


def test_a_post_stands_in_a_department_of_its_centre(house: House) -> None:
    with pytest.raises(Refusal) as refused:
        house.holder("zhao", "clerk", department=house.elsewhere)
    assert refused.value.code == "department_elsewhere"
    with pytest.raises(Unknown):
        house.holder("qian", "clerk", department=10**6)


def test_the_security_administrator_appoints_others_but_not_themselves(house: House) -> None:
    security = house.holder("zhao", "security_admin")
    said = {"centre_id": house.centre, "roles": ["clerk"], "valid_from": OPENED}
    post = acts.appoint(by=security, account_id=house.account("qian"), **said)
    line = AccessLog.objects.get(kind="permission", object=f"post/{post}")
    assert (line.actor_id, line.post_id, line.purpose) == (security.id, security.post_id, "appoint: clerk")
    with pytest.raises(Forbidden) as refused:
        acts.appoint(by=security, account_id=int(security.id), **said)
    assert refused.value.code == "own_rights"
    with pytest.raises(Forbidden):
        acts.open_account(by=security, username="sun", name="孙", password=PASSWORD)


def test_loading_roles_twice_changes_nothing(house: House) -> None:
    clerk = house.holder("zhao", "clerk")
    before = queries.rights_of(clerk, DAY)
    acts.ensure_roles({"clerk": [ACCEPT]})
    assert queries.rights_of(clerk, DAY) == before


def test_names_come_from_accounts_and_posts(house: House) -> None:
    clerk = house.holder("zhao", "clerk", department=house.health)
    assert clerk.post_id is not None
    assert queries.names_of([clerk, Actor.job("seal")]) == {clerk: "zhao女士"}
    assert queries.post_names([clerk.post_id])[clerk.post_id].place == "卫健委"
    assert [post.holder for post in queries.posts_of(int(clerk.id), DAY)] == ["zhao女士"]


def test_asking_for_a_right_costs_one_statement(house: House, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    clerk = house.holder("zhao", "clerk", department=house.health)
    with django_assert_num_queries(1):
        queries.require(clerk, ACCEPT, department_id=house.health, on=DAY)


@pytest.mark.owner
def test_of_two_who_make_one_account_two_administrators_at_once_one_is_refused(transactional_db: None) -> None:
    acts.ensure_roles()
    centre = acts.add_centre(by=SETTING_UP, code="C1", name="某省政务服务中心", short_name="省中心")
    account = acts.open_account(by=SETTING_UP, username="zhao", name="赵", password=PASSWORD)
    start, outcomes = Barrier(2), []

    def give(role: str) -> None:
        start.wait()
        try:
            acts.appoint(by=SETTING_UP, account_id=account, centre_id=centre, roles=[role], valid_from=OPENED)
            outcomes.append("given")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=give, args=[role]) for role in ("system_admin", "audit_admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["administrators_apart", "given"]
    assert Post.objects.count() == 1
