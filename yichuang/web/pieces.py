"""Whole pages and their pieces: a full load and an htmx swap draw the same template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_piece(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a piece to swap; going back to a page it has forgotten, it asks for the whole."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def draw(request: HttpRequest, page: str, piece: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw the piece for htmx and the page that includes it for everybody else; caches keep them apart."""
    response = render(request, piece if wants_piece(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
