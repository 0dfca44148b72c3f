"""`yichuang lake export DIR | verify DIR`: cases and events as Parquet files, for analysts and for counting anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.kit import command
from yichuang.statistics import acts, queries
from yichuang.statistics.labels import LAKE_WORDS


class Command(command.Command):
    """Export a lake, or compare its files with its manifest."""

    help = "数据湖：导出办件和办件记录（export），核对文件与清单（verify）；不含个人信息"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, meaning, folder in (
            ("export", "write cases and events as known at the safe instant", "a new or empty folder"),
            ("verify", "compare every file with the manifest; exit status 1 if one differs", "a lake"),
        ):
            action = actions.add_parser(name, help=meaning)
            super().add_arguments(action)
            action.add_argument("folder", metavar="DIR", type=Path, help=folder)

    def work(self, *, action: str, folder: Path, **options: Any) -> dict[str, Any]:
        """Do what was asked for; return the instant, the totals, the number and size of the files."""
        if action == "export":
            with command.progress("导出数据湖") as told:
                acts.export_lake(folder, told=told)
        lake = queries.open_lake(folder)
        if action == "verify":
            with command.progress("核对数据湖") as told:
                queries.verify_lake(lake, told)
        files = lake.manifest["files"]
        size = {"files": len(files), "bytes": sum(entry["bytes"] for entry in files)}
        return {"lake": str(folder), "known_at": lake.known_at} | lake.manifest["totals"] | size

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print what the lake holds."""
        known_at: datetime = record["known_at"]
        out.write(f"{record['lake']}：截至 {known_at:%Y-%m-%d %H:%M:%S} 所知")
        for name, word in LAKE_WORDS.items():
            out.write(f"  {word}\t{record[name]:,}")
