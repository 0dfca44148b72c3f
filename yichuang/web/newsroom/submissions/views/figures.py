"""What an indicator comes to: its arithmetic with the numbers, down to its parts, or why there is no number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.time import today
from yichuang.people.rules import Actor
from yichuang.statistics import queries
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.queries import Defined
from yichuang.statistics.rules.derived import Figure
from yichuang.statistics.rules.derived.records import OVER
from yichuang.statistics.rules.rights import OVERSEE
from yichuang.web.doors import staff
from yichuang.web.errors import wants_json
from yichuang.web.forms import Form, day_field
from yichuang.web.newsroom.frame import reader
from yichuang.web.newsroom.submissions.asking import about
from yichuang.web.newsroom.submissions.showing import shown
from yichuang.web.newsroom.submissions.telling import parts_of, value_of
from yichuang.web.parts import Crumb


class SpanForm(Form):
    """From when to when, and by which units."""

    by = forms.ChoiceField(
        label="按", required=False, choices=[("", "全部合计"), *((name, DIMENSION_WORDS[name]) for name in OVER)]
    )
    unit = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"from": day_field("从", required=True), "to": day_field("至", required=True)} | self.fields


@staff
@never_cache
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Draw what an indicator comes to in a span: of all together, by unit, or of one unit."""
    actor = reader(request, OVERSEE)
    now = queries.defined()
    one = now.derived.get(code) or now.submitted.get(code)
    if one is None:
        raise Unknown("unknown_figure", f"没有代码为“{code[:40]}”的填报或派生指标。", field="code")
    form = SpanForm(_asked(request, now))
    context: dict[str, Any] = about(
        request, "indicators", Crumb("指标", reverse("newsroom-indicators")),
        Crumb(one.name, reverse("newsroom-indicator", args=[code])),
    ) | {"one": one, "form": form, "action": request.path}  # fmt: skip
    if form.is_valid():
        told = form.cleaned_data
        try:
            context |= _reckoned(code, told["from"], told["to"], told["by"], told["unit"], now, actor)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    if form.errors and wants_json(request):
        raise form.as_refusal()
    return render(request, "newsroom/submissions/figure.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, now: Defined) -> dict[str, str]:
    """Return what the address asks for; the last month that has ended, if it does not say."""
    first, last = queries.last_ended("month", today())
    asked = {name: request.GET.get(name, "") for name in ("from", "to", "by", "unit")}
    return asked | {"from": asked["from"] or first.isoformat(), "to": asked["to"] or last.isoformat()}


def _reckoned(code: str, start: date, end: date, by: str, unit: str, now: Defined, actor: Actor) -> dict[str, Any]:
    lists = code in now.derived and now.derived[code].is_list
    if lists and by and not unit:  # each unit has a list of its own, on its page: only their names are asked for
        found = queries.indicators([], start=start, end=end, by=by, seen_by=actor)
    else:
        found = queries.indicators([code], start=start, end=end, by=by, unit=unit if by else "", seen_by=actor)
    context: dict[str, Any] = {"start": start, "end": end, "known_at": queries.safe_instant()}
    if by and not unit:
        rows = [
            {
                "name": row.name,
                "number": None if lists else _number(row.figures[code]),
                "message": "点名称看名单" if lists else row.figures[code].message,
                "href": value_of(code, start, end, ((by, (row.code,)),)),
            }
            for row in found.rows
        ]
        return context | {"rows": rows, "dimension": DIMENSION_WORDS[by]}
    if not found.rows:
        message = f"没有代码为“{unit[:40]}”的{DIMENSION_WORDS[by]}，或它不在您的岗位范围内。"
        raise Refusal("unknown_value", message, field="unit")
    row = found.rows[0]
    figure = row.figures[code]
    return context | {
        "figure": figure,
        "number": _number(figure),
        "group": row.name,
        "parts": parts_of(figure, now),
    }


def _number(figure: Figure) -> str | None:
    return None if figure.number is None else shown(figure.number)
