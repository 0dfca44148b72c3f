"""Reconciliation (对账): every row that was sent has a fate, by system and by day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.exchange import queries
from yichuang.people.rules import Actor
from yichuang.web.doors import staff
from yichuang.web.errors import wants_json
from yichuang.web.gateway import accounts
from yichuang.web.gateway.forms import AccountForm
from yichuang.web.gateway.frame import csv_file, frame, reader
from yichuang.web.pieces import draw


@staff
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw the accounts; every number leads to what it counts."""
    actor = reader(request)
    form = _form(request, actor)
    context: dict[str, Any] = frame("reconciliation") | {"form": form, "action": request.path}
    if form.is_valid():
        found = _balances(form, actor)
        context |= {
            "lines": accounts.lines(found, form),
            "found": len(found),
            "sums": accounts.sums(found),
            "by_day": form.cleaned_data["by"] == "day",
            "columns": accounts.COLUMNS,
            "first": form.cleaned_data["from"],
            "last": form.cleaned_data["to"],
            "differing": [one for one in found if one.difference],
            "file": f"{reverse('reconciliation-file')}?{form.address()}",
        }
    elif wants_json(request):
        raise form.as_refusal()
    status = 422 if form.errors else 200
    return draw(request, "gateway/reconciliation/page.html", "gateway/reconciliation/_result.html", context, status)


@staff
@never_cache
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """Hand the same accounts out as a CSV file, all of them."""
    actor = reader(request)
    form = _form(request, actor)
    if not form.is_valid():
        raise form.as_refusal()
    found = _balances(form, actor)
    by_day = form.cleaned_data["by"] == "day"
    headings = ["系统", "名称", *(["收到日"] if by_day else []), *accounts.COLUMNS.values()]
    rows = [
        [one.code, one.name, *([one.day] if by_day else []), *(getattr(one, name) for name in accounts.COLUMNS)]
        for one in found
    ]
    return csv_file(f"reconciliation-{form.address(system='', by='').replace('&', '-')}.csv", headings, rows)


def _form(request: HttpRequest, actor: Actor) -> AccountForm:
    return AccountForm(request.GET, queries.system_names(seen_by=actor))


def _balances(form: AccountForm, actor: Actor) -> list[queries.Balance]:
    asked = form.cleaned_data
    return queries.reconcile(
        seen_by=actor, first=asked["from"], last=asked["to"], by_day=asked["by"] == "day", system=asked["system"]
    )
