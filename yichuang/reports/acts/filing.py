"""Filing issues for the archive's search and trends: in the transaction that publishes or archives them, or anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection, transaction

from yichuang.reports.models import FINAL, Issue
from yichuang.reports.named import sql
from yichuang.reports.queries.series import series_of_version
from yichuang.reports.rules.folding import tidy
from yichuang.reports.rules.record import from_record
from yichuang.reports.rules.recurring import Figures, Making, figures_told
from yichuang.reports.rules.search import Keyed, Passage, grams, passages_of
from yichuang.reports.rules.search.filing import FACETS, tag, vector
from yichuang.reports.rules.series import SectionPlan
from yichuang.reports.rules.tree import Report

_FILE = "searching.sql"
_OF_A_FIGURE = ("key", "name", "unit", "length", "start", "end", "value", "written", "sentence")


def file_issue(issue: Issue, report: Report | None = None, figures: Figures | None = None) -> None:
    """File the passages and figures of an issue that is published or archived, inside the caller's transaction.

    report, figures: the issue's tree and what `told_by_report` tells of it, where the caller has them.
    """
    report = report or from_record(issue.record)
    _file_passages(issue, passages_of(report))
    _file_figures(issue, report, figures)


def index_archive(*, anew: bool, told: Callable[[int, int], None] = lambda done, total: None) -> int:
    """File the published and archived issues that are not filed yet, or all of them anew; return how many.

    One transaction an issue, so that it can break off and go on. told: how many of how many are done.
    """
    final = Issue.objects.filter(state__in=FINAL)
    wanted = list(final.order_by("pk").values_list("pk", flat=True)) if anew else _unfiled()
    for done, issue_id in enumerate(wanted, 1):
        with transaction.atomic():
            issue = final.select_related("series_version").select_for_update(of=("self",)).get(pk=issue_id)
            _unfile([issue_id])
            file_issue(issue)
        told(done, len(wanted))
    return len(wanted)


def _unfiled() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql("unfiled", _FILE))
        return [row[0] for row in cursor.fetchall()]


def _unfile(issues: list[int]) -> None:
    with connection.cursor() as cursor:
        for name in ("unfile", "unfile_figures"):
            cursor.execute(sql(name, _FILE), {"issues": issues})


def _file_passages(issue: Issue, passages: Iterable[Passage]) -> None:
    rows = [(passage, Keyed(passage.text).text) for passage in passages]
    parameters: dict[str, Any] = {
        "issue": issue.pk, "series": issue.series, "year": issue.year, "day": _day(issue),
        "keyed": [keyed for _, keyed in rows],
        "words": [passage.text for passage, _ in rows],
        "keys": [vector(grams(keyed), _tags(issue, passage)) for passage, keyed in rows],
    } | {
        name: [getattr(passage, name) for passage, _ in rows]
        for name in ("place", "section", "category", "department", "heading")
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql("file", _FILE), parameters)


def _tags(issue: Issue, passage: Passage) -> list[str]:
    values = {**asdict(passage), "year": str(issue.year), "series": issue.series}
    return [tag(facet, values[facet]) for facet in FACETS if values[facet]]


def _file_figures(issue: Issue, report: Report, figures: Figures | None) -> None:
    day = _day(issue)
    own = (issue.period_from, issue.period_to) if issue.period_from and issue.period_to else (day, day)
    told = figures_told(report, own, _making(issue), figures)
    parameters: dict[str, Any] = {
        "issue": issue.pk, "series": issue.series, "place": list(range(len(told))),
        "definition": [json.dumps(dict(one.definition), ensure_ascii=False) for one in told],
    } | {name: [getattr(one, name) for one in told] for name in _OF_A_FIGURE}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql("file_figures", _FILE), parameters)


def _making(issue: Issue) -> Making:
    """Return how a published issue was made; of one that was read nothing is known."""
    if issue.state != "published":
        return Making()
    plan = series_of_version(issue.series_version)
    sections = [section for part in plan.parts for top in part.sections for section in top.walk()]
    return Making(
        meanings={code: definition["formula"] for code, definition in issue.definitions.items()},
        sentences={tidy(one.title): (one.lead, one.sentence, *one.sentences) for one in sections},
        tables={tidy(one.title): _of_a_table(one) for one in sections},
        version=issue.series_version.version,
    )


def _of_a_table(section: SectionPlan) -> str:
    """Return what the table or the list of a section is made of, as text."""
    rows = [(row.group, row.title, row.cells) for row in section.rows]
    columns = [(column.group, column.title, column.figure, column.span) for column in section.columns]
    return json.dumps([section.figure, section.span, section.by, rows, columns], ensure_ascii=False)


def _day(issue: Issue) -> date:
    """Return the day by which an issue is ordered: its date, else the end of its period, else its year's first day."""
    return issue.issued_on or issue.period_to or date(max(issue.year, 1), 1, 1)
