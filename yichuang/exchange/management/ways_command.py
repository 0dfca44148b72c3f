"""The ways in that nobody attends, in `yichuang exchange`: `folders`, `front` and `pull`.

`parsers` names them with their arguments, `WORK` does them, `SHOW` prints what they did for people.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.exchange import acts
from yichuang.exchange.management.incoming_command import BY, show_load
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.kit.command import parsed

FATES = {"done": "已载入", "refused": "整批拒收", "left": "未处理"}


def parsers(add: Callable[..., ArgumentParser]) -> list[ArgumentParser]:
    """Add the subcommands by `add` (a subparsers' `add_parser`) and return their parsers."""
    folders = add("folders", help="look once into the systems' watched folders and take in what lies there")
    folders.add_argument("--system", default="", metavar="CODE", help="the folder of this system only")
    front = add("front", help="register a system's front database: its address (kept sealed) and its tables")
    front.add_argument("code", metavar="CODE")
    front.add_argument("--url", required=True, help="SQLAlchemy address; - reads it from standard input")
    front.add_argument(
        "--table", dest="tables", action="append", required=True, type=table_argument,
        metavar="DATASET=TABLE:WATERMARK_COLUMN", help="as accept=public.up_pro_accept:cd_time; once for each data set",
    )  # fmt: skip
    pull = add("pull", help="pull what is new in a system's front database")
    pull.add_argument("code", metavar="CODE")
    pull.add_argument("--again", action="store_true", help="from the beginning, what was pulled before as well")
    return [folders, front, pull]


def _table(text: str) -> tuple[str, str, str]:
    dataset, _, rest = text.partition("=")
    table, _, column = rest.rpartition(":")
    if not (dataset in DATASETS and table and column):
        raise ValueError(text)
    return dataset, table, column


table_argument = parsed(_table, f"“数据种类=表:水位列”（数据种类：{'、'.join(DATASETS)}）")


def work_folders(*, system: str, **_: Any) -> dict[str, Any]:
    """Take in what lies in the folders; exit status 1 where a file was refused or left."""
    found = acts.take_in_folders(code=system)
    return {
        "folders": [str(path) for path in acts.watched_folders(code=system)],
        "files": [one.as_record() for one in found],
        "exit_status": int(any(one.fate != "done" for one in found)),
    }


def show_folders(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what became of each file, and where files are laid down."""
    for one in record["files"]:
        code = f" [{one['code']}]" if one["code"] else ""
        out.write(f"{one['system']} {one['file']} {FATES[one['fate']]}：{one['message']}{code}")
    if not record["files"]:
        out.write("没有可载入的文件。文件应放入：")
        for folder in record["folders"]:
            out.write(f"  {folder}")


def work_front(*, code: str, url: str, tables: list[tuple[str, str, str]], **_: Any) -> dict[str, Any]:
    """Register a front database."""
    address = sys.stdin.readline().strip() if url == "-" else url
    acts.set_front(by=BY, code=code, url=address, tables={dataset: (table, mark) for dataset, table, mark in tables})
    return {"system": code, "tables": {dataset: table for dataset, table, _ in tables}}


def work_pull(*, code: str, again: bool, **_: Any) -> dict[str, Any]:
    """Pull; exit status 1 where a table failed or rows were refused."""
    found = acts.pull(code, again=again)
    wrong = any(one.error or (one.receipt and one.receipt.refused) for one in found)
    return {"tables": [one.as_record() for one in found], "exit_status": int(wrong)}


def show_front(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what was registered; never the address."""
    out.write(f"系统 {record['system']} 的前置库已登记：")
    for dataset, table in record["tables"].items():
        out.write(f"  {dataset}：{table}")


def show_pull(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what came of each table."""
    for one in record["tables"]:
        if one["error"]:
            out.write(f"{one['dataset']}（{one['table']}）：{one['error']['message']} [{one['error']['code']}]")
            continue
        out.write(f"{one['dataset']}（{one['table']}）：读 {one['read']:,} 行，水位 {one['watermark'] or '无'}")
        if one["receipt"]:
            show_load(one["receipt"], out)


WORK: Mapping[str, Callable[..., dict[str, Any]]] = {
    "folders": work_folders, "front": work_front, "pull": work_pull,
}  # fmt: skip
SHOW: Mapping[str, Callable[[Mapping[str, Any], OutputWrapper], None]] = {
    "folders": show_folders, "front": show_front, "pull": show_pull,
}  # fmt: skip
