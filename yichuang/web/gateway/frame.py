"""What all pages of the gateway share: the way to a page, its tab, who may look, files made of rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.exchange.rules.rights import READ
from yichuang.kit.errors import Refusal
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.web.doors import actor_of
from yichuang.web.numbers import id_in
from yichuang.web.parts import Crumb

HOME = Crumb("首页", "/")
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


def frame(tab: str, *crumbs: Crumb) -> dict[str, Any]:
    """Return what the header, the tabs and the breadcrumb of a page draw."""
    way = [HOME] if tab == "systems" and not crumbs else [HOME, Crumb("数据对接", reverse("exchange"))]
    return {"section": "exchange", "face": "数据对接", "tab": tab, "crumbs": [*way, *crumbs]}


def reader(request: HttpRequest) -> Actor:
    """Return who reads, if they may look at deliveries somewhere. Forbidden `not_allowed`."""
    return require(actor_of(request), READ)


def cursor(request: HttpRequest, name: str) -> int:
    """Return the cursor that an address holds, 0 for none. Refusal `malformed_cursor`."""
    found = id_in(request.GET.get(name, "") or "0")
    if found is None:
        raise Refusal("malformed_cursor", "翻页标记有误，请从第一页看起。", field=name)
    return found


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return rows as a CSV file to save, marked as UTF-8 so that spreadsheets read the Chinese in it."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(headings)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return response


def _plain(cell: object) -> object:
    """Return a cell as it is, a text that looks like a formula behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell
