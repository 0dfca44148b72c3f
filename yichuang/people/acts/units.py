"""Adding centres, departments and regions, and saying who took over from whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.people.models import Centre, Department, Region
from yichuang.people.queries.rights import require
from yichuang.people.queries.units import successor_map
from yichuang.people.rules import Actor, NewDepartment, NewRegion, is_credit_code

_RIGHT = "people.keep_units"


@transaction.atomic
def add_regions(*, by: Actor, regions: Sequence[NewRegion], valid_from: date) -> dict[str, int]:
    """Add regions and return their ids by code; a parent stands before its parts, or is there already.

    Raises Unknown `unknown_region` for a parent that is not there, Conflict `code_taken`, Refusal `region_form`.
    """
    require(by, _RIGHT)
    known = dict(Region.objects.filter(valid_to=None).values_list("code", "id"))
    added: dict[str, int] = {}
    for region in regions:
        if region.parent_code and region.parent_code not in known:
            raise Unknown("unknown_region", f"没有代码为“{region.parent_code}”的上级行政区划", field="parent_code")
        if region.code in known:
            raise Conflict("code_taken", f"行政区划代码“{region.code}”已在使用", field="code")
        try:
            row = Region.objects.create(
                code=region.code,
                name=region.name,
                level=region.level,
                parent_id=known.get(region.parent_code),
                valid_from=valid_from,
            )
        except IntegrityError:
            raise Refusal(
                "region_form", "行政区划代码应为6、9或12位数字，层级为1至7", field="code", rule="GB/T 2260"
            ) from None
        known[region.code] = added[region.code] = row.pk
    return added


@transaction.atomic
def add_centre(*, by: Actor, code: str, name: str, short_name: str, region_id: int | None = None) -> int:
    """Add a centre and return its id. Raises Conflict `code_taken`."""
    require(by, _RIGHT)
    if Centre.objects.filter(code=code).exists():
        raise Conflict("code_taken", f"中心代码“{code}”已在使用", field="code")
    return int(Centre.objects.create(code=code, name=name, short_name=short_name, region_id=region_id).pk)


@transaction.atomic
def add_departments(
    *, by: Actor, centre_id: int | None, departments: Sequence[NewDepartment], valid_from: date
) -> dict[str, int]:
    """Add departments and return their ids by code. Raises Conflict `code_taken`, Refusal `credit_code_form`."""
    require(by, _RIGHT)
    for department in departments:
        if department.credit_code and not is_credit_code(department.credit_code):
            raise Refusal("credit_code_form", "统一社会信用代码校验不通过", field="credit_code", rule="GB 32100")
    rows = [
        Department(
            code=department.code,
            name=department.name,
            short_name=department.short_name,
            credit_code=department.credit_code,
            centre_id=centre_id,
            valid_from=valid_from,
        )
        for department in departments
    ]
    try:
        with transaction.atomic():
            Department.objects.bulk_create(rows)
    except IntegrityError as error:
        if "department_code_form" in str(error):
            raise Refusal("department_form", "部门代码应为字母、数字、-和_", field="code") from None
        raise Conflict("code_taken", "部门代码已在使用", field="code") from None
    return {row.code: int(row.pk) for row in rows}


@transaction.atomic
def succeed_department(*, by: Actor, department_id: int, successor_id: int, last_day: date) -> None:
    """End a department with `last_day`; its open cases and its figures go on with the successor.

    Raises Unknown `unknown_department`, Refusal `successor_circle` or `period_reversed`.
    """
    require(by, _RIGHT)
    found = {row.pk: row for row in Department.objects.select_for_update().filter(pk__in=(department_id, successor_id))}
    if {department_id, successor_id} - found.keys():
        raise Unknown("unknown_department", "没有这个部门", field="department")
    if successor_map()[successor_id] == department_id or department_id == successor_id:
        raise Refusal("successor_circle", "承接部门不能是被承接的部门", field="successor")
    department = found[department_id]
    if last_day < department.valid_from:
        raise Refusal("period_reversed", "部门的最后一天早于第一天", field="last_day")
    department.successor_id, department.valid_to = successor_id, last_day
    department.save(update_fields=["successor", "valid_to"])
