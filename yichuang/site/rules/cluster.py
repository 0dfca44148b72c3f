"""Where tables lie on a Citus cluster, and the statements that put them there, from descriptions of the tables.

A table of cases is spread by the case number, so that a case and all of it lie on one shard. Tallies are spread by the
department. Of small tables that change seldom every node has a copy (a reference table). All else stays on the
coordinator. What Citus refuses, and so is taken away or made otherwise first, is said in docs/scale.md with sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yichuang.site.rules.tables import CASES, WORDS, Table, faults, key_of, of_a_case

# Every act writes tallies of one department: so writers are spread as departments are, and a department's figures come
# from one shard. By day, all of today's would go to one.
TALLIES = {
    "cases_tallycoarse": "department_id", "cases_tallyfine": "department_id", "cases_tallymonth": "department_id",
}  # fmt: skip

REFERENCE = frozenset({
    "workdays_calendarversion", "workdays_override", "workdays_day",
    "people_region", "people_centre", "people_department",
    "catalogue_codeset", "catalogue_code", "catalogue_item", "catalogue_itemversion",
    "cases_backdating", "cases_remedynotice",
    "exchange_system", "exchange_systemitem", "exchange_mapping", "exchange_mappingentry", "exchange_nationalcode",
})  # fmt: skip

LOCAL = {
    "每次登录都要写入；写引用表要各节点逐一完成": (
        "people_account", "people_role", "people_roleright", "people_post", "people_postrole", "people_apiclient",
        "django_session",
    ),
    "每次请求或查看都要写入，主键不含可分布的列": ("people_accesslog", "people_idempotencykey"),
    "可能多至全部人口；按证件而不按办件唯一": ("people_organisation", "people_person"),
    "按送达批次而不按办件唯一；其办件可能尚不存在": (
        "exchange_delivery", "exchange_heldrow", "exchange_frontpull", "exchange_fronttable",
    ),
    "按导出或退回的文件唯一，数量少": ("exchange_export", "exchange_abnormalfile", "exchange_abnormal"),
    "每天一行，由一个进程依次封签": ("cases_seal",),
    "刊物只在协调节点读写；已发布的由触发器保护": (
        "reports_seriesvariable", "reports_seriesversion", "reports_seriesedition", "reports_issue", "reports_story",
        "reports_inspectionfinding", "reports_picture", "reports_override", "reports_change",
        "reports_original", "reports_archiverun", "reports_archivefile", "reports_passage", "reports_printedfigure",
    ),
    "每期每部门几行，只增不改，由触发器保护": ("statistics_definition", "statistics_submission"),
    "例行任务的队列有自己的函数和触发器": (
        "procrastinate_workers", "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers",
        "site_jobstate",
    ),
    "Django 自己的表": (
        "auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations",
    ),
}  # fmt: skip

# Triggers on tables that do not stay on the coordinator. No truth depends on them.
GUARDS = {
    "cases_caseevent": ("cases_event_append_only",),
    "catalogue_item": ("item_frozen",),
    "catalogue_itemversion": ("version_frozen",),
}

SAID_AT_ONCE = (
    "由 yichuang cluster sql 按数据模型生成。须在协调节点以表的所有者身份执行：",
    "  yichuang cluster sql | psql -v ON_ERROR_STOP=1 \"$DATABASE_OWNER_URL\"",
    "执行前：停止程序，做好备份，安装 citus 扩展，登记协调节点和工作节点，运行 yichuang prepare。",
    "不放在一个事务里：有数据的表分布时，Citus 要用自己的连接复制。步骤见 docs/scale.md。",
)  # fmt: skip
REMARKS = (
    "程序只连协调节点：安全时刻只看协调节点上的锁，从工作节点写入的事务不在其中。",
    "办件编号的序列 cases_number_serial 留在协调节点。",
    "办件记录此后靠角色的权限保持只增不改（yichuang_app 没有 UPDATE、DELETE、TRUNCATE）；权限随表带到各分片。",
    "触发器去掉之后，所有者不再受其约束。",
    "已发布的事项版本此后只由 catalogue.acts 保护：角色有权改这两张表。",
    "累计数的主键改为（department_id, id）：Citus 要求主键和唯一约束含分布列。id 的值不变。",
    "分片数在分布时定下（citus.shard_count，缺省 32）。",
)
_NODES = """DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_dist_node WHERE groupid = 0) THEN
        RAISE EXCEPTION '协调节点未登记，请先运行：SELECT citus_set_coordinator_host(主机名)';
    END IF;
