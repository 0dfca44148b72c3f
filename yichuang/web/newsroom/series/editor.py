"""Editing a series in a form: what is wrong and how its issue would print, told meanwhile; saved as a version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.labels import TEMPLATE_FIELDS, period_rule
from yichuang.reports.queries.drafting import checked_series, preview_series, series_data
from yichuang.reports.queries.editions import difference
from yichuang.reports.queries.indicated import known_figures
from yichuang.reports.rules.periods import AD_HOC, PERIODS, Span
from yichuang.reports.rules.rights import EDIT_SERIES
from yichuang.reports.rules.series import Series, SeriesFault, to_toml
from yichuang.web.doors import staff
from yichuang.web.newsroom.frame import frame, reader
from yichuang.web.newsroom.series.editing import field_of, name_of, place_words, posted_data, reshaped
from yichuang.web.newsroom.series.forms import SaveForm
from yichuang.web.newsroom.series.showing import Editor
from yichuang.web.parts import Crumb
from yichuang.web.pieces import draw

ACTS = ("add", "copy", "remove", "up", "down")
SHOWN_FAULTS = 40


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the form of a series as it is saved, or of what was sent, with one piece added, copied, moved or removed."""
    actor = reader(request, EDIT_SERIES)
    if request.method != "POST":
        latest = queries.latest_version(code)
        text = queries.series_text(code, latest or None, seen_by=actor)
        return _editor(request, code, series_data(text, seen_by=actor), (), version=latest)
    data, _ = _sent(request, code)
    opened = set(request.POST.getlist("open"))
    act, _, place = request.POST.get("do", "").partition(":")
    if act in ACTS:
        data, at = reshaped(data, act, place)
        opened.add(at)
    return _editor(request, code, data, opened, version=_version(request))


@staff
@never_cache
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is wrong with what was sent, and draw the issue of a day as it would print."""
    actor = reader(request, EDIT_SERIES)
    data, faults = _sent(request, code)
    context = frame(request, "series", *_crumbs(code)) | _checked(request, data, faults, actor)
    return draw(request, "newsroom/series/check.html", "newsroom/series/_check.html", context)


@staff
@never_cache
@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Save what was sent as the next version; with faults, or if another was saved meanwhile, nothing is lost."""
    actor, form = reader(request, EDIT_SERIES), SaveForm(request.POST)
    data, faults = _sent(request, code)
    series, more = checked_series(data)
    if not form.is_valid():
        return _editor(request, code, data, (), version=_version(request), refusal=form.as_refusal(), status=422)
    if series is None or faults:
        return _editor(request, code, data, (), version=_version(request), faults=[*faults, *more], status=422)
    latest = queries.latest_version(code)
    before = queries.series_text(code, latest or None, seen_by=actor)
    text = to_toml(series, text=before)
    version, begins = form.cleaned_data["version"], form.cleaned_data["in_force_from"]
    try:
        acts.save_series(by=actor, code=code, text=text, version=version, in_force_from=begins)
    except Refusal as refusal:
        stale = refusal.code == "stale_version"
        theirs = difference(before, text) if stale else ()
        return _editor(request, code, data, (), version=latest if stale else version, refusal=refusal, theirs=theirs,
                       status=refusal.http_status)  # fmt: skip
    return HttpResponseRedirect(reverse("series", args=[code]))


def _sent(request: HttpRequest, code: str) -> tuple[dict[str, Any], list[SeriesFault]]:
    data, faults = posted_data(request.POST.dict())
    return {"code": code, **{name: value for name, value in data.items() if name != "code"}}, faults


def _version(request: HttpRequest) -> int:
    asked = request.POST.get("version", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 7 else 0


def _editor(
    request: HttpRequest, code: str, data: Mapping[str, Any], opened: Collection[str], *, version: int,
    faults: Sequence[SeriesFault] = (), refusal: Refusal | None = None, theirs: Sequence[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = [name_of(fault.place).rpartition(".")[0] for fault in faults]
    editor = Editor(data, faults, {*opened, *told})
    begins = request.POST.get("in_force_from") or today()
    figures = [(figure, one.name) for figure, one in known_figures().items()]
    own = [(name, f"变量：{value}") for name, value in dict(data.get("variables") or {}).items()]
    context = frame(request, "series", *_crumbs(code)) | {
        "code": code, "title": data.get("title", code), "groups": editor.groups(), "faults": _lines(faults),
        "saving": SaveForm(initial={"version": version, "in_force_from": begins}),
        "suggestions": {
            "periods": [(rule, period_rule(rule)) for rule in PERIODS],
            "spans": [(name, "") for name in editor.spans()],
            "known-figures": figures,
        },
        "template_fields": [*TEMPLATE_FIELDS.items(), *own], "figures": figures,
        "refusal": refusal, "theirs": theirs, "preview_day": request.POST.get("preview_day") or today().isoformat(),
    }  # fmt: skip
    return draw(request, "newsroom/series/editor.html", "newsroom/series/_editor.html", context, status)


def _checked(
    request: HttpRequest, data: Mapping[str, Any], faults: Sequence[SeriesFault], actor: Actor
) -> dict[str, Any]:
    series, more = checked_series(data)
    faults = [*faults, *more]
    context: dict[str, Any] = {"faults": _lines(faults)[:SHOWN_FAULTS], "count": len(faults)}
    if series is None or any(fault.fatal for fault in faults):
        return context
    try:
        made = preview_series(series, _period(series, request.POST.get("preview_day", "")), seen_by=actor)
    except Refusal as refusal:
        return context | {"unprinted": refusal}
    return context | {
        "piece": mark_safe(queries.piece(made.page, inner=True)),  # noqa: S308  # `reports` escapes every word
        "styles": mark_safe(queries.styles()),  # noqa: S308  # a file of the product
    }


def _period(series: Series, asked: str) -> date | Span:
    """Return the period to look at: that of the day asked for, by default the hall's; of issues at will its month."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today()
    return (day.replace(day=1), day) if series.period == AD_HOC else day


def _lines(faults: Sequence[SeriesFault]) -> list[dict[str, Any]]:
    return [
        {"fault": fault, "at": f"at-{field_of(fault.place)}" if fault.place else "", "place": place_words(fault.place)}
        for fault in faults
    ]


def _crumbs(code: str) -> list[Crumb]:
    return [Crumb(code, reverse("series", args=[code])), Crumb("编辑", reverse("series-editing", args=[code]))]
