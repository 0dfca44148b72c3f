"""The part of `yichuang report` for series: `series list`, `series export`, `series import`.

`parsers` names them with their arguments, `WORK` does them, `SHOW` prints what they did for people.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.kit import command
from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.labels import SERIES_SOURCES
from yichuang.reports.queries.indicated import known_figures
from yichuang.reports.rules.series import read_series, refuse

FILE_BYTES_MAX = 1_000_000


def parsers(add: Callable[..., CommandParser]) -> list[CommandParser]:
    """Add `series` and its subcommands by `add` (a subparsers' `add_parser`) and return the parsers of these."""
    series = add("series", help="the series of this installation, as TOML files")
    actions = series.add_subparsers(dest="action", required=True, metavar="|".join(WORK))
    listing = actions.add_parser("list", help="all series, where each comes from, its version")
    exporting = actions.add_parser("export", help="write a series' TOML, that in force or a version of it")
    exporting.add_argument("code", metavar="CODE")
    exporting.add_argument("--version", type=int, default=None, metavar="N", dest="edition", help="a saved version")
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE")
    importing = actions.add_parser("import", help="save a TOML file as its series' next version")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--from", dest="begins", type=command.day_argument, help="first day in force (today)")
    return [listing, exporting, importing]


def work_list(*, by: Actor, **_: Any) -> dict[str, Any]:
    """List the series."""
    lines = queries.series_list(seen_by=by)
    names = ("code", "title", "source", "version", "retired", "faults")
    return {"series": [{name: getattr(line, name) for name in names} for line in lines]}


def work_export(*, by: Actor, code: str, edition: int | None, out: Path, **_: Any) -> dict[str, Any]:
    """Write the text, whole or not at all."""
    content = queries.series_text(code, edition, seen_by=by).encode()
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(out)
    except OSError as error:
        raise Refusal("file_unusable", f"无法写入 {out}：{error.strerror}", field="--out") from None
    return {"code": code, "file": str(out), "bytes": len(content)}


def work_import(*, by: Actor, file: Path, begins: Any, **_: Any) -> dict[str, Any]:
    """Save the text; it says itself which series it describes."""
    text = _text(file)
    series, faults = read_series(text, known_figures())
    refuse(file.name, faults if series is None else [])
    assert series is not None, "a text without a fatal fault describes a series"
    before = queries.latest_version(series.code)
    version = acts.save_series(by=by, code=series.code, text=text, version=before, in_force_from=begins)
    told = [fault.as_record(file.name) for fault in faults]
    return {"code": series.code, "version": version, "changed": version != before, "faults": told}


def show_list(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print a line for each series."""
    for line in record["series"]:
        version = f"第 {line['version']} 版" if line["version"] else ""
        told = [SERIES_SOURCES[line["source"]], version, "已停刊" if line["retired"] else ""]
        told.append(f"{line['faults']} 处有误" if line["faults"] else "")
        out.write(f"{line['code']}\t{line['title']}\t{'，'.join(word for word in told if word)}")


def show_export(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print where the file is."""
    out.write(f"刊物 {record['code']} 已写入 {record['file']}")


def show_import(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the version, and what in it names nothing."""
    what = "已保存为" if record["changed"] else "没有改动，仍为"
    out.write(f"刊物 {record['code']} {what}第 {record['version']} 版")
    for fault in record["faults"]:
        out.write(f"※ {fault['place']}：{fault['problem']} [{fault['code']}]")


def _text(file: Path) -> str:
    try:
        with file.open("rb") as source:
            content = source.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise Refusal("file_unreadable", f"文件 {file} 无法读取：{error.strerror}", field="FILE") from None
    if len(content) > FILE_BYTES_MAX:
        raise Refusal("series_too_long", f"文件 {file} 超过 {FILE_BYTES_MAX:,} 字节。", field="FILE")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("series_unreadable", f"文件 {file} 不是 UTF-8 文本", field="FILE") from None


WORK: Mapping[str, Callable[..., dict[str, Any]]] = {
    "list": work_list, "export": work_export, "import": work_import,
}  # fmt: skip
SHOW: Mapping[str, Callable[[Mapping[str, Any], OutputWrapper], None]] = {
    "list": show_list, "export": show_export, "import": show_import,
}  # fmt: skip
