"""Indicators as they are defined: the list, one of them and where it is used, defining, checking, retiring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import today
from yichuang.people.queries import has_right
from yichuang.reports import queries as reports
from yichuang.reports.rules.composing import asks_of
from yichuang.statistics import acts, queries
from yichuang.statistics.labels import DERIVED_KIND_MEANINGS
from yichuang.statistics.queries import Defined
from yichuang.statistics.rules.derived import Figure
from yichuang.statistics.rules.rights import DEFINE, OVERSEE
from yichuang.web.doors import staff
from yichuang.web.errors import wants_json
from yichuang.web.newsroom.frame import reader
from yichuang.web.newsroom.submissions.asking import about, units
from yichuang.web.newsroom.submissions.defining import KIND_WORDS, SUBMITTED, DefinitionForm
from yichuang.web.newsroom.submissions.telling import facts_of
from yichuang.web.parts import Crumb, Dialog

_HERE = ("指标", "newsroom-indicators")


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in the list."""

    code: str
    name: str
    kind: str
    unit: str
    version: int
    retired: bool = False


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw all submitted and derived indicators."""
    actor, now = reader(request, OVERSEE), queries.defined()
    submitted = [
        Line(code, one.name, KIND_WORDS[SUBMITTED], one.unit, now.versions[code], code in now.retired)
        for code, one in now.submitted.items()
    ]
    derived = [
        Line(code, one.name, KIND_WORDS[one.kind], one.unit, now.versions.get(code, 0))
        for code, one in sorted(now.derived.items(), key=lambda pair: pair[0] not in now.versions)
    ]
    context = about(request, "indicators") | {
        "submitted": submitted, "derived": derived, "faults": _faults(now), "may_define": has_right(actor, DEFINE),
    }  # fmt: skip
    return render(request, "newsroom/submissions/indicators.html", context)


def _faults(now: Defined) -> list[tuple[str, str]]:
    """Return code and message of each stored definition that is no longer right."""
    return [(fault.place.partition(".")[0], fault.message) for fault in now.faults]


@staff
@never_cache
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Draw one indicator: how it is defined, what stands on it, what it comes to."""
    actor, now = reader(request, OVERSEE), queries.defined()
    one = _known(code, now)
    is_own = code in now.versions
    context = about(request, "indicators", _crumb(), Crumb(one.name, request.path)) | {
        "one": one,
        "facts": facts_of(one, now),
        "version": now.versions.get(code, 0),
        "submitted": code in now.submitted,
        "retired": code in now.retired,
        "users": queries.users_of(code, now.derived),
        "series": _series_with(code),
        "may_define": is_own and has_right(actor, DEFINE),
        "may_retire": code in now.submitted and code not in now.retired and has_right(actor, DEFINE),
        "dialog": Dialog(
            "retire", f"停用“{one.name}”？", "各部门不再填报它；已报的数照常统计。以后可以重新启用。", "停用"
        ),
    }
    return render(request, "newsroom/submissions/indicator.html", context)


def _series_with(code: str) -> list[str]:
    """Return the titles of the series whose templates, tables or charts stand on an indicator."""
    found = []
    for series in reports.all_series():
        asked = {asked for codes in asks_of(series).values() for asked in codes}
        if code in asked or any(f"'{code}'" in repr(record) for record in series.definitions):
            found.append(series.title)
    return found


def _known(code: str, now: Defined) -> Any:
    one = now.submitted.get(code) or now.derived.get(code)
    if one is None:
        raise Unknown("unknown_figure", f"没有代码为“{code[:40]}”的填报或派生指标。", field="code")
    return one


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer the kinds, then the form of the one chosen; take what was filled in."""
    reader(request, DEFINE)
    kind = _kind(request)
    if not kind:
        kinds = [(code, KIND_WORDS[code], meaning) for code, meaning in DERIVED_KIND_MEANINGS.items()]
        context = about(request, "indicators", _crumb(), Crumb("新指标", request.path)) | {"kinds": kinds}
        return render(request, "newsroom/submissions/kinds.html", context)
    return _defined(request, kind, queries.defined(), None)


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the form of an indicator that is there, or take a new version of it."""
    reader(request, DEFINE)
    now = queries.defined()
    record = now.records.get(code)  # also one that is no longer right: here it is mended
    if record is None:
        _known(code, now)
        raise Refusal("built_in", "随系统提供的指标不能改动；可另立一项。", field="code")
    return _defined(request, SUBMITTED if code in now.submitted else str(record["kind"]), now, record)


