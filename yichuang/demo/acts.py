"""Loading the synthetic hall into an empty installation: its house, its people, its cases, and a day of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from yichuang.cases import acts as cases
from yichuang.cases import queries as case_queries
from yichuang.cases.rules.records import History
from yichuang.demo import filling, house, sending
from yichuang.demo.house import ACCOUNTS, BY, PASSWORD
from yichuang.demo.rules.deliveries import Deliveries
from yichuang.demo.rules.histories import Generator, Keys
from yichuang.demo.rules.places import bureaus
from yichuang.demo.rules.volumes import FROM, THROUGH, quotas
from yichuang.demo.rules.weeks import VARIABLES, issue_text, waiting, weeks
from yichuang.kit import time
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.sql import statement
from yichuang.people import queries as people
from yichuang.people.rules import Actor
from yichuang.reports import acts as reports
from yichuang.reports import queries as reports_queries
from yichuang.statistics import queries as statistics
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import first_calendar

SERIES = "weekly"
DELIVERED_AS = ("csv", "parquet")
FIRST_PERIOD = weeks()[-1].start  # of the issue that is still to be compiled
CHUNK = 5_000  # histories to a transaction
FRESH_FROM = Fraction(1, 1000)  # smaller ledgers need no statistics for the planner
FILLED, TALLIES = ("cases_", "exchange_"), ("cases_tally",)  # how the names of tables begin


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the installation holds then."""

    cases: int
    events: int
    departments: int
    items: int
    regions: int
    accounts: tuple[str, ...]
    day: date


def load(*, scale: Fraction, seed: int, told: Callable[[int, int], None] = lambda done, expected: None) -> Loaded:
    """Load the demo at `scale` (more than 0, at most 1) and give the installation its own day.

    told: is called with the cases done and expected, now and then.

    The hall's own cases go through the ledger's bulk door; what departments' systems have is delivered by them. Each
    chunk is kept: an interrupted loading goes on where it stopped when it is asked for again, with the same scale and
    seed. Raises Conflict `demo_not_empty` where the ledger holds cases already, `demo_begun` where another loading was
    begun; Refusal `demo_refused` if a case is not taken; ValueError for a scale outside its range.
    """
    quotas(scale)
    folder = _begin(scale, seed)
    keys = house.build()
    time.forget_own_day()  # of a house that was built for deliveries alone: some cases are of that day's afternoon
    own = Generator(seed=seed, scale=scale, keys=keys, calendar=calendar_in_force(), zone=time.zone())
    delivered = Deliveries(seed=seed, scale=scale, calendar=calendar_in_force())
    expected = own.expected + delivered.cases
    try:
        _take_in(own, lambda done: told(done, expected))
        sending.send(delivered, folder, lambda done: told(own.expected + done, expected), _compact)
        cases.compact_tallies()
        _refresh_statistics(scale)
        _require_figures(scale)
        _tell_weeks(keys)
        filling.fill(seed)
    except BaseException:
        time.forget_own_day()
        raise
    shutil.rmtree(folder)
    with connection.cursor() as cursor:
        cursor.execute(statement(__file__, "counts"))
        done, events = cursor.fetchone()
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

    out:    a new or empty folder; files are named `<system>-<data set>-<series>-<sequence>[-r<revision>].<format>`, to
            be loaded by revision and sequence. The same scale, seed and format give the same bytes.
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
            path, frame = out / f"{delivery.stem}.{format}", delivery.frame
            _ = frame.write_csv(path) if format == "csv" else frame.write_parquet(path)
            rows = systems.setdefault(delivery.system, {})
            rows[delivery.dataset] = rows.get(delivery.dataset, 0) + frame.height
            files += 1
            cases += delivery.cases
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
    keys = house.build()
    time.set_own_day(THROUGH)
    return keys


def is_wanted() -> bool:
    """Tell whether the demo can be loaded: the ledger holds no case, or a loading was interrupted."""
    return _is_empty() or _begun().exists()


def accounts() -> list[str]:
    """Return a line for each ready account: name, what it is for, password."""
    return [f"{username}  {name}  口令 {PASSWORD}" for username, name, *_ in ACCOUNTS]


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement(__file__, "any_case"))
        (holds_cases,) = cursor.fetchone()
    return not holds_cases


def _begun() -> Path:
    """Return the file that says which loading was begun, in the folder of its deliveries; both go when it is done."""
    return Path(settings.VAR) / "demo-loading" / "begun.json"


