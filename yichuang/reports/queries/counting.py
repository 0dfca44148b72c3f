"""The figures of an issue: counted by `statistics`, grouped as the series says, and compared with those printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.reports.models import FINAL, Issue
from yichuang.reports.queries.indicated import Indicated, arithmetic_remarks, indicated
from yichuang.reports.rules.composing import group_figures
from yichuang.reports.rules.periods import Span, figures_period
from yichuang.reports.rules.series import SectionPlan, Series
from yichuang.reports.rules.tree import Figure
from yichuang.statistics import queries as statistics
from yichuang.statistics.rules import remarks
from yichuang.workdays.queries import calendar_in_force

INDICATORS = ("accepted", "concluded")
EARLIER_MAX = 60  # issues that figures are compared with: five years of months; the year before is among them


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of an issue: their days and their pairs, and the figures that its other sections ask for."""

    start: date
    end: date
    figures: tuple[Figure, ...]
    indicated: Indicated = field(default_factory=Indicated)

    def as_record(self) -> dict[str, Any]:
        """Return what an issue keeps of its figures; `indicators` only where its series asks for such."""
        groups = [asdict(figure) for figure in self.figures]
        record = {"from": self.start.isoformat(), "to": self.end.isoformat(), "groups": groups}
        indicators = self.indicated.as_record()
        return record | {"indicators": indicators} if indicators else record


def count(plan: Series, period: tuple[date, date], *, known_at: datetime | None = None) -> Counted:
    """Count the figures of an issue of that period: now, or as known at an instant (from events).

    Raises Refusal `period_without_cases` if the series prints pairs of figures, and in the period itself nothing was
    accepted and nothing concluded.
    """
    start, end = figures_period(plan.figures_period, period, calendar_in_force().is_working)
    pairs_plan = _figures_plan(plan)
    figures = _pairs(pairs_plan, period, (start, end), known_at) if pairs_plan else []
    return Counted(start, end, tuple(figures), indicated(plan, period, known_at=known_at))


def _pairs(plan: SectionPlan, period: Span, days: Span, known_at: datetime | None) -> list[Figure]:
    within = statistics.figures(start=period[0], end=period[1])[0]
    if not any(within[code] for code in INDICATORS):
        raise Refusal(
            "period_without_cases",
            f"{period[0]:%Y-%m-%d} 至 {period[1]:%Y-%m-%d} 没有受理或办结的办件，不编制。",
            field="period",
            rule="所属期间须有办件",
        )
    rows = statistics.figures(
        start=days[0], end=days[1], by=("item_type",), known_at=known_at, only=("accepted", "concluded")
    )
    pairs = {row["item_type"]: (row["accepted"], row["concluded"]) for row in rows}
    return group_figures(plan, pairs)


def _figures_plan(plan: Series) -> SectionPlan | None:
    """Return the series' sections of pairs as one, with the groups of all of them."""
    sections = [section for section in plan.sections() if section.kind == "figures"]
    groups = {group.item_type: group for section in sections for group in section.groups}
    return replace(sections[0], groups=tuple(groups.values())) if sections else None


def period_of_issue(row: Issue) -> tuple[date, date]:
    """Return the period of a compiled issue, which always has one."""
    assert row.period_from is not None, "a compiled issue has its period"
    assert row.period_to is not None, "a compiled issue has its period"
    return row.period_from, row.period_to


def definitions(counted: Counted) -> dict[str, dict[str, str]]:
    """Return the definitions of the figures that an issue prints, as they stand now; those of indicators by code, with
    the arithmetic of this issue as their formula.
    """
    found = {code: statistics.definition(code) for code in INDICATORS}
    pairs = {
        code: {name: getattr(indicator, name) for name in ("name", "meaning", "unit", "formula", "basis")}
        for code, indicator in found.items()
    }
    others = {
        figure.code: {
            "name": figure.name, "meaning": "", "unit": figure.unit, "formula": figure.arithmetic, "basis": ""
        }
        for figures in counted.indicated.whole().values()
        for figure in figures
        if figure.code not in pairs
    }  # fmt: skip
    return pairs | others


def remarks_on(plan: Series, counted: Counted) -> list[dict[str, str]]:
    """Return the checker's comments, among them a figure below that of the year's last issue before."""
    final = Issue.objects.filter(series=plan.code, state__in=FINAL, figures__to__lt=counted.end.isoformat())
    last = final.filter(figures__from=counted.start.isoformat()).order_by("-figures__to").first()
    rows = counted.as_record()["groups"]
    found = remarks(rows, earlier=last.figures["groups"] if last else ())
    if counted.indicated.answers:
        kept = final.filter(figures__has_key="indicators").order_by("-figures__to")[:EARLIER_MAX]
        found += arithmetic_remarks(plan, counted.indicated, [issue.figures["indicators"] for issue in kept])
    return [remark.as_record() for remark in (*found, *counted.indicated.remarks)]
