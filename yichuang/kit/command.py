"""What every command of the house shares: `--json`, exit status 0 done / 1 refused / 2 wrong usage, and progress."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import OperationalError, ProgrammingError

from yichuang.kit.errors import Refusal
from yichuang.kit.time import zone

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def _cannot_prepare() -> None:
    raise Refusal("not_prepared", "数据库中还没有表，请先运行 yichuang prepare")


prepare: Callable[[], object] = _cannot_prepare  # the house puts its own here at start


class Usage(CommandError):
    """The command's words are off (exit status 2)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=WRONG_USAGE)


class Progress:
    """A bar on standard error that appears when work takes more than a second."""

    WIDTH, PATIENCE_SECONDS, PAUSE_SECONDS = 30, 1.0, 0.1

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total = label, max(total, 1)
        self._started = self._drawn = time.monotonic()

    def at(self, done: int) -> None:
        """Draw how far the work is."""
        instant = time.monotonic()
        if instant - self._started < self.PATIENCE_SECONDS or instant - self._drawn < self.PAUSE_SECONDS:
            return
        self._drawn = instant
        filled = self.WIDTH * min(done, self.total) // self.total
        bar = "█" * filled + "·" * (self.WIDTH - filled)
        sys.stderr.write(f"\r{self.label} {bar} {done:,}/{self.total:,}")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._drawn > self._started:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that draws (done, in all), for work that says itself how much there is; then the bar is gone."""
    bar = Progress(label, 0)

    def told(done: int, total: int) -> None:
        bar.total = max(total, 1)
        bar.at(done)

    try:
        yield told
    finally:
        bar.end()


class Command(BaseCommand):
    """A command that answers with one record: `work` returns it, `show` prints it for people."""

    requires_system_checks = ()
    work: Callable[..., dict[str, Any]]  # does what the command is for; may raise Refusal; `exit_status` is taken out

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object on standard output")

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print the record for people."""
        for name, content in record.items():
            out.write(f"{name}: {content}")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("as_json")
        try:
            record = self._prepared_work(**options)
        except (Refusal, OperationalError) as error:
            self._refuse(error if isinstance(error, Refusal) else _unreachable(error), as_json=as_json)
        status = record.pop("exit_status", DONE)
        if as_json:
            self.stdout.write(json.dumps(record, ensure_ascii=False, default=_plain))
        else:
            self.show(record, self.stdout)
        if status:
            sys.exit(status)

    def _prepared_work(self, **options: Any) -> dict[str, Any]:
        """Do the work; in an installation without tables (or with those of an earlier version) prepare it first."""
        try:
            return self.work(**options)
        except ProgrammingError as error:
            if not isinstance(error.__cause__, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
                raise
            prepare()
        return self.work(**options)

    def _refuse(self, refusal: Refusal, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": refusal.as_record()}, ensure_ascii=False, default=_plain))
        else:
            where = f"（{refusal.field}）" if refusal.field else ""
            rule = f" 依据：{refusal.rule}" if refusal.rule else ""
            self.stderr.write(f"{refusal.message}{where}{rule} [{refusal.code}]")
            for fault in refusal.details.get("errors", ()):
                if "place" in fault:  # faults of a file are many, each at its place
                    self.stderr.write(f"  {fault['place']}：{fault['message']}")
        sys.exit(REFUSED)


def _unreachable(error: OperationalError) -> Refusal:
    return Refusal("database_unreachable", f"数据库无法连接或拒绝了请求：{str(error).strip()}", field="DATABASE_URL")


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def parsed(parse: Callable[[str], Any], meaning: str) -> Callable[[str], Any]:
    """Return an argparse type that says in words what was expected when `parse` raises ValueError."""

    def convert(text: str) -> Any:
        try:
            return parse(text)
        except ValueError:
            raise ArgumentTypeError(f"{text!r} 不是{meaning}") from None

    return convert


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=zone())


day_argument = parsed(date.fromisoformat, "日期（YYYY-MM-DD）")
instant_argument = parsed(_instant, "时刻（YYYY-MM-DDTHH:MM:SS，缺省时区为大厅所在时区）")
