"""What the editor's desk shows: stories and findings of a period in every state, words by hand, versions, pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yichuang.kit.errors import Forbidden, Unknown
from yichuang.people import queries as people
from yichuang.people.queries import departments_of, names_of, rights_of
from yichuang.people.rules import Actor, ActorKind
from yichuang.reports.labels import FIELDS, STORY_STATES, in_order
from yichuang.reports.models import Change, InspectionFinding, Override, Picture, Story
from yichuang.reports.queries.material import told
from yichuang.reports.rules import tree
from yichuang.reports.rules.differences import Run, runs
from yichuang.reports.rules.rights import EDIT, READ_DRAFT, TELL

_WINDOWS_OWN = ("submitted", "returned")


@dataclass(frozen=True, slots=True)
class StoryAtDesk:
    """A story in any state, with what the reader may do to it."""

    id: int
    version: int
    series: str
    period_from: date
    state: str
    state_name: str
    reason: str
    story: tree.Story
    department_id: int | None
    pictures: tuple[dict[str, str], ...]
    told_by: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class FindingAtDesk:
    """A check of the inspection."""

    id: int
    version: int
    series: str
    period_from: date
    check: str
    finding: str
    ok: bool | None
    withdrawn: bool

    @property
    def outcome(self) -> str:
        """Its outcome in a word."""
        return in_order(self.ok)


@dataclass(frozen=True, slots=True)
class OverrideAtDesk:
    """Words by hand for a place."""

    id: int
    version: int
    place: str
    kind: str
    computed: str
    words: str
    reason: str
    withdrawn: bool
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a version changed: its name, and both texts in runs that are marked where they differ."""

    name: str
    before: list[Run]
    after: list[Run]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version: who, when, what was changed by it. The first one changes nothing."""

    version: int
    by: str
    at: datetime
    changes: list[FieldChange]
    moved: bool


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture's bytes, as they are printed and shown."""

    content: bytes
    content_type: str
    width_px: int
    height_px: int


def stories_at_desk(series: str, period_from: date, *, seen_by: Actor) -> list[StoryAtDesk]:
    """Return the stories of a period in order; to a window those of its own departments. Forbidden `not_allowed`."""
    rows = list(Story.objects.filter(series=series, period_from=period_from).order_by("place", "id"))
    rights = _rights(seen_by)
    own = None if rights & {EDIT, READ_DRAFT} else departments_of(seen_by, TELL)
    return _at_desk([row for row in rows if own is None or row.department_ref_id in own], seen_by, rights)


def story_at_desk(story_id: int, *, seen_by: Actor) -> StoryAtDesk:
    """Return one story. Raises Unknown `unknown_story`, also for a window that is not its own."""
    rights = _rights(seen_by)
    row = Story.objects.filter(pk=story_id).first()
    if row is None or not _sees(row, seen_by, rights):
        raise Unknown("unknown_story", "没有这条动态", field="story")
    return _at_desk([row], seen_by, rights)[0]


def findings_at_desk(series: str, period_from: date, *, seen_by: Actor) -> list[FindingAtDesk]:
    """Return the checks of a period in order, withdrawn ones last. Forbidden `not_allowed`."""
    _require_any(seen_by, EDIT, READ_DRAFT)
    rows = InspectionFinding.objects.filter(series=series, period_from=period_from)
    return [_finding(row) for row in rows.order_by("withdrawn", "place", "id")]


def finding_at_desk(finding_id: int, *, seen_by: Actor) -> FindingAtDesk:
    """Return one check. Raises Unknown `unknown_finding`, Forbidden `not_allowed`."""
    _require_any(seen_by, EDIT, READ_DRAFT)
    row = InspectionFinding.objects.filter(pk=finding_id).first()
    if row is None:
        raise Unknown("unknown_finding", "没有这项检查", field="finding")
    return _finding(row)


def overrides_of(series: str, period_from: date) -> list[OverrideAtDesk]:
    """Return the words by hand for a period, those withdrawn too."""
    rows = list(Override.objects.filter(series=series, period_from=period_from).order_by("id"))
    names = _names(row.made_by for row in rows)
    return [
        OverrideAtDesk(
            row.pk,
            row.version,
            row.place,
            row.kind,
            row.computed,
            row.words,
            row.reason,
            row.withdrawn,
            names[_key(row.made_by)],
            row.made_at,
        )
        for row in rows
    ]


