"""The figures of an issue: counted by `statistics`, grouped as the series says, and compared with those printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.reports.models import FINAL, Issue
from yichuang.reports.rules.composing import group_figures
from yichuang.reports.rules.periods import figures_period
from yichuang.reports.rules.series import SectionPlan, Series
from yichuang.reports.rules.tree import Figure
from yichuang.statistics import queries as statistics
from yichuang.statistics.rules import remarks
from yichuang.workdays.queries import calendar_in_force

INDICATORS = ("accepted", "concluded")


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of an issue: their days and their pairs."""

    start: date
    end: date
    figures: tuple[Figure, ...]

    def as_record(self) -> dict[str, Any]:
        """Return what an issue keeps of its figures."""
        groups = [asdict(figure) for figure in self.figures]
        return {"from": self.start.isoformat(), "to": self.end.isoformat(), "groups": groups}


def count(plan: Series, period: tuple[date, date], *, known_at: datetime | None = None) -> Counted:
    """Count the figures of an issue of that period: now, or as known at an instant (from events).

    Raises Refusal `period_without_cases` if in the period itself nothing was accepted and nothing concluded.
    """
    within = statistics.figures(start=period[0], end=period[1])[0]
    if not any(within[code] for code in INDICATORS):
        raise Refusal(
            "period_without_cases",
            f"{period[0]:%Y-%m-%d} 至 {period[1]:%Y-%m-%d} 没有受理或办结的办件，不编制。",
            field="period",
            rule="所属期间须有办件",
        )
    start, end = figures_period(plan.figures_period, period, calendar_in_force().is_working)
    rows = statistics.figures(
        start=start, end=end, by=("item_type",), known_at=known_at, only=("accepted", "concluded")
    )
    pairs = {row["item_type"]: (row["accepted"], row["concluded"]) for row in rows}
    return Counted(start, end, tuple(group_figures(_figures_plan(plan), pairs)))


def _figures_plan(plan: Series) -> SectionPlan:
    sections = (section for part in plan.parts for section in part.sections)
    return next((section for section in sections if section.kind == "figures"), SectionPlan(kind="figures"))


def period_of_issue(row: Issue) -> tuple[date, date]:
    """Return the period of a compiled issue, which always has one."""
    assert row.period_from is not None, "a compiled issue has its period"
    assert row.period_to is not None, "a compiled issue has its period"
    return row.period_from, row.period_to


def definitions() -> dict[str, dict[str, str]]:
    """Return the definitions of the indicators that the sentence prints, as they stand now."""
    found = {code: statistics.definition(code) for code in INDICATORS}
    return {
        code: {name: getattr(indicator, name) for name in ("name", "meaning", "unit", "formula", "basis")}
        for code, indicator in found.items()
    }


def remarks_on(series: str, counted: Counted) -> list[dict[str, str]]:
    """Return the checker's comments, among them a figure below that of the year's last issue before."""
    final = Issue.objects.filter(series=series, state__in=FINAL, figures__to__lt=counted.end.isoformat())
    last = final.filter(figures__from=counted.start.isoformat()).order_by("-figures__to").first()
    rows = counted.as_record()["groups"]
    return [remark.as_record() for remark in remarks(rows, earlier=last.figures["groups"] if last else ())]
