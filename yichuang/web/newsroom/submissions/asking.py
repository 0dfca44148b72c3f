"""Which period and which department a page of submitted figures is about: read from its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from yichuang.kit.errors import Forbidden, Refusal, Unknown
from yichuang.people import queries as people
from yichuang.people.rules import Actor, Unit
from yichuang.statistics import queries
from yichuang.statistics.labels import period_words, rule_words
from yichuang.statistics.queries import Defined
from yichuang.statistics.rules.periods import Span, is_reached, period_of
from yichuang.statistics.rules.rights import SUBMIT
from yichuang.statistics.rules.submitted import SubmittedIndicator
from yichuang.web.doors import actor_of
from yichuang.web.newsroom.frame import frame
from yichuang.web.parts import Crumb

PERIODS_OFFERED = 13  # a year and the one that runs
PAGES = (("overview", "汇总", "newsroom-overview"), ("entry", "填写", "newsroom-entry"),
         ("reminders", "催报", "newsroom-reminders"), ("indicators", "指标", "newsroom-indicators"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule of periods and one of its periods, the indicators submitted by that rule, and what else may be chosen."""

    rule: str
    period: Span
    indicators: Sequence[SubmittedIndicator]
    rules: Sequence[tuple[str, str]]
    periods: Sequence[tuple[str, str]]

    @property
    def words(self) -> str:
        """The period as people call it."""
        return period_words(self.rule, self.period)

    @property
    def day(self) -> str:
        """The period's first day, as addresses have it."""
        return self.period[0].isoformat()

    @property
    def query(self) -> str:
        """The part of an address that asks for this period."""
        return urlencode({"rule": self.rule, "day": self.day})

    @property
    def wanted(self) -> list[tuple[SubmittedIndicator, Span]]:
        """Each indicator with the period."""
        return [(one, self.period) for one in self.indicators]


def asked(request: HttpRequest, now: Defined, on: date, *, only: Collection[str] = ()) -> Asked | None:
    """Return what an address (or a form that was sent) asks for: the last period that has ended, if it does not say.

    only: codes of indicators. None where nothing is submitted at all. Refusal `unknown_rule`, `malformed_day`.
    """
    indicators = [one for one in now.wanted() if not only or one.code in only]
    if not indicators:
        return None
    told = request.POST if request.method == "POST" else request.GET
    usual = Counter(one.period for one in indicators).most_common(1)[0][0]
    rule = told.get("rule", "") or usual
    rules = list(dict.fromkeys(one.period for one in indicators))
    if rule not in rules:
        raise Refusal("unknown_rule", "没有按这种期间填报的指标。", field="rule")
    period = _period(told.get("day", ""), rule, on)
    return Asked(
        rule, period, [one for one in indicators if one.period == rule], [(one, rule_words(one)) for one in rules],
        _offered(rule, period, on),
    )  # fmt: skip


def _period(text: str, rule: str, on: date) -> Span:
    if not text:
        return queries.last_ended(rule, on)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refusal("malformed_day", "请按 2022-07-01 的样子写日期。", field="day") from None
    if not is_reached(day):
        raise Refusal("day_out_of_reach", "日期超出范围。", field="day")
    return period_of(rule, day)


def _offered(rule: str, chosen: Span, on: date) -> list[tuple[str, str]]:
    """Return the periods to choose from, the latest first; the one chosen is among them."""
    found, period = [], period_of(rule, on)
    for _ in range(PERIODS_OFFERED):
        found.append(period)
        period = period_of(rule, period[0] - timedelta(days=1))
    if chosen not in found:
        found = sorted({*found, chosen}, reverse=True)
    return [(first.isoformat(), period_words(rule, (first, last))) for first, last in found]


def units(actor: Actor, right: str, on: date, since: date | None = None) -> list[Unit]:
    """Return the departments, by code, in which somebody has a right: that stand on a day, or ended after `since`."""
    reach = people.departments_of(actor, right)
    return [
        unit
        for unit in sorted(people.departments().values(), key=lambda unit: unit.code)
        if (reach is None or unit.id in reach)
        and (unit.valid_from is None or unit.valid_from <= on)
        and (unit.valid_to is None or unit.valid_to >= (since or on))
    ]


def unit_of(code: str, among: Sequence[Unit]) -> Unit:
    """Return the department of a code. Unknown `unknown_department`; Forbidden where there is none to choose from."""
    if not among:
        raise Forbidden("not_allowed", "您的岗位不能为任何部门填报。")
    found = [unit for unit in among if unit.code == code]
    if not found:
        raise Unknown("unknown_department", f"没有代码为“{code[:20]}”的部门，或不在您的权限内。", field="department")
    return max(found, key=lambda unit: unit.valid_from or date.min)


def about(request: HttpRequest, page: str, *crumbs: Crumb) -> dict[str, Any]:
    """Return what the header, the tabs, this desk's own pages and the breadcrumb draw."""
    may_fill = people.has_right(actor_of(request), SUBMIT)
    pages = [(name, word, reverse(address)) for name, word, address in PAGES if may_fill or name != "entry"]
    return frame(request, "submissions", *crumbs) | {"page": page, "pages": pages}
