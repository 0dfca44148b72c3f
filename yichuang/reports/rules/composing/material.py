"""What an issue is composed of: numbers, days, figures, stories, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yichuang.reports.rules.numbering import Numbers
from yichuang.reports.rules.tree import Figure, Finding, Story
from yichuang.statistics.rules.derived import Figure as Indicated

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for figures: of which span, by which dimension ("" for all together), how many issues back.

    step: where it is not issues that are stepped back by, the rule of periods; the first is that of the span's end.
    """

    span: str
    by: str = ""
    back: int = 0
    step: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The figures of one unit (of all together, where `code` is empty), by code."""

    code: str
    name: str
    figures: Mapping[str, Indicated]


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures that answer an `Ask`: the span's days, and a row for each unit."""

    days: Span
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What an issue is composed of.

    counted: first and last day of the figures.
    spans:   the days of each span by name.
    answers: the figures that the series' templates ask for.
    """

    numbers: Numbers
    issued_on: date
    period: Span
    counted: Span
    figures: Sequence[Figure]
    stories: Sequence[Story]
    findings: Sequence[Finding]
    spans: Mapping[str, Span] = field(default_factory=dict)
    answers: Mapping[Ask, Answer] = field(default_factory=dict)

    def days(self, span: str) -> Span | None:
        """Return the days of a span by its name ("" that of the figures), or None where nobody knows it."""
        return self.spans.get(span or "figures") or (self.counted if span in ("", "figures") else None)
