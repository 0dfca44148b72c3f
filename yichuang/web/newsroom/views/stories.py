"""Stories: the list in the order of print, one story with its versions, and what editor and window do to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal
from yichuang.kit.pictures import BYTES_MAX
from yichuang.kit.time import today
from yichuang.people.queries import departments, departments_of
from yichuang.people.rules import Actor, Unit
from yichuang.reports import acts, queries
from yichuang.reports.queries import StoryAtDesk
from yichuang.reports.rules.rights import EDIT, READ_DRAFT, TELL
from yichuang.web.doors import actor_of, staff
from yichuang.web.newsroom.choosing import Chosen, about, choice_of, chosen
from yichuang.web.newsroom.conflicts import conflict
from yichuang.web.newsroom.forms import (
    DescriptionForm,
    OwnDepartmentForm,
    PictureForm,
    ReturnForm,
    StoryChangeForm,
    StoryForm,
    StoryStepForm,
)
from yichuang.web.newsroom.frame import ID_MAX, reader, reader_and_rights, tell
from yichuang.web.parts import Status
from yichuang.web.pieces import draw

_STATUS = {
    "submitted": Status("待采用", "soon"), "adopted": Status("已采用", "good"),
    "returned": Status("已退回", "stopped"), "withdrawn": Status("已撤下", "done"),
}  # fmt: skip
_ENVELOPE_BYTES = 64 * 1024  # what a form's other fields and borders may take
_CONTENT = ("category", "department", "text", "date_text")


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
        "units": _units(),
    }  # fmt: skip
    return render(request, "newsroom/stories/new.html", context, status=status)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, story_id: int) -> HttpResponse:
    """Draw one story: its form, pictures and versions."""
    return _page(request, story_id, actor_of(request))


@staff
@never_cache
@require_POST
def change(request: HttpRequest, story_id: int) -> HttpResponse:
    """Keep a new version of a story; or show both texts if somebody else has, meanwhile."""
    actor = actor_of(request)
    form = StoryChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, story_id, actor, form=form, status=422)
    try:
        told = form.told(_units())
        acts.change_story(by=actor, story_id=_id(story_id), version=form.cleaned_data["version"], **told)
    except Refusal as refusal:
        if refusal.code == "stale_version":
            return _conflict(request, story_id, actor, form)
        if refusal.http_status == 403:
            raise
        tell(form, refusal)
        return _page(request, story_id, actor, form=form, status=refusal.http_status)
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
    story_id = _id(story_id)
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
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            acts.return_story(by=actor, story_id=_id(story_id), **form.cleaned_data)
            return HttpResponseRedirect(_back(request, story_id, actor))
        except Refusal as refusal:
            if refusal.http_status == 403:
                raise
            tell(form, refusal)
    return _page(request, story_id, actor, returning=form, status=422)


@csrf_exempt  # asked for within, once it is known that the upload is not too large to be read at all
@staff
@never_cache
@require_POST
def add_picture(request: HttpRequest, story_id: int) -> HttpResponse:
    """Take a picture for a story."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > BYTES_MAX + _ENVELOPE_BYTES:
        raise Refusal("picture_too_large", "图片超过 10 MB，请缩小后再上传。", field="picture")
    return _picture_added(request, story_id)


@csrf_protect
def _picture_added(request: HttpRequest, story_id: int) -> HttpResponse:
    actor = actor_of(request)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        told = form.cleaned_data
        try:
            acts.add_picture(
                by=actor, story_id=_id(story_id), version=told["version"], content=told["picture"].read(),
                caption=told["caption"], alt=told["alt"],
            )  # fmt: skip
            return HttpResponseRedirect(_to_pictures(request, story_id, actor))
        except Refusal as refusal:
            if refusal.http_status == 403:
                raise
            tell(form, refusal)
    return _page(request, story_id, actor, picture=form, status=422)


@staff
@never_cache
@require_POST
def picture(request: HttpRequest, story_id: int, digest: str) -> HttpResponse:
    """Change what is said of a picture, or take it out of the story."""
    actor = actor_of(request)
    form = DescriptionForm(request.POST)
    try:
        if "remove" in request.POST:
            acts.remove_picture(by=actor, story_id=_id(story_id), version=_version(request), digest=digest)
        elif form.is_valid():
            acts.describe_picture(by=actor, story_id=_id(story_id), digest=digest, **form.cleaned_data)
        else:
            return _page(request, story_id, actor, described=(digest, form), status=422)
    except Refusal as refusal:
        if refusal.http_status == 403:
            raise
        form.is_valid()
        tell(form, refusal)
        return _page(request, story_id, actor, described=(digest, form), status=refusal.http_status)
    return HttpResponseRedirect(_to_pictures(request, story_id, actor))


