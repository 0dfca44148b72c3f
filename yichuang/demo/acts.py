"""Loading the synthetic hall into an empty installation: its house, its people, its cases, and a day of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yichuang.cases import acts as cases
from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue import queries as catalogue_queries
from yichuang.catalogue import rules as catalogue_rules
from yichuang.demo import sending
from yichuang.demo.rules.deliveries import Deliveries
from yichuang.demo.rules.histories import Generator, Keys
from yichuang.demo.rules.items import items
from yichuang.demo.rules.places import CENTRE, CENTRE_CODE, CENTRE_SHORT, PROVINCE, PROVINCE_CODE, bureaus, prefectures
from yichuang.demo.rules.sent import Held
from yichuang.demo.rules.volumes import FROM, THROUGH
from yichuang.demo.rules.weeks import VARIABLES, Week, issue_text, weeks
from yichuang.exchange import acts as exchange
from yichuang.exchange.rules.rights import RIGHTS as EXCHANGE_RIGHTS
from yichuang.kit import time
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.sql import statement
from yichuang.people import acts as people
from yichuang.people import queries as people_queries
from yichuang.people.rules import Actor, NewDepartment, NewRegion, Role
from yichuang.reports import acts as reports
from yichuang.reports.rules.rights import RIGHTS as REPORT_RIGHTS
from yichuang.statistics import queries as statistics
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import first_calendar

BY = Actor.job("demo")
OPENED = date(2020, 1, 1)
SERIES = "weekly"
DELIVERED_AS = ("csv", "parquet")
FIRST_PERIOD = weeks()[-1].start  # of the issue that is still to be compiled
PASSWORD = "yichuang-demo"  # printed at every start: the demo holds nothing that needs a secret
ACCOUNTS = (  # name to sign in with, name shown, role, department
    ("editor", "周报编辑（演示）", Role.EDITOR, ""),
    ("clerk", "窗口人员（演示）", Role.CLERK, "JTT"),
    ("leader", "中心领导（演示）", Role.LEADER, ""),
    ("auditor", "监察人员（演示）", Role.AUDITOR, ""),
    ("integrator", "市场监管局对接人员（演示）", Role.INTEGRATOR, "SCJ"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    cases: int
    events: int
    departments: int
    items: int
    regions: int
    accounts: tuple[str, ...]
    day: date


def load(*, scale: Fraction, seed: int, told: Callable[[int, int], None] = lambda done, expected: None) -> Loaded:
    """Load the demo at `scale` (more than 0, at most 1) and give the installation its own day.

    told: is called with the cases done and expected, after each chunk.

    The house is one transaction and kept if the rest is interrupted; cases and stories are another, all or none.
    Raises Conflict `demo_not_empty` where the ledger holds cases already, ValueError for a scale outside its range.
    """
    _check_empty()
    keys = _build_house()
    time.forget_own_day()  # of a house that was built for deliveries alone: some cases are of that day's afternoon
    source = Generator(seed=seed, scale=scale, keys=keys, calendar=calendar_in_force(), zone=time.zone())
    with transaction.atomic():
        _check_empty()
        try:
            done, events = _take_in(source, keys, told)
            _tell_weeks(keys)
        except BaseException:
            time.forget_own_day()
            raise
    cases.compact_tallies()
    return Loaded(
        done, events, len(keys.department_ids), len(keys.version_ids), len(keys.region_ids),
        tuple(username for username, *_ in ACCOUNTS), THROUGH,
    )  # fmt: skip


def write_deliveries(
    *,
    scale: Fraction,
    seed: int,
    out: Path,
    format: str,
    told: Callable[[int, int], None] = lambda done, expected: None,
) -> dict[str, Any]:
    """Write the delivered cases of the demo as its systems would deliver them; no database is needed.

    out:    a new or empty folder; files are named `<system code>-<data set>-<sequence>.<format>`, to be loaded by
            sequence. The same scale, seed and format give the same bytes.
    format: one of `DELIVERED_AS`.
    told:   is called with the cases done and expected.

    Returns cases, files, rows, and for each system its cases and rows by data set. Raises Refusal `out_not_empty` or
    `out_not_writable`, ValueError for a scale outside its range.
    """
    source = Deliveries(seed=seed, scale=scale, calendar=first_calendar())
    systems: dict[str, dict[str, int]] = {}
    files = cases = 0
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise Refusal("out_not_empty", f"文件夹 {out} 不是空的；请换一个", field="out")
        for delivery in source.files():
            path, frame = out / f"{delivery.name}.{format}", delivery.frame
            _ = frame.write_csv(path) if format == "csv" else frame.write_parquet(path)
            rows = systems.setdefault(delivery.system, {})
            rows[delivery.dataset] = rows.get(delivery.dataset, 0) + frame.height
            files += 1
            cases += frame.height if delivery.dataset in ("accept", "compact") else 0
            told(cases, source.cases)
    except OSError as error:
        raise Refusal("out_not_writable", f"无法写入 {out}：{error.strerror or error}", field="out") from None
    told_by_system = [{"code": system, "rows": rows} for system, rows in systems.items()]
    rows_in_all = sum(sum(rows.values()) for rows in systems.values())
    return {"cases": cases, "files": files, "rows": rows_in_all, "systems": told_by_system}


def build_house() -> Keys:
    """Build the demo's house without its cases (units, items, systems, accounts), and give it its own day.

    What is there already stays. This is where deliveries can be tried on their own.
    """
    keys = _build_house()
    time.set_own_day(THROUGH)
    return keys


def is_empty() -> bool:
    """Tell whether the ledger holds no case, so that the demo may be loaded."""
    with connection.cursor() as cursor:
        cursor.execute(statement(__file__, "any_case"))
        (holds_cases,) = cursor.fetchone()
    return not holds_cases


def accounts() -> list[str]:
    """Return a line for each ready account: name, what it is for, password."""
    return [f"{username}  {name}  口令 {PASSWORD}" for username, name, *_ in ACCOUNTS]


def _check_empty() -> None:
    if not is_empty():
        raise Conflict(
            "demo_not_empty",
            "账本中已有办件，演示数据只能载入空的安装；请换一个数据目录（YICHUANG_VAR）再试",
            field="YICHUANG_VAR",
        )


def _take_in(source: Generator, keys: Keys, told: Callable[[int, int], None]) -> tuple[int, int]:
    """Take all cases in: those of the last days that a department's system has are delivered by it."""
    done, events, held = 0, 0, Held()
    histories = (history for history in source.histories() if not held.takes(history))
    for result in cases.take_in_batch(histories, by=BY):
        if result.refused:
            number, refusal = result.refused[0]
            raise Refusal("demo_refused", f"演示办件 {number} 未被账本接受：{refusal.message}", field=refusal.field)
        done, events = done + result.cases, events + result.events
        told(done, source.expected)
    time.set_own_day(THROUGH)  # not before: some of the cases are of this day's afternoon
    delivered, told_of = sending.send(held, keys, lambda more: told(done + more, source.expected))
    return done + delivered, events + told_of


