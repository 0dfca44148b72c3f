"""What other rooms may ask the catalogue. Published versions never change, so each process reads one only once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue.models import Code, Item, ItemVersion
from yichuang.catalogue.rules import (
    ITEM_TYPES,
    FrozenVersion,
    GapRule,
    HallKind,
    Limit,
    Procedure,
    Terms,
    Unit,
    VersionState,
)
from yichuang.kit.errors import Conflict, Unknown


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item as lists show it, under today's name; `retired_on` is the last day it can be applied for."""

    id: int
    national_code: str
    local_code: str
    name: str
    item_type: str
    procedure: Procedure
    department_id: int
    retired_on: date | None


_frozen: dict[int, FrozenVersion] = {}  # ids are never given out twice, also after a roll-back
_held_back: set[int] = set()  # published in a transaction that has not been committed (or never was)


def version_in_force(item_id: int, on: date) -> FrozenVersion:
    """Return the version of an item that holds on a day, retired ones included if they held then.

    Raises Unknown `unknown_item`, Conflict `no_version_in_force`.
    """
    period = Q(in_force_to=None) | Q(in_force_to__gte=on)
    rows = ItemVersion.objects.filter(period, item_id=item_id, in_force_from__lte=on).exclude(state=VersionState.DRAFT)
    key = rows.order_by("-in_force_from").values_list("id", flat=True).first()
    if key is not None:
        return frozen_version(key)
    if not Item.objects.filter(pk=item_id).exists():
        raise Unknown("unknown_item", f"没有编号为{item_id}的事项", field="item")
    raise Conflict("no_version_in_force", f"该事项在{on}没有生效的版本", field="item")


def frozen_version(version_id: int) -> FrozenVersion:
    """Return a published (or retired) version. Raises Unknown `unknown_version`; a draft is none yet."""
    known = _frozen.get(version_id)
    if known is None:
        known = next(_read(Q(pk=version_id)), None)
        if known is None:
            raise Unknown("unknown_version", f"没有编号为{version_id}的已发布事项版本", field="item_version")
        _keep(known)
    return known


def frozen_versions() -> dict[int, FrozenVersion]:
    """Return all published and retired versions by id (for work on many cases). One statement each time it is asked."""
    found = {version.version_id: version for version in _read(Q())}
    for version in found.values():
        _keep(version)
    return found


def periods() -> list[tuple[int, int, date, date | None]]:
    """Return (item, version, first day, last day or None) of every version that is or was in force."""
    rows = ItemVersion.objects.exclude(state=VersionState.DRAFT).exclude(in_force_from=None)
    found = rows.order_by("item_id", "in_force_from").values_list("item_id", "id", "in_force_from", "in_force_to")
    return [(item_id, version_id, first, last) for item_id, version_id, first, last in found if first is not None]


def items() -> dict[int, ItemRecord]:
    """Return all items by id, retired ones too."""
    rows = Item.objects.order_by("id").values_list(*_RECORD)
    return {
        item_id: ItemRecord(item_id, national, local, name, item_type, Procedure(procedure), department_id, retired_on)
        for item_id, national, local, name, item_type, procedure, department_id, retired_on in rows
    }


_RECORD = ("id", "national_code", "local_code", "name", "item_type", "procedure", "department_id", "retired_on")


def item(item_id: int) -> ItemRecord:
    """Return an item. Raises Unknown `unknown_item`."""
    row = Item.objects.filter(pk=item_id).first()
    if row is None:
        raise Unknown("unknown_item", f"没有编号为{item_id}的事项", field="item")
    return _record(row)


def item_by_code(code: str) -> ItemRecord:
    """Return the item with this local code, or the only one with this national code. Raises Unknown `unknown_item`."""
    row = Item.objects.filter(local_code=code).first()
    if row is None:
        same = list(Item.objects.filter(national_code=code)[:2]) if code else []
        row = same[0] if len(same) == 1 else None
    if row is None:
        raise Unknown("unknown_item", f"没有代码为“{code}”的事项", field="item")
    return _record(row)


def labels_of(code_set: str, language: str = "zh-hans") -> dict[str, str]:
    """Return code → label of the newest version of a code set ({} if it was never loaded)."""
    rows = list(
        Code.objects.filter(code_set__code=code_set)
        .order_by("code_set__version", "code")
        .values_list("code_set__version", "code", "labels")
    )
    newest = rows[-1][0] if rows else ""
    return {code: labels.get(language, labels["zh-hans"]) for version, code, labels in rows if version == newest}


def item_types() -> dict[str, str]:
    """Return the item types with their names: those of the standard, and those added as data."""
    return ITEM_TYPES | labels_of("item_type")


def hold_back(version_ids: Collection[int]) -> None:
    """Do not remember versions that are being published until that is committed: a roll-back would make them drafts."""
    _held_back.update(version_ids)
    transaction.on_commit(lambda: _held_back.difference_update(version_ids))


def _keep(version: FrozenVersion) -> None:
    if version.version_id not in _held_back:
        _frozen[version.version_id] = version


def _read(condition: Q) -> Iterator[FrozenVersion]:
    rows = ItemVersion.objects.filter(condition).exclude(state=VersionState.DRAFT).select_related("item").order_by("id")
    return (_freeze(row) for row in rows)


def _freeze(row: ItemVersion) -> FrozenVersion:
    assert row.in_force_from is not None, "a published version has its first day"
    return FrozenVersion(
        version_id=row.pk,
        item_id=row.item_id,
        number=row.number,
        national_code=row.item.national_code,
        local_code=row.item.local_code,
        item_type=row.item.item_type,
        procedure=Procedure(row.item.procedure),
        department_id=row.item.department_id,
        in_force_from=row.in_force_from,
        terms=terms_of(row),
    )


def terms_of(row: ItemVersion) -> Terms:
    """Return what a version's row says, as rules read it."""
    return Terms(
        name=row.name,
        legal=Limit(row.legal_limit_n, Unit(row.legal_limit_unit)),
        promised=Limit(row.promised_limit_n, Unit(row.promised_limit_unit)),
        national_kind=row.national_kind,
        hall_kind=HallKind(row.hall_kind),
        supplement_days=row.supplement_days,
        gap_allowed=row.gap_allowed,
        gap_days=row.gap_days,
        gap_rule=GapRule(row.gap_rule) if row.gap_rule else None,
        joint=row.joint,
        basis=row.basis,
    )


def _record(row: Item) -> ItemRecord:
    return ItemRecord(
        id=row.pk,
        national_code=row.national_code,
        local_code=row.local_code,
        name=row.name,
        item_type=row.item_type,
        procedure=Procedure(row.procedure),
        department_id=row.department_id,
        retired_on=row.retired_on,
    )
