"""An issue's way: compiled to a draft, signed, published. Publishing takes the number and freezes everything."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import today, true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.filing import file_issue
from yichuang.reports.acts.series import version_in_use
from yichuang.reports.models import FINAL, OPEN, Issue
from yichuang.reports.queries.composing import composition
from yichuang.reports.queries.counting import count, definitions, period_of_issue
from yichuang.reports.queries.numbers import check_numbers_free, lock_numbers, numbers_for, of_period
from yichuang.reports.queries.series import period_of, series_for_issue, series_of_version, spans_of
from yichuang.reports.rules.numbering import Numbers
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.record import to_record
from yichuang.reports.rules.rights import EDIT, PUBLISH, SIGN
from yichuang.statistics.queries import safe_instant

_LATE_DAYS = 366  # after its period, by which an issue is printed at the latest
_FIELDS = ("year", "number", "total_number", "period_from", "period_to", "issued_on")


@transaction.atomic
def compile_issue(
    *, by: Actor, series: str, period: date | Span, issued_on: date | None = None, version: int | None = None
) -> int:
    """Compile the issue of a period, as a draft; return its id. A draft of it is replaced.

    period:    a day in it; or its first and last day, which a series of issues at will needs.
    issued_on: the date it will carry, by default the hall's day; another one lies between the period's first day and
               a year after its last.
    version:   of the draft that is to be replaced, 0 for none; by default whatever is there.
    Raises Unknown `unknown_series`; Refusal `period_without_cases`, `period_without_working_days`,
    `issued_on_out_of_reach` and what `period_of` says; Conflict `issue_signed` if the draft is signed already,
    `stale_version`.
    """
    require(by, EDIT)
    plan = series_for_issue(series)
    span = period_of(plan, period)
    _check_date(issued_on, span)
    lock_numbers(series)
    draft = of_period(plan, span).select_for_update().filter(state__in=OPEN)
    row = draft.first() or Issue(series=series, state="draft", version=0)
    check_version(row, version)
    if row.state == "signed":
        raise Conflict("issue_signed", "本期已签发，须先撤回签发才能重新编制。", field="period", rule="签发后不再改动")
    numbers, row.number_taken = numbers_for(plan, span)
    made = composition(plan, span, numbers=numbers, issued_on=issued_on or today())
    report = made.report
    row.series_version = version_in_use(series)
    row.number_scope = numbers.scope
    row.spans = {name: [first.isoformat(), last.isoformat()] for name, (first, last) in spans_of(plan, span).items()}
    row.made_by, row.made_at = by.record(), true_now()
    for name in _FIELDS:
        setattr(row, name, getattr(report, name))
    row.record, row.text = to_record(report), report.words()
    row.figures, row.remarks, row.overrides = made.counted.as_record(), made.remarks, made.overrides_record()
    row.version += 1
    row.save()
    return int(row.pk)


@transaction.atomic
def sign(*, by: Actor, issue_id: int, at: datetime | None = None, version: int | None = None) -> None:
    """Sign a draft: from now on its words stand. Raises Conflict `issue_not_draft`, `stale_version`."""
    require(by, SIGN)
    row = locked_issue(issue_id, version)
    if row.state != "draft":
        raise Conflict("issue_not_draft", "只有草稿可以签发。", field="state")
    row.state, row.signed_by, row.signed_at = "signed", by.record(), at or true_now()
    row.version += 1
    row.save()


@transaction.atomic
def take_back(*, by: Actor, issue_id: int, version: int | None = None) -> None:
    """Take the signature back, so that the issue can be compiled anew. Raises Conflict `issue_not_signed`,
    `stale_version`.
    """
    require(by, SIGN)
    row = locked_issue(issue_id, version)
    if row.state != "signed":
        raise Conflict("issue_not_signed", "只有已签发而未发布的一期可以撤回签发。", field="state")
    row.state, row.signed_by, row.signed_at = "draft", None, None
    row.version += 1
    row.save()


@transaction.atomic
def publish(*, by: Actor, issue_id: int, at: datetime | None = None, version: int | None = None) -> None:
    """Publish a signed issue: it takes its number; words, figures, definitions and `known_at` are frozen.

    The figures are counted again from events, as known at an instant that is safe. If they are no longer those that
    were signed, nothing is published.
    Raises Conflict `issue_not_signed`, `figures_changed`, `stale_version`; Refusal `number_used`.
    """
    require(by, PUBLISH)
    row = locked_issue(issue_id, version)
    if row.state in FINAL:
        raise Refusal("number_used", "本期已经发布。", field="number", rule="一个期号只属于一期")
    if row.state != "signed":
        raise Conflict("issue_not_signed", "须先签发，才能发布。", field="state", rule="编制、签发、发布")
    lock_numbers(row.series)
    numbers = Numbers(row.year, row.number, row.total_number, row.number_scope)
    check_numbers_free(row.series, numbers, period_of_issue(row))
    plan = series_of_version(row.series_version)  # what was signed was made with it, whatever the series says now
    known_at = safe_instant()
    counted = count(plan, period_of_issue(row), known_at=known_at)
    figures = counted.as_record()
    if figures != row.figures:
        raise Conflict("figures_changed", "签发之后数字有变化，请撤回签发、重新编制。", field="figures")
    row.figures, row.known_at, row.definitions = figures, known_at, definitions(counted)
    row.number_taken = False
    row.state, row.published_by, row.published_at = "published", by.record(), at or true_now()
    row.save()
    file_issue(row)


def _check_date(issued_on: date | None, span: Span) -> None:
    if issued_on is None or issued_on == today():
        return
    if span[0] <= issued_on and (issued_on - span[1]).days <= _LATE_DAYS:
        return
    raise Refusal(
        "issued_on_out_of_reach", f"印发日期 {issued_on} 离本期（{span[0]} 至 {span[1]}）太远。", field="issued_on",
        rule="印发日期不早于本期第一天，不晚于本期结束后一年",
    )  # fmt: skip


def locked_issue(issue_id: int, version: int | None) -> Issue:
    """Return an issue, locked, as it was seen. Raises Unknown `unknown_issue`, Conflict `stale_version`."""
    row = Issue.objects.select_for_update().filter(pk=issue_id).exclude(state="discarded").first()
    if row is None:
        raise Unknown("unknown_issue", "没有这一期，或草稿已撤下。", field="issue")
    check_version(row, version)
    return row


def check_version(row: Issue, version: int | None) -> None:
    """Raise Conflict `stale_version` if the issue is no longer what was seen; None: whatever it is."""
    if version is not None and row.version != version:
        raise Conflict(
            "stale_version",
            "您打开之后，本期已被重新编制、签发、撤回或撤下，这次操作没有生效。请看过现在的样子再办。",
            field="version",
            details={"version": row.version},
        )
