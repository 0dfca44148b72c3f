"""The outgoing half of `yichuang exchange`: `export --out DIR` and `abnormal FILE`.

`parsers` names the two with their arguments, `WORK` does them, `SHOW` prints what they did for people.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.exchange import acts
from yichuang.kit.command import progress
from yichuang.people.rules import Actor

BY = Actor.job("export")


def parsers(add: Callable[..., ArgumentParser]) -> list[ArgumentParser]:
    """Add the two subcommands by `add` (a subparsers' `add_parser`) and return their parsers."""
    out = add("export", help="write what changed since the last export as the national tables (up_pro_*)")
    out.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder in which export-<number> is made")
    back = add("abnormal", help="take a file of errors that the national platform sent back (dn_audit_abnormal)")
    back.add_argument("file", type=Path, metavar="FILE", help="CSV, UTF-8: table, row_guid, err_type, remark")
    return [out, back]


def work_export(*, out: Path, **_: Any) -> dict[str, Any]:
    """Make one export."""
    with progress("导出") as told:
        made = acts.export(out, by=BY, told=told)
    return {
        "export": made.number, "since": made.since, "until": made.until, "folder": str(made.folder),
        "tables": made.tables, "missing": made.missing,
    }  # fmt: skip


def work_abnormal(*, file: Path, **_: Any) -> dict[str, Any]:
    """Take one file of errors."""
    return acts.take_abnormal(file, by=BY).record()


def show_export(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what went out."""
    since = record["since"] or "最初"
    out.write(f"第 {record['export']} 批：{since} 之后至 {record['until']} 的变化，在 {record['folder']}")
    for table, held in record["tables"].items():
        out.write(f"  {table}：{held['rows']:,} 行（新增 {held['insert']:,}，修改 {held['update']:,}，"
                  f"删除 {held['delete']:,}）")  # fmt: skip
    for kind, ours in record["missing"]:
        out.write(f"  没有对应代码，已留空：{kind} {ours}")


def show_abnormal(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what came back."""
    again = "（此前已读过，没有变化）" if record["again"] else ""
    out.write(f"差错 {record['rows']:,} 条，新增 {record['new']:,} 条，其中查不到办件 {record['unknown']:,} 条{again}")


WORK: Mapping[str, Callable[..., dict[str, Any]]] = {"export": work_export, "abnormal": work_abnormal}
SHOW: Mapping[str, Callable[[Mapping[str, Any], OutputWrapper], None]] = {
    "export": show_export,
    "abnormal": show_abnormal,
}
