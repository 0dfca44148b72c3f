"""The demo's house: centre, departments, regions, items, systems and ready accounts."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue import queries as catalogue_queries
from yichuang.catalogue import rules as catalogue_rules
from yichuang.demo.rules.histories import Keys
from yichuang.demo.rules.items import items
from yichuang.demo.rules.places import CENTRE, CENTRE_CODE, CENTRE_SHORT, PROVINCE, PROVINCE_CODE, bureaus, prefectures
from yichuang.exchange import acts as exchange
from yichuang.exchange.rules.rights import RIGHTS as EXCHANGE_RIGHTS
from yichuang.people import acts as people
from yichuang.people import queries as people_queries
from yichuang.people.rules import Actor, NewDepartment, NewRegion, Role
from yichuang.reports.rules.rights import RIGHTS as REPORT_RIGHTS
from yichuang.statistics.rules.rights import RIGHTS as STATISTICS_RIGHTS

BY = Actor.job("demo")
OPENED = date(2020, 1, 1)
PASSWORD = "yichuang-demo"  # printed at every start: the demo holds nothing that needs a secret
ACCOUNTS = (  # name to sign in with, name shown, role, department
    ("editor", "周报编辑（演示）", Role.EDITOR, ""),
    ("clerk", "窗口人员（演示）", Role.CLERK, "JTT"),
    ("leader", "中心领导（演示）", Role.LEADER, ""),
    ("auditor", "监察人员（演示）", Role.AUDITOR, ""),
    ("integrator", "市场监管局对接人员（演示）", Role.INTEGRATOR, "SCJ"),
)


@transaction.atomic
def build() -> Keys:
    """Build centre, departments, regions, items and accounts, unless an interrupted loading has; return their keys."""
    people.ensure_roles(FIRST_RIGHTS, catalogue_rules.RIGHTS, EXCHANGE_RIGHTS, STATISTICS_RIGHTS, REPORT_RIGHTS)
    catalogue.ensure_code_sets()
    built = [centre.id for centre in people_queries.centres().values() if centre.code == CENTRE_CODE]
    if built:
        return _keys_of(built[0])
    places = [NewRegion(PROVINCE_CODE, PROVINCE, 2)]
    places += [NewRegion(place.code, place.name, 3, PROVINCE_CODE) for place in prefectures()]
    regions = people.add_regions(by=BY, regions=places, valid_from=OPENED)
    centre_id = people.add_centre(
        by=BY, code=CENTRE_CODE, name=CENTRE, short_name=CENTRE_SHORT, region_id=regions[PROVINCE_CODE]
    )
    units = [NewDepartment(unit.code, unit.name, unit.short_name, unit.credit_code) for unit in bureaus()]
    departments = people.add_departments(by=BY, centre_id=centre_id, departments=units, valid_from=OPENED)
    _publish_items(departments)
    _register_systems(centre_id, departments, regions)
    for username, name, role, code in ACCOUNTS:
        _open_account(username, name, role, centre_id=centre_id, department_id=departments.get(code))
    return _keys_of(centre_id)


def _publish_items(departments: dict[str, int]) -> None:
    offered = [
        catalogue_rules.NewItem(
            item.local_code, item.name, item.item_type, departments[item.bureau.code], item.national_code
        )
        for item in items()
    ]
    ids = catalogue.add_items(by=BY, items=offered)
    drafts = catalogue.draft_many(by=BY, terms={ids[item.local_code]: item.terms for item in items()})
    catalogue.publish_many(by=BY, version_ids=list(drafts.values()), in_force_from=OPENED)


def _register_systems(centre_id: int, departments: dict[str, int], regions: dict[str, int]) -> None:
    """Register the departments' own systems; the demo prints no token of theirs, `exchange token` gives one."""
    for bureau in bureaus():
        if bureau.system:
            exchange.register_system(
                by=BY, code=bureau.system, name=f"{bureau.short_name}业务系统", centre_id=centre_id,
                department_id=departments[bureau.code], region_id=regions[PROVINCE_CODE],
                contact=f"{bureau.short_name}信息中心", active_from=OPENED,
            )  # fmt: skip


def _open_account(username: str, name: str, role: Role, *, centre_id: int, department_id: int | None) -> None:
    account_id = people.open_account(by=BY, username=username, name=name, password=PASSWORD)
    people.set_password(by=Actor.staff(account_id), account_id=account_id, password=PASSWORD)  # ready to be used
    people.appoint(
        by=BY, account_id=account_id, centre_id=centre_id, department_id=department_id, roles=(role,), valid_from=OPENED
    )


def _keys_of(centre_id: int) -> Keys:
    """Return the ledger's keys of the demo's house."""
    departments = people_queries.departments().values()
    versions = {version.local_code: version.version_id for version in catalogue_queries.frozen_versions().values()}
    return Keys(
        centre_id,
        {unit.code: unit.id for unit in departments if unit.centre_id == centre_id},
        {unit.code: unit.id for unit in people_queries.regions().values()},
        {item.local_code: versions[item.local_code] for item in items()},
        settings.NUMBER_PREFIX,
    )