def _tell_weeks(keys: Keys) -> None:
    """Archive the earlier issues with the figures that the ledger gives for them; tell the last week's stories."""
    reports.set_variables(by=BY, series=SERIES, values=VARIABLES)
    *earlier, last = weeks()
    for week in earlier:
        reports.archive(by=BY, series=SERIES, text=issue_text(week, _figures(week)))
    ids = {bureau.short_name: keys.department_ids[bureau.code] for bureau in bureaus()}
    for story in last.stories:
        reports.add_story(
            by=BY, series=SERIES, period=last.start, category=story.category, text=story.sentence,
            department=story.department, department_id=ids[story.department], date_from=story.date_from,
            date_to=story.date_to, date_text=story.date_text,
        )  # fmt: skip
    for seen in last.findings:
        reports.record_finding(
            by=BY, series=SERIES, period=last.start, check=seen.check, finding=seen.finding, ok=seen.ok
        )


def _figures(week: Week) -> dict[str, tuple[int, int]]:
    """Return accepted and concluded from 1 January to the week's end, of the report's three groups of item types."""
    sums = {"01": (0, 0), "20": (0, 0), "02-10": (0, 0)}
    for row in statistics.figures(start=FROM, end=week.end, by=("item_type",)):
        group = row["item_type"] if row["item_type"] in sums else "02-10"
        accepted, concluded = sums[group]
        sums[group] = (accepted + row["accepted"], concluded + row["concluded"])
    return sums


@transaction.atomic
def _build_house() -> Keys:
    """Build centre, departments, regions, items and accounts, unless an interrupted loading has; return their keys."""
    people.ensure_roles(FIRST_RIGHTS, catalogue_rules.RIGHTS, EXCHANGE_RIGHTS, REPORT_RIGHTS)
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
