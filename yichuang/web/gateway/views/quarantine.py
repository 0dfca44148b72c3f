"""Rows that were refused or wait: the list, one row, and how a person settles it: opened, corrected or dismissed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from yichuang.exchange import acts, queries
from yichuang.exchange.labels import DATASET_WORDS
from yichuang.exchange.queries import HeldRecord
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.exchange.rules.rights import CORRECT
from yichuang.exchange.rules.words import Held
from yichuang.kit.errors import Refusal
from yichuang.people.queries import has_right
from yichuang.people.rules import Actor
from yichuang.web.doors import actor_of, address_of, staff
from yichuang.web.errors import wants_json
from yichuang.web.gateway import rows
from yichuang.web.gateway.forms import ALL, DismissalForm, PurposeForm, QuarantineForm
from yichuang.web.gateway.frame import cursor, frame, reader
from yichuang.web.numbers import ID_MAX
from yichuang.web.parts import Crumb, Dialog
from yichuang.web.pieces import draw

PAGE_ROWS = 50


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw a page of the rows that stand aside, in order of arrival."""
    actor = reader(request)
    form = QuarantineForm(request.GET, queries.system_names(seen_by=actor))
    context: dict[str, Any] = frame("quarantine") | {"form": form, "action": request.path}
    if form.is_valid():
        asked, after = form.cleaned_data, cursor(request, "after")
        found = queries.quarantine(
            seen_by=actor, system=asked["system"], delivery=asked["delivery"], code=asked["code"],
            state="" if asked["state"] == ALL else asked["state"], first=asked["from"], last=asked["to"], after=after,
            rows=PAGE_ROWS + 1,
        )  # fmt: skip
        page = found[:PAGE_ROWS]
        context |= {
            "lines": [rows.line_of(row) for row in page],
            "delivery": asked["delivery"],
            "code": asked["code"],
            "without": f"?{form.address(delivery='', code='')}",
            "next": f"?{form.address(after=page[-1].id)}" if len(found) > PAGE_ROWS else "",
            "first": f"?{form.address()}" if after else "",
        }
    elif wants_json(request):
        raise form.as_refusal()
    status = 422 if form.errors else 200
    return draw(request, "gateway/quarantine/listing.html", "gateway/quarantine/_result.html", context, status)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, held_id: int) -> HttpResponse:
    """Draw one row, personal data masked, with its errors beside its fields."""
    actor = reader(request)
    row = _row(held_id, actor)
    return _page(request, row, actor)


@staff
@never_cache
@require_POST
def open_form(request: HttpRequest, held_id: int) -> HttpResponse:
    """Show a row in full as a form, once it was said why; the access log keeps who, which row and why."""
    actor = actor_of(request)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _page(request, _row(held_id, reader(request)), actor, purpose=form, status=422)
    row, cells = queries.open_row(
        min(held_id, ID_MAX), by=actor, purpose=form.cleaned_data["purpose"], address=address_of(request)
    )
    correction = rows.CorrectionForm(DATASETS[row.dataset], cells, outcomes=_outcomes(row))
    correction.tell(row.errors)
    return _form(request, row, correction, raw=cells.get(rows.UNREADABLE, ""))


@staff
@never_cache
@sensitive_post_parameters()
@require_POST
def correct(request: HttpRequest, held_id: int) -> HttpResponse:
    """Take a corrected row in; what is still wrong is told at its column, and what was typed stays."""
    actor = actor_of(request)
    row = _row(held_id, actor)
    form = rows.CorrectionForm(DATASETS[row.dataset], request.POST, outcomes=_outcomes(row))
    try:
        acts.correct_row(by=actor, held_id=row.id, cells=form.cells())
    except Refusal as refusal:
        if refusal.code != "still_wrong" or wants_json(request):
            raise
        form.tell(refusal.details["errors"])
        return _form(request, row, form, status=422)
    return HttpResponseRedirect(reverse("held-row", args=[row.id]))


@staff
@never_cache
@require_POST
def dismiss(request: HttpRequest, held_id: int) -> HttpResponse:
    """Decide that a row will not be taken, and why."""
    actor = actor_of(request)
    row, form = _row(held_id, actor), DismissalForm(request.POST)
    if not form.is_valid():
        if wants_json(request):
            raise form.as_refusal()
        return _page(request, row, actor, dismissal=form, status=422)
    acts.dismiss_row(by=actor, held_id=row.id, remark=form.cleaned_data["remark"])
    return HttpResponseRedirect(reverse("held-row", args=[row.id]))


def _row(held_id: int, actor: Actor) -> HeldRecord:
    """Return a row that the reader may see; a number too large for an id is as unknown as one that is not there."""
    return queries.held_row(min(held_id, ID_MAX), seen_by=actor)


def _outcomes(row: HeldRecord) -> dict[str, str]:
    """Return the system's own codes of outcomes, as its rows are read now."""
    return queries.mapping(row.system, queries.system(row.system).mapping_number).get("outcome", {})


def _page(
    request: HttpRequest, row: HeldRecord, actor: Actor, *, purpose: PurposeForm | None = None,
    dismissal: DismissalForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    waits = row.state == Held.QUARANTINED
    system = queries.system(row.system)
    following = queries.quarantine(seen_by=actor, delivery=row.delivery, after=row.id, rows=1)
    context = _about(row) | {
        "cells": rows.cells_of(row),
        "of_the_row": rows.errors_of_the_row(row),
        "unreadable": rows.UNREADABLE in row.cells,
        "raw_size": row.cells.get(rows.UNREADABLE, ""),
        "waits": waits,
        "may_settle": waits and has_right(actor, CORRECT, department_id=system.department_id),
        "purpose": purpose or PurposeForm(),
        "dismissal": dismissal or DismissalForm(auto_id="dismissal_%s"),
        "dialog": Dialog(
            "dismissal", "不再收这一行？", "这一行不会进入办件，也不能再更正；原文和原因会留存。", "不再收"
        ),
        "following": following[0].id if following else None,
        "system_name": system.name,
    }
    return render(request, "gateway/quarantine/page.html", context, status=status)


def _form(
    request: HttpRequest, row: HeldRecord, form: rows.CorrectionForm, *, raw: str = "", status: int = 200
) -> HttpResponse:
    here = Crumb(f"第 {row.delivery} 批第 {row.row} 行", reverse("held-row", args=[row.id]))
    context = _about(row, here) | {"form": form, "raw": raw}
    return render(request, "gateway/quarantine/correction.html", context, status=status)


def _about(row: HeldRecord, *crumbs: Crumb) -> dict[str, Any]:
    return frame("quarantine", Crumb("被拒收的行", reverse("quarantine")), *crumbs) | {
        "row": row, "dataset": DATASET_WORDS[row.dataset], "status": rows.status_of(row),
    }  # fmt: skip
