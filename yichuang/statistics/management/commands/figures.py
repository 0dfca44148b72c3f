"""`yichuang figures`: the figures, now, as known at an instant, or counted anew; submitted and derived ones."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.kit import command
from yichuang.statistics import queries
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.management import filling_command as filling
from yichuang.statistics.rules import INDICATORS, remarks


class Command(command.Command):
    """Print the figures of a period; or one of the subcommands for figures that no ledger has."""

    help = "各项指标：受理、办结、在办、超期等，可按维度分组、按某一时刻所知重算；填报和派生指标"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--from", dest="start", type=command.day_argument, help="first day")
        parser.add_argument("--to", dest="end", type=command.day_argument, help="last day, included")
        parser.add_argument("--as-known-at", dest="known_at", type=command.instant_argument, help="instant")
        parser.add_argument("--recount", action="store_true", help="count from events, not from tallies")
        parser.add_argument("--engine", choices=("postgres", "duckdb"), default="postgres", help="what recounts")
        parser.add_argument("--lake", type=Path, metavar="DIR", help="the lake that duckdb counts from")
        parser.add_argument("--by", default="", help=f"dimensions with commas: {', '.join(DIMENSION_WORDS)}")
        parser.add_argument("--todays-units", action="store_true", help="count former departments to today's")
        actions = parser.add_subparsers(dest="action", metavar="|".join(filling.WORK))
        for one in filling.parsers(actions.add_parser):
            super().add_arguments(one)

    def work(self, *, action: str | None = None, **options: Any) -> dict[str, Any]:
        """Do what was asked for; without a subcommand that is the figures."""
        self.action = action
        if action is not None:
            return filling.WORK[action](**options)
        missing = [name for name, word in (("--from", "start"), ("--to", "end")) if options.get(word) is None]
        if missing:
            raise command.Usage(f"缺少参数：{'、'.join(missing)}")
        return self._figures(**options)

    def _figures(
        self, *, start: date, end: date, known_at: datetime | None, recount: bool, by: str, todays_units: bool,
        engine: str, lake: Path | None, **options: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """Return the period, the instant, the rows of figures and the checker's comments."""
        names = [name.strip() for name in by.split(",") if name.strip()]
        source = _lake(engine, lake, recount)
        instant = known_at or (source.known_at if source else queries.safe_instant())
        rows = queries.figures(
            start=start, end=end, by=names, known_at=known_at, recount=recount, todays_units=todays_units, lake=source
        )
        name = f"{names[0]}_name" if names else "name"
        found = [remark.as_record() for remark in remarks(rows, name=name)]
        return {"from": start, "to": end, "known_at": instant, "figures": rows, "remarks": found}

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print one line for each figure of each row, or what a subcommand did."""
        if self.action is not None:
            filling.SHOW[self.action](record, out)
            return
        out.write(f"{record['from']} 至 {record['to']}，截至 {record['known_at']:%Y-%m-%d %H:%M:%S} 所知")
        for row in record["figures"]:
            named = [str(content) for key, content in row.items() if key not in INDICATORS]
            if named:
                out.write(" · ".join(named))
            for code, indicator in INDICATORS.items():
                content = "—" if row[code] is None else f"{row[code]:,}"
                out.write(f"  {indicator.name}\t{content} {indicator.unit if row[code] is not None else ''}")
        for remark in record["remarks"]:
            out.write(f"※ {remark['message']}")


def _lake(engine: str, folder: Path | None, recount: bool) -> queries.Lake | None:
    """Return the lake to count from, its files compared with its manifest."""
    if engine == "duckdb" and not (recount and folder):
        raise command.Usage("--engine duckdb 只用于重算，须同时给出 --recount 和 --lake DIR")
    if folder is None:
        return None
    if engine != "duckdb":
        raise command.Usage("--lake 须与 --engine duckdb 一起使用")
    lake = queries.open_lake(folder)
    with command.progress("核对数据湖") as told:
        queries.verify_lake(lake, told)
    return lake
