"""What stories, findings and words by hand have in common: versions that are kept, limits, places in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.forms.models import model_to_dict

from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import true_now
from yichuang.people.rules import Actor
from yichuang.reports.labels import FIELDS
from yichuang.reports.models import Change, InspectionFinding, Override, Story

WORDS_MAX = 5000  # characters of a story or of words by hand; the longest stories have some 400
_NOT_CONTENT = {"place", "version"}  # who moves a story takes nothing from who is writing it

Kept = Story | InspectionFinding | Override
_KINDS: dict[type[Kept], str] = {Story: "story", InspectionFinding: "finding", Override: "override"}


def keep(row: Kept, by: Actor) -> None:
    """Keep the row as it stands now as one version of it."""
    Change.objects.create(
        kind=_KINDS[type(row)],
        object_id=row.pk,
        version=row.version,
        content=content_of(row),
        changed_by=by.record(),
        changed_at=true_now(),
    )


def content_of(row: Kept) -> dict[str, Any]:
    """Return a row as its versions hold it: dates as ISO texts."""
    fields = model_to_dict(row)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def save(row: Kept, code: str, limits: dict[str, int]) -> None:
    """Save a row whose words fit; a person is told which field is too long. Raises Refusal with `code`."""
    known = {field.name: field.max_length for field in row._meta.concrete_fields if field.max_length}
    for name, limit in {**known, **limits}.items():
        if len(str(getattr(row, name, ""))) > limit:
            raise Refusal(code, f"“{FIELDS.get(name, name)}”超过 {limit} 字。", field=name, rule=f"至多 {limit} 字")
    row.save()


def check_version(row: Kept, version: int, what: str) -> None:
    """Raise Conflict `stale_version` if more than its place in the order has changed since `version`."""
    if row.version == version:
        return
    seen = Change.objects.filter(kind=_KINDS[type(row)], object_id=row.pk, version=version).first()
    if seen is None or _words(seen.content) != _words(content_of(row)):
        raise Conflict(
            "stale_version",
            f"{what}已被改过（现为第 {row.version} 版），请重新查看后再改",
            field="version",
            details={"version": row.version},
        )


def _words(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _NOT_CONTENT}


def next_place(model: type[Story] | type[InspectionFinding], series: str, first: date) -> int:
    """Return the place behind all that a period has."""
    rows = model._default_manager.filter(series=series, period_from=first)
    return int(rows.aggregate(last=Max("place"))["last"] or 0) + 1


def move(
    rows: Sequence[Story] | Sequence[InspectionFinding], row_id: int, *, among: set[int], up: bool, by: Actor
) -> None:
    """Exchange a row with the one before it (or behind it) among those that stand together; at the end nothing happens.

    rows: all of the period, locked, in order; among: the ids of those that stand together with it.
    """
    order: list[Story | InspectionFinding] = list(rows)
    together = [place for place, row in enumerate(order) if row.pk in among]
    here = next(place for place, row in enumerate(order) if row.pk == row_id)
    at = together.index(here) + (-1 if up else 1)
    if not 0 <= at < len(together):
        return
    there = together[at]
    moved = order[here]
    moved.version += 1
    order[here], order[there] = order[there], moved
    for place, row in enumerate(order, 1):
        if row.place != place or row is moved:
            row.place = place
            row.save(update_fields=["place", "version"])
    keep(moved, by)
