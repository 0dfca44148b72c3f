"""One story's page, which the views of its text and of its pictures draw."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.kit.time import today
from yichuang.people.queries import departments
from yichuang.people.rules import Actor, Unit
from yichuang.reports import queries
from yichuang.reports.queries import StoryAtDesk
from yichuang.reports.rules.rights import EDIT, READ_DRAFT, TELL
from yichuang.web.newsroom.choosing import about, choice_of
from yichuang.web.newsroom.forms import DescriptionForm, PictureForm, ReturnForm, StoryChangeForm, WindowStoryChangeForm
from yichuang.web.newsroom.frame import id_of, reader_and_rights
from yichuang.web.parts import Status

STATUS = {
    "submitted": Status("待采用", "soon"), "adopted": Status("已采用", "good"),
    "returned": Status("已退回", "stopped"), "withdrawn": Status("已撤下", "done"),
}  # fmt: skip
_CONTENT = ("category", "department", "text", "date_text", "date_from", "date_to")


def story_page(
    request: HttpRequest, story_id: int, actor: Actor, *, form: StoryChangeForm | None = None,
    returning: ReturnForm | None = None, picture: PictureForm | None = None,
    described: tuple[str, DescriptionForm] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Draw one story: its form, pictures and versions. A form that was refused is drawn as it was sent.

    Of those beside the text's the version is renewed: the page shows what stands now, and that is what they answer.
    Raises Unknown `unknown_story`, Forbidden `not_allowed`.
    """
    story = queries.story_at_desk(id_of(story_id), seen_by=actor)
    _, rights = reader_and_rights(request, EDIT, TELL, READ_DRAFT)
    choice = choice_of(request, story.series, story.period_from)
    if form is None and story.may_change:
        form = change_form(EDIT in rights)(initial=now_of(story) | {"version": story.version})
    for sent in (returning, picture, described[1] if described else None):
        if sent is not None:
            sent.data = {**sent.data, "version": story.version}
    shown = [(one, _description(one, story.version, described)) for one in story.pictures]
    context = about(request, "stories", choice, deeper=True) | {
        "story": story, "status": STATUS[story.state], "form": form, "units": units(), "edits": EDIT in rights,
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


def change_form(edits: bool) -> type[StoryChangeForm]:
    """Return the form with which a story is changed: only who edits names another department."""
    return StoryChangeForm if edits else WindowStoryChangeForm


def now_of(story: StoryAtDesk) -> dict[str, Any]:
    """Return a story as its form has it."""
    return {name: getattr(story.story, name) for name in _CONTENT}


def units() -> list[Unit]:
    """Return the departments that stand on the hall's day."""
    day = today()
    return [
        unit for unit in departments().values()
        if (not unit.valid_from or unit.valid_from <= day) and (not unit.valid_to or unit.valid_to >= day)
    ]  # fmt: skip
