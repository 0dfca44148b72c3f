"""Stories and findings of a period, with their changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.models import Change, InspectionFinding, Story
from yichuang.reports.rules import tree
from yichuang.reports.rules.rights import READ_DRAFT


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story as the newsroom lists it."""

    id: int
    version: int
    story: tree.Story
    pictures: tuple[tree.Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the newsroom lists it."""

    id: int
    version: int
    finding: tree.Finding


def stories_of(series: str, period_from: date) -> list[StoryLine]:
    """Return the stories of a period that were adopted, in order."""
    rows = Story.objects.filter(series=series, period_from=period_from, state="adopted").order_by("place", "id")
    return [
        StoryLine(
            row.pk,
            row.version,
            told(row),
            tuple(tree.Picture(one["caption"], digest=one["digest"], alt=one["alt"]) for one in row.pictures),
        )
        for row in rows
    ]


def told(row: Story) -> tree.Story:
    """Return a story's row as the tree has it."""
    return tree.Story(
        row.text,
        category=row.category,
        department=row.department,
        date_from=row.date_from,
        date_to=row.date_to,
        date_text=row.date_text,
    )


def findings_of(series: str, period_from: date) -> list[FindingLine]:
    """Return the checks of a period in order, without those withdrawn."""
    rows = InspectionFinding.objects.filter(series=series, period_from=period_from, withdrawn=False).order_by(
        "place", "id"
    )
    return [
        FindingLine(row.pk, row.version, tree.Finding("", check=row.check_name, finding=row.finding, ok=row.ok))
        for row in rows
    ]


def changes_of(kind: str, object_id: int, *, seen_by: Actor) -> list[dict[str, Any]]:
    """Return every version of a `story` or `finding`, oldest first. Raises Forbidden without `reports.read_draft`."""
    require(seen_by, READ_DRAFT)
    rows = Change.objects.filter(kind=kind, object_id=object_id).order_by("version")
    return [
        {"version": row.version, "content": row.content, "by": row.changed_by, "at": row.changed_at} for row in rows
    ]
