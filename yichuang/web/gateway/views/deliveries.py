"""Deliveries: the list, and one with its receipt, which refreshes itself while the delivery is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.exchange import queries
from yichuang.exchange.labels import DATASET_WORDS, WAY_WORDS
from yichuang.exchange.rules.words import DeliveryState, Way
from yichuang.web.doors import staff
from yichuang.web.errors import wants_json
from yichuang.web.gateway import receipts
from yichuang.web.gateway.forms import DeliveriesForm
from yichuang.web.gateway.frame import cursor, frame, reader
from yichuang.web.numbers import ID_MAX
from yichuang.web.parts import Crumb
from yichuang.web.pieces import draw

PAGE_ROWS = 50


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw a page of deliveries, the latest first."""
    actor = reader(request)
    form = DeliveriesForm(request.GET, queries.system_names(seen_by=actor))
    context: dict[str, Any] = frame("deliveries") | {"form": form, "action": request.path}
    if form.is_valid():
        asked, before = form.cleaned_data, cursor(request, "before")
        found = queries.deliveries(
            seen_by=actor, system=asked["system"], first=asked["from"], last=asked["to"], state=asked["state"],
            before=before or None, rows=PAGE_ROWS + 1,
        )  # fmt: skip
        page = found[:PAGE_ROWS]
        context |= {
            "lines": [receipts.line_of(receipt) for receipt in page],
            "next": f"?{form.address(before=page[-1].delivery)}" if len(found) > PAGE_ROWS else "",
            "first": f"?{form.address()}" if before else "",
        }
    elif wants_json(request):
        raise form.as_refusal()
    status = 422 if form.errors else 200
    return draw(request, "gateway/deliveries/listing.html", "gateway/deliveries/_result.html", context, status)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Draw a delivery with its receipt; htmx asks for the receipt again while the delivery is open."""
    found = _receipt(request, delivery_id)
    context = frame("deliveries", Crumb("报送批次", reverse("deliveries"))) | {
        "receipt": found,
        "dataset": DATASET_WORDS[found.dataset],
        "way": WAY_WORDS[Way(found.way)],
        "form_words": receipts.form_words(found),
        "status": receipts.status_of(found),
        "open": found.state == DeliveryState.OPEN,
        "fates": receipts.fates(found),
        "errors": receipts.errors_of(found),
    }
    return draw(request, "gateway/deliveries/page.html", "gateway/deliveries/_receipt.html", context)


@staff
@never_cache
@require_safe
def receipt(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Hand out a receipt as the command and the interface give it."""
    found = _receipt(request, delivery_id)
    response = JsonResponse(found.as_record(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{found.system}-{found.delivery}-receipt.json"'
    return response


def _receipt(request: HttpRequest, delivery_id: int) -> queries.Receipt:
    """Return a receipt that the reader may see; a number too large for an id is as unknown as one that is not there."""
    return queries.receipt(min(delivery_id, ID_MAX), seen_by=reader(request))
