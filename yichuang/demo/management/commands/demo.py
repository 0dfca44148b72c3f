"""`yichuang demo load`: the synthetic half-year."""

from __future__ import annotations

from fractions import Fraction
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
    """Load the demo hall into an empty installation."""

    help = "演示大厅：demo load 载入由种子数生成的虚构半年数据"

    def add_arguments(self, parser: CommandParser) -> None:
        load = parser.add_subparsers(dest="action", required=True).add_parser("load", help="载入虚构的半年")
        super().add_arguments(load)
        load.add_argument(
            "--scale",
            type=command.parsed(_scale, _MEANING),
            default=DEFAULT_SCALE,
            help="1 or full: 19 million cases; 0.01",
        )
        load.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, another half-year")

    def work(self, *, scale: Fraction | str, seed: int, **options: Any) -> dict[str, Any]:
        """Load, and return what was loaded; `run` passes the scale as its setting writes it."""
        try:
            scale = _scale(str(scale))
        except ValueError:
            raise command.Usage(f"{scale!r} 不是{_MEANING}") from None
        progress: list[command.Progress] = []

        def told(done: int, expected: int) -> None:
            if not progress:
                progress.append(command.Progress("载入演示办件", expected))
            progress[0].at(done)

        loaded = acts.load(scale=scale, seed=seed, told=told)
        for bar in progress:
            bar.end()
        names = ("cases", "events", "departments", "items", "regions", "accounts", "day")
        return {"scale": float(scale), "seed": seed} | {name: getattr(loaded, name) for name in names}

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print what was loaded, and how to sign in."""
        out.write(
            f"已载入办件 {record['cases']:,} 件、记录 {record['events']:,} 条；部门 {record['departments']} 个，"
            f"事项 {record['items']:,} 项。演示日为 {record['day']}。"
        )
        for line in acts.accounts():
            out.write(f"  {line}")