END $$;"""


@dataclass(frozen=True, slots=True)
class Spread:
    """A table spread over shards by a column, and the table beside which its shards lie ("none": it is the first)."""

    table: str
    column: str
    beside: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each table lies. `local` and `unplaced` say why; unplaced are those that break a rule or have none."""

    spread: tuple[Spread, ...]
    reference: tuple[str, ...]
    local: tuple[tuple[str, str], ...]
    unplaced: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Statements that belong together, and what they are for."""

    title: str
    statements: tuple[str, ...]


def plan(tables: Sequence[Table]) -> Plan:
    """Return where the tables lie: each in one of the four."""
    why_local = {name: why for why, names in LOCAL.items() for name in names}
    wrong: dict[str, str] = {}
    for fault in faults(tables, reference=REFERENCE):
        wrong.setdefault(fault.table, f"{WORDS[fault.code]}（{fault.constraint}）")
    sound = [table for table in tables if table.name not in wrong]
    cases = sorted((t for t in sound if of_a_case(t)), key=lambda t: (t.name != CASES, t.name))
    tallies = [table.name for table in sound if table.name in TALLIES]
    placed = {table.name for table in cases} | set(tallies) | REFERENCE | set(why_local) | set(wrong)
    unknown = {table.name: "尚未规定放在哪里" for table in tables if table.name not in placed}
    return Plan(
        spread=(
            *(Spread(t.name, key_of(t), "none" if t.name == CASES else CASES) for t in cases),
            *(Spread(name, TALLIES[name], "none" if name == tallies[0] else tallies[0]) for name in tallies),
        ),
        reference=tuple(_in_order([table for table in sound if table.name in REFERENCE])),
        local=tuple((table.name, why_local[table.name]) for table in sound if table.name in why_local),
        unplaced=tuple(sorted((wrong | unknown).items())),
    )


def _in_order(tables: Sequence[Table]) -> Iterator[str]:
    """Yield names so that what a foreign key leads to comes before it."""
    waiting = {table.name: {key.table for key in table.foreign_keys} - {table.name} for table in tables}
    while waiting:
        free = sorted(name for name, leads_to in waiting.items() if not leads_to & waiting.keys())
        if not free:
            raise ValueError(f"foreign keys lead in a circle: {sorted(waiting)}")
        yield from free
        for name in free:
            del waiting[name]


def steps(tables: Sequence[Table], where: Plan) -> list[Step]:
    """Return the statements in the order in which they must run."""
    known = {table.name: table for table in tables}
    order = [*where.reference, *(spread.table for spread in where.spread)]
    keys = [
        (name, key)
        for name in [*order, *(name for name, _ in where.local)]
        for key in known[name].foreign_keys
        if key.table in order
    ]
    return [
        Step("须有 citus 扩展，协调节点须已登记", ("SELECT citus_version();", _NODES)),
        Step(
            "Citus 不支持分布表和引用表上的触发器",
            tuple(f"DROP TRIGGER {guard} ON {name};" for name in order for guard in GUARDS.get(name, ())),
        ),
        Step(
            "外键先去掉，分布之后再建：否则 Citus 会先把相连的本地表转换一遍",
            tuple(f"ALTER TABLE {name} DROP CONSTRAINT {key.name};" for name, key in keys),
        ),
        Step(
            "主键须含分布列",
            tuple(
                f"ALTER TABLE {one.table} DROP CONSTRAINT {one.table}_pkey, "
                f"ADD PRIMARY KEY ({', '.join((one.column, *known[one.table].primary))});"
                for one in where.spread
                if one.column not in known[one.table].primary
            ),
        ),
        Step("引用表：每个节点一份", tuple(f"SELECT create_reference_table('{name}');" for name in where.reference)),
        Step(
            "分布表：办件按编号，同一办件的各表在同一分片；累计数按部门",
            tuple(
                f"SELECT create_distributed_table('{one.table}', '{one.column}', colocate_with => '{one.beside}');"
                for one in where.spread
            ),
        ),
        Step(
            "外键再建；有外键指向引用表的本地表，Citus 从此登记为受管的本地表",
            tuple(
                f"ALTER TABLE {name} ADD CONSTRAINT {key.name} FOREIGN KEY ({key.column}) "
                f"REFERENCES {key.table} ({key.to}) DEFERRABLE INITIALLY DEFERRED;"
                for name, key in keys
            ),
        ),
    ]


def as_text(where: Plan, statements: Sequence[Step]) -> str:
    """Return the whole as a script for psql: the statements, and in comments what they are for and what stays."""
    lines = [f"-- {line}" for line in SAID_AT_ONCE]
    for step in statements:
        lines += ["", f"-- {step.title}", *step.statements]
    lines += ["", "-- 留在协调节点的表"]
    for why in dict.fromkeys(why for _, why in where.local):
        lines += [f"--   {why}：", *(f"--     {name}" for name, reason in where.local if reason == why)]
    if where.unplaced:
        lines += ["", "-- 无法放置的表", *(f"--   {name}：{why}" for name, why in where.unplaced)]
    return "\n".join([*lines, "", "-- 此后", *(f"--   {remark}" for remark in REMARKS)]) + "\n"
