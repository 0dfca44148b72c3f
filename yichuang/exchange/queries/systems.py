"""Systems: what is known of one, what its rows are checked against, and how healthy all of them are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Max, QuerySet

from yichuang.cases.queries import remedies
from yichuang.catalogue import queries as catalogue
from yichuang.exchange.models import Delivery, HeldRow, Mapping, MappingEntry, System, SystemItem
from yichuang.exchange.rules.checks import Context
from yichuang.exchange.rules.rights import READ
from yichuang.exchange.rules.words import DeliveryState, Held
from yichuang.kit.errors import Unknown
from yichuang.kit.time import now, today, zone
from yichuang.people import queries as people
from yichuang.people.rules import Actor, Unit


@dataclass(frozen=True, slots=True)
class SystemRecord:
    """A departmental system as other rooms and pages see it."""

    code: str
    name: str
    centre_id: int
    department_id: int
    region_id: int
    contact: str
    format: str
    encoding: str
    channel: str
    remedy: str
    every_hours: int
    active_from: date
    active_to: date | None
    mapping_number: int


@dataclass(frozen=True, slots=True)
class Health:
    """A system, when it last delivered, and what still waits; `silent`: longer ago than was agreed on."""

    system: SystemRecord
    last_received_at: datetime | None
    silent: bool
    open_deliveries: int
    parked: int
    quarantined: int


def system(code: str) -> SystemRecord:
    """Return a system. Raises Unknown `unknown_system`."""
    row = System.objects.filter(code=code).first()
    if row is None:
        raise Unknown("unknown_system", f"没有代码为“{code}”的对接系统", field="system")
    return _record(row, _mapping_numbers(code).get(code, 0))


def systems(*, seen_by: Actor) -> list[Health]:
    """Return all systems whose departments `seen_by` may look after, with their health, by code."""
    departments = people.departments_of(seen_by, READ)
    rows = System.objects.order_by("code")
    if departments is not None:
        rows = rows.filter(department_id__in=departments)
    latest = dict(Delivery.objects.values_list("system_id").annotate(Max("received_at")))
    waiting = _counts(HeldRow.objects.filter(state__in=[Held.PARKED.value, Held.QUARANTINED.value]))
    opened = _counts(Delivery.objects.filter(state=DeliveryState.OPEN.value))
    instant, numbers = now(), _mapping_numbers()
    return [
        Health(
            _record(row, numbers.get(row.code, 0)), latest.get(row.code),
            _is_silent(row, latest.get(row.code), instant),
            opened.get((row.code, DeliveryState.OPEN.value), 0), waiting.get((row.code, Held.PARKED.value), 0),
            waiting.get((row.code, Held.QUARANTINED.value), 0),
        )
        for row in rows
    ]  # fmt: skip


def _counts(rows: QuerySet[Any]) -> dict[tuple[str, str], int]:
    """Return how many rows there are by system and state."""
    counted = rows.values_list("system_id", "state").annotate(Count("pk")).order_by()
    return {(code, state): n for code, state, n in counted}


def _is_silent(row: System, last: datetime | None, instant: datetime) -> bool:
    if row.active_to is not None and row.active_to < today():
        return False
    return last is None or instant - last > timedelta(hours=row.every_hours)


def _mapping_numbers(code: str = "") -> dict[str, int]:
    """Return the number of the latest code table of each system that has one, or of one system."""
    rows = Mapping.objects.filter(system_id=code) if code else Mapping.objects.all()
    return dict(rows.values_list("system_id").annotate(Max("number")).order_by())


def _record(row: System, mapping_number: int) -> SystemRecord:
    return SystemRecord(
        row.code, row.name, row.centre_id, row.department_id, row.region_id, row.contact, row.format, row.encoding,
        row.channel, row.remedy, row.every_hours, row.active_from, row.active_to, mapping_number,
    )  # fmt: skip


def mapping(code: str, number: int) -> dict[str, dict[str, str]]:
    """Return version `number` of a system's code tables: kind → theirs → ours. Nothing for 0."""
    found: dict[str, dict[str, str]] = {}
    rows = MappingEntry.objects.filter(mapping__system_id=code, mapping__number=number)
    for kind, theirs, ours in rows.values_list("kind", "theirs", "ours"):
        found.setdefault(kind, {})[theirs] = ours
    return found


def items_of(code: str) -> list[catalogue.ItemRecord]:
    """Return the items whose cases a system may deliver, by local code."""
    known = catalogue.items()
    return sorted((known[item_id] for item_id in item_ids_of(code)), key=lambda one: one.local_code)


def item_ids_of(code: str) -> frozenset[int]:
    """Return the ids of the items whose cases a system may deliver."""
    return frozenset(SystemItem.objects.filter(system_id=code).values_list("item_id", flat=True))


def own_departments(department_id: int) -> frozenset[int]:
    """Return a department and those it took over."""
    return frozenset(past for past, present in people.successor_map().items() if present == department_id) | {
        department_id
    }


def context_of(
    one: SystemRecord, mapping_number: int, own: frozenset[int], allowed: frozenset[int]
) -> Context:  # fmt: skip
    """Return what the rows of a system are checked against: catalogue, units, code tables, defaults, the present.

    own: its departments; allowed: the items that it may deliver.
    """
    day = today()
    return Context(
        one.code, mapping(one.code, mapping_number), _items(allowed), _periods(),
        pl.DataFrame(
            [(unit.code, unit.id, unit.id in own) for unit in _at(people.departments().values(), day)],
            schema={"code": pl.String, "department_id": pl.Int64, "own": pl.Boolean}, orient="row",
        ),
        pl.DataFrame(
            [(unit.code, unit.id) for unit in _at(people.regions().values(), day)],
            schema={"code": pl.String, "region_id": pl.Int64}, orient="row",
        ),
        one.region_id, one.department_id, one.channel, one.remedy, remedies(), now(), zone(),
    )  # fmt: skip


def _at(units: Iterable[Unit], day: date) -> list[Unit]:
    """Return the units, one a code: the one of the day, or the last one that had the code."""

    def in_force(unit: Unit) -> tuple[bool, date]:
        first, last = unit.valid_from or date.min, unit.valid_to or date.max
        return first <= day <= last, first

    return list({unit.code: unit for unit in sorted(units, key=in_force)}.values())


def _items(allowed: frozenset[int]) -> pl.DataFrame:
    known = list(catalogue.items().values())
    national: dict[str, list[int]] = {}
    for item in known:
        national.setdefault(item.national_code, []).append(item.id)
    rows = [(item.local_code, item.id, item.item_type, item.department_id, item.id in allowed) for item in known]
    local = {item.local_code for item in known}
    rows += [
        (item.national_code, item.id, item.item_type, item.department_id, item.id in allowed)
        for item in known
        if item.national_code and len(national[item.national_code]) == 1 and item.national_code not in local
    ]
    schema = {
        "code": pl.String, "item_id": pl.Int64, "item_type": pl.String, "department_id": pl.Int64,
        "allowed": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _periods() -> pl.DataFrame:
    schema = {"item_id": pl.Int64, "version_id": pl.Int64, "first": pl.Date, "last": pl.Date}
    return pl.DataFrame(catalogue.periods(), schema=schema, orient="row")
