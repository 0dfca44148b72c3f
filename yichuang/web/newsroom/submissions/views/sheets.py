"""Sheets: the one to fill in goes out, the filled-in one comes back whole or not at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import today
from yichuang.statistics import acts, queries
from yichuang.statistics.rules.rights import SUBMIT
from yichuang.web.doors import staff
from yichuang.web.errors import wants_json
from yichuang.web.newsroom.frame import reader
from yichuang.web.newsroom.submissions import sheets
from yichuang.web.newsroom.submissions.asking import about, asked
from yichuang.web.parts import Crumb

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_MAX = 8 << 20  # bytes: twice what a sheet may have, so that one too large is told as such


@staff
@never_cache
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet to fill in for a period, with what is there."""
    actor, on = reader(request, SUBMIT), today()
    now = asked(request, queries.defined(), on)
    if now is None:
        raise Refusal("nothing_to_submit", "没有需要您填报的指标。")
    content = queries.sheet(seen_by=actor, day=now.period[0], on=on, only=[one.code for one in now.indicators])
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="submissions-{now.rule}-{now.day}.xlsx"'
    return response


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Take a filled-in sheet, every fault told with its cell; or tell once more what became of the last one."""
    actor, on = reader(request, SUBMIT), today()
    now = asked(request, queries.defined(), on)
    context: dict[str, Any] = about(request, "overview", Crumb("上传填报表", request.path)) | {"asked": now}
    if request.method != "POST":
        return render(request, "newsroom/submissions/uploaded.html", context | {"result": sheets.last(request)})
    file, status = request.FILES.get("file"), 200
    words = now.words if now else ""
    outcome: acts.Submitted | Refusal
    try:
        if file is None:
            raise Refusal("file_missing", "请选择填好的表格（XLSX）。", field="file")
        outcome = acts.submit_sheet(file.read(READ_MAX), by=actor, on=on, day=now.period[0] if now else None)
    except Refusal as refusal:
        if wants_json(request) or (refusal.http_status != Refusal.http_status and not isinstance(refusal, Conflict)):
            raise
        outcome, status = refusal, refusal.http_status
    result = sheets.keep(request, (file.name or "") if file else "", words, outcome)
    return render(request, "newsroom/submissions/uploaded.html", context | {"result": result}, status=status)