def _begin(scale: Fraction, seed: int) -> Path:
    """Begin a loading, or go on with the one that was interrupted; return the folder for its deliveries."""
    begun, this = _begun(), {"scale": str(scale), "seed": seed}
    if not _is_empty():
        if not begun.exists():
            raise Conflict(
                "demo_not_empty",
                "账本中已有办件，演示数据只能载入空的安装；请换一个数据目录（YICHUANG_VAR）再试",
                field="YICHUANG_VAR",
            )
        before = json.loads(begun.read_text(encoding="ascii"))
        if before != this:
            raise Conflict(
                "demo_begun",
                f"另一次载入尚未完成；请以 --scale {before['scale']} --seed {before['seed']} 继续，或换一个数据目录",
                field="scale", details=before,
            )  # fmt: skip
    begun.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun.write_text(json.dumps(this), encoding="ascii")
    return begun.parent


def _take_in(source: Generator, told: Callable[[int], None]) -> None:
    """Take the hall's own cases in; those that an interrupted loading took stay as they are."""
    done = 0
    histories = source.histories()
    while chunk := list(islice(histories, CHUNK)):
        for result in cases.take_in_batch(_missing(chunk), by=BY, chunk=CHUNK):
            if result.refused:
                number, refusal = result.refused[0]
                raise Refusal("demo_refused", f"演示办件 {number} 未被账本接受：{refusal.message}", field=refusal.field)
        done += len(chunk)
        told(done)


def _missing(chunk: list[History]) -> Iterator[History]:
    known = {number for number, *_ in case_queries.whose([history.number for history in chunk])}
    return (history for history in chunk if history.number not in known)


def _compact() -> None:
    """Sum the tallies, and let what is posted next use the room of the deltas."""
    cases.compact_tallies()
    _vacuum(TALLIES)


def _refresh_statistics(scale: Fraction) -> None:
    """Tell the planner what the tables hold now, and spare readers the rows that compacting left behind."""
    if scale >= FRESH_FROM:
        _vacuum(FILLED)


def _vacuum(prefixes: tuple[str, ...]) -> None:
    with connections["owner"].cursor() as cursor:
        for table in connections["owner"].introspection.table_names(cursor):
            if table.startswith(prefixes):
                cursor.execute(f"VACUUM (ANALYZE) {table}")


def _require_figures(scale: Fraction) -> None:
    """Raise Refusal `demo_refused` unless the six figures are exactly those that were promised."""
    promised = {group: (quota.accepted, quota.concluded) for group, quota in quotas(scale).items()}
    if (found := _figures(THROUGH)) != promised:
        raise Refusal("demo_refused", f"演示数据的数字与约定不符：应为 {promised}，实为 {found}", field="figures")


@transaction.atomic
def _tell_weeks(keys: Keys) -> None:
    """Archive the earlier issues with the figures that the ledger gives for them; tell the last week's stories."""
    *earlier, last = weeks()
    archived = {(issue.period_from, issue.number) for issue in reports_queries.archived_issues(SERIES)}
    if (earlier[0].start, earlier[0].number) in archived:  # an interrupted loading came so far
        return
    reports.set_variables(by=BY, series=SERIES, values=VARIABLES)
    for series in ("monthly", "half_year"):
        reports.set_variables(by=BY, series=series, values={"centre": VARIABLES["centre"]})
    for week in earlier:
        reports.archive(by=BY, series=SERIES, text=issue_text(week, _figures(week.end)))
    ids = {bureau.short_name: keys.department_ids[bureau.code] for bureau in bureaus()}
    for story in last.stories:
        reports.add_story(
            by=BY, series=SERIES, period=last.start, category=story.category, text=story.sentence,
            department=story.department, department_id=ids[story.department], date_from=story.date_from,
            date_to=story.date_to, date_text=story.date_text,
        )  # fmt: skip
    clerk = people.account_id_of("clerk")
    assert clerk is not None, "the house has opened the account"
    for story in waiting():
        reports.submit_story(
            by=Actor.staff(clerk), series=SERIES, period=last.start, department_id=ids[story.department],
            category=story.category, text=story.sentence, department=story.department,
        )  # fmt: skip
    for seen in last.findings:
        reports.record_finding(
            by=BY, series=SERIES, period=last.start, check=seen.check, finding=seen.finding, ok=seen.ok
        )


def _figures(end: date) -> dict[str, tuple[int, int]]:
    """Return accepted and concluded from 1 January to `end`, of the report's three groups of item types."""
    sums = {"01": (0, 0), "20": (0, 0), "02-10": (0, 0)}
    for row in statistics.figures(start=FROM, end=end, by=("item_type",)):
        group = row["item_type"] if row["item_type"] in sums else "02-10"
        accepted, concluded = sums[group]
        sums[group] = (accepted + row["accepted"], concluded + row["concluded"])
    return sums
