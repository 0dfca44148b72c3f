"""The home page: the latest issue, the six figures, the trend."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.web.doors import public


@public
def page(request: HttpRequest) -> HttpResponse:
    """Draw the home page."""
    return render(request, "lookout/home.html", {"issue": None})
