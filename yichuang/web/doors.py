"""Who may open a page. Every view is `@public` or `@staff`; a refusal inside either becomes a page that explains it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from yichuang.kit.errors import Forbidden, Refusal
from yichuang.people import queries
from yichuang.people.rules import Actor
from yichuang.web.errors import refusal_response, wants_json

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, looked up once a request. Forbidden for somebody who has not signed in."""
    if not request.user.is_authenticated:
        raise Forbidden("sign_in_required", "请先登录。")
    known: Actor | None = getattr(request, "known_actor", None)
    if known is None:
        known = request.known_actor = queries.actor_of(request.user)  # type: ignore[attr-defined]
    return known


def address_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks, as the access log keeps it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def public(view: View) -> View:
    """Open a view to everybody."""
    return _door(view, opens_to="everybody")


def staff(view: View) -> View:
    """Open a view to those who signed in; what each may see there is asked in the query or act it calls."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return _to_sign_in(request)

    return _door(checked, opens_to="staff")


def _door(view: View, *, opens_to: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refusal_response(request, refusal)

    guarded.opens_to = opens_to  # type: ignore[attr-defined]  # a test reads it: no view without a door
    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the sign-in page and back afterwards; htmx is told by a header, programs by a status."""
    if wants_json(request):
        error = {"code": "sign_in_required", "message": "请先登录。"}
        return JsonResponse({"error": error}, status=401, json_dumps_params={"ensure_ascii": False})
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{settings.LOGIN_URL}?{urlencode({'next': back})}"
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