@staff
@require_safe
def picture_file(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out a kept picture to those who write or read drafts."""
    reader(request, EDIT, TELL, READ_DRAFT)
    kept = queries.picture(digest)
    response = HttpResponse(kept.content, content_type=kept.content_type)
    response["Cache-Control"] = "private, max-age=31536000, immutable"  # its name is its content
    return response


def _listing(
    request: HttpRequest, choice: Chosen, actor: Actor, rights: frozenset[str], *,
    refused: tuple[int, Refusal] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    stories = queries.stories_at_desk(choice.plan.code, choice.first, seen_by=actor)
    lines = [_line(story, refused) for story in stories]
    by_state = {state: [line for line in lines if line["story"].state == state] for state in _STATUS}
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
    return draw(request, "newsroom/stories/listing.html", "newsroom/stories/_list.html", context, status)


def _line(story: StoryAtDesk, refused: tuple[int, Refusal] | None) -> dict[str, Any]:
    message = refused[1].message if refused and refused[0] == story.id else ""
    return {"story": story, "status": _STATUS[story.state], "refused": message}


def _page(
    request: HttpRequest, story_id: int, actor: Actor, *, form: StoryChangeForm | None = None,
    returning: ReturnForm | None = None, picture: PictureForm | None = None,
    described: tuple[str, DescriptionForm] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    story = queries.story_at_desk(_id(story_id), seen_by=actor)
    _, rights = reader_and_rights(request, EDIT, TELL, READ_DRAFT)
    choice = choice_of(request, story.series, story.period_from)
    if form is None and story.may_change:
        form = StoryChangeForm(initial=_now(story) | {"version": story.version})
    shown = [(one, _description(one, story.version, described)) for one in story.pictures]
    context = about(request, "stories", choice, deeper=True) | {
        "story": story, "status": _STATUS[story.state], "form": form, "units": _units(), "edits": EDIT in rights,
        "returning": returning or ReturnForm(initial={"version": story.version}, auto_id="return_%s"),
        "pictures": shown,
        "picture": picture or PictureForm(initial={"version": story.version}, auto_id="picture_%s"),
        "versions": queries.versions_of("story", story.id, seen_by=actor),
    }  # fmt: skip
    return render(request, "newsroom/stories/page.html", context, status=status)


def _description(one: dict[str, str], version: int, described: tuple[str, DescriptionForm] | None) -> DescriptionForm:
    if described and described[0] == one["digest"]:
        return described[1]
    return DescriptionForm(initial=one | {"version": version}, auto_id=f"p{one['digest'][:8]}_%s")


def _conflict(request: HttpRequest, story_id: int, actor: Actor, form: StoryChangeForm) -> HttpResponse:
    story = queries.story_at_desk(_id(story_id), seen_by=actor)
    choice = choice_of(request, story.series, story.period_from)
    here = choice.at("newsroom-story", story.id)
    theirs = {name: "" if value is None else str(value) for name, value in _now(story).items()}
    return conflict(
        request, about(request, "stories", choice, deeper=True) | {"units": _units()},
        form=form, theirs=theirs, version=story.version,
        latest=queries.versions_of("story", story.id, seen_by=actor)[0],
        action=choice.at("newsroom-story-versions", story.id), back=here,
    )  # fmt: skip


def _now(story: StoryAtDesk) -> dict[str, Any]:
    told = story.story
    return {name: getattr(told, name) for name in (*_CONTENT, "date_from", "date_to")}


def _tell(actor: Actor, choice: Chosen, form: StoryForm, asked: OwnDepartmentForm | None) -> int:
    told = form.told(_units()) | {"series": choice.plan.code, "period": choice.period}
    if asked is None:
        return acts.add_story(by=actor, **told)
    department_id = asked.cleaned_data["department_id"]
    name = next(unit.short_name for unit in _own_units(actor) if unit.id == department_id)
    return acts.submit_story(by=actor, **told | {"department_id": department_id, "department": name})


def _units() -> list[Unit]:
    day = today()
    return [
        unit for unit in departments().values()
        if (not unit.valid_from or unit.valid_from <= day) and (not unit.valid_to or unit.valid_to >= day)
    ]  # fmt: skip


def _own_units(actor: Actor) -> list[Unit]:
    own = departments_of(actor, TELL)
    return [unit for unit in _units() if own is None or unit.id in own]


def _back(request: HttpRequest, story_id: int, actor: Actor) -> str:
    story = queries.story_at_desk(_id(story_id), seen_by=actor)
    return f"{choice_of(request, story.series, story.period_from).at('newsroom-stories')}#story-{story_id}"


def _to_pictures(request: HttpRequest, story_id: int, actor: Actor) -> str:
    story = queries.story_at_desk(_id(story_id), seen_by=actor)
    return f"{choice_of(request, story.series, story.period_from).at('newsroom-story', story_id)}#pictures"


def _version(request: HttpRequest) -> int:
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 8 else 0


def _id(number: int) -> int:
    """Return a number as an id; one too large for that is as unknown as one that is not there."""
    return min(number, ID_MAX)
