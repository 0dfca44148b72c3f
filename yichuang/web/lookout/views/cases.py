"""Cases: those behind a figure, the overdue ones, one case, and a personal value shown in full."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.cases import queries
from yichuang.cases.labels import CHANNEL_WORDS
from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people.queries import departments, has_right, require
from yichuang.statistics.queries import cases_behind, definition
from yichuang.web.doors import actor_of, address_of, staff
from yichuang.web.errors import wants_json
from yichuang.web.lookout import case_parts
from yichuang.web.lookout.counting import scope_words
from yichuang.web.lookout.forms import DisclosureForm, Scope, ScopeForm
from yichuang.web.parts import Crumb, Masked
from yichuang.web.pieces import draw
from yichuang.workdays.queries import calendar_in_force

HOME = Crumb("首页", "/")
_NUMBER = re.compile(r"[0-9A-Z-]{1,50}")


@staff
@never_cache
@require_safe
def behind_figure(request: HttpRequest, code: str) -> HttpResponse:
    """Draw a page of the cases that a figure counts, as far as the reader may see them."""
    actor = require(actor_of(request), "cases.read")
    indicator = definition(code)
    form = ScopeForm(request.GET)
    figure = f"{reverse('figure', args=[code])}?{request.GET.urlencode()}"
    context: dict[str, Any] = {
        "form": form, "section": "figures", "indicator": indicator, "action": request.path,
        "crumbs": [HOME, Crumb("统计数据", reverse("figures")), Crumb(indicator.name, figure)],
        "kept": [(name, request.GET[name]) for name in ("item_type", "department") if request.GET.get(name)],
    }  # fmt: skip
    if form.is_valid():
        scope = form.scope()
        page = cases_behind(
            code, start=scope.start, end=scope.end, seen_by=actor, filters=_filters(scope),
            after=request.GET.get("after", ""),
        )  # fmt: skip
        context |= _listed(page) | {"scope": scope, "scope_words": scope_words(scope, today())}
        context["next"] = f"?{scope.address(by=(), sort='')}&after={page.after}" if page.after else ""
        context["first"] = f"?{scope.address(by=(), sort='')}" if request.GET.get("after") else ""
    if form.errors and wants_json(request):
        raise form.as_refusal()
    status = 422 if form.errors else 200
    return draw(request, "lookout/cases/behind.html", "lookout/cases/_behind.html", context, status)


@staff
@never_cache
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """Draw the running cases that are overdue, the longest first; a number searched for leads to its case."""
    wanted = request.GET.get("q", "").strip().upper()
    if _NUMBER.fullmatch(wanted):
        return HttpResponseRedirect(reverse("case", args=[wanted]))
    actor = require(actor_of(request), "cases.read")
    page = queries.overdue(on=today(), seen_by=actor, after=request.GET.get("after", ""))
    context = _listed(page) | {
        "section": "cases", "crumbs": [HOME], "q": request.GET.get("q", ""), "fault": bool(wanted),
        "next": f"?after={page.after}" if page.after else "", "first": "?" if request.GET.get("after") else "",
    }  # fmt: skip
    return render(request, "lookout/cases/overdue.html", context, status=422 if wanted else 200)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Draw one case: where it stands, its due dates with their sentences, its events, its parties masked."""
    actor = actor_of(request)
    view = queries.case_page(number, seen_by=actor)
    case, day, calendar = view.case, today(), calendar_in_force()
    may_reveal = has_right(actor, "people.see_number", department_id=case.department_id)
    context = {
        "section": "cases",
        "crumbs": [HOME, Crumb("办件", reverse("cases"))],
        "view": view,
        "case": case,
        "department": departments()[case.department_id],
        "status": case_parts.status_of(case.state, case.procedure, case.ended_on, case.due_on, day, calendar),
        "clocks": case_parts.clocks(view, day, calendar),
        "events": case_parts.timeline(view.events),
        "entered_on": case_parts.entered_on(view.events),
        "channel": CHANNEL_WORDS.get(case.channel, "其他"),
        "parties": case_parts.parties(view, may_reveal=may_reveal),
    }
    return render(request, "lookout/cases/page.html", context)


@staff
@never_cache
@require_POST
def disclose(request: HttpRequest, number: str) -> HttpResponse:
    """Show one personal value in full, once it was said why; the access log keeps who, what and why."""
    form, actor = DisclosureForm(request.POST), actor_of(request)
    form.is_valid()
    if "what" not in form.cleaned_data:
        raise Refusal("unknown_field", "没有说明要看哪一项。", field="what")
    role, place, field = form.cleaned_data["what"]
    if form.errors:
        view = queries.case_page(number, seen_by=actor)
        told = case_parts.told(
            view, role, place, field, str(form.errors["purpose"][0]), request.POST.get("purpose", "")
        )
        return _masked(request, told, number, status=422)
    purpose = form.cleaned_data["purpose"]
    text = queries.reveal(number, role, place, field, by=actor, purpose=purpose, address=address_of(request))
    return _masked(request, Masked(f"{role}-{place}-{field}", text, shown=True), number)


def _masked(request: HttpRequest, masked: Masked, number: str, status: int = 200) -> HttpResponse:
    context = {"masked": masked, "number": number, "section": "cases"}
    return draw(request, "lookout/cases/disclosed.html", "parts/_masked.html", context, status)


def _filters(scope: Scope) -> dict[str, str]:
    """Return the scope as filters of the ledger. Refusal where several item types are meant: it takes one."""
    if len(scope.item_types) > 1:
        raise Refusal("one_item_type", "请先选定一种事项类型，再看办件。", field="item_type")
    return scope.filters


def _listed(page: queries.CasePage) -> dict[str, Any]:
    day: date = today()
    return {"rows": case_parts.listed(page.rows, departments(), day, calendar_in_force())}
