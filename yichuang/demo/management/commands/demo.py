"""`yichuang demo load`: the synthetic half-year; `yichuang demo deliveries`: its delivered cases as files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.demo import acts
from yichuang.kit import command

DEFAULT_SCALE, DEFAULT_SEED = Fraction(1, 100), 2022
_MEANING = "规模（大于 0、不大于 1 的数，或 full）"


def _scale(text: str) -> Fraction:
    """Return the scale written as a decimal, a fraction or `full`. ValueError for anything else."""
    try:
        scale = Fraction(1) if text == "full" else Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None
    if not 0 < scale <= 1:
        raise ValueError(text)
    return scale


class Command(command.Command):
    """Load the demo hall into an empty installation, or write what its systems would deliver."""

    help = "演示大厅：demo load 载入由种子数生成的虚构半年数据；demo deliveries 写出各部门系统的报送文件"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="载入虚构的半年")
        deliveries = actions.add_parser("deliveries", help="写出各部门系统的报送文件（不需要数据库）")
        for action in (load, deliveries):
            super().add_arguments(action)
            action.add_argument(
                "--scale",
                type=command.parsed(_scale, _MEANING),
                default=DEFAULT_SCALE,
                help="1 or full: 19 million cases; 0.01",
            )
            action.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, another half-year")
        deliveries.add_argument("--out", type=Path, required=True, help="a new or empty folder")
        deliveries.add_argument("--format", choices=acts.DELIVERED_AS, default="csv")

    def work(self, *, action: str = "load", scale: Fraction | str, seed: int, **options: Any) -> dict[str, Any]:
        """Do the action and return what was done; `run` passes the scale as its setting writes it."""
        try:
            scale = _scale(str(scale))
        except ValueError:
            raise command.Usage(f"{scale!r} 不是{_MEANING}") from None
        return {"scale": float(scale), "seed": seed} | (
            _written(scale, seed, **options) if action == "deliveries" else _loaded(scale, seed)
        )

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print what was loaded and how to sign in, or what was written."""
        if "files" in record:
            out.write(
                f"已写出 {record['files']:,} 个文件、{record['rows']:,} 行、办件 {record['cases']:,} 件，"
                f"来自 {len(record['systems'])} 个系统：{record['out']}"
            )
            return
        out.write(
            f"已载入办件 {record['cases']:,} 件、记录 {record['events']:,} 条；部门 {record['departments']} 个，"
            f"事项 {record['items']:,} 项。演示日为 {record['day']}。"
        )
        for line in acts.accounts():
            out.write(f"  {line}")


def _loaded(scale: Fraction, seed: int) -> dict[str, Any]:
    with command.progress("载入演示办件") as told:
        loaded = acts.load(scale=scale, seed=seed, told=told)
    names = ("cases", "events", "departments", "items", "regions", "accounts", "day")
    return {name: getattr(loaded, name) for name in names}


def _written(scale: Fraction, seed: int, *, out: Path, format: str, **options: Any) -> dict[str, Any]:
    with command.progress("写出报送文件") as told:
        written = acts.write_deliveries(scale=scale, seed=seed, out=out, format=format, told=told)
    return {"out": str(out), "format": format} | written
