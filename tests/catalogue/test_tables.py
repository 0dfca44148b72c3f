"""The catalogue's tables refuse nonsense by themselves, and published versions do not change for anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.catalogue.conftest import FIRST_DAY, SETTING_UP, Nonsense, Shelf
from yichuang.catalogue import acts
from yichuang.catalogue.models import Code, CodeSet, Item, ItemVersion
from yichuang.kit.time import start_of


def version(shelf: Shelf, **fields: Any) -> None:
    common = {
        "item_id": shelf.item,
        "number": 9,
        "name": "某事项",
        "legal_limit_n": 20,
        "legal_limit_unit": "working_day",
        "promised_limit_n": 5,
        "promised_limit_unit": "working_day",
        "national_kind": "2",
        "hall_kind": "promised",
        "supplement_days": 15,
    }
    ItemVersion.objects.create(**common | fields)


def published(shelf: Shelf, **fields: Any) -> None:
    common = {"state": "published", "published_at": start_of(FIRST_DAY), "in_force_from": FIRST_DAY}
    version(shelf, **common | fields)


def item(shelf: Shelf, **fields: Any) -> None:
    common = {"local_code": "L9", "name": "某事项", "item_type": "20", "procedure": "public_service"}
    Item.objects.create(**common | {"department_id": shelf.department} | fields)


def code(**fields: Any) -> None:
    code_set = CodeSet.objects.create(code="x", version="1", name="x", source="x")
    for _ in range(2):
        Code.objects.create(**{"code_set": code_set, "code": "1", "labels": {"zh-hans": "一"}} | fields)


REFUSED: list[tuple[str, Nonsense]] = [
    ("item_type_form", lambda s: item(s, item_type="A")),
    ("item_procedure_known", lambda s: item(s, procedure="magic")),
    ("item_named", lambda s: item(s, name="")),
    ("item_not_own_successor", lambda s: Item.objects.filter(pk=s.item).update(successor_id=s.item)),
    ("code_set_version_once", lambda s: [CodeSet.objects.create(code="x", version="1") for _ in range(2)]),
    ("code_once", lambda s: code()),
    ("code_has_chinese_label", lambda s: code(labels={"en": "one"})),
    ("version_state_known", lambda s: published(s, state="secret")),
    ("version_published_when", lambda s: version(s, state="published")),
    ("version_retired_when", lambda s: published(s, state="retired")),
    ("version_period_in_order", lambda s: published(s, in_force_to=date(2021, 12, 31))),
    ("version_legal_limit_form", lambda s: version(s, legal_limit_n=0, promised_limit_n=0)),
    ("version_legal_limit_form", lambda s: version(s, legal_limit_unit="fortnight")),
    ("version_promised_limit_form", lambda s: version(s, promised_limit_n=1, promised_limit_unit="at_once")),
    ("version_promise_within_law", lambda s: version(s, promised_limit_n=21)),
    ("version_national_kind_form", lambda s: version(s, national_kind="x")),
    ("version_hall_kind_known", lambda s: version(s, hall_kind="slow")),
    ("version_supplement_days_given", lambda s: version(s, supplement_days=0)),
    ("version_gap_form", lambda s: version(s, gap_allowed=True, gap_days=5)),
    ("version_gap_form", lambda s: version(s, gap_days=5)),
    ("version_gap_form", lambda s: version(s, gap_allowed=True, gap_days=5, gap_rule="wait")),
    ("version_named", lambda s: version(s, name="")),
    ("version_one_draft", lambda s: [version(s), version(s, number=8)]),
    ("version_one_in_force", lambda s: [published(s), published(s, number=8, in_force_from=date(2022, 2, 1))]),
    (
        "version_begins_once",
        lambda s: [published(s, in_force_to=FIRST_DAY), published(s, number=8, in_force_to=FIRST_DAY)],
    ),
    ("version_number_once", lambda s: [published(s, in_force_to=FIRST_DAY), version(s)]),
]


@pytest.mark.parametrize(("constraint", "nonsense"), REFUSED, ids=[f"{i}-{row[0]}" for i, row in enumerate(REFUSED)])
def test_a_table_refuses_nonsense_by_name(shelf: Shelf, constraint: str, nonsense: Nonsense) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        nonsense(shelf)


CHANGES: list[dict[str, Any]] = [
    {"promised_limit_n": 4},
    {"legal_limit_n": 30},
    {"name": "另一事项"},
    {"in_force_from": date(2022, 1, 2)},
    {"published_at": start_of(date(2023, 1, 1))},
    {"number": 7},
    {"basis": ""},
    {"state": "draft"},
    {"gap_allowed": True, "gap_days": 1, "gap_rule": "go_on"},
]


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
@pytest.mark.parametrize("who", ["program", pytest.param("owner", marks=pytest.mark.owner)])
def test_a_published_version_never_changes(shelf: Shelf, change: dict[str, Any], who: str) -> None:
    rows = ItemVersion.objects.filter(pk=shelf.published())
    with pytest.raises(IntegrityError, match="a published version never changes"), transaction.atomic():
        rows.update(**change)


def test_a_published_version_is_never_deleted(shelf: Shelf) -> None:
    rows = ItemVersion.objects.filter(pk=shelf.published())
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        rows.delete()


def test_a_draft_may_change_and_go(shelf: Shelf) -> None:
    rows = ItemVersion.objects.filter(pk=shelf.drafted())
    assert rows.update(promised_limit_n=4) == 1
    assert rows.delete()[0] == 1


def test_a_retired_version_stays_retired_and_keeps_its_last_day(shelf: Shelf) -> None:
    rows = ItemVersion.objects.filter(pk=shelf.published())
    acts.retire(by=SETTING_UP, item_id=shelf.item, last_day=date(2022, 6, 30))
    for change in ({"state": "published"}, {"in_force_to": date(2022, 12, 31)}):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize("field", ["national_code", "local_code", "item_type", "procedure", "department_id"])
def test_what_cases_are_grouped_by_stays_once_a_version_is_published(shelf: Shelf, field: str) -> None:
    rows = Item.objects.filter(pk=shelf.item)
    other = {"procedure": "other", "department_id": shelf.other_department, "item_type": "10"}.get(field, "X1")
    before = rows.values_list(field, flat=True).get()
    rows.update(**{field: other})
    rows.update(**{field: before})
    shelf.published()
    with pytest.raises(IntegrityError, match="keeps its codes"), transaction.atomic():
        rows.update(**{field: other})
