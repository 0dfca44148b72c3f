"""The incoming half of `yichuang exchange`: load, check, reconcile, quarantine, register, map.

`parsers` names them with their arguments, `WORK` does them, `SHOW` prints what they did for people.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.exchange import acts, queries
from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.words import ENCODINGS, Way
from yichuang.kit import command
from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people import acts as people_acts
from yichuang.people import queries as people
from yichuang.people.rules import Actor

BY = Actor.job("exchange")
LISTED_MAX = 10_000


def parsers(add: Callable[..., ArgumentParser]) -> list[ArgumentParser]:
    """Add the subcommands by `add` (a subparsers' `add_parser`) and return their parsers."""
    load = add("load", help="take in a delivery of a departmental system; the same file again changes nothing")
    check = add("check", help="check a file as a delivery of a system, without taking it in")
    for one in (load, check):
        one.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8 or GB18030), XLSX, JSON Lines or Parquet")
        one.add_argument("--system", required=True, metavar="CODE", help="code of the system")
        one.add_argument("--dataset", default="", choices=("", *DATASETS), help="if file name and headings do not tell")
        one.add_argument("--format", default="", choices=("", *FORMATS), help="if the content does not tell")
        one.add_argument("--encoding", default="", choices=("", *ENCODINGS), help="of CSV and JSON Lines")
    load.add_argument("--number", default="", help="the sender's number of the delivery (the file's name)")
    load.add_argument("--revision", type=int, default=0, help="1, 2 …: changes what an earlier revision told")
    load.add_argument("--rows", type=int, help="how many rows the sender counted; the file must agree")
    load.add_argument("--checksum", default="", help="SM3 of the file, hexadecimal; the file must agree")
    account = add("reconcile", help="what was sent and what became of it; exit status 1 if it does not add up")
    account.add_argument("--from", dest="first", type=command.day_argument, help="first day of receipt")
    account.add_argument("--to", dest="last", type=command.day_argument, help="last day of receipt")
    account.add_argument("--by", choices=("day",), help="an account for each day")
    account.add_argument("--system", default="", metavar="CODE", help="this system only")
    aside = add("quarantine", help="the refused rows of a system that nobody has settled, personal data masked")
    aside.add_argument("--system", default="", metavar="CODE", help="code of the system")
    aside.add_argument("--delivery", type=int, help="this delivery only")
    show = add("samples", help="write one small valid file for each data set and format")
    show.add_argument("--out", type=Path, required=True, metavar="DIR")
    show.add_argument("--system", default="", metavar="CODE", help="whose deliveries they could be (the first system)")
    return [load, check, account, aside, show, *_registering(add)]


def _registering(add: Callable[..., ArgumentParser]) -> list[ArgumentParser]:
    new = add("register", help="register a system and print its token, once")
    new.add_argument("code", metavar="CODE", help="2–8 digits or capitals")
    new.add_argument("--name", required=True)
    new.add_argument("--department", required=True, metavar="CODE", help="code of its department")
    new.add_argument("--region", default="", metavar="CODE", help="where a row names none (the centre's)")
    new.add_argument("--items", nargs="*", metavar="CODE", help="local codes it may deliver (all of its department)")
    new.add_argument("--format", default="csv", choices=FORMATS)
    new.add_argument("--encoding", default="utf-8", choices=ENCODINGS)
    new.add_argument("--every-hours", type=int, default=24, help="silent, if nothing came for so long")
    new.add_argument("--contact", default="")
    table = add("map", help="enter a new version of a system's code tables from a CSV: kind, theirs, ours")
    table.add_argument("code", metavar="CODE")
    table.add_argument("file", type=Path, metavar="FILE")
    renewed = add("token", help="give a system a new token and print it, once; the old one ends with it")
    renewed.add_argument("code", metavar="CODE")
    return [new, table, renewed]


def work_load(*, file: Path, system: str, number: str, revision: int, rows: int | None, checksum: str, dataset: str,
              format: str, encoding: str, **_: Any) -> dict[str, Any]:  # fmt: skip
    """Take a delivery in, with a bar; exit status 1 where rows were refused."""
    envelope = acts.Envelope(_there(file).name, dataset, number, revision, format, encoding, rows, checksum)
    with command.progress("载入") as told:
        receipt = acts.deliver(by=BY, code=system, path=file, envelope=envelope, way=Way.COMMAND, told=told)
    return receipt.as_record() | {"exit_status": int(receipt.refused > 0)}


def work_check(*, file: Path, system: str, dataset: str, format: str, encoding: str, **_: Any) -> dict[str, Any]:
    """Check a file; exit status 1 where rows are wrong."""
    envelope = acts.Envelope(_there(file).name, dataset, format=format, encoding=encoding)
    found = acts.try_out(by=BY, code=system, path=file, envelope=envelope)
    return found.as_record() | {"exit_status": int(found.wrong > 0)}


def _there(file: Path) -> Path:
    if not file.is_file():
        raise Refusal("file_missing", f"没有文件 {file}", field="FILE")
    return file


def work_reconcile(
    *, first: date | None, last: date | None, by: str | None, system: str, **_: Any
) -> dict[str, Any]:  # fmt: skip
    """Return the accounts of the systems."""
    if system:
        queries.system(system)
    found = queries.reconcile(seen_by=BY, first=first, last=last, by_day=by == "day", system=system)
    wrong = any(one.difference for one in found)
    return {"systems": [one.as_record() for one in found], "exit_status": int(wrong)}


