"""The newest issues for a feed; public, and without anything that names a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from yichuang.reports.models import FINAL, Issue
from yichuang.reports.queries.issues import IssueLine, issue_lines

ENTRIES_MAX = 40


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An issue in a feed: its day, when it came into the archive, who issues it, the titles of its sections."""

    line: IssueLine
    day: date | None
    came_at: datetime
    issuer: str
    sections: list[str]


def feed_entries(series: str | None = None) -> list[FeedEntry]:
    """Return the newest issues by their own day, at most ENTRIES_MAX: an old one that is archived now is no news."""
    rows = Issue.objects.filter(state__in=FINAL)
    rows = rows.filter(series=series) if series else rows
    told = rows.annotate(
        day=Coalesce("issued_on", "period_to"),
        came_at=Coalesce("published_at", "made_at"),
        issuer=KT("record__issuer"),
    )
    newest = told.order_by(F("day").desc(nulls_last=True), "-pk")[:ENTRIES_MAX]
    found = list(newest.values_list("pk", "day", "came_at", "issuer", "record__sections"))
    lines = issue_lines([pk for pk, *_ in found])
    return [
        FeedEntry(lines[pk], day, came_at, issuer or "", [one["title"] for one in sections or () if one["title"]])
        for pk, day, came_at, issuer, sections in found
    ]
