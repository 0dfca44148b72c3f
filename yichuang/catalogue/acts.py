"""What changes in the catalogue: items are added, versions drafted, published, ended; nothing published changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from yichuang.catalogue.models import Code, CodeSet, Item, ItemVersion
from yichuang.catalogue.queries import hold_back, item_types, terms_of
from yichuang.catalogue.rules import (
    ITEM_TYPES,
    NATIONAL_KINDS,
    NewItem,
    Terms,
    VersionState,
    faults,
    procedure_for,
)
from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor

_STANDARD = "GB/T 39046-2020"


@transaction.atomic
def ensure_code_sets() -> None:
    """Load the code sets of GB/T 39046-2020 that the catalogue uses; what is there already stays."""
    for code, name, table in (("item_type", "事项类型", ITEM_TYPES), ("national_kind", "办件类型", NATIONAL_KINDS)):
        code_set, _ = CodeSet.objects.get_or_create(
            code=code, version="2020", defaults={"name": name, "source": f"{_STANDARD} 附录A"}
        )
        rows = [Code(code_set=code_set, code=key, labels={"zh-hans": label}) for key, label in table.items()]
        Code.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def add_items(*, by: Actor, items: Sequence[NewItem]) -> dict[str, int]:
    """Add items and return their ids by local code; all or none.

    Raises Forbidden `not_allowed`, Refusal `item_type_unknown` or `name_missing`, Conflict `code_taken`.
    """
    for department_id in {item.department_id for item in items}:
        require(by, "catalogue.draft", department_id=department_id)
    known = item_types()
    for item in items:
        if item.item_type not in known:
            raise Refusal(
                "item_type_unknown",
                f"事项类型“{item.item_type}”不在代码集中",
                field="item_type",
                rule=f"{_STANDARD} A.1",
            )
        if not item.name.strip() or not item.local_code.strip():
            raise Refusal("name_missing", "事项须有名称和代码", field="name")
    codes = [item.local_code for item in items]
    taken = next(iter(Item.objects.filter(local_code__in=codes).values_list("local_code", flat=True)), None)
    if taken or len(set(codes)) < len(codes):
        raise Conflict("code_taken", "事项代码已在使用", field="local_code", details={"code": taken or ""})
    rows = [
        Item(
            national_code=item.national_code,
            local_code=item.local_code,
            name=item.name.strip(),
            item_type=item.item_type,
            procedure=item.procedure or procedure_for(item.item_type),
            department_id=item.department_id,
        )
        for item in items
    ]
    return {row.local_code: int(row.pk) for row in Item.objects.bulk_create(rows)}


def draft(*, by: Actor, item_id: int, terms: Terms) -> int:
    """Write what the next version of an item is to say, replacing its present draft, and return the version's id."""
    return draft_many(by=by, terms={item_id: terms})[item_id]


@transaction.atomic
def draft_many(*, by: Actor, terms: dict[int, Terms]) -> dict[int, int]:
    """Draft versions of many items (by item id) and return the versions' ids by item id; all or none.

    Raises Forbidden `not_allowed`, Unknown `unknown_item`, and Refusal with the code of the first fault found (see
    `rules.faults`).
    """
    found = _locked_items(terms.keys())
    _check_rights(by, "catalogue.draft", found.values())
    for item_id, said in terms.items():
        _check_terms(said, item_id)
    ItemVersion.objects.filter(item_id__in=terms, state=VersionState.DRAFT).delete()
    last = dict(Item.objects.filter(pk__in=terms).values_list("id").annotate(Max("versions__number")))
    rows = [_row(item_id, (last[item_id] or 0) + 1, said) for item_id, said in terms.items()]
    return {row.item_id: int(row.pk) for row in ItemVersion.objects.bulk_create(rows)}


def publish(*, by: Actor, version_id: int, in_force_from: date, at: datetime | None = None) -> None:
    """Publish a draft; see `publish_many`."""
    publish_many(by=by, version_ids=[version_id], in_force_from=in_force_from, at=at)


