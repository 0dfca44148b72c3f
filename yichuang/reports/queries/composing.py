"""An issue composed from what is there now, its pictures and words by hand included: to be kept, or only looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yichuang.kit.time import today
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.models import OPEN, Issue, Override
from yichuang.reports.queries.counting import Counted, count, remarks_on
from yichuang.reports.queries.issues import IssueLine, IssuePage
from yichuang.reports.queries.material import findings_of, stories_of
from yichuang.reports.queries.numbers import numbers_for, of_period
from yichuang.reports.queries.series import period_of, series_for_issue, spans_of
from yichuang.reports.rules import overriding
from yichuang.reports.rules.composing import Material, composed
from yichuang.reports.rules.illustrating import illustrated
from yichuang.reports.rules.numbering import Numbers
from yichuang.reports.rules.overriding import Applied, Sentence, Written, overridden
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.record import to_record
from yichuang.reports.rules.rights import READ_DRAFT
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Picture, Report


@dataclass(frozen=True, slots=True)
class Composition:
    """An issue as it would be printed, and what it was made of.

    sentences: those that may be written by hand, as computed. overrides: what became of words by hand.
    """

    report: Report
    counted: Counted
    remarks: list[dict[str, str]]
    sentences: list[Sentence]
    overrides: list[Applied]

    def overrides_record(self) -> list[dict[str, Any]]:
        """Return the words by hand as an issue keeps them."""
        return [one.as_record() for one in self.overrides]


@dataclass(frozen=True, slots=True)
class Preview:
    """An issue as it would print if it were compiled now; nothing of it is kept, so its id is 0.

    is_compiled: whether the draft of the period says the same.
    """

    page: IssuePage
    sentences: list[Sentence]
    is_compiled: bool


def composition(plan: Series, span: Span, *, numbers: Numbers, issued_on: date) -> Composition:
    """Compose the issue of a period. Raises Refusal `period_without_cases`."""
    counted = count(plan, span)
    stories = stories_of(plan.code, span[0])
    material = Material(
        numbers=numbers,
        issued_on=issued_on,
        period=span,
        counted=(counted.start, counted.end),
        figures=counted.figures,
        stories=[line.story for line in stories],
        findings=[line.finding for line in findings_of(plan.code, span[0])],
        spans=spans_of(plan, span),
        answers=counted.indicated.answers,
    )
    made = composed(plan, material)
    pictures: dict[tuple[str, str], Sequence[Picture]] = {
        (line.story.category, line.story.text): line.pictures for line in stories if line.pictures
    }
    whole = illustrated(made.report, pictures)
    report, overrides = overridden(whole, _by_hand(plan.code, span[0]))
    remarks = [*remarks_on(plan, counted), *(remark.as_record() for remark in made.remarks)]
    return Composition(
        report=report,
        counted=counted,
        remarks=remarks + overriding.remarks(overrides),
        sentences=overriding.sentences(whole),
        overrides=overrides,
    )


def sentences_now(plan: Series, span: Span) -> list[Sentence]:
    """Return the sentences of a period's issue that may be written by hand now. As `composition`."""
    numbers, _ = numbers_for(plan, span)
    return composition(plan, span, numbers=numbers, issued_on=_date_of(_draft_of(plan, span))).sentences


def preview(series: str, period: date | Span, *, seen_by: Actor) -> Preview:
    """Return the issue of a period as it would print now. It carries the date of its draft, else the hall's day.

    Raises Forbidden `not_allowed`; Unknown `unknown_series`; Refusal as `composition` and `period_of`.
    """
    return preview_by(series_for_issue(series), period, seen_by=seen_by)


def preview_by(plan: Series, period: date | Span, *, seen_by: Actor) -> Preview:
    """Return the issue of a period as a series prints it that may be in force, or not saved yet. As `preview`."""
    require(seen_by, READ_DRAFT)
    span = period_of(plan, period)
    draft = _draft_of(plan, span)
    numbers, taken = numbers_for(plan, span)
    made = composition(plan, span, numbers=numbers, issued_on=_date_of(draft))
    return Preview(
        page=_page(plan, span, numbers, taken, made),
        sentences=made.sentences,
        is_compiled=draft is not None and draft.text == made.report.words(),
    )


def _draft_of(plan: Series, span: Span) -> Issue | None:
    return of_period(plan, span).filter(state__in=OPEN).first()


def _date_of(draft: Issue | None) -> date:
    return draft.issued_on if draft and draft.issued_on else today()


def _page(plan: Series, span: Span, numbers: Numbers, taken: bool, made: Composition) -> IssuePage:
    line = IssueLine(
        id=0,
        series=plan.code,
        title=made.report.title,
        state="draft",
        state_name="预览",
        year=numbers.year,
        number=numbers.number,
        number_scope=numbers.scope,
        total_number=numbers.total_number,
        number_taken=taken,
        period_from=span[0],
        period_to=span[1],
        issued_on=made.report.issued_on,
        version=0,
    )
    return IssuePage(
        line=line,
        report=made.report,
        record=to_record(made.report),
        text=made.report.words(),
        mark="预览",
        known_at=None,
        figures=made.counted.as_record(),
        definitions={},
        remarks=made.remarks,
        overrides=made.overrides_record(),
    )


def _by_hand(series: str, period_from: date) -> list[Written]:
    rows = Override.objects.filter(series=series, period_from=period_from, withdrawn=False).order_by("id")
    return [Written(row.place, row.kind, row.computed, row.words, row.reason) for row in rows]
