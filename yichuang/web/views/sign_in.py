"""Signing in and out. The acts write the access log, lock a name out and say so."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yichuang.kit.errors import Forbidden
from yichuang.people import acts
from yichuang.web.doors import actor_of, address_of, public
from yichuang.web.forms import SignInForm


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in and send them on to where they wanted to go, within this house."""
    back = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return _page(request, SignInForm(), back)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, back, status=422)
    try:
        account = acts.authenticate(**form.cleaned_data, address=address_of(request))
    except Forbidden as refusal:
        form.add_error(None, f"{refusal.message}。")
        return _page(request, form, back, status=refusal.http_status)
    login(request, account)  # a fresh session key, so that one planted before signing in opens nothing
    return HttpResponseRedirect(back)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Let somebody out; once more does no harm."""
    if request.user.is_authenticated:
        acts.sign_out(by=actor_of(request), address=address_of(request))
        logout(request)
    return HttpResponseRedirect(reverse("home"))


def _page(request: HttpRequest, form: SignInForm, back: str, status: int = 200) -> HttpResponse:
    return render(request, "site/sign_in.html", {"form": form, "next": back}, status=status)


def _safe(request: HttpRequest, address: str) -> str:
    """Return an address of this house, or home for any other."""
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else reverse("home")