@transaction.atomic
def publish_many(*, by: Actor, version_ids: Collection[int], in_force_from: date, at: datetime | None = None) -> None:
    """Publish drafts: each holds from a day on and never changes again; the version before it ends the day before.

    Raises Forbidden `not_allowed`, Unknown `unknown_version`, Conflict `already_published`, Refusal `period_reversed`
    where the version before it begins on that day or later, `item_retired`, or the code of a fault in the terms.
    """
    rows = {row.pk: row for row in ItemVersion.objects.filter(pk__in=version_ids)}
    if set(version_ids) - rows.keys():
        raise Unknown("unknown_version", "没有这个事项版本", field="version")
    found = _locked_items({row.item_id for row in rows.values()})
    _check_rights(by, "catalogue.publish", found.values())
    drafts = list(ItemVersion.objects.select_for_update().filter(pk__in=version_ids).order_by("id"))
    for row in drafts:
        _check_publishable(row, found[row.item_id], in_force_from)
    before = ItemVersion.objects.filter(item_id__in=found).exclude(state=VersionState.DRAFT)
    if before.filter(in_force_from__gte=in_force_from).exists():
        raise Refusal("period_reversed", "新版本的生效日期应晚于上一版本", field="in_force_from")
    before.filter(Q(in_force_to=None) | Q(in_force_to__gte=in_force_from)).update(
        in_force_to=in_force_from - timedelta(days=1)
    )
    before.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    ItemVersion.objects.filter(pk__in=version_ids).update(
        state=VersionState.PUBLISHED, published_at=at or true_now(), in_force_from=in_force_from
    )
    for row in drafts:
        found[row.item_id].name = row.name
    Item.objects.bulk_update(found.values(), ["name"], batch_size=500)
    hold_back(version_ids)


@transaction.atomic
def retire(*, by: Actor, item_id: int, last_day: date, successor_id: int | None = None) -> None:
    """End an item: `last_day` is the last on which it can be applied for; running cases keep their version.

    Raises Unknown `unknown_item`, Forbidden `not_allowed`, Conflict `item_retired`, Refusal `period_reversed`.
    """
    item = _locked_items([item_id])[item_id]
    _check_rights(by, "catalogue.publish", [item])
    if item.retired_on is not None:
        raise Conflict("item_retired", "该事项已停用", field="item")
    versions = ItemVersion.objects.filter(item=item).exclude(state=VersionState.DRAFT)
    if versions.filter(in_force_from__gt=last_day).exists() or successor_id == item_id:
        raise Refusal("period_reversed", "停用日期早于现行版本的生效日期", field="last_day")
    versions.filter(in_force_to=None).update(in_force_to=last_day, state=VersionState.RETIRED)
    item.retired_on, item.successor_id = last_day, successor_id
    item.save(update_fields=["retired_on", "successor"])


def _locked_items(item_ids: Collection[int]) -> dict[int, Item]:
    """Lock items in the order of their ids, so that two who publish do not wait for each other."""
    found = {row.pk: row for row in Item.objects.select_for_update().filter(pk__in=item_ids).order_by("id")}
    if missing := set(item_ids) - found.keys():
        raise Unknown("unknown_item", f"没有编号为{min(missing)}的事项", field="item")
    return found


def _check_rights(by: Actor, right: str, items: Collection[Item]) -> None:
    for department_id in {item.department_id for item in items}:
        require(by, right, department_id=department_id)


def _check_terms(terms: Terms, item_id: int) -> None:
    for fault in faults(terms):
        raise Refusal(fault.code, fault.message, field=fault.field, rule=fault.rule, details={"item": item_id})


def _check_publishable(row: ItemVersion, item: Item, in_force_from: date) -> None:
    if row.state != VersionState.DRAFT:
        raise Conflict("already_published", "该版本已经发布，不能再改", field="version")
    if item.retired_on is not None:
        raise Refusal("item_retired", "该事项已停用", field="item")
    _check_terms(terms_of(row), row.item_id)


def _row(item_id: int, number: int, terms: Terms) -> ItemVersion:
    return ItemVersion(
        item_id=item_id,
        number=number,
        name=terms.name.strip(),
        legal_limit_n=terms.legal.n,
        legal_limit_unit=terms.legal.unit,
        promised_limit_n=terms.promised.n,
        promised_limit_unit=terms.promised.unit,
        national_kind=terms.national_kind,
        hall_kind=terms.hall_kind,
        supplement_days=terms.supplement_days,
        gap_allowed=terms.gap_allowed,
        gap_days=terms.gap_days,
        gap_rule=terms.gap_rule or "",
        joint=terms.joint,
        basis=terms.basis,
    )
