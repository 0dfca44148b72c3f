"""`yichuang calendar publish FILE`: take a published working-day calendar, and move the due dates of open cases."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from yichuang.cases import acts
from yichuang.kit import command
from yichuang.kit.errors import Refusal
from yichuang.kit.time import true_now
from yichuang.people.rules import Actor
from yichuang.workdays import acts as workdays
from yichuang.workdays.rules import Override

BY = Actor.job("calendar")


class Command(command.Command):
    """Publish a calendar version from a TOML file: note, official_through, [[days]] day, working, source."""

    help = "工作日日历：公布新的放假调休安排（publish），未办结办件的期限随之调整"

    def add_arguments(self, parser: CommandParser) -> None:
        publishing = parser.add_subparsers(dest="deed", required=True).add_parser("publish", help="from a TOML file")
        publishing.add_argument("file", type=Path, metavar="FILE", help="note, official_through, [[days]]")
        super().add_arguments(publishing)

    def work(self, *, file: Path, **options: Any) -> dict[str, Any]:
        """Publish and move in one transaction, so that no case is accepted by one calendar and counted by another."""
        note, through, overrides = _read(file)
        with transaction.atomic():
            version = workdays.publish(overrides, note=note, by=BY.key, at=true_now(), official_through=through)
            days = [override.day for override in overrides]
            moved = acts.move_due_dates(min(days), max(days)) if days else 0
        return {"version": version, "days": len(overrides), "moved": moved}


def _read(file: Path) -> tuple[str, int | None, list[Override]]:
    """Return note, last official year and days of a file; Refusal `file_unreadable`, `malformed_calendar`."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal("file_unreadable", f"文件 {file} 无法读取：{error}", field="FILE") from None
    days, through = content.get("days", []), content.get("official_through")
    if through is not None and not isinstance(through, int):
        raise Refusal("malformed_calendar", "official_through 应为年份", field="official_through")
    for place, row in enumerate(days, 1):
        kinds = {"day": date, "working": bool, "source": str}
        wrong = [name for name, kind in kinds.items() if not isinstance(row.get(name), kind)]
        if wrong:
            raise Refusal("malformed_calendar", f"第 {place} 天的 {wrong[0]} 缺失或格式不对", field=f"days.{wrong[0]}")
    overrides = [Override(row["day"], row["working"], row["source"]) for row in days]
    return str(content.get("note", "")), through, overrides
