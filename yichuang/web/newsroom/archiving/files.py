"""One file: its pages beside what was understood of it; a person corrects and accepts it, or does not take it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal
from yichuang.reports.acts.reviewing import accept_file, dismiss_file
from yichuang.reports.queries.run_files import FileLine, FilePage, file_content, file_picture, run_file, run_files
from yichuang.reports.queries.runs import archive_run
from yichuang.reports.rules.archiving import OPEN
from yichuang.web.doors import actor_of, staff
from yichuang.web.errors import wants_json
from yichuang.web.newsroom.archiving import showing
from yichuang.web.newsroom.archiving.forms import CorrectionForm, DismissalForm
from yichuang.web.newsroom.frame import frame
from yichuang.web.numbers import ID_MAX, id_in
from yichuang.web.parts import Crumb, Dialog

PICTURE_SECONDS = 3600  # a page of a file never changes; who may see it may


@staff
@never_cache
@require_safe
def page(request: HttpRequest, file_id: int) -> HttpResponse:
    """Draw a file: its pages or its lines, and beside them what was understood."""
    return _page(request, _file(request, file_id))


@staff
@cache_control(private=True, max_age=PICTURE_SECONDS)
@require_safe
def picture(request: HttpRequest, file_id: int, number: int) -> HttpResponse:
    """Hand out a page of a PDF as a picture."""
    content = file_picture(min(file_id, ID_MAX), min(number, ID_MAX), seen_by=actor_of(request))
    return HttpResponse(content, content_type="image/png")


@staff
@never_cache
@require_safe
def original(request: HttpRequest, file_id: int) -> HttpResponse:
    """Hand out a file as it came, to be saved: what is in it was never looked through for harm."""
    name, content = file_content(min(file_id, ID_MAX), seen_by=actor_of(request))
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@staff
@never_cache
@require_POST
def accept(request: HttpRequest, file_id: int) -> HttpResponse:
    """Archive a file as it was corrected, and go on to the next one that waits."""
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            accept_file(by=actor_of(request), file_id=min(file_id, ID_MAX), corrected=form.corrected())
        except Refusal as refusal:
            if refusal.http_status != 422 or wants_json(request):
                raise
            form.tell(refusal)
    elif wants_json(request):
        raise form.as_refusal()
    found = _file(request, file_id)
    return _page(request, found, correction=form, status=422) if form.errors else _next(request, found.line)


@staff
@never_cache
@require_POST
def dismiss(request: HttpRequest, file_id: int) -> HttpResponse:
    """Decide that a file is not archived, and go on to the next one that waits."""
    form = DismissalForm(request.POST)
    if form.is_valid():
        dismiss_file(by=actor_of(request), file_id=min(file_id, ID_MAX), remark=form.cleaned_data["remark"])
    elif wants_json(request):
        raise form.as_refusal()
    found = _file(request, file_id)
    return _page(request, found, dismissal=form, status=422) if form.errors else _next(request, found.line)


def _file(request: HttpRequest, file_id: int) -> FilePage:
    return run_file(min(file_id, ID_MAX), seen_by=actor_of(request))


def _next(request: HttpRequest, settled: FileLine) -> HttpResponse:
    """Lead on to the next file of the folder that waits, from the start if there is none behind, else to the folder."""
    following = _following(request, settled)
    address = reverse("archive-file", args=[following]) if following else reverse("archive-run", args=[settled.run])
    return HttpResponseRedirect(f"{address}?settled={settled.id}")


def _following(request: HttpRequest, line: FileLine) -> int | None:
    """Return the next file of the folder that waits, if any but this one does."""
    actor = actor_of(request)
    behind = run_files(line.run, seen_by=actor, fates=OPEN, after=line.id, rows=1)
    rest = behind or [one for one in run_files(line.run, seen_by=actor, fates=OPEN, rows=2) if one.id != line.id]
    return rest[0].id if rest else None


def _page(
    request: HttpRequest, found: FilePage, *, correction: CorrectionForm | None = None,
    dismissal: DismissalForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    line = found.line
    run = archive_run(line.run, seen_by=actor_of(request))
    folder = Crumb(run.folder.rpartition("/")[2], reverse("archive-run", args=[run.id]))
    context = frame(request, "archive", folder) | {
        "file": found,
        "line": line,
        "name": line.path.rpartition("/")[2],
        "status": showing.file_status(line),
        "issue": showing.issue_address(line),
        "pictures": range(1, found.pages + 1) if found.kind == "pdf" and found.kept and found.pages else (),
        "source": showing.source_lines(found),
        "sections": showing.sections(found),
        "figures": showing.figures(found),
        "figures_more": max(len(found.figures) - showing.FIGURES_SHOWN, 0),
        "differences": showing.differences(found),
        "comments": showing.comments(found),
        "corrections": showing.corrections(found),
        "form": correction or CorrectionForm.of(found),
        "dismissal": dismissal or DismissalForm(auto_id="dismissal_%s"),
        "dialog": Dialog("dismissal", "不收这份文件？", "它不会进入归档；原件和原因会留存。", "不收"),
        "following": _following(request, line),
        "settled": _settled(request, line),
    }
    return render(request, "newsroom/archiving/file.html", context, status=status)


def _settled(request: HttpRequest, line: FileLine) -> dict[str, object] | None:
    """Return the file that was settled just before this one, as a list draws it, if the address names one."""
    settled = id_in(request.GET.get("settled", ""))
    if settled is None:
        return None
    found = run_files(line.run, seen_by=actor_of(request), ids=[settled])
    return showing.rows_of(found)[0] if found else None
