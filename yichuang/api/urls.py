"""The interface's addresses: an operation's router says the rest. Whatever else is asked for is told in our shape."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from yichuang.api.door import api
from yichuang.api.errors import error_response, fault, not_found
from yichuang.api.routers import cases, deliveries, figures, issues, submissions

api.add_router("/cases", cases.router)
api.add_router("/deliveries", deliveries.router)
api.add_router("/reconciliation", deliveries.accounts)
api.add_router("/figures", figures.router)
api.add_router("/submissions", submissions.router)
api.add_router("/indicators", submissions.indicators)
api.add_router("/issues", issues.router)


def _in_our_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap an operation: a wrong method is told as an error, nothing is kept on the way."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:  # the bare address of the interface
            response = not_found(request)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = error_response(request, fault(405, "method_not_allowed", f"这个地址只支持 {allowed}。"))
            response["Allow"] = allowed
        patch_cache_control(response, no_store=True, private=True)
        return response

    return answered


_operations, _app, _namespace = api.urls
for _pattern in _operations:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = _in_our_shape(_pattern.callback)

urlpatterns = [
    path("", (_operations, _app, _namespace)),
    re_path("", csrf_exempt(not_found)),
]
