"""`yichuang report archive FOLDER --series S`: a folder of old issues, with progress; begun again it goes on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.kit import command
from yichuang.people.rules import Actor
from yichuang.reports.acts.folders import archive_folder
from yichuang.reports.labels import FATES
from yichuang.reports.queries.run_files import open_files
from yichuang.reports.queries.runs import archive_run, holes_of


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the command's words."""
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--series", metavar="SERIES", required=True, help="the series whose issues they are")


def archive(*, by: Actor, folder: Path, series: str) -> dict[str, Any]:
    """Read the folder and return what became of its files; exit status 1 if somebody has to look at some."""
    with command.progress("归档") as told:
        outcome = archive_folder(by=by, folder=folder, series=series, told=told)
    run = archive_run(outcome.run, seen_by=by)
    waiting = open_files(run.id, seen_by=by)
    return {
        "run": run.id,
        "folder": run.folder,
        "series": run.series,
        "total": run.total,
        "fresh": outcome.fresh,
        "counts": run.counts,
        "open": [
            {"path": one.path, "fate": one.fate, "code": one.code, "message": one.message, "reasons": one.reasons}
            for one in waiting
        ],
        "left_out": [{"path": one.name, "reason": one.reason} for one in outcome.left_out],
        "holes": [hole.as_record() for hole in holes_of(run.series)],
        "exit_status": command.REFUSED if waiting else command.DONE,
    }


def show(record: dict[str, Any], out: OutputWrapper) -> None:
    """Print what a person wants to see at once."""
    counts = "，".join(f"{FATES[fate]} {number}" for fate, number in record["counts"].items() if number)
    out.write(f"{record['folder']}：文件 {record['total']} 份，本次读取 {record['fresh']} 份")
    if counts:
        out.write(counts)
    for one in record["open"]:
        out.write(f"{FATES[one['fate']]} {one['path']}：{one['message']}")
    for one in record["left_out"]:
        out.write(f"未读 {one['path']}：{one['reason']}")
    for hole in record["holes"]:
        out.write(hole["message"])
    if record["open"]:
        out.write("在“采编”的“归档”页逐份核对、更正、收下或不收。")
