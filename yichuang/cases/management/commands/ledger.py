"""`yichuang ledger verify | seal | deem | gaps`: prove the ledger; the hall's routines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.cases import acts, queries
from yichuang.cases.models import Case
from yichuang.kit import command
from yichuang.kit.time import today


class Command(command.Command):
    """Verify the ledger, seal past days, find deemed acceptances and missed gaps."""

    help = "办件账本：核验（verify）、封签（seal）、视为受理（deem）、容缺逾期（gaps）"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, meaning in (
            ("verify", "check links, seals, state = replay, tallies = recount; exit status 1 if something is wrong"),
            ("seal", "seal the days of recording that are over"),
            ("deem", "accept by law what nobody answered within five working days"),
            ("gaps", "mark gaps that were not filled in time and apply the item's rule"),
        ):
            super().add_arguments(actions.add_parser(name, help=meaning))

    def work(self, *, action: str, **options: Any) -> dict[str, Any]:
        """Do what was asked for."""
        if action == "seal":
            return {"sealed": acts.seal_days()}
        if action == "deem":
            deemed = acts.accept_deemed(today())
            return {"accepted": list(deemed.accepted), "warned": _warned(deemed.warned)}
        if action == "gaps":
            missed = acts.miss_gaps(today())
            return {"marked": missed.marked, "terminated": missed.terminated, "warned": _warned(missed.warned)}
        return self._verify()

    def _verify(self) -> dict[str, Any]:
        progress = command.Progress("核验", Case.objects.count())
        looked, findings = queries.verify(progress.at)
        progress.end()
        records = [{"code": one.code, "where": one.where, "message": one.message} for one in findings]
        return {"ok": not findings, **looked, "findings": records, "exit_status": int(bool(findings))}

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print the findings, then what was looked at."""
        for finding in record.get("findings", ()):
            out.write(f"{finding['where']}: {finding['message']} [{finding['code']}]")
        if "ok" in record:
            out.write(
                f"{'账本完好' if record['ok'] else '账本有误'}："
                f"办件 {record['cases']:,} 件，记录 {record['events']:,} 条，"
                f"封签 {record['seals']:,} 枚，累计数 {record['tallies']:,} 项"
            )
        else:
            super().show(record, out)


def _warned(cases: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"number": number, "why": why} for number, why in cases]
