"""Pictures of stories: kept by their digest, named by the story with caption and alternative text."""

from __future__ import annotations

from django.db import transaction

from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.hashing import sm3
from yichuang.kit.pictures import plain_picture
from yichuang.kit.time import true_now
from yichuang.people.rules import Actor
from yichuang.reports.acts.material import keep
from yichuang.reports.acts.stories import locked_story
from yichuang.reports.models import Picture, Story

PICTURES_MAX = 6  # of one story; more belongs into an appendix
CAPTION_MAX, ALT_MAX = 60, 200


@transaction.atomic
def add_picture(*, by: Actor, story_id: int, version: int, content: bytes, caption: str, alt: str) -> str:
    """Put a picture behind a story's others; return its digest. It is written anew: place and camera do not stay.

    caption: as printed, may be empty; alt: what it shows, for who does not see it.
    Raises Refusal as `kit.pictures`, `picture_alt_missing`, `picture_words_too_long`, `picture_there`,
    `too_many_pictures`; Conflict `stale_version`; Unknown `unknown_story`.
    """
    row = locked_story(story_id, version, by)
    if len(row.pictures) >= PICTURES_MAX:
        raise Refusal("too_many_pictures", f"一条动态至多 {PICTURES_MAX} 张图片。", field="picture")
    words = _described(caption, alt)
    plain = plain_picture(content)
    digest = sm3(plain.content).hex()
    if any(one["digest"] == digest for one in row.pictures):
        raise Refusal("picture_there", "这张图片已经在这条动态里。", field="picture")
    Picture.objects.get_or_create(
        digest=digest,
        defaults={
            "content": plain.content,
            "content_type": plain.content_type,
            "width_px": plain.width_px,
            "height_px": plain.height_px,
            "kept_by": by.record(),
            "kept_at": true_now(),
        },
    )
    _write(row, [*row.pictures, {"digest": digest, **words}], by)
    return digest


@transaction.atomic
def describe_picture(*, by: Actor, story_id: int, version: int, digest: str, caption: str, alt: str) -> None:
    """Change a picture's caption and alternative text. Raises as `add_picture`; Unknown `unknown_picture`."""
    row = _with_picture(story_id, version, digest, by)
    words = _described(caption, alt)
    _write(row, [one | words if one["digest"] == digest else one for one in row.pictures], by)


@transaction.atomic
def remove_picture(*, by: Actor, story_id: int, version: int, digest: str) -> None:
    """Take a picture out of a story; earlier versions still name it. Raises Unknown `unknown_picture`."""
    row = _with_picture(story_id, version, digest, by)
    _write(row, [one for one in row.pictures if one["digest"] != digest], by)


def _described(caption: str, alt: str) -> dict[str, str]:
    caption, alt = caption.strip(), alt.strip()
    if not alt:
        raise Refusal("picture_alt_missing", "请用一句话说明图片的内容，看不到图的人据此了解。", field="alt")
    for name, words, limit in (("caption", caption, CAPTION_MAX), ("alt", alt, ALT_MAX)):
        if len(words) > limit:
            raise Refusal("picture_words_too_long", f"图片的说明文字超过 {limit} 字。", field=name)
    return {"caption": caption, "alt": alt}


def _with_picture(story_id: int, version: int, digest: str, by: Actor) -> Story:
    row = locked_story(story_id, version, by)
    if all(one["digest"] != digest for one in row.pictures):
        raise Unknown("unknown_picture", "这条动态没有这张图片。", field="picture")
    return row


def _write(row: Story, pictures: list[dict[str, str]], by: Actor) -> None:
    row.pictures = pictures
    row.version += 1
    row.save()
    keep(row, by)
