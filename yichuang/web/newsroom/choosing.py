"""Which series and which of its periods a page is about: it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.time import today
from yichuang.reports import queries
from yichuang.reports.rules.periods import AD_HOC, Span
from yichuang.reports.rules.series import Series
from yichuang.web.forms import Form, day_field
from yichuang.web.newsroom.frame import HOME, frame, tell
from yichuang.web.parts import Crumb

_STEPS_MAX = 400  # days looked back or ahead for the neighbouring period: a year, and some holidays
_KEEPS_CHOICE = ("issue", "stories", "findings")


class ChoiceForm(Form):
    """The series and a day of its period; a series of issues at will also asks for the last day."""

    series = forms.ChoiceField(label="刊物")
    period = day_field("期间内的一天")
    until = day_field("截止日")

    def __init__(self, *args: Any, plans: list[Series], at_will: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["series"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(plan.code, plan.title) for plan in plans]
        if at_will:
            self.fields["period"].label = "起始日"
        else:
            del self.fields["until"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A series and one of its periods; `period` is what acts take for it."""

    plan: Series
    first: date
    last: date
    form: ChoiceForm | None = None

    @property
    def period(self) -> date | Span:
        """The period as acts and queries take it."""
        return (self.first, self.last) if self.plan.period == AD_HOC else self.first

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        return _query(self.plan, self.first, self.last)

    @property
    def at_will(self) -> bool:
        """Whether its issues come at will, so that first and last day are chosen."""
        return self.plan.period == AD_HOC

    def at(self, name: str, *args: object) -> str:
        """Return the address of a page about this choice."""
        return f"{reverse(name, args=args)}?{self.query}"

    def neighbours(self) -> dict[str, str]:
        """Return the queries of the periods before and after, as far as there are some."""
        if self.at_will:
            return {}
        found = {"before": self._beside(-1), "after": self._beside(1)}
        return {name: query for name, query in found.items() if query}

    def _beside(self, step: int) -> str:
        day = self.first if step < 0 else self.last
        for _ in range(_STEPS_MAX):
            day += timedelta(days=step)
            try:
                span = queries.period_of(self.plan, day)
            except Refusal:
                continue
            if span[0] != self.first:
                return _query(self.plan, *span)
        return ""

    @property
    def categories(self) -> list[str]:
        """The categories under which the series tells its stories, in the order of print."""
        plans = (section for section in self.plan.sections() if section.kind == "stories")
        return list(dict.fromkeys(category for section in plans for category in section.categories))

    def tells(self, kind: str) -> bool:
        """Tell whether the series has a section of a kind."""
        return any(section.kind == kind for section in self.plan.sections())


def chosen(request: HttpRequest) -> Chosen:
    """Return what the address chooses; by default the first series and its period of the hall's day.

    What cannot be chosen is said at its field, and the default shown; what is posted is refused instead, so that
    nothing is done to another period than was meant.
    Raises Unknown `unknown_series`; of what is posted Refusal `bad_input` and as `queries.period_of`.
    """
    plans = queries.all_series()
    code = request.GET.get("series", "")
    plan = next((plan for plan in plans if plan.code == code), None) if code else plans[0]
    if plan is None:
        raise Unknown("unknown_series", f"没有代码为“{code[:24]}”的刊物", field="series")
    given = request.GET.copy()
    given.setdefault("series", plan.code)
    asked = ChoiceForm(given, plans=plans, at_will=plan.period == AD_HOC)
    span = _asked(asked, plan) if asked.is_valid() else None
    if span is None:
        if request.method == "POST":
            raise asked.as_refusal()
        return Chosen(plan, *_latest(plan), asked)
    initial = {"series": plan.code, "period": span[0], "until": span[1]}
    return Chosen(plan, *span, ChoiceForm(initial=initial, plans=plans, at_will=plan.period == AD_HOC))


def _asked(form: ChoiceForm, plan: Series) -> Span | None:
    """Return the period that is asked for, or None, and say in the form why there is none."""
    first = form.cleaned_data["period"]
    if first is None:
        return _latest(plan)
    last = form.cleaned_data.get("until") or first
    try:
        return queries.period_of(plan, (first, last) if plan.period == AD_HOC else first)
    except Refusal as refusal:
        tell(form, refusal)
        return None


def _latest(plan: Series) -> Span:
    """Return the period of the hall's day; where that day lies in none (a week of holidays), the one before."""
    for back in range(_STEPS_MAX):
        day = today() - timedelta(days=back)
        try:
            return queries.period_of(plan, (day, day) if plan.period == AD_HOC else day)
        except Refusal:
            continue
    return today(), today()


def choice_of(request: HttpRequest, series: str, first: date) -> Chosen:
    """Return the choice that a story or finding belongs to; of a series of issues at will, the address has its end."""
    plan = queries.series_in_force(series)
    if plan.period != AD_HOC:
        return Chosen(plan, *queries.period_of(plan, first))
    asked = ChoiceForm({**request.GET.dict(), "series": series}, plans=[plan], at_will=True)
    until = asked.cleaned_data["until"] if asked.is_valid() else None
    return Chosen(plan, first, max(first, until or first))


def about(request: HttpRequest, tab: str, choice: Chosen, *, deeper: bool = False) -> dict[str, Any]:
    """Return the frame of a page about a choice; the tabs beside keep it. deeper: it lies under its tab's page."""
    context = frame(request, tab)
    context["tabs"] = [
        (name, word, f"{href}?{choice.query}" if name in _KEEPS_CHOICE else href)
        for name, word, href in context["tabs"]
    ]
    if deeper:
        context["crumbs"] = [HOME, *(Crumb(word, href) for name, word, href in context["tabs"] if name == tab)]
    return context | {"choice": choice, "previews": any(name == "issue" for name, _, _ in context["tabs"])}


def _query(plan: Series, first: date, last: date) -> str:
    said = {"series": plan.code, "period": first.isoformat()}
    return urlencode(said | ({"until": last.isoformat()} if plan.period == AD_HOC else {}))
