"""The page that shows every part, so that faces drawn at different times stay alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest) -> HttpResponse:
    """Draw all parts with sample content."""
    return render(request, "site/parts.html", {})
