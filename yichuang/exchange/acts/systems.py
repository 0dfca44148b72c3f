"""Registering systems: who delivers, which items, in which form, and what their codes mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from yichuang.cases.queries import remedies
from yichuang.cases.rules.numbers import SYSTEM_CODE
from yichuang.cases.rules.words import CHANNELS
from yichuang.catalogue import queries as catalogue
from yichuang.exchange.fronts import checked_url
from yichuang.exchange.models import FrontPull, FrontTable, MappingEntry, System, SystemItem
from yichuang.exchange.models import Mapping as MappingVersion
from yichuang.exchange.models.sealing import cipher, front_context
from yichuang.exchange.queries.systems import own_departments, system
from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.rights import ADMINISTER
from yichuang.exchange.rules.words import ENCODINGS, MAPPED
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import true_now
from yichuang.people import acts as people
from yichuang.people import queries as people_queries
from yichuang.people.rules import Actor

_THEIRS_MAX = 80


@transaction.atomic
def register_system(
    *,
    by: Actor,
    code: str,
    name: str,
    centre_id: int,
    department_id: int,
    region_id: int,
    item_codes: Sequence[str] | None = None,
    format: str = "csv",
    encoding: str = "utf-8",
    channel: str = "2",
    remedy: str = "standard",
    contact: str = "",
    every_hours: int = 24,
    active_from: date,
    active_to: date | None = None,
) -> str:
    """Register a departmental system and return its token, which is shown this once and not kept.

    code:        2–8 digits or capitals; it begins the numbers of the system's cases, and its API client has it too.
    item_codes:  local codes of the items it may deliver; None for all of its department.
    every_hours: it counts as silent when nothing came for so long.
    Raises Refusal `malformed_system_code`, `unknown_format`, …; Conflict `system_taken`, `client_taken`; Unknown.
    """
    _check(code, format=format, encoding=encoding, channel=channel, remedy=remedy, every_hours=every_hours)
    actor = people_queries.require(by, ADMINISTER, department_id=department_id)
    if System.objects.filter(code=code).exists():
        raise Conflict("system_taken", f"系统代码“{code}”已被使用", field="code")
    token = people.open_client(
        by=by, code=code, name=name, department_id=department_id, active_from=active_from, active_to=active_to
    )
    System.objects.create(
        code=code, name=name, centre_id=centre_id, department_id=department_id, region_id=region_id, contact=contact,
        format=format, encoding=encoding, channel=channel, remedy=remedy, every_hours=every_hours,
        active_from=active_from, active_to=active_to,
    )  # fmt: skip
    allow_items(by=actor, code=code, item_codes=item_codes)
    return token


def _check(code: str, *, format: str, encoding: str, channel: str, remedy: str, every_hours: int) -> None:
    prefix = settings.NUMBER_PREFIX
    if not SYSTEM_CODE.fullmatch(code):
        raise Refusal("malformed_system_code", "系统代码应为 2–8 位数字或大写字母", field="code")
    if prefix and (prefix.startswith(code) or code.startswith(prefix)):
        raise Refusal("malformed_system_code", f"系统代码不得与本大厅编号的前缀“{prefix}”相混", field="code")
    for field, value, known, word in (
        ("format", format, FORMATS, "格式"), ("encoding", encoding, ENCODINGS, "编码"),
        ("channel", channel, CHANNELS, "申报来源"), ("remedy", remedy, remedies(), "救济途径"),
    ):  # fmt: skip
        if value not in known:
            raise Refusal(f"unknown_{field}", f"没有名为“{value}”的{word}", field=field)
    if every_hours < 1:
        raise Refusal("malformed_schedule", "报送间隔至少 1 小时", field="every_hours")


@transaction.atomic
def allow_items(*, by: Actor, code: str, item_codes: Sequence[str] | None) -> int:
    """Set the items whose cases a system may deliver (None: all of its department) and return how many they are.

    Raises Unknown `unknown_system`, `unknown_item`; Refusal `item_not_of_department`.
    """
    known = system(code)
    people_queries.require(by, ADMINISTER, department_id=known.department_id)
    own = own_departments(known.department_id)
    if item_codes is None:
        ids = {item.id for item in catalogue.items().values() if item.department_id in own}
    else:
        items = [catalogue.item_by_code(one) for one in item_codes]
        foreign = [item.local_code for item in items if item.department_id not in own]
        if foreign:
            raise Refusal("item_not_of_department", f"事项 {'、'.join(foreign)} 不属于该系统的部门", field="item_codes")
        ids = {item.id for item in items}
    SystemItem.objects.filter(system_id=code).exclude(item_id__in=ids).delete()
    there = set(SystemItem.objects.filter(system_id=code).values_list("item_id", flat=True))
    SystemItem.objects.bulk_create([SystemItem(system_id=code, item_id=one) for one in sorted(ids - there)])
    return len(ids)


@transaction.atomic
def set_mapping(*, by: Actor, code: str, entries: Mapping[str, Mapping[str, str]], at: datetime | None = None) -> int:
    """Enter a new version of a system's code tables (kind → theirs → ours) and return its number.

    Deliveries that were received before keep the version they were received with.
    Raises Refusal `unknown_kind`, `malformed_mapping`; Unknown `unknown_system`.
    """
    known = system(code)
    actor = people_queries.require(by, ADMINISTER, department_id=known.department_id)
    for kind, table in entries.items():
        if kind not in MAPPED:
            raise Refusal("unknown_kind", f"没有名为“{kind}”的对照表", field="kind")
        wrong = [
            theirs
            for theirs, ours in table.items()
            if not (0 < len(theirs) <= _THEIRS_MAX and 0 < len(ours) <= _THEIRS_MAX)
        ]
        if wrong:
            raise Refusal("malformed_mapping", f"对照代码应为 1–{_THEIRS_MAX} 个字符：{wrong[0]!r}", field=kind)
    version = MappingVersion.objects.create(
        system_id=code, number=known.mapping_number + 1, entered_at=at or true_now(), entered_by=actor.key
    )
    MappingEntry.objects.bulk_create([
        MappingEntry(mapping=version, kind=kind, theirs=theirs, ours=ours)
        for kind, table in entries.items() for theirs, ours in table.items()
    ])  # fmt: skip
    return version.number


@transaction.atomic
def set_front(*, by: Actor, code: str, url: str, tables: Mapping[str, tuple[str, str]]) -> None:
    """Set a system's front database (前置库): its SQLAlchemy address and, by data set, table and watermark column.

    A table that is named anew begins without a watermark. The address holds a password and is kept sealed.
    Raises Refusal `malformed_front_url`, `unknown_dataset`; Unknown `unknown_system`.
    """
    known = system(code)
    people_queries.require(by, ADMINISTER, department_id=known.department_id)
    checked_url(url)
    for dataset in tables:
        if dataset not in DATASETS:
            raise Refusal("unknown_dataset", f"没有名为“{dataset}”的数据集", field="dataset")
    System.objects.filter(code=code).update(front_url_sealed=cipher().seal(url, front_context(code)))
    FrontTable.objects.filter(system_id=code).exclude(dataset__in=tables).delete()
    for dataset, (table, column) in tables.items():
        there = FrontTable.objects.filter(system_id=code, dataset=dataset).first()
        if there is None or (there.table, there.watermark_column) != (table, column):
            FrontTable.objects.update_or_create(
                system_id=code, dataset=dataset,
                defaults={
                    "table": table, "watermark_column": column, "watermark": "", "settled": "", "seen": b"",
                    "pulled_at": None,
                },
            )  # fmt: skip
            FrontPull.objects.filter(system_id=code, dataset=dataset, closed_at__isnull=True).delete()
