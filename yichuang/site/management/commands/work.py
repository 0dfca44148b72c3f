"""`yichuang work`: the worker as a process of its own, for those who serve the pages another way than by `run`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandParser, OutputWrapper
from django.db import OperationalError, connections
from procrastinate.exceptions import ConnectorException

from yichuang.kit.postgres import embedded
from yichuang.site import queries
from yichuang.site.management.commands import jobs
from yichuang.site.wiring import JOBS
from yichuang.site.working import work

NICENESS = 5  # people who wait for a page go first


class Command(jobs.Command):
    """Do the jobs at start and by the clock until told to stop; with `--once` only now, and say how they stand."""

    help = "工作进程：视为受理、容缺逾期、封签等例行任务（--once：各做一次后结束）"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--once", action="store_true", help="do every job once, then end")
        parser.add_argument("--parent", type=int, default=0, metavar="PID", help="end when this parent process is gone")

    def work(self, **options: Any) -> dict[str, Any]:
        """Work; with `once` return how the jobs stand afterwards."""
        queries.jobs()  # in an installation without tables this has them made
        connections.close_all()
        os.nice(NICENESS)
        try:
            work(JOBS, parent=options["parent"], once=options["once"])
        except (ConnectorException, psycopg.Error, TimeoutError) as error:
            raise OperationalError(str(error.__cause__ or error)) from error
        record = super().work() if options["once"] else {}
        connections.close_all()
        embedded.leave(Path(settings.VAR) / "postgres")
        return record

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print how the jobs stand, if that was asked for."""
        if record:
            super().show(record, out)
