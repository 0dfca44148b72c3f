"""Figures: the table, and for each figure what it means and how it was counted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.statistics import queries
from yichuang.statistics.rules import remarks
from yichuang.web.doors import public
from yichuang.web.errors import wants_json
from yichuang.web.lookout.counting import Rows, counted, rows_of, scope_words
from yichuang.web.lookout.forms import Scope, ScopeForm
from yichuang.web.lookout.tables import figure_table
from yichuang.web.parts import Crumb
from yichuang.web.pieces import draw

HOME = Crumb("首页", "/")
COMMENTED_ROWS_MAX = 12


@public
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Draw the table of figures; what it shows stands in its address."""
    form = ScopeForm(request.GET)
    context: dict[str, Any] = {
        "form": form, "section": "figures", "action": reverse("figures"), "crumbs": [HOME],
        "kept": _kept(request, "item_type", "department", "sort"),
    }  # fmt: skip
    scope = _scope_of(form)
    if scope:
        try:
            rows = rows_of(scope)
            context |= {
                "scope": scope, "table": figure_table(rows, scope), "scope_words": scope_words(scope, today()),
                "remarks": remarks(rows, name=f"{scope.by[0]}_name" if scope.by else "name") if _few(rows) else (),
            }  # fmt: skip
        except Refusal as refusal:
            _tell(form, refusal)
    return _answer(request, "lookout/figures/page.html", "lookout/figures/_result.html", context, form)


@public
@require_safe
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """Draw a figure's definition, its value in the scope of the address, and the way to its cases."""
    indicator = queries.definition(code)
    form = ScopeForm(request.GET)
    context: dict[str, Any] = {
        "form": form, "section": "figures", "indicator": indicator, "action": reverse("figure", args=[code]),
        "kept": _kept(request, "item_type", "department"),
    }  # fmt: skip
    scope = _scope_of(form)
    context["crumbs"] = [HOME, Crumb("统计数据", _with_scope(reverse("figures"), scope))]
    if scope:
        try:
            count, words = counted(code, scope), scope_words(scope, today())
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            cases = _with_scope(reverse("figure-cases", args=[code]), scope) if count.has_cases else ""
            table = figure_table(count.by_type, count.type_scope, columns=(code,), lead_on=False)
            context |= {
                "scope": scope, "value": count.words, "known_at": count.known_at, "table": table,
                "cases_address": cases, "scope_words": words,
            }  # fmt: skip
    return _answer(request, "lookout/figures/definition.html", "lookout/figures/_counted.html", context, form)


def _few(rows: Rows) -> bool:
    """Tell whether comments on each row would still be read."""
    return len(rows) <= COMMENTED_ROWS_MAX


def _scope_of(form: ScopeForm) -> Scope | None:
    return form.scope() if form.is_valid() else None


def _tell(form: ScopeForm, refusal: Refusal) -> None:
    """Put a refusal where it belongs in the form: what cannot be counted is a fault of what was asked."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _kept(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """Return what the address holds beside the filter's own fields, so that filtering does not lose it."""
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def _with_scope(address: str, scope: Scope | None) -> str:
    return f"{address}?{scope.address(by=(), sort='')}" if scope else address


def _answer(request: HttpRequest, page: str, piece: str, context: dict[str, Any], form: ScopeForm) -> HttpResponse:
    """Draw the figures; what was asked wrongly is 422, beside the form for people, as an error for programs."""
    if form.errors and wants_json(request):
        raise form.as_refusal()
    return draw(request, page, piece, context, status=422 if form.errors else 200)
