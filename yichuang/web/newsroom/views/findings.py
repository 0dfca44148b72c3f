"""What the inspectors saw: the checks of a period in order, one check with its versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.queries import FindingAtDesk
from yichuang.reports.rules.rights import EDIT, READ_DRAFT
from yichuang.web.doors import staff
from yichuang.web.newsroom.choosing import Chosen, about, choice_of, chosen
from yichuang.web.newsroom.conflicts import conflict
from yichuang.web.newsroom.forms import FindingChangeForm, FindingForm, FindingStepForm
from yichuang.web.newsroom.frame import id_of, reader, reader_and_rights, tell
from yichuang.web.parts import Status
from yichuang.web.pieces import draw

_STATUS = {True: Status("正常", "good"), False: Status("有问题", "late"), None: Status("未注明")}


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw the checks of a period, and the form for another one."""
    actor, rights = reader_and_rights(request, EDIT, READ_DRAFT)
    return _listing(request, chosen(request), actor, rights)


@staff
@never_cache
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Record a check; one that is there already is not written over."""
    actor, rights = reader_and_rights(request, EDIT)
    choice, form = chosen(request), FindingForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            acts.record_finding(
                by=actor, series=choice.plan.code, period=choice.period, check=told["check"], finding=told["finding"],
                ok=told["ok"], replaces=False,
            )  # fmt: skip
            return HttpResponseRedirect(choice.at("newsroom-findings"))
        except Refusal as refusal:
            tell(form, refusal)
    return _listing(request, choice, actor, rights, form=form, status=422)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Draw one check: its form and its versions."""
    actor = reader(request, EDIT, READ_DRAFT)
    return _page(request, finding_id, actor)


@staff
@never_cache
@require_POST
def change(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Keep a new version of a check; or show both texts if somebody else has, meanwhile."""
    actor = reader(request, EDIT)
    form = FindingChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, finding_id, actor, form=form, status=422)
    try:
        acts.change_finding(by=actor, finding_id=id_of(finding_id), **form.cleaned_data)
    except Refusal as refusal:
        if refusal.code == "stale_version":
            return _conflict(request, finding_id, actor, form)
        tell(form, refusal)
        return _page(request, finding_id, actor, form=form, status=refusal.http_status)
    return HttpResponseRedirect(_back(request, finding_id, actor))


@staff
@never_cache
@require_POST
def step(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Move or withdraw a check; draw the list again, with the refusal at the check if there was one."""
    actor, rights = reader_and_rights(request, EDIT)
    form = FindingStepForm(request.POST)
    if not form.is_valid():
        raise form.as_refusal()
    finding_id, what = id_of(finding_id), form.cleaned_data["step"]
    try:
        if what in ("up", "down"):
            acts.move_finding(by=actor, finding_id=finding_id, up=what == "up")
        else:
            acts.withdraw_finding(by=actor, finding_id=finding_id, version=form.cleaned_data["version"])
    except Refusal as refusal:
        finding = queries.finding_at_desk(finding_id, seen_by=actor)
        choice = choice_of(request, finding.series, finding.period_from)
        return _listing(request, choice, actor, rights, refused=(finding_id, refusal), status=refusal.http_status)
    return HttpResponseRedirect(_back(request, finding_id, actor))


def _listing(
    request: HttpRequest, choice: Chosen, actor: Actor, rights: frozenset[str], *, form: FindingForm | None = None,
    refused: tuple[int, Refusal] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = queries.findings_at_desk(choice.plan.code, choice.first, seen_by=actor)
    lines = [
        {"finding": one, "status": _STATUS[one.ok],
         "refused": refused[1].message if refused and refused[0] == one.id else ""}
        for one in found
    ]  # fmt: skip
    context = about(request, "findings", choice) | {
        "lines": [line for line, one in zip(lines, found, strict=True) if not one.withdrawn],
        "withdrawn": [one for one in found if one.withdrawn],
        "form": form or FindingForm(), "edits": EDIT in rights,
        "recordings": choice.at("newsroom-finding-recordings"),
    }  # fmt: skip
    response = draw(request, "newsroom/findings/listing.html", "newsroom/findings/_list.html", context, status)
    response["HX-Trigger"] = "material-changed"  # the preview beside the list is drawn again, and stays where it is
    return response


def _page(
    request: HttpRequest, finding_id: int, actor: Actor, *, form: FindingChangeForm | None = None, status: int = 200
) -> HttpResponse:
    finding = queries.finding_at_desk(id_of(finding_id), seen_by=actor)
    _, rights = reader_and_rights(request, EDIT, READ_DRAFT)
    choice = choice_of(request, finding.series, finding.period_from)
    if form is None and EDIT in rights and not finding.withdrawn:
        form = FindingChangeForm(initial=_now(finding) | {"version": finding.version})
    context = about(request, "findings", choice, deeper=True) | {
        "finding": finding, "status": _STATUS[finding.ok], "form": form,
        "versions": queries.versions_of("finding", finding.id, seen_by=actor),
    }  # fmt: skip
    return render(request, "newsroom/findings/page.html", context, status=status)


def _conflict(request: HttpRequest, finding_id: int, actor: Actor, form: FindingChangeForm) -> HttpResponse:
    finding = queries.finding_at_desk(id_of(finding_id), seen_by=actor)
    choice = choice_of(request, finding.series, finding.period_from)
    return conflict(
        request, about(request, "findings", choice, deeper=True),
        form=form, theirs=_now(finding), version=finding.version,
        latest=queries.versions_of("finding", finding.id, seen_by=actor)[0],
        action=choice.at("newsroom-finding-versions", finding.id),
        back=choice.at("newsroom-finding", finding.id),
    )  # fmt: skip


def _now(finding: FindingAtDesk) -> dict[str, str]:
    ok = {True: "yes", False: "no", None: ""}[finding.ok]
    return {"check": finding.check, "finding": finding.finding, "ok": ok}


def _back(request: HttpRequest, finding_id: int, actor: Actor) -> str:
    finding = queries.finding_at_desk(id_of(finding_id), seen_by=actor)
    return f"{choice_of(request, finding.series, finding.period_from).at('newsroom-findings')}#finding-{finding_id}"
