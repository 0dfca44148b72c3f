"""Issues: the latest, the archive, one issue with what has changed since. Drafts only for those who may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT

from yichuang.kit.errors import Refusal, Unknown
from yichuang.people.queries import has_right, require
from yichuang.people.rules import Actor
from yichuang.reports.labels import STATES
from yichuang.reports.models import FINAL, OPEN, Issue
from yichuang.reports.queries.counting import INDICATORS, count, period_of_issue
from yichuang.reports.queries.indicated import changed
from yichuang.reports.queries.numbers import of_period
from yichuang.reports.queries.series import series_in_force, series_of_version
from yichuang.reports.rules.numbering import key_of, number_words, parsed_key
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.record import from_record, to_record
from yichuang.reports.rules.rights import READ_DRAFT
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report

LIST_MAX = 200
_HEAVY = ("record", "text", "figures", "definitions", "remarks", "overrides", "spans")  # no line of a list needs them


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in a list. `number_taken`: of a draft, an issue of the same period already has this number."""

    id: int
    series: str
    title: str
    state: str
    state_name: str
    year: int
    number: int | None
    number_scope: str
    total_number: int | None
    number_taken: bool
    period_from: date | None
    period_to: date | None
    issued_on: date | None
    version: int  # of a draft, for who compiles, signs or publishes what they saw

    @property
    def key(self) -> str:
        """Return what the issue is found by, as commands, addresses and file names write it: 2022-21."""
        return key_of(self.number_scope, self.number, self.period)

    @property
    def number_words(self) -> str:
        """Return the issue's number as people read it, of one without number its period."""
        return number_words(self.number_scope, self.number, self.total_number, self.period)

    @property
    def period(self) -> Span | None:
        """Return first and last day of the issue's period, or None for an archived one that does not say."""
        return (self.period_from, self.period_to) if self.period_from and self.period_to else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A frozen figure that would be counted otherwise now; `item_type` is empty where it is no pair's."""

    item_type: str
    name: str
    indicator: str
    printed: int | Decimal
    now: int | Decimal


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One issue with all that its page shows. `mark` is set for drafts and printed on every page of them."""

    line: IssueLine
    report: Report
    record: dict[str, Any]
    text: str
    mark: str
    known_at: datetime | None
    figures: dict[str, Any]
    definitions: dict[str, dict[str, str]]
    remarks: list[dict[str, str]]
    overrides: list[dict[str, Any]] = field(default_factory=list)  # words by hand, each with its computed ones
    differences: list[Difference] = field(default_factory=list)


def latest_issue(series: str | None = None) -> IssueLine | None:
    """Return the latest published or archived issue, by period and number; public."""
    order = (F("period_to").desc(nulls_last=True), "-year", "-number")
    row = _final(series).order_by(*order).first()
    return _line(row) if row else None


def archived_issues(series: str | None = None, *, year: int | None = None) -> list[IssueLine]:
    """Return the published and archived issues, newest year first, in it by series and number.

    All of a year; without one at most LIST_MAX.
    """
    rows = _final(series)
    if year is not None:
        rows = rows.filter(year=year)
    order = ("-year", "series", "-number_scope", F("number").desc(nulls_last=True), "-period_to")
    rows = rows.defer(*_HEAVY).annotate(title=KT("record__title"))
    return [_line(row, row.title) for row in rows.order_by(*order)[: LIST_MAX if year is None else None]]


def count_archived() -> int:
    """Return how many published and archived issues there are, of all years and series; public."""
    return _final(None).count()


def issue_before(line: IssueLine) -> IssueLine | None:
    """Return the published or archived issue of the same series whose period ends next before this one's; public."""
    if line.period_from is None:
        return None
    rows = _final(line.series).filter(period_to__lt=line.period_from).order_by("-period_to", "-pk")
    row = rows.defer(*_HEAVY).annotate(title=KT("record__title")).first()
    return _line(row, row.title) if row else None


def years_of_archive() -> list[int]:
    """Return the years of which there are published or archived issues, the newest first; public."""
    return list(_final(None).order_by("-year").values_list("year", flat=True).distinct())


def issue_lines(ids: Collection[int]) -> dict[int, IssueLine]:
    """Return published and archived issues by id, without loading what they hold; public."""
    rows = _final(None).filter(pk__in=ids).defer(*_HEAVY).annotate(title=KT("record__title"))
    return {row.pk: _line(row, row.title) for row in rows}


def drafts(*, seen_by: Actor | None, series: str | None = None) -> list[IssueLine]:
    """Return the drafts and signed issues, newest first; none for those who may not see them."""
    if seen_by is None or not has_right(seen_by, READ_DRAFT):
        return []
    rows = Issue.objects.filter(state__in=OPEN)
    rows = rows.filter(series=series) if series else rows
    return [_line(row) for row in rows.order_by("-period_from")[:LIST_MAX]]


