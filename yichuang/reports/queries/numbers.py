"""The numbers of a series: which are taken, and the lock under which one is taken."""

from __future__ import annotations

from datetime import date

from django.db import connection

from yichuang.reports.models import FINAL, Issue
from yichuang.reports.rules.composing import Numbers, next_numbers

_LOCK_SPACE = 0x7265706F  # "repo": the first key of this room's advisory locks


def lock_numbers(series: str) -> None:
    """Let no other transaction take a number of the series until this one ends (a row that is not there yet can not be
    locked, so the series itself is)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, series])


def numbers_for(series: str, period: tuple[date, date]) -> tuple[Numbers, bool]:
    """Return the numbers an issue of the period would get, and whether an issue of that period has them already."""
    final = Issue.objects.filter(series=series, state__in=FINAL)
    same = final.filter(period_from__lte=period[1], period_to__gte=period[0]).order_by("-year", "-number").first()
    of_period = {"year": same.year, "number": same.number, "total_number": same.total_number} if same else None
    taken = list(final.values_list("year", "number", "total_number"))
    return next_numbers(period[1].year, taken, of_period=of_period)
