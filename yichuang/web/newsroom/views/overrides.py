"""Words by hand for a computed sentence: the form with the computed words beside it, its versions, taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal, Unknown
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.queries import OverrideAtDesk
from yichuang.reports.rules.rights import EDIT
from yichuang.web.doors import staff
from yichuang.web.newsroom.choosing import Chosen, about, chosen
from yichuang.web.newsroom.conflicts import conflict
from yichuang.web.newsroom.forms import OverrideForm, VersionForm
from yichuang.web.newsroom.frame import id_of, reader


@staff
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw the form for the sentence whose place the address names."""
    actor = reader(request, EDIT)
    choice, place = chosen(request), request.GET.get("place", "")
    made = queries.preview(choice.plan.code, choice.period, seen_by=actor)
    sentence = next((one for one in made.sentences if one.place == place), None)
    if sentence is None:
        raise Unknown("unknown_sentence", "本期现在没有这句话，可能材料已变。", field="place")
    override = _override(choice, place)
    applied = override is not None and not override.withdrawn
    initial = {
        "place": place, "kind": sentence.kind, "computed": sentence.words,
        "version": override.version if override and applied else 0,
        "words": override.words if override and applied else sentence.words,
        "reason": override.reason if override and applied else "",
    }  # fmt: skip
    return _page(request, choice, OverrideForm(initial=initial), sentence.words, override, actor)


@staff
@never_cache
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Keep the words by hand; or show both texts if somebody else has written some, meanwhile."""
    actor = reader(request, EDIT)
    choice, form = chosen(request), OverrideForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            acts.write_override(by=actor, series=choice.plan.code, period=choice.period, **told)
            return HttpResponseRedirect(f"{choice.at('newsroom')}#sentences")
        except Refusal as refusal:
            override = _override(choice, told["place"])
            if refusal.code == "stale_version" and override is not None:
                return _conflict(request, choice, form, override, actor)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    place, computed = request.POST.get("place", ""), request.POST.get("computed", "")
    return _page(request, choice, form, computed, _override(choice, place), actor, status=422)


@staff
@never_cache
@require_POST
def withdraw(request: HttpRequest, override_id: int) -> HttpResponse:
    """Let the computed words be printed again."""
    actor = reader(request, EDIT)
    choice, form = chosen(request), VersionForm(request.POST)
    if not form.is_valid():
        raise form.as_refusal()
    acts.withdraw_override(by=actor, override_id=id_of(override_id), version=form.cleaned_data["version"])
    return HttpResponseRedirect(f"{choice.at('newsroom')}#sentences")


def _override(choice: Chosen, place: str) -> OverrideAtDesk | None:
    found = queries.overrides_of(choice.plan.code, choice.first)
    return next((one for one in found if one.place == place), None)


def _page(
    request: HttpRequest, choice: Chosen, form: OverrideForm, computed: str, override: OverrideAtDesk | None,
    actor: Actor, *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = about(request, "issue", choice, deeper=True) | {
        "form": form, "computed": computed, "override": override,
        "versions": queries.versions_of("override", override.id, seen_by=actor) if override else [],
        "action": choice.at("newsroom-override-versions"),
    }  # fmt: skip
    return render(request, "newsroom/desk/override.html", context, status=status)


def _conflict(
    request: HttpRequest, choice: Chosen, form: OverrideForm, override: OverrideAtDesk, actor: Actor
) -> HttpResponse:
    return conflict(
        request, about(request, "issue", choice, deeper=True), form=form,
        theirs={"words": override.words, "reason": override.reason}, version=override.version,
        latest=queries.versions_of("override", override.id, seen_by=actor)[0],
        action=choice.at("newsroom-override-versions"), back=f"{choice.at('newsroom')}#sentences",
    )  # fmt: skip