def find_issue(series: str, key: str) -> int:
    """Return the id of a published or archived issue by its key (`IssueLine.key`).

    Raises Unknown `unknown_series`, `unknown_issue`.
    """
    wanted = parsed_key(key)
    found = _final(series) if wanted else Issue.objects.none()
    if wanted and wanted.period:
        found = found.filter(number=None, period_from=wanted.period[0], period_to=wanted.period[1])
    elif wanted:
        found = found.filter(number_scope=wanted.scope, number=wanted.number)
    issue = found.values_list("pk", flat=True).first()
    if issue is not None:
        return int(issue)
    series_in_force(series)
    words = number_words(wanted.scope, wanted.number, None, wanted.period) if wanted else f"“{key[:40]}”这一期"
    raise Unknown("unknown_issue", f"没有已归档或已发布的 {words}。", field="number")


def draft_of(series: str, period_from: date, *, seen_by: Actor) -> IssueLine | None:
    """Return the draft or signed issue of a period. Raises Forbidden without `reports.read_draft`."""
    require(seen_by, READ_DRAFT)
    row = Issue.objects.filter(state__in=OPEN, series=series, period_from=period_from).first()
    return _line(row) if row else None


def issues_of_period(series: Series, period: Span, *, seen_by: Actor) -> tuple[IssueLine | None, IssueLine | None]:
    """Return the draft (or signed issue) of a period and its published or archived one, as far as they are there.

    Raises Forbidden without `reports.read_draft`.
    """
    require(seen_by, READ_DRAFT)
    rows = of_period(series, period)
    draft, final = (rows.filter(state__in=states).order_by("-id").first() for states in (OPEN, FINAL))
    return _line(draft) if draft else None, _line(final) if final else None


def issue_page(issue_id: int, *, seen_by: Actor | None = None) -> IssuePage:
    """Return an issue for its page; a published one with the figures that would be counted otherwise now.

    Raises Unknown `unknown_issue`, also for a draft that the reader may not see.
    """
    row = _visible(issue_id, seen_by)
    report = from_record(row.record)
    return IssuePage(
        line=_line(row),
        report=report,
        record=to_record(report),  # its keys in the promised order, which the database does not keep
        text=row.text,
        mark=_mark(row),
        known_at=row.known_at,
        figures=row.figures,
        definitions=row.definitions,
        remarks=row.remarks,
        overrides=row.overrides,
        differences=_differences(row) if row.state == "published" else [],
    )


def _visible(issue_id: int, seen_by: Actor | None) -> Issue:
    row = Issue.objects.select_related("series_version").filter(pk=issue_id).first()
    if row is None or (row.state not in FINAL and (seen_by is None or not has_right(seen_by, READ_DRAFT))):
        raise Unknown("unknown_issue", "没有这一期，或尚未发布。", field="issue")
    return row


def _final(series: str | None) -> QuerySet[Issue]:
    rows = Issue.objects.filter(state__in=FINAL)
    return rows.filter(series=series) if series else rows


def _line(row: Issue, title: str | None = None) -> IssueLine:
    return IssueLine(
        id=row.pk,
        series=row.series,
        title=row.record["title"] if title is None else title,
        state=row.state,
        state_name=STATES[row.state],
        year=row.year,
        number=row.number,
        number_scope=row.number_scope,
        total_number=row.total_number,
        number_taken=row.number_taken,
        period_from=row.period_from,
        period_to=row.period_to,
        issued_on=row.issued_on,
        version=row.version,
    )


def _mark(row: Issue) -> str:
    if row.state in FINAL:
        return ""
    if row.number is None:
        number = " · 同期已有一期" if row.number_taken else ""
    else:
        number = " · 该期号已被同期占用" if row.number_taken else " · 期号为暂定"
    return f"{STATES[row.state]}{number}"


def _differences(row: Issue) -> list[Difference]:
    try:
        now = count(series_of_version(row.series_version), period_of_issue(row))
    except Refusal:
        return []  # nothing is counted in that period any more: there is nothing to set beside
    counted = {figure.item_type: figure for figure in now.figures}
    others = changed(row.figures.get("indicators", ()), now.indicated)
    return [
        Difference(group["item_type"], group["name"], indicator, group[indicator], getattr(figure, indicator))
        for group in row.figures["groups"]
        if (figure := counted.get(group["item_type"]))
        for indicator in INDICATORS
        if group[indicator] != getattr(figure, indicator)
    ] + [Difference("", name, code, printed, counted_now) for name, code, printed, counted_now in others]
