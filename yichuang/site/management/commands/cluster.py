"""`yichuang cluster sql`: the statements that spread an installation over a Citus cluster, printed, never run."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.kit import command
from yichuang.site.describing import described_tables
from yichuang.site.rules import cluster


class Command(command.Command):
    """Print a script for psql, and what it does not place; exit status 1 if a table breaks a rule or has no place."""

    help = "集群：打印把各表分布到 Citus 集群的语句（sql）；只打印，不执行"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        super().add_arguments(actions.add_parser("sql", help="print the statements, from the models"))

    def work(self, **options: Any) -> dict[str, Any]:
        """Return the statements step by step, where each table lies, and the script."""
        tables = described_tables()
        where = cluster.plan(tables)
        steps = cluster.steps(tables, where)
        return {
            "steps": [asdict(step) for step in steps],
            "distributed": [asdict(spread) for spread in where.spread],
            "reference": list(where.reference),
            "local": [{"table": name, "why": why} for name, why in where.local],
            "unplaced": [{"table": name, "why": why} for name, why in where.unplaced],
            "remarks": list(cluster.REMARKS),
            "script": cluster.as_text(where, steps),
            "exit_status": int(bool(where.unplaced)),
        }

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print the script."""
        out.write(record["script"], ending="")
