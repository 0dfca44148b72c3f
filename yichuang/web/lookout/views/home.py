"""The home page: the latest issue, the six figures, the trend, what is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yichuang.reports import queries
from yichuang.web.doors import public
from yichuang.web.lookout import overview
from yichuang.web.lookout.forms import year_to_date
from yichuang.web.lookout.views import issues


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw the home page."""
    scope, latest = year_to_date(), queries.latest_issue()
    context = {
        "section": "home",
        "issue": issues.row_of(latest) if latest else None,
        "documents": issues.documents(latest) if latest else (),
        "drafts": [issues.row_of(line) for line in queries.drafts(seen_by=issues.reader_of(request))],
        "scope": scope,
        "pairs": overview.pairs(scope),
        "standing": overview.standing(scope),
    }
    return render(request, "lookout/home.html", context)
