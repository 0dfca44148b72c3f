"""The home page: the latest issue, the six figures, the trend, what is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yichuang.web.doors import public
from yichuang.web.lookout import overview
from yichuang.web.lookout.forms import year_to_date


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw the home page."""
    scope = year_to_date()
    context = {
        "section": "home",
        "issue": None,
        "scope": scope,
        "pairs": overview.pairs(scope),
        "standing": overview.standing(scope),
    }
    return render(request, "lookout/home.html", context)
