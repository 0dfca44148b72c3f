"""Centres, departments and regions, at a day and as they stand for one another today."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from yichuang.kit.errors import Unknown
from yichuang.people.models import Centre, Department, Region
from yichuang.people.rules import Unit, todays


def valid_on(day: date) -> Q:
    """Return the condition that a row with `valid_from` and `valid_to` holds on `day`."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def centres() -> dict[int, Unit]:
    """Return all centres by id."""
    return {row.pk: Unit(row.pk, row.code, row.name, row.short_name) for row in Centre.objects.order_by("id")}


def departments() -> dict[int, Unit]:
    """Return all departments, past ones too, by id."""
    return {row.pk: _department(row) for row in Department.objects.order_by("id")}


def regions() -> dict[int, Unit]:
    """Return all regions, past ones too, by id."""
    return {row.pk: _region(row) for row in Region.objects.order_by("id")}


def centre_by_code(code: str) -> Unit:
    """Return the centre with this code. Raises Unknown `unknown_centre`."""
    row = Centre.objects.filter(code=code).first()
    if row is None:
        raise Unknown("unknown_centre", f"没有代码为“{code}”的政务服务中心", field="centre")
    return Unit(row.pk, row.code, row.name, row.short_name)


def region_of_centre(centre_id: int) -> int:
    """Return the id of the region in which a centre stands. Raises Unknown `unknown_centre`."""
    row = Centre.objects.filter(pk=centre_id).first()
    if row is None or row.region_id is None:
        raise Unknown("unknown_centre", f"没有编号为{centre_id}的政务服务中心，或未登记所在区划", field="centre")
    return row.region_id


def department_at(department_id: int) -> Unit:
    """Return the department with this id. Raises Unknown `unknown_department`."""
    row = Department.objects.filter(pk=department_id).first()
    if row is None:
        raise Unknown("unknown_department", f"没有编号为{department_id}的部门", field="department")
    return _department(row)


def department_by_code(code: str, on: date) -> Unit:
    """Return the department that had this code on that day. Raises Unknown `unknown_department`."""
    row = Department.objects.filter(valid_on(on), code=code).order_by("-valid_from").first()
    if row is None:
        raise Unknown("unknown_department", f"{on}没有代码为“{code}”的部门", field="department")
    return _department(row)


def region_by_code(code: str, on: date) -> Unit:
    """Return the region that had this code on that day. Raises Unknown `unknown_region`."""
    row = Region.objects.filter(valid_on(on), code=code).order_by("-valid_from").first()
    if row is None:
        raise Unknown("unknown_region", f"{on}没有代码为“{code}”的行政区划", field="region", rule="GB/T 2260")
    return _region(row)


def successor_map() -> dict[int, int]:
    """Return for each department the id of the one that stands for it today (itself, if nobody took over)."""
    return todays(dict(Department.objects.values_list("id", "successor_id")))


def _department(row: Department) -> Unit:
    return Unit(
        row.pk,
        row.code,
        row.name,
        row.short_name,
        centre_id=row.centre_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successor_id=row.successor_id,
    )


def _region(row: Region) -> Unit:
    return Unit(
        row.pk,
        row.code,
        row.name,
        row.name,
        parent_id=row.parent_id,
        level=row.level,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successor_id=row.successor_id,
    )
