"""Pictures of stories: taken, described, removed, shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal
from yichuang.kit.pictures import BYTES_MAX
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.web.doors import actor_of, staff
from yichuang.web.newsroom.choosing import choice_of
from yichuang.web.newsroom.forms import DescriptionForm, PictureForm
from yichuang.web.newsroom.frame import id_of, tell
from yichuang.web.newsroom.story_page import story_page

_ENVELOPE_BYTES = 64 * 1024  # what a form's other fields and borders may take


@csrf_exempt  # asked for within, once it is known that the upload is not too large to be read at all
@staff
@never_cache
@require_POST
def add(request: HttpRequest, story_id: int) -> HttpResponse:
    """Take a picture for a story."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > BYTES_MAX + _ENVELOPE_BYTES:
        raise Refusal("picture_too_large", "图片超过 10 MB，请缩小后再上传。", field="picture")
    return _added(request, story_id)


@csrf_protect
def _added(request: HttpRequest, story_id: int) -> HttpResponse:
    actor = actor_of(request)
    form = PictureForm(request.POST, request.FILES, auto_id="picture_%s")
    if form.is_valid():
        told = form.cleaned_data
        try:
            acts.add_picture(
                by=actor, story_id=id_of(story_id), version=told["version"], content=told["picture"].read(),
                caption=told["caption"], alt=told["alt"],
            )  # fmt: skip
            return HttpResponseRedirect(_back(request, story_id, actor))
        except Refusal as refusal:
            if refusal.http_status == 403:
                raise
            tell(form, refusal)
    return story_page(request, story_id, actor, picture=form, status=422)


@staff
@never_cache
@require_POST
def change(request: HttpRequest, story_id: int, digest: str) -> HttpResponse:
    """Change what is said of a picture, or take it out of the story."""
    actor = actor_of(request)
    form = DescriptionForm(request.POST, auto_id=f"p{digest[:8]}_%s")
    try:
        if "remove" in request.POST:
            acts.remove_picture(by=actor, story_id=id_of(story_id), version=_version(request), digest=digest)
        elif form.is_valid():
            acts.describe_picture(by=actor, story_id=id_of(story_id), digest=digest, **form.cleaned_data)
        else:
            return story_page(request, story_id, actor, described=(digest, form), status=422)
    except Refusal as refusal:
        if refusal.http_status == 403:
            raise
        form.is_valid()
        tell(form, refusal)
        return story_page(request, story_id, actor, described=(digest, form), status=refusal.http_status)
    return HttpResponseRedirect(_back(request, story_id, actor))


@staff
@require_safe
def file(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out a kept picture to those who may see a story that shows it."""
    kept = queries.picture(digest, seen_by=actor_of(request))
    response = HttpResponse(kept.content, content_type=kept.content_type)
    response["Cache-Control"] = "private, max-age=31536000, immutable"  # its name is its content
    return response


def _back(request: HttpRequest, story_id: int, actor: Actor) -> str:
    story = queries.story_at_desk(id_of(story_id), seen_by=actor)
    return f"{choice_of(request, story.series, story.period_from).at('newsroom-story', story_id)}#pictures"


def _version(request: HttpRequest) -> int:
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 8 else 0