def work_quarantine(*, system: str, delivery: int | None, **_: Any) -> dict[str, Any]:
    """Return the rows that stand in quarantine."""
    if system:
        queries.system(system)
    rows = queries.quarantine(seen_by=BY, system=system, delivery=delivery, rows=LISTED_MAX + 1)
    return {"rows": [one.as_record() for one in rows[:LISTED_MAX]], "more": len(rows) > LISTED_MAX}


def work_samples(*, out: Path, system: str, **_: Any) -> dict[str, Any]:
    """Write samples for a system."""
    known = [one.system.code for one in queries.systems(seen_by=BY)]
    if not (system or known):
        raise Refusal("no_system", "还没有登记对接系统；请先用 exchange register 登记", field="system")
    code = system or known[0]
    try:
        paths = acts.write_samples_for(out, code)
    except OSError as error:
        raise Refusal("out_not_writable", f"无法写入 {out}：{error.strerror or error}", field="out") from None
    return {"system": code, "out": str(out), "files": [path.name for path in paths]}


def work_register(*, code: str, name: str, department: str, region: str, items: list[str] | None, format: str,
                  encoding: str, every_hours: int, contact: str, **_: Any) -> dict[str, Any]:  # fmt: skip
    """Register a system and return its token."""
    unit = people.department_by_code(department, today())
    centre_id = unit.centre_id or next(iter(people.centres()))
    place = people.region_by_code(region, today()).id if region else people.region_of_centre(centre_id)
    token = acts.register_system(
        by=BY, code=code, name=name, centre_id=centre_id, department_id=unit.id, region_id=place, item_codes=items,
        format=format, encoding=encoding, every_hours=every_hours, contact=contact, active_from=today(),
    )  # fmt: skip
    return {"system": code, "items": len(queries.items_of(code)), "token": token}


def work_token(*, code: str, **_: Any) -> dict[str, Any]:
    """Renew a system's token."""
    return {"system": queries.system(code).code, "token": people_acts.renew_token(by=BY, code=code)}


def work_map(*, code: str, file: Path, **_: Any) -> dict[str, Any]:
    """Enter code tables."""
    entries: dict[str, dict[str, str]] = {}
    with _there(file).open(encoding="utf-8-sig", newline="") as lines:
        for place, row in enumerate(csv.reader(lines), 1):
            if place == 1 and row[:1] == ["kind"]:
                continue
            if len(row) != 3:
                raise Refusal("malformed_mapping", f"第 {place} 行应为三列：kind, theirs, ours", field="FILE")
            kind, theirs, ours = (cell.strip() for cell in row)
            entries.setdefault(kind, {})[theirs] = ours
    return {"system": code, "mapping": acts.set_mapping(by=BY, code=code, entries=entries)}


def show_load(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print a receipt."""
    out.write(
        f"批次 {record['delivery']}（{record['number']}，修订 {record['revision']}）：共 {record['rows']:,} 行，"
        f"收下 {record['taken']:,}，无变化 {record['unchanged']:,}，"
        f"等待 {record['parked']:,}，拒收 {record['refused']:,}"
    )
    for code, count in record["errors"].items():
        out.write(f"  {code}：{count:,}")


def show_check(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what the checks found."""
    out.write(f"{record['dataset']}：共 {record['rows']:,} 行，合格 {record['good']:,}，有误 {record['wrong']:,}")
    for one in record["shown"]:
        out.write(f"  第 {one['row']} 行 {one['column']}：{one['message']} [{one['code']}]")


def show_reconcile(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the accounts."""
    for one in record["systems"]:
        day = f" {one['day']}" if "day" in one else ""
        silent = "，久未报送" if one["silent"] else ""
        out.write(
            f"{one['code']}{day}：报送 {one['sent']:,}，收下 {one['taken']:,}，无变化 {one['unchanged']:,}，"
            f"等待 {one['parked']:,}，拒收 {one['refused']:,}（待更正 {one['quarantined']:,}），"
            f"未读 {one['pending']:,}，差额 {one['difference']:,}{silent}"
        )


def show_quarantine(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the rows in quarantine."""
    for one in record["rows"]:
        out.write(f"{one['system']} 批次 {one['delivery']} 第 {one['row']} 行 {one['case_number']}")
        for error in one["errors"]:
            out.write(f"  {error['column']}：{error['message']} [{error['code']}]")
    out.write(f"共 {len(record['rows']):,} 行" + ("，还有更多" if record["more"] else ""))


def show_samples(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print where the samples are."""
    out.write(f"已为系统 {record['system']} 写出样例 {len(record['files'])} 个：{record['out']}")


def show_register(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the token, this once."""
    out.write(f"系统 {record['system']} 已登记，可报送 {record['items']:,} 个事项。口令只显示这一次：{record['token']}")


def show_token(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the token, this once."""
    out.write(f"系统 {record['system']} 的新口令（只显示这一次，原口令作废）：{record['token']}")


def show_map(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the number of the new version."""
    out.write(f"系统 {record['system']} 的代码对照已更新为第 {record['mapping']} 版")


WORK: Mapping[str, Callable[..., dict[str, Any]]] = {
    "load": work_load, "check": work_check, "reconcile": work_reconcile, "quarantine": work_quarantine,
    "register": work_register, "map": work_map, "token": work_token, "samples": work_samples,
}  # fmt: skip
SHOW: Mapping[str, Callable[[Mapping[str, Any], OutputWrapper], None]] = {
    "load": show_load, "check": show_check, "reconcile": show_reconcile, "quarantine": show_quarantine,
    "register": show_register, "map": show_map, "token": show_token, "samples": show_samples,
}  # fmt: skip
