"""What an issue that was read prints, against what earlier issues in the archive printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Q, QuerySet

from yichuang.reports.models import FINAL, Issue
from yichuang.reports.queries.series import has_database
from yichuang.reports.rules.numbering import number_words
from yichuang.reports.rules.outline.reading import figures_told
from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.sentences.earlier import BEFORE, YEAR_BEFORE, Earlier, remarks_against
from yichuang.reports.rules.sentences.record import remark_records

_GAP_DAYS = 45  # between two issues that follow one another: a month and holidays
_YEAR_DAYS, _YEAR_SLACK_DAYS = 365, 6  # the week of the year before


def remarks_against_archive(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the remarks on an issue's record (`read_text`) against earlier issues of its series, or of its title.

    None where the record tells no period, and where there is no database, or one without tables.
    """
    own = record["period"]
    if not own["from"] or not own["to"] or not has_database():
        return []
    days = date.fromisoformat(own["from"]), date.fromisoformat(own["to"])
    lines = record["lines"]
    try:
        earlier = _earlier(record, days)
    except DatabaseError:
        return []
    if not earlier:
        return []
    figures = figures_told(lines, year=days[0].year, own=days)
    return remark_records(remarks_against(figures, "\n".join(lines), days, earlier))


def _earlier(record: Mapping[str, Any], days: tuple[date, date]) -> list[Earlier]:
    """Return the issue before, and that of a year before, as far as the archive has them."""
    title = Q(series=record["series"]) if record["series"] else Q(record__title=record["title"])
    rows = Issue.objects.filter(title, state__in=FINAL).order_by("-period_to")
    before = rows.filter(period_to__lt=days[0], period_to__gte=days[0] - timedelta(_GAP_DAYS))
    year_ago = days[0] - timedelta(_YEAR_DAYS)
    slack = timedelta(_YEAR_SLACK_DAYS)
    a_year_before = rows.filter(period_from__range=(year_ago - slack, year_ago + slack))
    return [*_issue(BEFORE, before), *_issue(YEAR_BEFORE, a_year_before)]


def _issue(kind: str, rows: QuerySet[Issue]) -> list[Earlier]:
    row = rows.first()
    if row is None or row.period_from is None or row.period_to is None:
        return []
    own = row.period_from, row.period_to
    called = number_words(row.number_scope, row.number, row.total_number, own)
    return [Earlier(kind, called, own, figures_told(lines_of(row.text), year=own[0].year, own=own))]
