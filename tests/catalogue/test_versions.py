"""Which version holds on a day, how drafts become published, and what is remembered of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from tests.catalogue.conftest import FIRST_DAY, SETTING_UP, TERMS, Shelf, make_shelf
from yichuang.catalogue import acts, labels, queries
from yichuang.catalogue.models import Code, CodeSet, Item, ItemVersion
from yichuang.catalogue.rules import (
    GapRule,
    HallKind,
    Limit,
    NewItem,
    Procedure,
    Terms,
    Unit,
    VersionState,
)
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.people import acts as people
from yichuang.people.rules import Actor

MARCH = date(2022, 3, 1)
DAY = timedelta(days=1)


def test_a_frozen_version_says_everything_that_was_drafted(shelf: Shelf) -> None:
    said = Terms(
        name="并联审批",
        legal=Limit(45, Unit.WORKING_DAY),
        promised=Limit(72, Unit.HOUR),
        national_kind="9",
        hall_kind=HallKind.JOINT,
        supplement_days=10,
        gap_allowed=True,
        gap_days=7,
        gap_rule=GapRule.TERMINATE,
        joint=True,
        basis="某条例 第三条",
    )
    version_id = acts.draft(by=SETTING_UP, item_id=shelf.item, terms=said)
    acts.publish(by=SETTING_UP, version_id=version_id, in_force_from=FIRST_DAY)
    frozen = queries.version_in_force(shelf.item, FIRST_DAY)
    assert frozen.terms == said
    assert (frozen.version_id, frozen.item_id, frozen.number) == (version_id, shelf.item, 1)
    assert (frozen.item_type, frozen.procedure, frozen.department_id) == ("01", Procedure.LICENCE, shelf.department)
    assert (frozen.legal, frozen.promised, frozen.extension_days) == (said.legal, said.promised, 15)
    assert frozen.national_code.startswith("11321281")
    assert queries.frozen_versions() == {version_id: frozen}


def test_each_day_has_the_version_that_held_then(shelf: Shelf) -> None:
    first, second = shelf.published(), shelf.published(MARCH, promised=Limit(3, Unit.WORKING_DAY))
    assert queries.version_in_force(shelf.item, FIRST_DAY).version_id == first
    assert queries.version_in_force(shelf.item, MARCH - DAY).version_id == first
    assert queries.version_in_force(shelf.item, MARCH).version_id == second
    assert queries.version_in_force(shelf.item, date(2099, 1, 1)).version_id == second
    states = dict(ItemVersion.objects.values_list("number", "state"))
    assert states == {1: VersionState.RETIRED, 2: VersionState.PUBLISHED}


def test_before_the_first_version_none_holds(shelf: Shelf) -> None:
    shelf.published()
    with pytest.raises(Conflict) as refused:
        queries.version_in_force(shelf.item, FIRST_DAY - DAY)
    assert refused.value.code == "no_version_in_force"


def test_a_draft_holds_on_no_day_and_is_not_to_be_had(shelf: Shelf) -> None:
    version = shelf.drafted()
    with pytest.raises(Conflict):
        queries.version_in_force(shelf.item, FIRST_DAY)
    with pytest.raises(Unknown) as refused:
        queries.frozen_version(version)
    assert refused.value.code == "unknown_version"


def test_an_unknown_item_is_unknown(shelf: Shelf) -> None:
    for ask in (
        lambda: queries.version_in_force(0, FIRST_DAY),
        lambda: queries.item(0),
        lambda: queries.item_by_code(""),
    ):
        with pytest.raises(Unknown) as refused:
            ask()
        assert refused.value.code == "unknown_item"


def test_a_retired_item_holds_to_its_last_day(shelf: Shelf) -> None:
    version = shelf.published()
    acts.retire(by=SETTING_UP, item_id=shelf.item, last_day=MARCH)
    assert queries.version_in_force(shelf.item, MARCH).version_id == version
    with pytest.raises(Conflict):
        queries.version_in_force(shelf.item, MARCH + DAY)
    assert queries.item(shelf.item).retired_on == MARCH
    with pytest.raises(Conflict) as refused:
        acts.retire(by=SETTING_UP, item_id=shelf.item, last_day=MARCH)
    assert refused.value.code == "item_retired"
    with pytest.raises(Refusal) as late:
        shelf.published(date(2022, 5, 1))
    assert late.value.code == "item_retired"


def test_an_item_does_not_end_before_its_version_begins(shelf: Shelf) -> None:
    shelf.published(MARCH)
    with pytest.raises(Refusal) as refused:
        acts.retire(by=SETTING_UP, item_id=shelf.item, last_day=MARCH - DAY)
    assert refused.value.code == "period_reversed"


def test_a_version_begins_after_the_one_before_it(shelf: Shelf) -> None:
    shelf.published(MARCH)
    for day in (MARCH, MARCH - DAY):
        with pytest.raises(Refusal) as refused:
            shelf.published(day)
        assert refused.value.code == "period_reversed"


def test_nothing_is_published_twice(shelf: Shelf) -> None:
    version = shelf.published()
    with pytest.raises(Conflict) as refused:
        acts.publish(by=SETTING_UP, version_id=version, in_force_from=MARCH)
    assert refused.value.code == "already_published"
    with pytest.raises(Unknown):
        acts.publish(by=SETTING_UP, version_id=0, in_force_from=MARCH)


def test_a_new_draft_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    shelf.drafted()
    shelf.drafted(name="公路超限运输许可（省级）")
    assert ItemVersion.objects.count() == 1
    shelf.published(name="公路超限运输许可（省级）")
    assert queries.item(shelf.item).name == "公路超限运输许可（省级）"


def test_a_promise_beyond_the_law_is_not_drafted(shelf: Shelf) -> None:
    with pytest.raises(Refusal) as refused:
        shelf.drafted(promised=Limit(21, Unit.WORKING_DAY))
    assert (refused.value.code, refused.value.field) == ("promise_beyond_law", "promised")
    assert "承诺时限" in refused.value.message


def test_many_items_are_drafted_and_published_at_once(shelf: Shelf, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    new = [NewItem(f"L{n}", f"事项{n}", "20", shelf.department) for n in range(300)]
    with django_assert_max_num_queries(40):
        ids = acts.add_items(by=SETTING_UP, items=new)
        said = {ids[item.local_code]: replace(TERMS, name=item.name) for item in new}
        versions = acts.draft_many(by=SETTING_UP, terms=said)
        acts.publish_many(by=SETTING_UP, version_ids=versions.values(), in_force_from=FIRST_DAY)
    assert len(queries.frozen_versions()) == 300
    assert {version.procedure for version in queries.frozen_versions().values()} == {Procedure.PUBLIC_SERVICE}


def test_items_are_found_by_either_code(shelf: Shelf) -> None:
    by_local = queries.item_by_code("511A0138000000")
    assert by_local == queries.item_by_code("113212810144222637432011815400401") == queries.items()[shelf.item]
    acts.add_items(by=SETTING_UP, items=[NewItem("L2", "同码事项", "01", shelf.department, by_local.national_code)])
    with pytest.raises(Unknown):
        queries.item_by_code(by_local.national_code)


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"item_type": "99"}, "item_type_unknown"), ({"name": " "}, "name_missing"), ({}, "code_taken")],
)
def test_an_item_that_does_not_fit_is_refused(shelf: Shelf, changed: dict[str, str], code: str) -> None:
    new = NewItem("511A0138000000", "某事项", "01", shelf.department)
    with pytest.raises(Refusal) as refused:
        acts.add_items(by=SETTING_UP, items=[replace(new, **changed)])  # type: ignore[arg-type]
    assert refused.value.code == code


def test_the_code_sets_of_the_standard_can_be_extended(shelf: Shelf) -> None:
    acts.ensure_code_sets()
    acts.ensure_code_sets()
    assert queries.labels_of("item_type") == labels.ITEM_TYPES
    newest = CodeSet.objects.create(code="item_type", version="2024", name="事项类型", source="某省扩展")
    Code.objects.create(code_set=newest, code="21", labels={"zh-hans": "便民服务", "en": "convenience"})
    assert queries.item_types() == labels.ITEM_TYPES | {"21": "便民服务"}
    assert queries.labels_of("item_type", "en") == {"21": "convenience"}
    acts.add_items(by=SETTING_UP, items=[NewItem("L21", "某便民服务", "21", shelf.department)])


def test_only_those_who_may_publish_do(shelf: Shelf) -> None:
    clerk = Actor.staff(people.open_account(by=SETTING_UP, username="zhao", name="赵", password="a long pass phrase"))
    version = shelf.drafted()
    for act in (
        lambda: acts.draft(by=clerk, item_id=shelf.item, terms=TERMS),
        lambda: acts.publish(by=clerk, version_id=version, in_force_from=FIRST_DAY),
        lambda: acts.retire(by=clerk, item_id=shelf.item, last_day=FIRST_DAY),
        lambda: acts.add_items(by=clerk, items=[NewItem("L3", "某事项", "20", shelf.department)]),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.owner
def test_a_version_is_read_once_and_a_rolled_back_one_is_not_remembered(
    transactional_db: None,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    shelf = make_shelf()
    version = shelf.drafted()
    with transaction.atomic():
        acts.publish(by=SETTING_UP, version_id=version, in_force_from=FIRST_DAY)
        assert queries.frozen_version(version).in_force_from == FIRST_DAY
        transaction.set_rollback(True)
    with pytest.raises(Unknown):
        queries.frozen_version(version)
    acts.publish(by=SETTING_UP, version_id=version, in_force_from=MARCH)
    assert queries.frozen_version(version).in_force_from == MARCH
    with django_assert_num_queries(0):
        queries.frozen_version(version)
    assert Item.objects.count() == 1
