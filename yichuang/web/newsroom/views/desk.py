"""The issue desk: the issue of a period, what is there for it and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kit.time import today
from yichuang.reports import queries
from yichuang.reports.rules.rights import READ_DRAFT
from yichuang.web.doors import staff
from yichuang.web.newsroom.frame import frame, reader


@staff
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw this period's issue of every series: its draft, its stories and findings."""
    actor = reader(request, READ_DRAFT)
    issues = []
    for series in queries.all_series():
        first, last = queries.period_of(series, today())
        issues.append(
            {
                "series": series,
                "first": first,
                "last": last,
                "draft": queries.draft_of(series.code, first, seen_by=actor),
                "stories": len(queries.stories_of(series.code, first)),
                "findings": len(queries.findings_of(series.code, first)),
            }
        )
    return render(request, "newsroom/desk/series.html", frame(request, "issue") | {"issues": issues})
