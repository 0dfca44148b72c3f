"""`yichuang exchange …`: deliveries in and out. Each part of the room brings its subcommands."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.exchange.management import incoming_command, outgoing_command, ways_command
from yichuang.kit import command

PARTS = (incoming_command, ways_command, outgoing_command)  # each: parsers(add), WORK and SHOW by subcommand
WORK = {name: work for part in PARTS for name, work in part.WORK.items()}
SHOW = {name: show for part in PARTS for name, show in part.SHOW.items()}


class Command(command.Command):
    """Take deliveries in, account for them, send the province's cases out."""

    help = "数据交换：载入报送（load）、对账（reconcile）、待更正（quarantine）、导出国家表（export）等"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for part in PARTS:
            for one in part.parsers(actions.add_parser):
                super().add_arguments(one)

    def work(self, *, action: str, **options: Any) -> dict[str, Any]:
        """Do what was asked for."""
        self.action = action
        return WORK[action](**options)

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print what was done."""
        SHOW[self.action](record, out)
