"""The series' desk: which there are, one with its versions; copied, taken in as a file, retired, its variables set."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.labels import SERIES_SOURCES, SERIES_WORDS, period_rule
from yichuang.reports.queries.editions import difference
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.rules.rights import EDIT_SERIES
from yichuang.reports.rules.series import read_series, refuse
from yichuang.web.doors import staff
from yichuang.web.forms import Form
from yichuang.web.newsroom.frame import frame, reader, tell
from yichuang.web.newsroom.series.forms import CopyForm, ImportForm, RetireForm, VariablesForm
from yichuang.web.parts import Crumb, Status

_RETIRED, _IN_FORCE = Status("已停刊", "stopped"), Status("在用", "good")


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw all series."""
    return _listing(request, reader(request, EDIT_SERIES), ImportForm())


@staff
@never_cache
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Save a TOML file as the next version of its series; after a saved one only if that was seen."""
    actor = reader(request, EDIT_SERIES)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _listing(request, actor, form, status=422)
    text = form.cleaned_data["file"]
    try:
        series, faults = read_series(text)
        refuse(form.file_name, faults if series is None else [])
        assert series is not None, "a text without a fatal fault describes a series"
        latest = queries.latest_version(series.code)
        name = form.overwriting(series.code, latest)
        before = queries.series_text(series.code, latest, seen_by=actor) if latest else text
        if before != text and form.cleaned_data["over"] != name:
            return _overwriting(request, actor, form, name, difference(before, text))
        acts.save_series(by=actor, code=series.code, text=text, version=latest)
    except Refusal as refusal:
        return _listing(request, actor, form, status=refusal.http_status, refusal=refusal)
    return HttpResponseRedirect(reverse("series", args=[series.code]))


@staff
@never_cache
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Draw a series: how it stands, its variables, its versions."""
    return _page(request, code, reader(request, EDIT_SERIES))


@staff
@never_cache
@require_safe
def text(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the TOML text of a series: that in force, or of the version that the address names."""
    actor = reader(request, EDIT_SERIES)
    asked = request.GET.get("version", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) <= 7):
        raise Unknown("unknown_version", f"没有“{asked[:20]}”这一版。", field="version")
    version = int(asked) if asked else None
    content = queries.series_text(code, version, seen_by=actor)
    response = HttpResponse(content, content_type="application/toml; charset=utf-8")
    name = f"{code}-{version}.toml" if version else f"{code}.toml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff
@never_cache
@require_POST
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new series as a copy of this one, and open it for editing."""
    actor, form = reader(request, EDIT_SERIES), CopyForm(request.POST)
    if not form.is_valid():
        return _page(request, code, actor, copying=form, status=422)
    try:
        acts.copy_series(by=actor, code=code, **form.cleaned_data)
    except Refusal as refusal:
        tell(form, refusal)
        return _page(request, code, actor, copying=form, status=refusal.http_status)
    return HttpResponseRedirect(reverse("series-editing", args=[form.cleaned_data["new_code"]]))


@staff
@never_cache
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Let no new issues of a series be made."""
    actor, form = reader(request, EDIT_SERIES), RetireForm(request.POST)
    if not form.is_valid():
        raise form.as_refusal()
    acts.retire_series(by=actor, code=code, version=form.cleaned_data["version"])
    return HttpResponseRedirect(reverse("series", args=[code]))


@staff
@never_cache
@require_POST
def variables(request: HttpRequest, code: str) -> HttpResponse:
    """Set the values that a series' variables have here."""
    actor = reader(request, EDIT_SERIES)
    form = VariablesForm(request.POST, variables=series_in_force(code).variables)
    if not form.is_valid():
        return _page(request, code, actor, variables=form, status=422)
    acts.set_variables(by=actor, series=code, values=form.cleaned_data)
    return HttpResponseRedirect(reverse("series", args=[code]))


def _overwriting(request: HttpRequest, actor: Actor, form: Form, name: str, differing: tuple[str, ...]) -> HttpResponse:
    """Show how a file differs from the version that was saved last, and ask whether it shall follow that one."""
    code, _, version = name.partition("/")
    refusal = Conflict(
        "version_saved", f"刊物“{code}”已保存到第 {version} 版，内容与文件不同，没有导入。", field="file",
        rule="看过差别，再选一次文件并勾选覆盖",
    )  # fmt: skip
    over = {"name": name, "version": version, "code": code, "differing": differing}
    return _listing(request, actor, form, status=refusal.http_status, refusal=refusal, over=over)


def _listing(
    request: HttpRequest, actor: Actor, form: Form, *, status: int = 200, refusal: Refusal | None = None,
    over: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    rows = [
        {"line": line, "source": SERIES_SOURCES[line.source], "status": _RETIRED if line.retired else _IN_FORCE}
        for line in queries.series_list(seen_by=actor)
    ]
    context = frame(request, "series") | {"rows": rows, "form": form, "refusal": refusal, "over": over}
    return render(request, "newsroom/series/listing.html", context, status=status)


def _page(request: HttpRequest, code: str, actor: Actor, *, status: int = 200, **forms: Form) -> HttpResponse:
    lines = {line.code: line for line in queries.series_list(seen_by=actor)}
    if code not in lines:
        raise Unknown("unknown_series", f"没有代码为“{code[:24]}”的刊物。", field="series")
    context = frame(request, "series", Crumb(lines[code].title or code, request.path)) | {
        "line": lines[code],
        "source": SERIES_SOURCES[lines[code].source],
        "status": _RETIRED if lines[code].retired else _IN_FORCE,
        "facts": _facts(code),
        "history": queries.series_history(code, seen_by=actor),
        "latest": queries.latest_version(code),
        "copying": forms.get("copying") or CopyForm(),
        "variables": forms.get("variables") or _own_variables(code),
    }
    return render(request, "newsroom/series/page.html", context, status=status)


def _facts(code: str) -> list[tuple[str, str]]:
    """Return what a series is in short; nothing of one whose text cannot be read."""
    try:
        series = series_in_force(code)
    except Refusal:
        return []
    period, figures = (period_rule(rule) for rule in (series.period, series.figures_period))
    return [
        ("刊名", series.title), ("期间", period), ("数字的时段", figures),
        ("编号", SERIES_WORDS["numbering"][series.numbering]),
        ("各节", "、".join(dict.fromkeys(SERIES_WORDS["kind"][one.kind] for one in series.sections()))),
    ]  # fmt: skip


def _own_variables(code: str) -> VariablesForm | None:
    try:
        known: dict[str, Any] = dict(series_in_force(code).variables)
    except Refusal:
        return None
    return VariablesForm(variables=known) if known else None
