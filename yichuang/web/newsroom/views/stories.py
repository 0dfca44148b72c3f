"""Stories: the list in the order of print, one story with its versions, and what editor and window do to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal
from yichuang.people.queries import departments_of, has_right
from yichuang.people.rules import Actor, Unit
from yichuang.reports import acts, queries
from yichuang.reports.queries import StoryAtDesk
from yichuang.reports.rules.rights import EDIT, READ_DRAFT, TELL
from yichuang.web.doors import actor_of, staff
from yichuang.web.newsroom.choosing import Chosen, about, choice_of, chosen
from yichuang.web.newsroom.conflicts import conflict
from yichuang.web.newsroom.forms import OwnDepartmentForm, ReturnForm, StoryChangeForm, StoryForm, StoryStepForm
from yichuang.web.newsroom.frame import id_of, reader_and_rights, tell
from yichuang.web.newsroom.story_page import STATUS, change_form, now_of, story_page, units
from yichuang.web.pieces import draw


@staff
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Draw the stories of a period; to a window those of its departments."""
    actor, rights = reader_and_rights(request, EDIT, TELL, READ_DRAFT)
    return _listing(request, chosen(request), actor, rights)


@staff
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Draw the form for a new story, and take it: the editor's is adopted, a window's waits."""
    actor, rights = reader_and_rights(request, EDIT, TELL)
    choice = chosen(request)
    own = None if EDIT in rights else _own_units(actor)
    form = StoryForm(request.POST if request.method == "POST" else None)
    if own is not None:
        del form.fields["department"]  # a window's stories are its department's
    asked = OwnDepartmentForm(request.POST if request.method == "POST" else None, units=own or ())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (own is None or asked.is_valid()):
            try:
                story_id = _tell(actor, choice, form, asked if own is not None else None)
                return HttpResponseRedirect(f"{choice.at('newsroom-stories')}#story-{story_id}")
            except Refusal as refusal:
                tell(form, refusal)
                status = refusal.http_status
    context = about(request, "stories", choice, deeper=True) | {
        "form": form, "asked": asked if own is not None else None, "action": choice.at("newsroom-story-new"),
        "units": units(),
    }  # fmt: skip
    return render(request, "newsroom/stories/new.html", context, status=status)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, story_id: int) -> HttpResponse:
    """Draw one story: its form, pictures and versions."""
    return story_page(request, story_id, actor_of(request))


@staff
@never_cache
@require_POST
def change(request: HttpRequest, story_id: int) -> HttpResponse:
    """Keep a new version of a story; or show both texts if somebody else has, meanwhile."""
    actor = actor_of(request)
    form = change_form(has_right(actor, EDIT))(request.POST)
    if not form.is_valid():
        return story_page(request, story_id, actor, form=form, status=422)
    try:
        told = form.told(units())
        acts.change_story(by=actor, story_id=id_of(story_id), version=form.cleaned_data["version"], **told)
    except Refusal as refusal:
        if refusal.code == "stale_version":
            return _conflict(request, story_id, actor, form)
        if refusal.http_status == 403:
            raise
        tell(form, refusal)
        return story_page(request, story_id, actor, form=form, status=refusal.http_status)
    return HttpResponseRedirect(_back(request, story_id, actor))


@staff
@never_cache
@require_POST
def step(request: HttpRequest, story_id: int) -> HttpResponse:
    """Move, adopt or withdraw a story; draw the list again, with the refusal at the story if there was one."""
    actor, rights = reader_and_rights(request, EDIT, TELL)
    form = StoryStepForm(request.POST)
    if not form.is_valid():
        raise form.as_refusal()
    version, what = form.cleaned_data["version"], form.cleaned_data["step"]
    story_id = id_of(story_id)
    try:
        if what in ("up", "down"):
            acts.move_story(by=actor, story_id=story_id, up=what == "up")
        elif what == "adopt":
            acts.adopt_story(by=actor, story_id=story_id, version=version)
        else:
            acts.withdraw_story(by=actor, story_id=story_id, version=version)
    except Refusal as refusal:
        if refusal.http_status == 403:
            raise
        story = queries.story_at_desk(story_id, seen_by=actor)
        choice = choice_of(request, story.series, story.period_from)
        return _listing(request, choice, actor, rights, refused=(story_id, refusal), status=refusal.http_status)
    return HttpResponseRedirect(_back(request, story_id, actor))


@staff
@never_cache
@require_POST
def give_back(request: HttpRequest, story_id: int) -> HttpResponse:
    """Return a story to its window with a reason."""
    actor = actor_of(request)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if form.is_valid():
        try:
            acts.return_story(by=actor, story_id=id_of(story_id), **form.cleaned_data)
            return HttpResponseRedirect(_back(request, story_id, actor))
        except Refusal as refusal:
            if refusal.http_status == 403:
                raise
            tell(form, refusal)
    return story_page(request, story_id, actor, returning=form, status=422)


def _listing(
    request: HttpRequest, choice: Chosen, actor: Actor, rights: frozenset[str], *,
    refused: tuple[int, Refusal] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    stories = queries.stories_at_desk(choice.plan.code, choice.first, seen_by=actor)
    lines = [_line(story, refused) for story in stories]
    by_state = {state: [line for line in lines if line["story"].state == state] for state in STATUS}
    adopted = by_state["adopted"]
    order = dict.fromkeys([*choice.categories, *(line["story"].story.category for line in adopted)])
    context = about(request, "stories", choice) | {
        "waiting": by_state["submitted"], "returned": by_state["returned"], "withdrawn": by_state["withdrawn"],
        "told": [
            (category, told) for category in order
            if (told := [line for line in adopted if line["story"].story.category == category])
        ],
        "edits": EDIT in rights, "tells": EDIT in rights or TELL in rights,
        "any": bool(lines),
    }  # fmt: skip
    response = draw(request, "newsroom/stories/listing.html", "newsroom/stories/_list.html", context, status)
    response["HX-Trigger"] = "material-changed"  # the preview beside the list is drawn again, and stays where it is
    return response


def _line(story: StoryAtDesk, refused: tuple[int, Refusal] | None) -> dict[str, Any]:
    message = refused[1].message if refused and refused[0] == story.id else ""
    return {"story": story, "status": STATUS[story.state], "refused": message}


def _conflict(request: HttpRequest, story_id: int, actor: Actor, form: StoryChangeForm) -> HttpResponse:
    story = queries.story_at_desk(id_of(story_id), seen_by=actor)
    choice = choice_of(request, story.series, story.period_from)
    here = choice.at("newsroom-story", story.id)
    theirs = {name: "" if value is None else str(value) for name, value in now_of(story).items()}
    return conflict(
        request, about(request, "stories", choice, deeper=True) | {"units": units()},
        form=form, theirs=theirs, version=story.version,
        latest=queries.versions_of("story", story.id, seen_by=actor)[0],
        action=choice.at("newsroom-story-versions", story.id), back=here,
    )  # fmt: skip


def _tell(actor: Actor, choice: Chosen, form: StoryForm, asked: OwnDepartmentForm | None) -> int:
    told = form.told(units()) | {"series": choice.plan.code, "period": choice.period}
    if asked is None:
        return acts.add_story(by=actor, **told)
    department_id = asked.cleaned_data["department_id"]
    name = next(unit.short_name for unit in _own_units(actor) if unit.id == department_id)
    return acts.submit_story(by=actor, **told | {"department_id": department_id, "department": name})


def _own_units(actor: Actor) -> list[Unit]:
    own = departments_of(actor, TELL)
    return [unit for unit in units() if own is None or unit.id in own]


def _back(request: HttpRequest, story_id: int, actor: Actor) -> str:
    story = queries.story_at_desk(id_of(story_id), seen_by=actor)
    return f"{choice_of(request, story.series, story.period_from).at('newsroom-stories')}#story-{story_id}"