def versions_of(kind: str, object_id: int, *, seen_by: Actor) -> list[VersionLine]:
    """Return every version of a `story`, `finding` or `override`, newest first, each with what it changed.

    Raises Unknown `unknown_story` or Forbidden `not_allowed` for who may not see it.
    """
    if kind == "story":
        story_at_desk(object_id, seen_by=seen_by)
    else:
        _require_any(seen_by, EDIT, READ_DRAFT)
    rows = list(Change.objects.filter(kind=kind, object_id=object_id).order_by("version"))
    names = _names(row.changed_by for row in rows)
    found = []
    before: dict[str, Any] | None = None
    for row in rows:
        changes = [] if before is None else _changes(before, row.content)
        moved = before is not None and not changes and before.get("place") != row.content.get("place")
        found.append(VersionLine(row.version, names[_key(row.changed_by)], row.changed_at, changes, moved))
        before = row.content
    return found[::-1]


def picture(digest: str, *, seen_by: Actor) -> KeptPicture:
    """Return a picture by its SM3 (hexadecimal); to a window those of the stories that it sees.

    Raises Forbidden `not_allowed`; Unknown `unknown_picture`, also for one of others' stories. Published issues hold
    their pictures themselves.
    """
    rights = _rights(seen_by)
    row = Picture.objects.filter(pk=digest).first()
    stories = Story.objects.filter(pictures__contains=[{"digest": digest}])
    if row is None or not (rights & {EDIT, READ_DRAFT} or any(_sees(one, seen_by, rights) for one in stories)):
        raise Unknown("unknown_picture", "没有这张图片", field="picture")
    return KeptPicture(bytes(row.content), row.content_type, row.width_px, row.height_px)


def _rights(actor: Actor) -> frozenset[str]:
    return _require_any(actor, EDIT, READ_DRAFT, TELL)


def _require_any(actor: Actor, *rights: str) -> frozenset[str]:
    held = rights_of(actor)
    if held.isdisjoint(rights):
        raise Forbidden("not_allowed", "您的岗位没有办理此事的权限", rule=rights[0])
    return held


def _sees(row: Story, actor: Actor, rights: Collection[str]) -> bool:
    if EDIT in rights or READ_DRAFT in rights:
        return True
    own = departments_of(actor, TELL)
    return own is None or row.department_ref_id in own


def _at_desk(rows: list[Story], actor: Actor, rights: Collection[str]) -> list[StoryAtDesk]:
    first = Change.objects.filter(kind="story", object_id__in=[row.pk for row in rows], version=1)
    tellers = dict(first.values_list("object_id", "changed_by"))
    names = _names(tellers.values())
    own = departments_of(actor, TELL) if TELL in rights and EDIT not in rights else frozenset()
    return [
        StoryAtDesk(
            id=row.pk,
            version=row.version,
            series=row.series,
            period_from=row.period_from,
            state=row.state,
            state_name=STORY_STATES[row.state],
            reason=row.reason,
            story=told(row),
            department_id=row.department_ref_id,
            pictures=tuple(row.pictures),
            told_by=names[_key(tellers[row.pk])] if row.pk in tellers else "",
            may_change=row.state != "withdrawn"
            and (EDIT in rights or (row.state in _WINDOWS_OWN and (own is None or row.department_ref_id in own))),
        )
        for row in rows
    ]


def _finding(row: InspectionFinding) -> FindingAtDesk:
    return FindingAtDesk(
        row.pk, row.version, row.series, row.period_from, row.check_name, row.finding, row.ok, row.withdrawn
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[FieldChange]:
    found = []
    for name, word in FIELDS.items():
        one, other = before.get(name), after.get(name)
        if name != "place" and name in after and one != other:
            found.append(FieldChange(word, *runs(_in_words(name, one), _in_words(name, other))))
    return found


def _in_words(name: str, value: Any) -> str:
    """Return what a version holds as people read it."""
    if name == "state":
        return STORY_STATES.get(str(value), "")
    if name == "ok":
        return in_order(value)
    if name == "pictures":
        return "；".join(f"{one['caption'] or '无题'}（{one['alt']}）" for one in value or ())
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _names(records: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return who acted in words, by `_key`: a name, and the post's place where one is known."""
    actors = {_key(record): Actor.from_record(record) for record in records}
    names = names_of(actors.values())
    posts = people.post_names(actor.post_id for actor in actors.values() if actor.post_id is not None)
    found = {}
    for key, actor in actors.items():
        place = posts[actor.post_id].place if actor.post_id in posts else ""
        name = names.get(actor) or ("系统" if actor.kind is ActorKind.JOB else actor.id)
        found[key] = f"{name}（{place}）" if place else name
    return found


def _key(record: dict[str, Any]) -> str:
    return f"{record['kind']}:{record['id']}:{record.get('post')}"
