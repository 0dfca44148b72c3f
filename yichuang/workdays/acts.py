"""What changes the calendar: publishing a new version. Open cases are moved to it by the room that keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from yichuang.kit.errors import Refusal
from yichuang.kit.sql import statement
from yichuang.workdays import queries, rules
from yichuang.workdays.models import CalendarVersion, Override

_LOCK = 20_040_701  # advisory lock: one publication at a time; the number is any that no other room uses


@transaction.atomic
def publish(
    overrides: Iterable[rules.Override], *, note: str, by: str, at: datetime, official_through: int | None = None
) -> int:
    """Publish the calendar in force with `overrides` set, and return the number of the new version.

    note:             why, in one sentence for the people who read the list of versions.
    by:               who, as kind and id of the actor; the caller has asked whether they may.
    official_through: the last year that is published with this version; never earlier than before.

    Raises Refusal: `note_missing`, `nothing_to_publish`, `year_taken_back`, and those of `rules.overridden`.
    """
    if not note.strip():
        raise Refusal("note_missing", "发布工作日日历须说明理由", field="note")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    before, overrides = queries.calendar_in_force(), list(overrides)
    through = before.official_through if official_through is None else official_through
    if not overrides and through == before.official_through:
        raise Refusal("nothing_to_publish", "没有任何日期变化，无需发布新版本", field="overrides")
    if through < before.official_through:
        message = f"{before.official_through} 年的日历已正式公布，不能退回暂定"
        raise Refusal("year_taken_back", message, field="official_through")
    after = rules.overridden(rules.extended(before, through), overrides, before.version + 1)
    _write(after, note=note, by=by, at=at)
    Override.objects.bulk_create(
        Override(version_id=after.version, day=o.day, working=o.working, source=o.source) for o in overrides
    )
    return after.version


@transaction.atomic
def load_first_calendar(*, at: datetime) -> None:
    """Give an emptied database its first version, as migration 0002 did; do nothing where there is one."""
    if not CalendarVersion.objects.exists():
        note = "2004—2026 年依国务院办公厅历年节假日安排；其后各年暂定"
        _write(rules.first_calendar(), note=note, by="system", at=at)


def _write(calendar: rules.Calendar, *, note: str, by: str, at: datetime) -> None:
    CalendarVersion.objects.create(
        number=calendar.version,
        published_at=at,
        published_by=by,
        note=note,
        official_through=calendar.official_through,
    )
    days = rules.days_from(calendar.first_day, calendar.last_day)
    with connection.cursor() as cursor:
        cursor.execute(
            statement(__file__, "add_days"),
            {"version": calendar.version, "days": days, "working": [bool(byte) for byte in calendar.working]},
        )
