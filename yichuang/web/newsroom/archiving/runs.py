"""Folders that were read into the archive: the list, and one with its progress, its holes and its files by fate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Refusal
from yichuang.reports.queries.run_files import run_files
from yichuang.reports.queries.runs import archive_run, archive_runs, holes_of
from yichuang.reports.queries.series import all_series
from yichuang.reports.rules.archiving import FATES
from yichuang.web.doors import actor_of, staff
from yichuang.web.newsroom.archiving import showing
from yichuang.web.newsroom.frame import frame, id_of
from yichuang.web.numbers import id_in
from yichuang.web.parts import Crumb
from yichuang.web.pieces import draw

PAGE_ROWS = 50


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw the folders, the one read last first."""
    runs = archive_runs(seen_by=actor_of(request))
    titles = {series.code: series.title for series in all_series()}
    rows = [
        {
            "run": run,
            "title": titles.get(run.series, run.series),
            "status": showing.run_status(run),
            "href": reverse("archive-run", args=[run.id]),
        }
        for run in runs
    ]
    return render(request, "newsroom/archiving/listing.html", frame(request, "archive") | {"rows": rows})


@staff
@never_cache
@require_safe
def page(request: HttpRequest, run_id: int) -> HttpResponse:
    """Draw a folder; htmx asks for it again while it is being read."""
    actor = actor_of(request)
    run = archive_run(id_of(run_id), seen_by=actor)
    fate, after = _fate(request), _cursor(request)
    found = run_files(run.id, seen_by=actor, fates=[fate] if fate else (), after=after, rows=PAGE_ROWS + 1)
    shown = found[:PAGE_ROWS]
    here = reverse("archive-run", args=[run.id])
    asked = f"fate={fate}&" if fate else ""
    context = frame(request, "archive", Crumb(run.folder.rpartition("/")[2], here)) | {
        "run": run,
        "title": next((series.title for series in all_series() if series.code == run.series), run.series),
        "status": showing.run_status(run),
        "choices": showing.choices(run, fate),
        "holes": holes_of(run.series),
        "files": showing.rows_of(shown),
        "again": request.get_full_path(),
        "next": f"{here}?{asked}after={shown[-1].id}" if len(found) > PAGE_ROWS else "",
        "first": f"{here}?{asked}" if after else "",
    }
    return draw(request, "newsroom/archiving/run.html", "newsroom/archiving/_run.html", context)


def _fate(request: HttpRequest) -> str:
    fate = request.GET.get("fate", "")
    if fate and fate not in FATES:
        raise Refusal("unknown_fate", "没有这种处理结果。", field="fate")
    return fate


def _cursor(request: HttpRequest) -> int:
    """Return the cursor that an address holds, 0 for none. Refusal `malformed_cursor`."""
    after = id_in(request.GET.get("after", "") or "0")
    if after is None:
        raise Refusal("malformed_cursor", "翻页标记有误，请从第一页看起。", field="after")
    return after
