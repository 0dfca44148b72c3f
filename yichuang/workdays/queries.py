"""Reads of the calendar. Whole versions are kept in memory: 12,000 days, and a version never changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any

from django.db import connection

from yichuang.kit.errors import Unknown
from yichuang.kit.questions import Question, Rows
from yichuang.kit.sql import statement
from yichuang.workdays.rules import Calendar

_sql = cache(partial(statement, __file__))  # asked for with every act


def calendar_in_force() -> Calendar:
    """Return the calendar that holds now. One short query asks for its number; the days are in memory.

    Raises Unknown `no_calendar` where no version was ever loaded.
    """
    question = in_force()
    with connection.cursor() as cursor:
        cursor.execute(question.sql)
        return question.meaning(cursor.fetchall())


def in_force() -> Question[Calendar]:
    """Return the question for the calendar that holds now, for those who ask several things in one round trip."""
    return Question(_sql("version_in_force"), _first)


def _first(rows: Rows) -> Calendar:
    if not rows:
        raise Unknown("no_calendar", "尚未载入工作日日历，请先运行数据库迁移")
    return _kept(*rows[0])


def calendar(version: int) -> Calendar:
    """Return the calendar of `version`, for instance to explain an old due date. Raises Unknown `no_such_calendar`."""
    row = _row("version_known", version=version)
    if row is None:
        raise Unknown("no_such_calendar", f"没有第 {version} 版工作日日历", field="version")
    return _kept(*row)


def due_dates(accepted_on: Sequence[date], limit_days: Sequence[int], *, version: int) -> list[date | None]:
    """Return the due dates of many cases at once, in their order, computed by the database.

    The set-wise twin of `rules.due_date`; a case whose dates lie outside the calendar gets None.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _sql("due_dates"),
            {"accepted_on": list(accepted_on), "limit_days": list(limit_days), "version": version},
        )
        return [due for (due,) in cursor.fetchall()]


@lru_cache(maxsize=8)
def _kept(version: int, written_by: str) -> Calendar:
    """Keep a version's days. The writing transaction is part of the key: one may be rolled back and redone."""
    row = _row("calendar", version=version)
    assert row is not None, "a version has days"
    number, first_day, working, official_through = row
    return Calendar(number, first_day, bytes(working), official_through)


def _row(name: str, **parameters: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(_sql(name), parameters)
        return cursor.fetchone()