def _defined(request: HttpRequest, kind: str, now: Defined, record: Mapping[str, Any] | None) -> HttpResponse:
    is_new = record is None
    seen = 0 if record is None else now.versions[str(record["code"])]
    form = _form(request, kind, now, record)
    status = 200
    if request.method == "POST":
        try:
            made = form.record() | ({} if record is None else {"code": record["code"]})
            _check_seen(request, made, now, is_new)
            if form.is_valid():
                acts.define(by=reader(request, DEFINE), **{_table(kind): [made]})
                return HttpResponseRedirect(reverse("newsroom-indicator", args=[made["code"]]))
            status = 422
        except Refusal as refusal:
            if wants_json(request) or refusal.http_status == 403:
                raise
            form.tell(refusal.details.get("errors") or [{"place": "", "message": refusal.message}])
            status = refusal.http_status
    name = "新指标" if record is None else str(record["name"])
    context = about(request, "indicators", _crumb(), Crumb(name, request.path)) | {
        "form": form,
        "kind": kind,
        "kind_word": KIND_WORDS[kind],
        "meaning": DERIVED_KIND_MEANINGS.get(kind, "账本里没有、由各部门按期报来的数"),
        "is_new": is_new,
        "name": name,
        "seen": seen,
        "code": "" if record is None else record["code"],
    }
    return render(request, "newsroom/submissions/define.html", context, status=status)


def _check_seen(request: HttpRequest, made: Mapping[str, Any], now: Defined, is_new: bool) -> None:
    """Raise where a code is taken that looked new, or somebody made a new version since the form was drawn."""
    version = now.versions.get(str(made.get("code", "")), 0)
    if is_new and version:
        fault = {"place": f"{made['code']}.code", "message": "这个代码已经有了；要改它，请从它的页面进入"}
        raise Refusal("definitions_refused", fault["message"], details={"errors": [fault]})
    if not is_new and request.POST.get("seen", "") != str(version):
        raise Conflict("definition_moved_on", "这项定义刚被他人改动，您填的都在；核对后再保存，会以您填的为准。")


def _form(request: HttpRequest, kind: str, now: Defined, record: Mapping[str, Any] | None) -> DefinitionForm:
    standing = [(unit.code, unit.short_name) for unit in units(reader(request, DEFINE), DEFINE, today())]
    return DefinitionForm(
        kind, now, units=standing, record=record, sent=request.POST if request.method == "POST" else None,
        is_new=record is None,
    )  # fmt: skip


def _kind(request: HttpRequest) -> str:
    told = request.POST if request.method == "POST" else request.GET
    kind = told.get("kind", "")
    return kind if kind in KIND_WORDS else ""


def _table(kind: str) -> str:
    return SUBMITTED if kind == SUBMITTED else "derived"


@staff
@never_cache
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Say what is wrong with what is typed so far, and what it would come to; nothing is stored."""
    reader(request, DEFINE)
    now, kind = queries.defined(), _kind(request)
    if not kind:
        raise Refusal("unknown_kind", "没有这种指标。", field="kind")
    form = _form(request, kind, now, None)
    made = form.record()
    faults = queries.faults_of(**{_table(kind): [made]})
    context: dict[str, Any] = {"checked": True, "faults": form.in_words([fault.as_record() for fault in faults])}
    if not faults and kind != SUBMITTED:
        context |= _example(made, now)
    return render(request, "newsroom/submissions/_checked.html", context)


def _example(made: Mapping[str, Any], now: Defined) -> dict[str, Any]:
    start, end = _span(made, now)
    found = queries.indicators([made["code"]], start=start, end=end, definitions=[made])
    figure: Figure = found.rows[0].figures[made["code"]]
    return {"example": figure, "start": start, "end": end}


def _span(made: Mapping[str, Any], now: Defined) -> tuple[date, date]:
    """Return the last period that has ended: of the first submitted figure that it names, else the month."""
    text = repr(made)
    rule = next((one.period for code, one in now.submitted.items() if f"'{code}'" in text), "month")
    return queries.last_ended(rule, today())


@staff
@never_cache
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """No longer ask for a submitted figure."""
    acts.retire(code, by=reader(request, DEFINE))
    return HttpResponseRedirect(reverse("newsroom-indicator", args=[code]))


def _crumb() -> Crumb:
    word, address = _HERE
    return Crumb(word, reverse(address))
